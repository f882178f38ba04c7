//! Band 9xx: the user's own rules. Each kind of demand is a rule here, with a page; a policy is told under its own name,
//! and its own number where it has one.

pub(super) mod cidr_outside_the_pool;
pub(super) mod forbidden_mechanism;
pub(super) mod forbidden_reach;
pub(super) mod missing_reach;
pub(super) mod missing_tag;
mod undecided;
mod uses;

pub use undecided::undecided;

use std::borrow::Cow;

use super::{Context, Rule};
use crate::design::{Demand, Design, Policy, Selected, Selector, Vpc};
use crate::finding::{Finding, Locus, RuleId};

/// Pairs of VPCs that one policy on reach is asked about at most; coverage tells of those left out.
const MOST_PAIRS: usize = 50_000;

/// VPCs that one finding names.
const MOST_NAMED: usize = 3;

impl Policy {
    /// The rule that judges it.
    pub(crate) fn rule(&self) -> &'static Rule {
        match self.demand {
            Demand::AllowedCidrs { .. } => &cidr_outside_the_pool::RULE,
            Demand::RequiredTags { .. } => &missing_tag::RULE,
            Demand::ForbiddenMechanisms { .. } => &forbidden_mechanism::RULE,
            Demand::MustReach { .. } => &missing_reach::RULE,
            Demand::MustNeverReach { .. } => &forbidden_reach::RULE,
        }
    }

    /// The number its findings are told under: its own, else that of what it demands.
    pub fn rule_id(&self) -> RuleId {
        self.number.map_or(self.rule().id, RuleId)
    }

    /// The page of what it demands: What, Why, Bad, Good, Fix, Sources.
    pub fn docs(&self) -> &'static str {
        self.rule().docs
    }

    /// A finding of this policy.
    fn finding(&self, at: Locus, message: impl Into<String>) -> Finding {
        let rule = self.rule();
        let why = self.message.clone().unwrap_or_else(|| format!("policy `{}` demands it", self.id));
        let mut finding = rule.finding(at, message).because(why, self.locus());
        finding.rule = self.rule_id();
        finding.name = Cow::Owned(self.id.to_string());
        finding.severity = self.severity;
        finding.reference.clone_from(&self.reference);
        finding
    }
}

/// Whether a finding binds the adviser however severe it is: a mechanism that a policy forbids is not proposed, even
/// where the policy only warns of the links that are there.
pub fn binds(design: &Design, finding: &Finding) -> bool {
    let policy = design.policies.get(&*finding.name);
    policy.is_some_and(|policy| {
        policy.rule_id() == finding.rule && matches!(policy.demand, Demand::ForbiddenMechanisms { .. })
    })
}

/// The VPCs that a selector is surely about.
fn selected<'d>(design: &'d Design, selector: &Selector) -> Vec<&'d Vpc> {
    let vpcs = design.vpcs.values().map(AsRef::as_ref);
    vpcs.filter(|vpc| selector.vpc(design, vpc) == Selected::Yes).collect()
}

/// All pairs of different VPCs, those of one first VPC together, as far as pairs are looked at.
fn pairs<'d>(context: &Context<'d>, from: &Selector, to: &Selector) -> Vec<(&'d Vpc, Vec<&'d Vpc>)> {
    let (from, to) = (selected(context.design, from), selected(context.design, to));
    let mut left = MOST_PAIRS;
    let mut pairs = Vec::new();
    for one in from {
        let others: Vec<&Vpc> = to.iter().copied().filter(|other| other.id != one.id).take(left).collect();
        left = left.saturating_sub(others.len());
        pairs.push((one, others));
    }
    pairs
}

/// Names of VPCs for a message: the first few, and how many more.
fn named(vpcs: &[&Vpc]) -> String {
    let first: Vec<String> = vpcs.iter().take(MOST_NAMED).map(|vpc| format!("`{}`", vpc.id)).collect();
    match vpcs.len().saturating_sub(MOST_NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
