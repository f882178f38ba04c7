//! TL406 client-address-hidden.

use super::resting_on;
use crate::design::{Home, Link, LinkKind, Need, Trait, TransitGateway};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(406),
    name: "client-address-hidden",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlSourceIp, FactId::RgSourceIp, FactId::VlaTargetSg, FactId::PnatPattern],
    docs: include_str!("client_address_hidden.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some(server) = need.server() else { return };
    let is_behind_nat = |gateway: &TransitGateway| match context.design.home(need.from()) {
        Some(Home::Vpc(vpc)) => gateway.vpcs.get(&vpc).is_some_and(|attachment| attachment.private_nat),
        _ => false,
    };
    let (fact, seen, fix) = match &link.kind {
        LinkKind::PrivatelinkService(_) => (
            FactId::PlSourceIp,
            "its load balancer's",
            "turn on proxy protocol and drop the requirement, or use VPC peering or a transit gateway",
        ),
        LinkKind::TransitGateway(gateway) if is_behind_nat(gateway) => (
            FactId::PnatPattern,
            "the private NAT gateway's",
            "translate one to one on the attachments, which leaves each client an address of its own, or drop the requirement",
        ),
        LinkKind::PrivatelinkResource(_) | LinkKind::PrivatelinkTunnel(_) => (
            FactId::RgSourceIp,
            "the resource gateway's",
            "use VPC peering or a transit gateway, or drop the requirement",
        ),
        LinkKind::ServiceNetwork(_) => (
            FactId::VlaTargetSg,
            "VPC Lattice's",
            "identify callers by IAM or by header, or use VPC peering or a transit gateway",
        ),
        _ => return,
    };
    if need.requires.contains(&Trait::ClientAddress) {
        let message = format!(
            "`{server}` must see its clients' addresses, and over `{}` it sees {seen} addresses instead",
            link.id
        );
        let finding = resting_on([fact], RULE.finding(need.field("requires"), message));
        findings.push(finding.and_at(link.locus(), "the link").fix(fix));
    }
}
