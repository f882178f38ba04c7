//! Turning points in numbers: how many consumers, networks or services a need must have for its choice to be another, found
//! by making the design with so many and solving it again.

use std::collections::BTreeMap;

use super::bench::Bench;
use super::cost::Prices;
use super::estate::Estate;
use super::growth::{is_copied, is_meshed};
use super::market::Market;
use super::turning::{At, TurningPoint};
use super::verdict::{Asked, Candidate};
use super::{Advice, Assembly, NeedAdvice, judged, principle, situations};
use crate::design::tuning::{NeedTuning, Tuning, tuned};
use crate::design::{Design, Mechanism, Need};
use crate::facts::{Billing, Facts};
use crate::ids::NeedId;
use crate::network::Network;
use crate::rules;

/// The most that is asked about: beyond the quota of peerings of a VPC.
const MOST: u16 = 128;
/// How far one step of the search goes.
const STRIDE: u16 = 2;
/// Pairs of parties that designs with other numbers may have, all those of a review together, shared out among its needs:
/// what is beyond is not asked, and never guessed.
const WORK: usize = 600;
/// Needs beyond which nothing is asked.
const MANY_NEEDS: usize = 32;

/// What is counted of a need.
#[derive(Debug, Clone, Copy)]
enum Counted {
    Consumers,
    Vpcs,
    Services,
}

impl Counted {
    const ALL: [Self; 3] = [Self::Consumers, Self::Vpcs, Self::Services];

    /// How many there are; `None` where there can be no more like it.
    fn now(self, design: &Design, need: &Need) -> Option<u16> {
        let several = u16::try_from(need.clients().len()).ok().filter(|_| is_copied(design, need));
        match self {
            Self::Consumers => several.filter(|_| !is_meshed(need)),
            Self::Vpcs => several.filter(|_| is_meshed(need)),
            Self::Services => need.server().map(|_| 1),
        }
    }

    /// The fewest of which the need is still one.
    fn least(self) -> u16 {
        if matches!(self, Self::Vpcs) { 2 } else { 1 }
    }

    fn tuning(self, count: u16) -> NeedTuning {
        let none = NeedTuning::default();
        match self {
            Self::Consumers => NeedTuning { consumers: Some(count), ..none },
            Self::Vpcs => NeedTuning { networks: Some(count), ..none },
            Self::Services => NeedTuning { services: Some(count), ..none },
        }
    }

    fn at(self, count: u16) -> At {
        match self {
            Self::Consumers => At::Consumers(count),
            Self::Vpcs => At::Vpcs(count),
            Self::Services => At::Services(count),
        }
    }
}

/// The nearest numbers of consumers, networks and services, up and down, at which each need's mechanism is another.
///
/// More of something are copies of the first, as in `--grow`, and volumes grow along. The options of needs that are as they
/// were are not judged again: copies stand in VPCs of their own, or beside a server that others need not know of. The
/// search doubles, so a mechanism that wins only between two such numbers is not seen. Silent for designs of more than 32
/// needs, beyond 128 of anything, where a proof takes too long, and where so many pairs of parties would
/// have to be planned for again that the answer is not worth the wait.
///
/// Complexity: for each number asked about one plan and the trials of one need; see [`super::advise`].
pub fn counts(
    design: &Design,
    facts: &Facts,
    billing: Billing,
    advice: &Advice,
) -> BTreeMap<NeedId, Vec<TurningPoint>> {
    let mut found = BTreeMap::new();
    if advice.needs.len() > MANY_NEEDS {
        return found;
    }
    for one in &advice.needs {
        let mut left = WORK / advice.needs.len().max(1);
        let Some(need) = design.need(&one.need) else { continue };
        let fits = one.options.iter().filter(|option| option.is_open()).count();
        if fits < 2 || one.chosen.is_none() || need.via.is_some() {
            continue;
        }
        for counted in Counted::ALL {
            let Some(start) = counted.now(design, need) else { continue };
            let now = one.choice().map(|choice| choice.mechanism);
            let mut chosen = |count: u16| {
                let then = chosen_with((design, facts, billing), advice, one, counted.tuning(count), &mut left)?;
                Some((then != now).then_some(then))
            };
            let points = search(start, counted.least(), &mut chosen);
            let told = points.into_iter().map(|(above, count, becomes)| {
                let at = counted.at(count);
                TurningPoint { above, at, becomes }
            });
            found.entry(one.need.clone()).or_insert_with(Vec::new).extend(told);
        }
    }
    found
}

/// What another number changes: nothing, or what is chosen then; `None` where it cannot be told.
pub(super) type Change = Option<Option<Option<Mechanism>>>;

/// The nearest numbers, up and down, at which the choice is another: by strides, then by halving.
fn search(start: u16, least: u16, chosen: &mut impl FnMut(u16) -> Change) -> Vec<(bool, u16, Option<Mechanism>)> {
    let mut found = Vec::new();
    for above in [true, false] {
        let mut inside = start;
        loop {
            let outside = if above { inside.saturating_mul(STRIDE).min(MOST) } else { (inside / STRIDE).max(least) };
            if (above && outside <= inside) || (!above && outside >= inside) {
                break;
            }
            match chosen(outside) {
                None => break,
                Some(None) => inside = outside,
                Some(Some(becomes)) => {
                    found.extend(narrow(inside, (outside, becomes), chosen).map(|(at, then)| (above, at, then)));
                    break;
                }
            }
        }
    }
    found
}

/// Halves the gap between a number with today's choice and one with another, to the first with another.
pub(super) fn narrow(
    mut inside: u16,
    (mut outside, mut becomes): (u16, Option<Mechanism>),
    chosen: &mut impl FnMut(u16) -> Change,
) -> Option<(u16, Option<Mechanism>)> {
    while inside.abs_diff(outside) > 1 {
        let middle = inside.midpoint(outside);
        match chosen(middle)? {
            None => inside = middle,
            Some(then) => (outside, becomes) = (middle, then),
        }
    }
    Some((outside, becomes))
}

/// What is chosen for a need when something of it is different; `None` where that cannot be asked, or takes more work
/// than is left.
fn chosen_with(
    (design, facts, billing): (&Design, &Facts, Billing),
    advice: &Advice,
    asked: &NeedAdvice,
    different: NeedTuning,
    left: &mut usize,
) -> Option<Option<Mechanism>> {
    let tuning = Tuning { needs: [(asked.need.to_string(), different)].into(), ..Tuning::default() };
    let design = tuned(design, &tuning).ok()?;
    let network = Network::of(&design);
    let prices = Prices::new(&design, facts, billing);
    let estate = Estate::of(&design, facts);
    let situations = situations(&design, &network, facts, &estate);
    let work: usize = situations.iter().map(|one| one.pairs.len()).sum();
    if work > *left {
        *left = 0;
        return None;
    }
    *left -= work;
    let mut bench = Bench::new(&design, facts, &estate);
    let as_before = |one: &Asked<'_>| {
        let before = advice.needs.iter().find(|before| before.need == one.need.id && before.need != asked.need)?;
        let unweighed = |option: &Candidate| Candidate { set_aside: None, ..option.clone() };
        let mut options: Vec<Candidate> = before.options.iter().map(unweighed).collect();
        principle::weigh(one, &estate, &mut options);
        Some(options)
    };
    let options: Vec<Vec<Candidate>> = situations
        .iter()
        .map(|one| as_before(one).unwrap_or_else(|| judged(one, &prices, &estate, &mut bench)))
        .collect();
    let known = rules::check_serious(&design, facts);
    let assembly = Assembly {
        design: &design,
        bare: &estate.bare,
        facts,
        prices: &prices,
        situations: &situations,
        options: &options,
        known: &known,
    };
    let mut market = Market::of(&design, &prices, &situations, &options);
    let (solution, ..) = assembly.settle(&mut market, &mut |_| ());
    let index = situations.iter().position(|one| one.need.id == asked.need)?;
    let option = market.chosen(&solution, index).and_then(|option| options.get(index)?.get(option));
    solution.is_optimal().then(|| option.map(|one| one.mechanism))
}
