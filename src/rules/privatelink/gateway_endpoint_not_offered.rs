//! TL440 gateway-endpoint-not-offered.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(440),
    name: "gateway-endpoint-not-offered",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::GwepFree],
    docs: include_str!("gateway_endpoint_not_offered.md"),
    check: Check::Link(check),
};

/// The services that gateway endpoints lead to.
const OFFERED: &[&str] = &["s3", "dynamodb"];

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::GatewayEndpoint(endpoint) = &link.kind else { return };
    if OFFERED.contains(&endpoint.service.as_str()) {
        return;
    }
    let message = format!(
        "`{}` is a gateway endpoint for `{}`, and only Amazon S3 and DynamoDB have one",
        link.id, endpoint.service
    );
    findings.push(RULE.finding(link.part(&["service"]), message).fix("use an interface endpoint"));
}
