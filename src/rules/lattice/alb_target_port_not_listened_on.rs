//! TL535 alb-target-port-not-listened-on.

use super::admission::alb_targets;
use crate::design::Link;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(535),
    name: "alb-target-port-not-listened-on",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VltAlb],
    docs: include_str!("alb_target_port_not_listened_on.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, group, balancer) in alb_targets(context.design, link) {
        let Some(port) = group.port.filter(|_| !balancer.listeners.is_empty()) else { continue };
        if balancer.listeners.iter().all(|listener| listener.port != port) {
            let message = format!(
                "service `{name}` of `{}` sends to port {port} of load balancer `{}`, which does not listen there",
                link.id, balancer.id
            );
            findings.push(
                RULE.finding(link.at(&group.place), message)
                    .and_at(balancer.locus().field("listeners"), "its listeners")
                    .fix("use the port of one of its listeners"),
            );
        }
    }
}
