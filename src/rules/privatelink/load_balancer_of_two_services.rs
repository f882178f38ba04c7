//! TL428 load-balancer-of-two-services.

use crate::design::LinkKind;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(428),
    name: "load-balancer-of-two-services",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlNlbOneService],
    docs: include_str!("load_balancer_of_two_services.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for link in context.design.links.values() {
        let LinkKind::PrivatelinkService(service) = &link.kind else { continue };
        for balancer in service.load_balancers.iter().flatten() {
            let Some(first) = seen.insert(balancer, link) else { continue };
            let message = format!("load balancer `{balancer}` is behind both `{}` and `{}`", first.id, link.id);
            findings.push(
                RULE.finding(link.part(&["load_balancers"]), message)
                    .and_at(first.part(&["load_balancers"]), "the first")
                    .fix("give each endpoint service a load balancer of its own"),
            );
        }
    }
}
