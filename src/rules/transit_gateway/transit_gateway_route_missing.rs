//! TL307 transit-gateway-route-missing.

use std::collections::BTreeSet;

use crate::design::{Application, Link, LinkKind, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::patches::{add_routes, chief_table};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(307),
    name: "transit-gateway-route-missing",
    // Some hubs are asymmetric on purpose. Where a need is lost by it, that is an error of the need.
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwAttachNoAutoVpcRoutes],
    docs: include_str!("transit_gateway_route_missing.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    let homes: BTreeSet<&VpcId> =
        context.design.applications.values().filter_map(|one| Application::vpc(one)).collect();
    for vpc in gateway.vpcs.keys().filter(|vpc| homes.contains(vpc)).filter_map(|vpc| context.design.vpc(vpc)) {
        let Some(tables) = &vpc.route_tables else { continue };
        let mut routes = tables.values().flat_map(|table| &table.routes);
        // A route that leads where nobody knows may lead there.
        if !routes.any(|route| route.via == Target::Unknown || route.via == Target::Link(link.id.clone())) {
            let others = gateway.vpcs.keys().filter(|other| **other != vpc.id);
            let other = others.filter_map(|other| context.design.vpc(other)).next();
            findings.push(unrouted(link, vpc, other));
        }
    }
}

fn unrouted(link: &Link, vpc: &Vpc, other: Option<&Vpc>) -> Finding {
    let message = format!(
        "VPC `{}` is attached to transit gateway `{}`, but none of its route tables sends anything there",
        vpc.id, link.id
    );
    let example = other.and_then(|other| other.cidrs.first()).map(|(block, _)| format!(", such as `{block}`"));
    RULE.finding(vpc.locus().field("route_tables"), message)
        .and_at(link.part(&["attachments", vpc.id.as_str()]).at_key(), "attached here")
        .fixed_by(Fix::by_hand(
            format!("route the blocks it must reach{} via `{}`", example.unwrap_or_default(), link.id),
            chief_table(vpc)
                .zip(other)
                .map(|(table, other)| add_routes(table, other.all_blocks(), link))
                .unwrap_or_default(),
        ))
}
