//! Turning points: the values of an input at which a choice flips, found by solving the whole plan again.

use super::Market;
use super::cost::Prices;
use super::mechanism::Situation;
use super::plan::Solution;
use super::verdict::{Asked, Candidate, usage};
use crate::design::{Family, Mechanism, Megabytes, Need};

/// A value at which another mechanism becomes the better choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurningPoint {
    /// Whether the input must grow to it, or shrink.
    pub above: bool,
    /// The input and its value at which the choice flips.
    pub at: At,
    /// What is chosen beyond it; `None` where nothing serves the need any more.
    pub becomes: Option<Mechanism>,
}

/// An input of a need, with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// So much traffic a month.
    Traffic(Megabytes),
    /// So many requests a month.
    Requests(u64),
    /// So many clients.
    Consumers(u16),
    /// So many networks that must all reach each other.
    Vpcs(u16),
    /// So many services such as the one that is reached, each called as it is.
    Services(u16),
}

/// A thousand requests a month: below it nothing is worth asking.
const FEW_REQUESTS: u64 = 1_000;
/// Ten trillion requests a month, some four million a second: above it nothing is worth asking.
const MANY_REQUESTS: u64 = 10_000_000_000_000;

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
    let Some(now) = market.chosen(solution, need) else { return Vec::new() };
    let traffic = |megabytes: u64| {
        let share = megabytes / pairs_of(asked);
        chosen_at(market, need, options, asked, prices, |one| Need { traffic: Some(Megabytes(share)), ..one })
    };
    let volume = asked.need.traffic.map(|volume| volume.0);
    let mut found = search(volume, (LEAST, MOST), now, options, traffic, |value| At::Traffic(Megabytes(value)));
    // Requests have a price on services of VPC Lattice only.
    let lattice = |one: &&Candidate| one.is_open() && one.mechanism.family() == Family::Lattice;
    if asked.need.requests.is_some() && options.iter().any(|one| lattice(&one)) {
        let requests = |count: u64| {
            let share = count / pairs_of(asked);
            chosen_at(market, need, options, asked, prices, |one| Need { requests: Some(share), ..one })
        };
        let range = (FEW_REQUESTS, MANY_REQUESTS);
        found.extend(search(asked.need.requests, range, now, options, requests, At::Requests));
    }
    found
}

fn pairs_of(asked: &Asked<'_>) -> u64 {
    u64::try_from(asked.pairs.len()).unwrap_or(u64::MAX).max(1)
}

/// The nearest values, up and down, at which the choice is another: by strides, then by halving.
fn search(
    value: Option<u64>,
    (least, most): (u64, u64),
    now: usize,
    options: &[Candidate],
    at: impl Fn(u64) -> Option<usize>,
    told: impl Fn(u64) -> At,
) -> Vec<TurningPoint> {
    let start = value.map_or(least, |value| value.clamp(least, most));
    let mut found = Vec::new();
    let point = |(value, becomes), above| TurningPoint { above, at: told(value), becomes: Some(becomes) };
    let mut inside = start;
    while inside < most {
        let outside = inside.saturating_mul(STRIDE).min(most);
        // Where one answer cannot be proven in time, those further out cannot either.
        let Some(option) = at(outside) else { break };
        if option != now {
            found.extend(narrow(inside, outside, now, options, &at).map(|turn| point(turn, true)));
            break;
        }
        inside = outside;
    }
    let mut inside = start;
    while value.is_some() && inside > least {
        let outside = (inside / STRIDE).max(least);
        let Some(option) = at(outside) else { break };
        if option != now {
            found.extend(narrow(inside, outside, now, options, &at).map(|turn| point(turn, false)));
            break;
        }
        inside = outside;
    }
    found
}

/// Halves the gap between a value with today's choice and one with another, to one part in a hundred: the value, and
/// what is chosen there.
fn narrow(
    mut inside: u64,
    mut outside: u64,
    now: usize,
    options: &[Candidate],
    at: &impl Fn(u64) -> Option<usize>,
) -> Option<(u64, Mechanism)> {
    while inside.abs_diff(outside) > inside.min(outside) / 100 + 1 {
        let middle = inside.midpoint(outside);
        if at(middle) == Some(now) { inside = middle } else { outside = middle }
    }
    Some((round(outside), options.get(at(outside)?)?.mechanism))
}

/// Two significant digits: more would claim an exactness the search does not have.
pub(super) fn round(megabytes: u64) -> u64 {
    let digits = megabytes.checked_ilog10().unwrap_or(0);
    let step = 10_u64.pow(digits.saturating_sub(1));
    (megabytes.saturating_add(step / 2) / step).saturating_mul(step)
}

/// The option that the whole plan takes for a need when something of it is different.
fn chosen_at(
    market: &Market,
    need: usize,
    options: &[Candidate],
    asked: &Asked<'_>,
    prices: &Prices<'_>,
    different: impl Fn(Need) -> Need,
) -> Option<usize> {
    let other = |pair: &Situation<'_>| different(pair.need.clone().into_owned());
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
