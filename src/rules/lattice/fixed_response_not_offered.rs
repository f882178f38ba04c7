//! TL554 fixed-response-not-offered.

use super::network_of;
use crate::design::{LatticeAction, Link};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(554),
    name: "fixed-response-not-offered",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsFixedResponse],
    docs: include_str!("fixed_response_not_offered.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let codes = context.facts.texts(FactId::VlsFixedResponse);
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for (action, place) in service.listeners.iter().flat_map(|listener| listener.actions()) {
            let LatticeAction::FixedResponse(code) = action else { continue };
            if !codes.contains(&code.to_string()) {
                let message = format!("service `{name}` of `{}` is to answer with status code {code}", link.id);
                findings.push(RULE.finding(link.at(place), message).fix(format!("answer with {}", codes.join(" or "))));
            }
        }
    }
}
