//! TL550 rule-match-not-offered.

use super::network_of;
use crate::design::{LatticeMatch, Link, MatchHow, MatchOn};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(550),
    name: "rule-match-not-offered",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsRuleMatch],
    docs: include_str!("rule_match_not_offered.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        let rules = service.listeners.iter().flat_map(|listener| &listener.rules);
        for one in rules.flat_map(|rule| &rule.matches) {
            let Some(what) = not_offered(one) else { continue };
            let message = format!("a rule of service `{name}` of `{}` is to match {what}", link.id);
            findings.push(
                RULE.finding(link.at(&one.place), message)
                    .fix("match the method exactly, the path exactly or by prefix, a header exactly, by prefix or by what it holds"),
            );
        }
    }
}

/// What a condition asks that VPC Lattice does not look at.
fn not_offered(one: &LatticeMatch) -> Option<String> {
    match (&one.on, one.how) {
        (MatchOn::Host, _) => Some("the host".to_owned()),
        (MatchOn::Query(name), _) => Some(format!("query parameter `{name}`")),
        (_, MatchHow::Regex) => Some("a regular expression".to_owned()),
        (MatchOn::Path, MatchHow::Contains) => Some("a part of the path".to_owned()),
        _ => None,
    }
}
