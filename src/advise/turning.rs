//! Turning points: the values of an input at which a choice flips, found by solving the whole plan again.

use super::Market;
use super::cost::Prices;
use super::mechanism::Situation;
use super::plan::Solution;
use super::verdict::{Asked, Candidate, usage};
use crate::design::{Mechanism, Megabytes, Need};

/// A value at which another mechanism becomes the better choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurningPoint {
    /// Whether the input must grow to it, or shrink.
    pub above: bool,
    /// The monthly volume at which the choice flips.
    pub traffic: Megabytes,
    /// What is chosen beyond it.
    pub becomes: Mechanism,
}

/// A gigabyte a month: below it nothing is worth asking.
const LEAST: u64 = 1_000;
/// Ten petabytes a month: above it nothing is worth asking.
const MOST: u64 = 10_000_000_000;
/// How far one step of the search goes.
const STRIDE: u64 = 4;
/// Search steps for one group at one volume.
const STEPS: u64 = 1_000;
/// Needs beyond which the plan is not solved again for each: the search would take longer than its answer is worth.
const MANY_NEEDS: usize = 64;

/// The nearest volumes, up and down, at which a need's mechanism changes while all other needs stay as they are.
///
/// Exact to one part in a hundred. Silent for designs of more than 64 needs, and where a proof takes too long. The search
/// goes by factors of four, so a mechanism that wins only within a narrower stretch of volumes is not seen.
pub(super) fn turning_points(
    market: &Market,
    need: usize,
    options: &[Candidate],
    asked: &Asked<'_>,
    prices: &Prices<'_>,
    solution: &Solution,
) -> Vec<TurningPoint> {
    let open = market.option_of.get(need).map_or(0, Vec::len);
    if open < 2 || market.problem.needs.len() > MANY_NEEDS {
        return Vec::new();
    }
    let at = |megabytes: u64| chosen_at(market, need, options, asked, prices, megabytes);
    let Some(now) = market.chosen(solution, need) else { return Vec::new() };
    let start = asked.need.traffic.map_or(LEAST, |volume| volume.0.clamp(LEAST, MOST));
    let mut found = Vec::new();
    let mut inside = start;
    while inside < MOST {
        let outside = inside.saturating_mul(STRIDE).min(MOST);
        // Where one answer cannot be proven in time, those further out cannot either.
        let Some(option) = at(outside) else { break };
        if option != now {
            found.extend(narrow(inside, outside, now, true, options, &at));
            break;
        }
        inside = outside;
    }
    let mut inside = start;
    while asked.need.traffic.is_some() && inside > LEAST {
        let outside = (inside / STRIDE).max(LEAST);
        let Some(option) = at(outside) else { break };
        if option != now {
            found.extend(narrow(inside, outside, now, false, options, &at));
            break;
        }
        inside = outside;
    }
    found
}

/// Halves the gap between a volume with today's choice and one with another, to one part in a hundred.
fn narrow(
    mut inside: u64,
    mut outside: u64,
    now: usize,
    above: bool,
    options: &[Candidate],
    at: &impl Fn(u64) -> Option<usize>,
) -> Option<TurningPoint> {
    while inside.abs_diff(outside) > inside.min(outside) / 100 + 1 {
        let middle = inside.midpoint(outside);
        if at(middle) == Some(now) { inside = middle } else { outside = middle }
    }
    let becomes = options.get(at(outside)?)?.mechanism;
    Some(TurningPoint { above, traffic: Megabytes(round(outside)), becomes })
}

/// Two significant digits: more would claim an exactness the search does not have.
fn round(megabytes: u64) -> u64 {
    let digits = megabytes.checked_ilog10().unwrap_or(0);
    let step = 10_u64.pow(digits.saturating_sub(1));
    (megabytes.saturating_add(step / 2) / step).saturating_mul(step)
}

/// The option that the whole plan takes for a need when it carries another volume.
fn chosen_at(
    market: &Market,
    need: usize,
    options: &[Candidate],
    asked: &Asked<'_>,
    prices: &Prices<'_>,
    megabytes: u64,
) -> Option<usize> {
    let share = megabytes / u64::try_from(asked.pairs.len()).unwrap_or(u64::MAX).max(1);
    let other = |pair: &Situation<'_>| Need { traffic: Some(Megabytes(share)), ..pair.need.clone().into_owned() };
    let mut problem = market.problem.clone();
    let option_of = market.option_of.get(need)?;
    for (choice, option) in problem.needs.get_mut(need)?.iter_mut().zip(option_of) {
        let mechanism = options.get(*option)?.mechanism;
        choice.own = usage(mechanism, asked, prices, other).ranked();
    }
    let solution = problem.solve_within(STEPS);
    // An answer that is not proven would make a turning point of a search cut short.
    solution.is_optimal().then(|| option_of.get(solution.chosen.get(need).copied().flatten()?).copied())?
}
