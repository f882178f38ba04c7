//! TL555 idle-target-group.

use super::admission::forwards;
use super::network_of;
use crate::design::Link;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(555),
    name: "idle-target-group",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlqTgSvc],
    docs: include_str!("idle_target_group.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        let used: BTreeSet<&str> = forwards(service).map(|(_, group, _)| group).collect();
        // A listener that does not say what it forwards to may forward to any of them.
        let silent = service.listeners.is_empty() || service.listeners.iter().any(|one| one.actions().next().is_none());
        if silent || used.is_empty() {
            continue;
        }
        for (group, told) in service.target_groups.iter().filter(|(group, _)| !used.contains(group.as_str())) {
            let message =
                format!("no listener of service `{name}` of `{}` forwards to target group `{group}`", link.id);
            findings.push(RULE.finding(link.at(&told.place), message).fix("forward to it, or remove it"));
        }
    }
}
