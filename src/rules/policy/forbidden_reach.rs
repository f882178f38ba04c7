//! TL905 forbidden-reach.

use std::collections::BTreeSet;

use super::{named, pairs};
use crate::design::{Demand, Need, Parties, Party, Policy, Vpc};
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::NeedId;
use crate::rules::{Check, Context, Findings, Rule, Status, routing};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(905),
    name: "forbidden-reach",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("forbidden_reach.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for policy in context.design.policies.values() {
        let Demand::MustNeverReach { from, to } = &policy.demand else { continue };
        let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (one, others) in pairs(context, from, to) {
            let mut met: Vec<(&Vpc, Finding)> = Vec::new();
            for other in others {
                // Never is never in both directions, so where both selectors are about both VPCs one finding is enough.
                if told.contains(&(other.id.as_str(), one.id.as_str())) {
                    continue;
                }
                if let Some(found) = broken(context, policy, one, other) {
                    told.insert((one.id.as_str(), other.id.as_str()));
                    met.push((other, found));
                }
            }
            let reached: Vec<&Vpc> = met.iter().map(|(other, _)| *other).collect();
            let Some((_, first)) = met.first() else { continue };
            let message = format!("VPC `{}` and {} must not reach each other, and do", one.id, named(&reached));
            let mut finding = policy.finding(one.locus(), message);
            finding.why.premises.extend(first.why.premises.iter().cloned());
            finding = finding.because(first.message.clone(), one.locus());
            for other in reached.iter().take(super::MOST_NAMED) {
                finding = finding.and_at(other.locus(), "must be kept apart");
            }
            findings.push(finding.fix("take the routes, route table associations or endpoints away that join them"));
        }
    }
}

/// What breaks the isolation of two VPCs: as TL602 would find for a need that forbids it, so that both mean the same.
fn broken(context: &Context<'_>, policy: &Policy, one: &Vpc, other: &Vpc) -> Option<Finding> {
    let need = Need {
        id: NeedId::new(policy.id.as_str()).ok()?,
        parties: Parties::OneWay { from: Party::Vpc(one.id.clone()), to: Party::Vpc(other.id.clone()) },
        never: true,
        services: BTreeSet::new(),
        traffic: None,
        requests: None,
        peak_mbps: None,
        connection_seconds: None,
        lead_time_seconds: None,
        expected: None,
        requires: BTreeSet::new(),
        via: None,
        place: policy.place.clone(),
    };
    let Check::Need(check) = routing::isolation_broken::RULE.check else { return None };
    let mut found = Findings::default();
    check(context, &need, &mut found);
    found.into_vec().into_iter().next()
}
