//! TL519 lattice-zone-unsupported.

use super::network_of;
use crate::design::{Link, Subnet};
use crate::facts::FactId;
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::rules::privatelink::{gateways, subnets};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(519),
    name: "lattice-zone-unsupported",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlBadAz],
    docs: include_str!("lattice_zone_unsupported.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let unsupported = context.facts.texts(FactId::VlBadAz);
    let is_out = |subnet: &&Subnet| {
        subnet.az.as_ref().is_some_and(|zone| unsupported.iter().any(|other| other == zone.as_str()))
    };
    for (id, endpoint) in network_of(link).into_iter().flat_map(|network| &network.endpoints) {
        let Some(vpc) = context.design.vpc(id) else { continue };
        for subnet in subnets(vpc, &endpoint.subnets).filter(is_out) {
            let at = link.part(&["endpoints", id.as_str(), "subnets"]);
            findings.push(out(at, "the service-network endpoint", link, subnet));
        }
    }
    for gateway in gateways(link) {
        let vpc = gateway.vpc(context.design);
        for subnet in vpc.into_iter().flat_map(|vpc| subnets(vpc, &gateway.gateway.subnets)).filter(is_out) {
            findings.push(out(link.part(&gateway.field("subnets")), "the resource gateway", link, subnet));
        }
    }
}

fn out(at: Locus, what: &str, link: &Link, subnet: &Subnet) -> Finding {
    let zone = subnet.az.as_ref().map(|zone| format!(" `{zone}`")).unwrap_or_default();
    let message = format!(
        "{what} of `{}` is to stand in subnet `{}` of zone{zone}, where AWS has no VPC Lattice",
        link.id,
        subnet.full_id()
    );
    RULE.finding(at, message).and_at(subnet.locus().field("az"), "the zone").fix("use a subnet of another zone")
}
