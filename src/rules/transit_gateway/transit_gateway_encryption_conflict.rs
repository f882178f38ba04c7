//! TL329 transit-gateway-encryption-conflict.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(329),
    name: "transit-gateway-encryption-conflict",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwencIncompatible],
    docs: include_str!("transit_gateway_encryption_conflict.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    if gateway.encryption != Some(true) {
        return;
    }
    let peering = context.design.links.values().find(
        |other| matches!(&other.kind, LinkKind::TransitGatewayPeering(peering) if peering.other(&link.id).is_some()),
    );
    let (what, at) = match peering {
        Some(peering) => (format!("peering `{}`", peering.id), peering.locus()),
        None if gateway.options.security_group_referencing == Some(true) => {
            ("security group referencing".to_owned(), link.part(&["security_group_referencing"]))
        }
        None => return,
    };
    let message = format!("transit gateway `{}` encrypts, which rules out {what}", link.id);
    findings.push(
        RULE.finding(link.part(&["encryption"]), message)
            .and_at(at, "ruled out")
            .fix("give up one of the two, or use a second transit gateway"),
    );
}
