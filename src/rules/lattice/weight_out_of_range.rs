//! TL552 weight-out-of-range.

use super::network_of;
use crate::design::{LatticeAction, Link};
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(552),
    name: "weight-out-of-range",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsWeightMax],
    docs: include_str!("weight_out_of_range.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let highest = context.facts.limit(LimitId::VlsWeightMax);
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for (action, place) in service.listeners.iter().flat_map(|listener| listener.actions()) {
            let LatticeAction::Forward(weights) = action else { continue };
            if let Some((group, weight)) = weights.iter().find(|(_, weight)| **weight > highest) {
                let message =
                    format!("service `{name}` of `{}` gives target group `{group}` the weight {weight}", link.id);
                findings.push(RULE.finding(link.at(place), message).fix(format!("use weights from 0 to {highest}")));
            }
        }
    }
}
