//! TL411 endpoint-service-without-network-load-balancer.

use crate::design::{Link, LinkKind, LoadBalancer};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(411),
    name: "endpoint-service-without-network-load-balancer",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlServiceLbKind],
    docs: include_str!("endpoint_service_without_network_load_balancer.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else {
        return;
    };
    let Some(application) = context.design.application(&service.application) else {
        return;
    };
    if application.load_balancer == Some(LoadBalancer::Application) {
        let message = format!(
            "endpoint service `{}` is for `{}`, before which only an Application Load Balancer stands",
            link.id, application.id
        );
        findings
            .push(RULE.finding(link.part(&["application"]), message).and_at(application.locus(), "the application").fix(
            "put a Network Load Balancer before the Application Load Balancer and count its price, or use VPC Lattice",
        ));
    }
}
