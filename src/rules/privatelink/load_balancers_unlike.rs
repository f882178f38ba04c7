//! TL429 load-balancers-unlike.

use super::balancers;
use crate::design::{ElasticLoadBalancer, Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(429),
    name: "load-balancers-unlike",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlMultiNlbPinning],
    docs: include_str!("load_balancers_unlike.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else { return };
    if service.load_balancers.is_none() {
        return;
    }
    let all = balancers(context.design, service);
    let Some((first, rest)) = all.split_first() else { return };
    if let Some(other) = rest.iter().find(|other| listens(other) != listens(first)) {
        let message = format!(
            "load balancers `{}` and `{}` of endpoint service `{}` have different listeners",
            first.id, other.id, link.id
        );
        findings.push(
            RULE.finding(link.part(&["load_balancers"]), message)
                .and_at(other.locus().field("listeners"), "differs")
                .fix("give all load balancers of the service the same listeners and targets"),
        );
    }
}

fn listens(balancer: &ElasticLoadBalancer) -> BTreeSet<(&'static str, u16)> {
    balancer.listeners.iter().map(|one| (one.protocol.wire(), one.port)).collect()
}
