//! Volumes that a design does not give: what the plan costs between the least and the most that is assumed of them, and
//! which of them would change a choice, found by solving the whole plan again.

use super::cost::{Bill, Prices};
use super::market::Market;
use super::mechanism::Situation;
use super::plan::{Problem, Solution};
use super::turning::At;
use super::verdict::{Asked, Candidate, usage};
use super::{Assembly, Plan};
use crate::design::{Family, Mechanism, Megabytes, Need};
use crate::facts::Usd;
use crate::ids::NeedId;

/// The least and the most traffic a month that is assumed where none is given: 1 GB and 10 TB. Ours: most needs lie between.
pub const TRAFFIC: (Megabytes, Megabytes) = (Megabytes(1_000), Megabytes(10_000_000));
/// The least and the most requests a month that are assumed where none are given: a million and a billion. Ours, too.
pub const REQUESTS: (u64, u64) = (1_000_000, 1_000_000_000);

/// Needs beyond which the plan is not solved again for each.
const MANY_NEEDS: usize = 64;
/// Search steps for one group at one volume.
const STEPS: u64 = 1_000;

/// What is not known of volumes, and what that leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmeasured {
    /// The needs whose volume is not given and is charged on some mechanism that could serve them, in order of name.
    pub needs: Vec<Open>,
    /// What the plan adds to the monthly bill if all of them carry the least that is assumed.
    pub lowest: Usd,
    /// What it adds if all of them carry the most.
    pub highest: Usd,
    /// Whether every other charge is known; else both are lower bounds.
    pub complete: bool,
    /// Whether the plan was solved again for each: not in designs of more than 64 needs.
    pub asked: bool,
}

/// A need whose volume is not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The need.
    pub need: NeedId,
    /// Whether its traffic is unknown.
    pub traffic: bool,
    /// Whether its requests are unknown, and charged on some mechanism that could serve it.
    pub requests: bool,
    /// What carrying it costs a month by volume, at the least and at the most that is assumed.
    pub usd: (Usd, Usd),
    /// The volumes from which choices are others, while all other volumes stay as given or unknown.
    pub turns: Vec<Turn>,
}

/// A volume within what is assumed that would change the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The volume from which it does, to two digits.
    pub at: At,
    /// The needs that are then served otherwise, with today's mechanism and that one.
    pub changes: Vec<(NeedId, Option<Mechanism>, Option<Mechanism>)>,
}

/// A volume for whatever a need leaves unknown.
#[derive(Clone, Copy)]
struct Guess {
    traffic: Option<Megabytes>,
    requests: Option<u64>,
}

impl Guess {
    const LEAST: Self = Self { traffic: Some(TRAFFIC.0), requests: Some(REQUESTS.0) };
    const MOST: Self = Self { traffic: Some(TRAFFIC.1), requests: Some(REQUESTS.1) };

    /// What a mechanism costs a need by volume under the guess.
    fn bill(self, mechanism: Mechanism, asked: &Asked<'_>, prices: &Prices<'_>) -> Bill {
        let pairs = u64::try_from(asked.pairs.len()).unwrap_or(u64::MAX).max(1);
        let filled = |pair: &Situation<'_>| {
            let need = pair.need.clone().into_owned();
            let traffic = need.traffic.or(self.traffic.map(|volume| Megabytes(volume.0 / pairs)));
            let requests = need.requests.or(self.requests.map(|count| count / pairs));
            Need { traffic, requests, ..need }
        };
        usage(mechanism, asked, prices, filled)
    }
}

/// What volumes that are not given leave open; `None` where all that are charged are known.
///
/// Complexity: for each unknown volume one plan, and some seven more where it decides, in designs of up to 64 needs.
pub(super) fn unmeasured(
    assembly: &Assembly<'_, '_>,
    market: &Market,
    solution: &Solution,
    plan: &Plan,
) -> Option<Unmeasured> {
    let prices = assembly.prices;
    let asked = market.problem.needs.len() <= MANY_NEEDS;
    let mut needs = Vec::new();
    let standing: Vec<_> = plan.additions.iter().flat_map(|addition| prices.of_addition(addition)).collect();
    let standing = Bill { items: standing };
    let (mut lowest, mut highest) = (standing.total(), standing.total());
    let mut complete = standing.is_complete();
    for (index, (need, options)) in assembly.situations.iter().zip(assembly.options).enumerate() {
        let Some(chosen) = market.chosen(solution, index).and_then(|option| options.get(option)) else { continue };
        let [least, most] = [Guess::LEAST, Guess::MOST].map(|guess| guess.bill(chosen.mechanism, need, prices));
        lowest += least.total();
        highest += most.total();
        complete &= most.is_complete();
        let matters = |guess: Guess| {
            let grows = |one: &Candidate| {
                one.is_open() && guess.bill(one.mechanism, need, prices).ranked() != one.usage.ranked()
            };
            options.iter().any(grows)
        };
        let traffic = need.need.traffic.is_none() && matters(Guess { requests: None, ..Guess::MOST });
        let lattice = options.iter().any(|one| one.mechanism.family() == Family::Lattice);
        let requests = need.need.requests.is_none() && lattice && matters(Guess { traffic: None, ..Guess::MOST });
        if !traffic && !requests {
            continue;
        }
        let mut turns = Vec::new();
        if asked && traffic {
            let at = |value| Guess { traffic: Some(Megabytes(value)), requests: None };
            let range = (TRAFFIC.0.0, TRAFFIC.1.0);
            turns.extend(turn(assembly, market, solution, index, range, at, |value| At::Traffic(Megabytes(value))));
        }
        if asked && requests {
            let at = |value| Guess { traffic: None, requests: Some(value) };
            turns.extend(turn(assembly, market, solution, index, REQUESTS, at, At::Requests));
        }
        let usd = (least.total(), most.total());
        needs.push(Open { need: need.need.id.clone(), traffic, requests, usd, turns });
    }
    (!needs.is_empty()).then_some(Unmeasured { needs, lowest, highest, complete, asked })
}

/// The least volume of one need, within a range, from which any need is served otherwise; by halving.
fn turn(
    assembly: &Assembly<'_, '_>,
    market: &Market,
    solution: &Solution,
    need: usize,
    (least, most): (u64, u64),
    guess: impl Fn(u64) -> Guess,
    told: impl Fn(u64) -> At,
) -> Option<Turn> {
    let asked = assembly.situations.get(need)?;
    let options = assembly.options.get(need)?;
    let changed = |value: u64| -> Option<Solution> {
        let mut problem: Problem = market.problem.clone();
        for (choice, option) in problem.needs.get_mut(need)?.iter_mut().zip(market.option_of.get(need)?) {
            choice.own = guess(value).bill(options.get(*option)?.mechanism, asked, assembly.prices).ranked();
        }
        let again = problem.solve_within(STEPS);
        // Without a proof, another choice may be an accident of a search cut short.
        let staying = problem.cost(&solution.chosen);
        (again.is_optimal() && again.cost < staying).then_some(again)
    };
    let (mut inside, mut outside) = (least, most);
    let mut found = changed(outside)?;
    if let Some(already) = changed(inside) {
        (outside, found) = (inside, already);
    }
    while inside.abs_diff(outside) > inside / 100 + 1 {
        let middle = inside.midpoint(outside);
        match changed(middle) {
            Some(solution) => (outside, found) = (middle, solution),
            None => inside = middle,
        }
    }
    let mechanism = |solution: &Solution, index: usize| {
        let option = market.chosen(solution, index)?;
        assembly.options.get(index)?.get(option).map(|one| one.mechanism)
    };
    let pairs = assembly
        .situations
        .iter()
        .enumerate()
        .map(|(index, one)| (one.need.id.clone(), mechanism(solution, index), mechanism(&found, index)));
    let changes: Vec<_> = pairs.filter(|(_, now, then)| now != then).collect();
    (!changes.is_empty()).then(|| Turn { at: told(super::turning::round(outside)), changes })
}
