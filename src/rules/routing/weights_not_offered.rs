//! TL604 weights-not-offered.

use crate::design::{Link, LinkKind, LoadBalancer, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(604),
    name: "weights-not-offered",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::DgHttpService, FactId::RgNotLb],
    docs: include_str!("weights_not_offered.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    // How a service network splits traffic is the matter of rules of band 5xx.
    if matches!(link.kind, LinkKind::ServiceNetwork(_)) || !need.requires.contains(&Trait::WeightedRouting) {
        return;
    }
    let server = need.server().and_then(|id| context.design.application(id));
    // An Application Load Balancer before the server splits traffic itself, whatever link leads to it.
    if server.is_some_and(|server| server.load_balancer == Some(LoadBalancer::Application)) {
        return;
    }
    let message =
        "traffic must be split by weight, and neither a network or endpoint nor anything before the server does so";
    findings.push(
        RULE.finding(need.field("requires"), message)
            .and_at(link.locus(), "the link")
            .fix("put an Application Load Balancer before the server, or use a VPC Lattice service"),
    );
}
