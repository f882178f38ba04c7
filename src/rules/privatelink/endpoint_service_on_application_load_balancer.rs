//! TL427 endpoint-service-on-application-load-balancer.

use super::balancers;
use crate::design::{Link, LinkKind, LoadBalancerKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(427),
    name: "endpoint-service-on-application-load-balancer",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlServiceLbKind],
    docs: include_str!("endpoint_service_on_application_load_balancer.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else { return };
    if service.load_balancers.is_none() {
        return;
    }
    for balancer in balancers(context.design, service) {
        if balancer.kind == LoadBalancerKind::Application {
            let message =
                format!("endpoint service `{}` stands on Application Load Balancer `{}`", link.id, balancer.id);
            findings.push(
                RULE.finding(link.part(&["load_balancers"]), message)
                    .and_at(balancer.locus().field("kind"), "its kind")
                    .fix("put a Network Load Balancer before it, whose target is the Application Load Balancer"),
            );
        }
    }
}
