//! Growth: the same needs with more consumers, networks or traffic, solved again. Which choice does not survive, and which
//! quota is met first.

use std::str::FromStr;

use thiserror::Error;

use super::count::narrow;
use super::{Advice, NeedAdvice, Objective, advise};
use crate::design::tuning::{MOST_CONSUMERS, NeedTuning, Tuning, TuningError, tuned};
use crate::design::{Design, Mechanism, Need, Parties};
use crate::facts::{Billing, Facts};
use crate::finding::{Finding, Severity};
use crate::ids::NeedId;

/// The band of the rules about quotas.
const QUOTAS: u16 = 7;

/// How much there will be of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many times what there is.
    Times(u64),
    /// So many in all.
    Total(u64),
}

impl Amount {
    fn of(self, now: usize) -> u16 {
        let now = u64::try_from(now).unwrap_or(u64::MAX);
        let then = match self {
            Self::Times(times) => now.saturating_mul(times),
            Self::Total(total) => total,
        };
        // More than may be asked about is refused where the design is made.
        u16::try_from(then).unwrap_or(u16::MAX).max(1)
    }
}

/// What grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Growth {
    /// The clients of each need that has some.
    pub consumers: Option<Amount>,
    /// The networks of each need that joins whole ones.
    pub vpcs: Option<Amount>,
    /// Traffic and requests of every need, so many times what they are.
    pub traffic: Option<u64>,
}

/// A growth that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GrowthError {
    /// No such thing grows.
    #[error("`{0}` does not grow; `consumers`, `vpcs` and `traffic` do")]
    Unknown(String),
    /// No amount.
    #[error("`{0}` is no amount: write `3x` for three times as much, or `40` for forty in all")]
    Amount(String),
    /// Traffic grows by a factor only.
    #[error("traffic grows by a factor, such as `3x`")]
    Factor,
}

impl FromStr for Growth {
    type Err = GrowthError;

    /// Reads `consumers=3x,vpcs=40,traffic=2x`.
    ///
    /// ```
    /// use tieline::advise::growth::{Amount, Growth};
    /// let growth: Growth = "consumers=3x,vpcs=40".parse().unwrap();
    /// assert_eq!((growth.consumers, growth.vpcs), (Some(Amount::Times(3)), Some(Amount::Total(40))));
    /// assert!("consumers=many".parse::<Growth>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, GrowthError> {
        let mut growth = Self::default();
        for part in text.split(',') {
            let (name, amount) = part.trim().split_once('=').unwrap_or((part.trim(), ""));
            let read = amount_of(amount);
            match name {
                "consumers" => growth.consumers = Some(read?),
                "vpcs" => growth.vpcs = Some(read?),
                "traffic" => match read? {
                    Amount::Times(times) => growth.traffic = Some(times),
                    Amount::Total(_) => return Err(GrowthError::Factor),
                },
                _ => return Err(GrowthError::Unknown(name.to_owned())),
            }
        }
        Ok(growth)
    }
}

fn amount_of(text: &str) -> Result<Amount, GrowthError> {
    let wrong = || GrowthError::Amount(text.to_owned());
    let (digits, times) = match text.strip_suffix('x') {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    match (number, times) {
        (0, _) => Err(wrong()),
        (_, true) => Ok(Amount::Times(number)),
        (_, false) => Ok(Amount::Total(number)),
    }
}

/// What becomes of one need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The need.
    pub need: NeedId,
    /// What is chosen today.
    pub now: Option<Mechanism>,
    /// What is chosen then.
    pub then: Option<Mechanism>,
    /// The number of its consumers or networks from which the choice is another while all else stays as it is; `None`
    /// where that number does not decide.
    pub turns_at: Option<u16>,
}

/// A design grown, and what that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Grown {
    /// Every need, in order of name.
    pub needs: Vec<Outcome>,
    /// The objective today.
    pub now: Objective,
    /// The objective then.
    pub then: Objective,
    /// The quota that is passed or nearly reached then and is not today: the worst.
    pub quota: Option<Finding>,
}

/// The design as it will be.
///
/// # Errors
/// When there would be more consumers or networks than may be asked about.
pub fn grown(design: &Design, growth: &Growth) -> Result<Design, TuningError> {
    tuned(design, &tuning(design, growth)?)
}

/// Whether a need counts networks, and not consumers.
pub(super) fn is_meshed(need: &Need) -> bool {
    matches!(need.parties, Parties::EitherWay(..) | Parties::Mesh { .. })
}

/// Whether a design says itself how many consumers there will be.
pub fn is_stated(design: &Design) -> bool {
    design.needs.values().any(|need| !need.never && need.expected.is_some())
}

/// What is different where there are more consumers, or fewer, today than the design names.
fn today(design: &Design) -> Tuning {
    let mut tuning = Tuning::default();
    for need in design.needs.values().filter(|need| !need.never && is_copied(design, need)) {
        let Some(now) = need.expected.and_then(|expected| expected.now) else { continue };
        if usize::from(now) != need.clients().len() {
            let (networks, consumers) = if is_meshed(need) { (Some(now), None) } else { (None, Some(now)) };
            tuning.needs.insert(need.id.to_string(), NeedTuning { networks, consumers, ..NeedTuning::default() });
        }
    }
    tuning
}

/// What is different in the design as it will be.
fn tuning(design: &Design, growth: &Growth) -> Result<Tuning, TuningError> {
    let mut tuning =
        Tuning { growth_percent: growth.traffic.map(|times| times.saturating_mul(100)), ..Tuning::default() };
    for need in design.needs.values().filter(|need| !need.never) {
        let mut wanted = NeedTuning::default();
        let several = need.expected.and_then(|expected| expected.now).map_or(need.clients().len(), usize::from);
        let stated = need.expected.map(|expected| expected.in_a_year);
        if is_meshed(need) {
            wanted.networks = growth.vpcs.map(|amount| amount.of(several)).or(stated);
        } else {
            wanted.consumers = growth.consumers.map(|amount| amount.of(several)).or(stated);
        }
        let asked = wanted.networks.or(wanted.consumers).unwrap_or(0);
        if asked > MOST_CONSUMERS {
            return Err(TuningError::TooMany(asked));
        }
        if asked > 0 && is_copied(design, need) {
            tuning.needs.insert(need.id.to_string(), wanted);
        }
    }
    Ok(tuning)
}

fn mechanism(need: &NeedAdvice) -> Option<Mechanism> {
    need.choice().map(|choice| choice.mechanism)
}

/// The number from which one need, growing alone, is served by another mechanism than today: by halving.
///
/// Complexity: one advice for each halving between today's number and the one asked about.
fn turns_at(
    design: &Design,
    facts: &Facts,
    billing: Billing,
    (need, now): (&NeedId, Option<Mechanism>),
    wanted: &NeedTuning,
) -> Option<u16> {
    let chosen = |count: u16| -> Option<Mechanism> {
        let one = NeedTuning {
            networks: wanted.networks.map(|_| count),
            consumers: wanted.consumers.map(|_| count),
            ..NeedTuning::default()
        };
        let tuning = Tuning { needs: [(need.to_string(), one)].into(), ..Tuning::default() };
        let advice = advise(&tuned(design, &tuning).ok()?, facts, billing);
        advice.needs.iter().find(|one| one.need == *need).and_then(mechanism)
    };
    let stated = design.need(need)?;
    let named = u16::try_from(stated.clients().len()).ok()?;
    let inside = stated.expected.and_then(|expected| expected.now).unwrap_or(named);
    let outside = wanted.networks.or(wanted.consumers)?;
    let mut changed = |count: u16| Some(Some(chosen(count)).filter(|then| *then != now));
    let becomes = changed(outside)??;
    narrow(inside, (outside, becomes), &mut changed).map(|(count, _)| count)
}

/// Whether there can be more like the first client: only VPCs and what runs in them are copied.
pub(super) fn is_copied(design: &Design, need: &Need) -> bool {
    matches!(design.home(need.from()), Some(crate::design::Home::Vpc(_)))
}

/// Solves the needs of a design again as they will be.
///
/// # Errors
/// As [`grown`].
pub fn grow(
    design: &Design,
    advice: &Advice,
    facts: &Facts,
    billing: Billing,
    growth: &Growth,
) -> Result<Grown, TuningError> {
    let today = today(design);
    let of_today = if today.needs.is_empty() { None } else { Some(advise(&tuned(design, &today)?, facts, billing)) };
    let advice = of_today.as_ref().unwrap_or(advice);
    let tuning = tuning(design, growth)?;
    let then = advise(&tuned(design, &tuning)?, facts, billing);
    let needs = advice.needs.iter().map(|need| {
        let again = then.needs.iter().find(|one| one.need == need.need);
        let (now, then) = (mechanism(need), again.and_then(mechanism));
        let wanted = tuning.needs.get(need.need.as_str()).filter(|_| now != then);
        let turns_at = wanted.and_then(|wanted| turns_at(design, facts, billing, (&need.need, now), wanted));
        Outcome { need: need.need.clone(), now, then, turns_at }
    });
    let known = |finding: &&Finding| {
        !advice.plan.findings_after.iter().any(|one| one.rule == finding.rule && one.at.id == finding.at.id)
    };
    let quotas = then.plan.findings_after.iter().filter(|finding| finding.rule.band() == QUOTAS).filter(known);
    let quota = quotas.min_by_key(|finding| (finding.severity, finding.rule)).cloned();
    debug_assert!(quota.as_ref().is_none_or(|finding| finding.severity >= Severity::Error));
    Ok(Grown { needs: needs.collect(), now: advice.plan.objective, then: then.plan.objective, quota })
}
