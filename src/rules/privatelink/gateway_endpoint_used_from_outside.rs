//! TL441 gateway-endpoint-used-from-outside.

use crate::design::{Home, Link, LinkKind, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(441),
    name: "gateway-endpoint-used-from-outside",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlGatewayNotTransitive, FactId::GwepNoExtend, FactId::GwepRegion],
    docs: include_str!("gateway_endpoint_used_from_outside.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let LinkKind::GatewayEndpoint(endpoint) = &link.kind else { return };
    let Some(home) = context.design.home(need.from()) else { return };
    let inside = matches!(&home, Home::Vpc(vpc) if endpoint.vpcs.contains_key(vpc));
    if inside || need.aws_service() != Some(&endpoint.service) {
        return;
    }
    let message = format!("`{}` is called from {home}, and a gateway endpoint serves only its own VPC", link.id);
    let fix = match &home {
        Home::Vpc(vpc) => format!("give VPC `{vpc}` a gateway endpoint of its own, which is free"),
        Home::Site(_) | Home::Aws(_) => {
            "use an interface endpoint, which is reached over Direct Connect and VPN".to_owned()
        }
    };
    findings.push(
        RULE.finding(need.field("from"), message).and_at(link.part(&["vpcs"]), "the VPCs that have one").fix(fix),
    );
}
