//! Lower bounds of a group by shares: what a piece costs is split over the needs that could use it, and each need then
//! chooses by itself. Any split gives a bound, so rounding and a search cut short cost strength and never truth.

use std::collections::BTreeSet;

use super::UNSERVED;
use super::search::{Local, Search, at};

/// Rounds of shifting shares. A count, not a time: the same on every machine.
const ROUNDS: u32 = 400;
/// Rounds without a better bound before steps are halved.
const PATIENCE: u32 = 12;
/// The length of a step is a number of these parts.
const PARTS: i128 = 4_096;
/// Rounds between two looks at what the shares' own choices would cost.
const LOOK_EVERY: u32 = 10;
/// Needs that only clashing choices serve, beyond which no pairs of them are sought.
const MOST_CAPTIVES: usize = 200;

/// What the shares prove of a group.
pub(super) struct Proven {
    /// No solution costs less.
    pub(super) bound: i128,
    /// For each need, the choices that a solution better than the best found may take.
    pub(super) keep: Vec<Vec<bool>>,
}

/// Two needs that nothing but clashing choices serve, so that one is left out, with what goes together.
struct Rivals {
    needs: (usize, usize),
    fits: Vec<(usize, usize)>,
}

struct Dual {
    /// For each need, the pieces that it could use.
    pieces: Vec<Vec<usize>>,
    /// For each need and choice, where its pieces stand among these.
    slots: Vec<Vec<Vec<usize>>>,
    shares: Vec<Vec<i128>>,
    rivals: Vec<Rivals>,
}

/// What the needs choose under some shares.
#[derive(Default)]
struct View {
    /// What each choice of each need comes to.
    values: Vec<Vec<i128>>,
    picks: Vec<usize>,
    /// Whether more than a piece's price is asked for it.
    open: Vec<bool>,
    bound: i128,
}

/// Shifts shares until they prove the best solution found, or little more is gained. Solutions met on the way that are
/// better are kept in the search.
///
/// Complexity: linear in the pieces of all choices, for each of at most 400 rounds.
pub(super) fn prove(search: &mut Search) -> Proven {
    let mut dual = Dual::of(search);
    let unit = unit(search);
    let mut best = dual.view(search);
    let mut best_shares = dual.shares.clone();
    let served = best.bound.rem_euclid(UNSERVED.pico());
    let (mut parts, mut stalled) = (PARTS, 0);
    let mut view = View { values: Vec::new(), ..View::default() };
    for round in 0..ROUNDS {
        let now = if round == 0 { &best } else { &view };
        if round % LOOK_EVERY == 0 {
            search.settle(now.picks.clone());
        }
        if round_up(best.bound, unit) >= search.best_cost || parts == 0 {
            break;
        }
        // A solution that leaves out more than it must is no measure of what there is to gain.
        let gain = search.best_cost.saturating_sub(now.bound).min(served / 8).max(unit);
        dual.shift(search, now, gain.saturating_mul(parts) / PARTS);
        let next = dual.view(search);
        if next.bound > best.bound {
            stalled = 0;
            best_shares.clone_from(&dual.shares);
            best = View { values: next.values.clone(), picks: next.picks.clone(), open: next.open.clone(), ..next };
        } else {
            stalled += 1;
        }
        view = next;
        if stalled >= PATIENCE {
            parts /= 2;
            stalled = 0;
            dual.shares.clone_from(&best_shares);
            view = View { values: Vec::new(), picks: best.picks.clone(), open: best.open.clone(), bound: best.bound };
        }
    }
    search.settle(best.picks.clone());
    let bound = round_up(best.bound, unit).min(search.best_cost);
    Proven { bound, keep: dual.keep(&best, search.best_cost, unit) }
}

impl Dual {
    /// Equal shares to begin with.
    fn of(search: &Search) -> Self {
        let pieces: Vec<Vec<usize>> = (search.needs.iter())
            .map(|choices| choices.iter().flat_map(|one| one.pieces.iter().copied()).collect::<BTreeSet<_>>())
            .map(|pieces| pieces.into_iter().collect())
            .collect();
        let mut sharers = vec![0_i128; search.prices.len()];
        for piece in pieces.iter().flatten() {
            if let Some(count) = sharers.get_mut(*piece) {
                *count += 1;
            }
        }
        let share = |piece: &usize| at(&search.prices, *piece) / at(&sharers, *piece).max(1);
        let shares = pieces.iter().map(|pieces| pieces.iter().map(share).collect()).collect();
        let slot = |pieces: &[usize], piece: &usize| pieces.binary_search(piece).unwrap_or(usize::MAX);
        let slots = (search.needs.iter().zip(&pieces))
            .map(|(choices, pieces)| {
                let of = |one: &Local| one.pieces.iter().map(|piece| slot(pieces, piece)).collect();
                choices.iter().map(of).collect()
            })
            .collect();
        Self { pieces, slots, shares, rivals: rivals(search) }
    }

    fn view(&self, search: &Search) -> View {
        let mut asked = vec![0_i128; search.prices.len()];
        for (piece, share) in self.pieces.iter().flatten().zip(self.shares.iter().flatten()) {
            if let Some(sum) = asked.get_mut(*piece) {
                *sum += share;
            }
        }
        let value = |slots: &[usize], shares: &[i128]| slots.iter().map(|slot| at(shares, *slot)).sum::<i128>();
        let values: Vec<Vec<i128>> = (search.needs.iter().zip(&self.slots).zip(&self.shares))
            .map(|((choices, slots), shares)| {
                choices.iter().zip(slots).map(|(one, slots)| one.own + value(slots, shares)).collect()
            })
            .collect();
        let least = |values: &Vec<i128>| values.iter().zip(0..).min().map_or((0, 0), |(value, pick)| (*value, pick));
        let (least, mut picks): (Vec<i128>, Vec<usize>) = values.iter().map(least).unzip();
        let mut bound: i128 = least.iter().sum();
        for rivals in &self.rivals {
            let (one, two) = rivals.needs;
            let Some(((first, second), value)) = rivals.cheapest(&values) else { continue };
            bound += value - at(&least, one) - at(&least, two);
            for (need, pick) in [(one, first), (two, second)] {
                if let Some(slot) = picks.get_mut(need) {
                    *slot = pick;
                }
            }
        }
        let open: Vec<bool> = asked.iter().zip(&search.prices).map(|(asked, price)| asked > price).collect();
        bound += asked.iter().zip(&search.prices).map(|(asked, price)| (price - asked).min(0)).sum::<i128>();
        View { values, picks, open, bound }
    }

    /// Asks more of needs that use a piece too cheaply, and less of those that do not use one that is paid for.
    fn shift(&mut self, search: &Search, view: &View, gain: i128) {
        let mut directions: Vec<Vec<i128>> = Vec::with_capacity(self.shares.len());
        let mut length = 0_i128;
        for (((pieces, slots), shares), pick) in self.pieces.iter().zip(&self.slots).zip(&self.shares).zip(&view.picks)
        {
            let taken = slots.get(*pick).map_or(&[][..], Vec::as_slice);
            let mut direction: Vec<i128> = (pieces.iter().zip(shares))
                .map(|(piece, share)| {
                    let open = view.open.get(*piece) == Some(&true);
                    if at(&search.prices, *piece) == 0 || (open && *share == 0) { 0 } else { -i128::from(open) }
                })
                .collect();
            for slot in taken {
                let free = pieces.get(*slot).is_none_or(|piece| at(&search.prices, *piece) == 0);
                if let Some(one) = direction.get_mut(*slot).filter(|_| !free) {
                    *one = i128::from(pieces.get(*slot).is_none_or(|piece| view.open.get(*piece) != Some(&true)));
                }
            }
            length += direction.iter().map(|one| one * one).sum::<i128>();
            directions.push(direction);
        }
        let step = gain / length.max(1);
        for (share, direction) in self.shares.iter_mut().flatten().zip(directions.iter().flatten()) {
            *share = (*share + step * direction).max(0);
        }
    }

    /// The choices with which a solution can still be better than the best by a unit.
    fn keep(&self, view: &View, best_cost: i128, unit: i128) -> Vec<Vec<bool>> {
        let room = best_cost.saturating_sub(view.bound);
        let mut excess: Vec<Vec<i128>> = (view.values.iter())
            .map(|values| {
                let least = values.iter().min().copied().unwrap_or(0);
                values.iter().map(|value| value - least).collect()
            })
            .collect();
        for rivals in &self.rivals {
            let Some((_, least)) = rivals.cheapest(&view.values) else { continue };
            for (need, of) in [(rivals.needs.0, 0), (rivals.needs.1, 1)] {
                for (pick, slot) in excess.get_mut(need).into_iter().flatten().enumerate() {
                    let with = |fits: &&(usize, usize)| if of == 0 { fits.0 == pick } else { fits.1 == pick };
                    let value = rivals.fits.iter().filter(with).map(|fits| rivals.value(&view.values, *fits)).min();
                    *slot = value.map_or(i128::MAX, |value| value - least);
                }
            }
        }
        excess.iter().map(|excess| excess.iter().map(|one| *one <= room - unit).collect()).collect()
    }
}

impl Rivals {
    fn value(&self, values: &[Vec<i128>], (first, second): (usize, usize)) -> i128 {
        let of = |need: usize, pick: usize| values.get(need).map_or(0, |values| at(values, pick));
        of(self.needs.0, first) + of(self.needs.1, second)
    }

    fn cheapest(&self, values: &[Vec<i128>]) -> Option<((usize, usize), i128)> {
        let priced = self.fits.iter().map(|fits| (self.value(values, *fits), *fits));
        priced.min().map(|(value, fits)| (fits, value))
    }
}

/// Pairs of needs of which one must be left out, each need in one pair at most.
fn rivals(search: &Search) -> Vec<Rivals> {
    let is_dear = |choice: &Local| choice.own >= UNSERVED.pico();
    let touches = |choice: &Local| {
        choice.pieces.iter().any(|piece| search.conflicts.get(*piece).is_some_and(|conflicts| !conflicts.is_empty()))
    };
    let is_captive = |choices: &[Local]| choices.iter().all(|choice| is_dear(choice) || touches(choice));
    let mut captives: Vec<(usize, &Vec<Local>)> =
        search.needs.iter().enumerate().filter(|(_, choices)| is_captive(choices)).collect();
    captives.truncate(MOST_CAPTIVES);
    let mut found: Vec<Rivals> = Vec::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for (index, (one, firsts)) in captives.iter().enumerate() {
        for (two, seconds) in captives.iter().skip(index + 1) {
            if taken.contains(one) || taken.contains(two) {
                continue;
            }
            let pairs = firsts
                .iter()
                .enumerate()
                .flat_map(|first| seconds.iter().enumerate().map(move |second| (first, second)));
            let fitting: Vec<_> = pairs.filter(|((_, first), (_, second))| search.fit(first, second)).collect();
            if fitting.iter().all(|((_, first), (_, second))| is_dear(first) || is_dear(second)) {
                let fits = fitting.into_iter().map(|((first, _), (second, _))| (first, second)).collect();
                found.push(Rivals { needs: (*one, *two), fits });
                taken.extend([*one, *two]);
            }
        }
    }
    found
}

/// What every cost of the group is a multiple of: a bound between two multiples can be rounded up.
fn unit(search: &Search) -> i128 {
    let owns = search.needs.iter().flatten().map(|choice| choice.own);
    let mut unit = 0_i128;
    for mut other in search.prices.iter().copied().chain(owns) {
        while other != 0 {
            (unit, other) = (other, unit % other);
        }
    }
    unit.abs().max(1)
}

fn round_up(bound: i128, unit: i128) -> i128 {
    bound.div_euclid(unit) * unit + if bound.rem_euclid(unit) == 0 { 0 } else { unit }
}
