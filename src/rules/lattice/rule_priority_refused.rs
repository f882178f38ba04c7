//! TL551 rule-priority-refused.

use super::network_of;
use crate::design::Link;
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(551),
    name: "rule-priority-refused",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsRulePriorityMax],
    docs: include_str!("rule_priority_refused.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let highest = context.facts.limit(LimitId::VlsRulePriorityMax);
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for listener in &service.listeners {
            let mut seen = BTreeMap::new();
            for rule in &listener.rules {
                let Some(priority) = rule.priority else { continue };
                let first = seen.insert(priority, rule);
                let defect = match first {
                    Some(_) => format!("has two rules of priority {priority}"),
                    None if priority == 0 || priority > highest => {
                        format!("has a rule of priority {priority}, and AWS takes 1 to {highest}")
                    }
                    None => continue,
                };
                let message = format!("a listener of service `{name}` of `{}` {defect}", link.id);
                let mut finding = RULE.finding(link.at(&rule.place), message);
                if let Some(first) = first {
                    finding = finding.and_at(link.at(&first.place), "the first");
                }
                findings
                    .push(finding.fix(format!("give each rule of a listener a priority of its own, 1 to {highest}")));
            }
        }
    }
}
