//! TL607 route-inside-the-vpc.

use crate::cidr::Cidr;
use crate::design::{LinkKind, Route, RouteTable, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(607),
    name: "route-inside-the-vpc",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RtMoreSpecificThanLocal, FactId::VpcSecondaryRouteConflict],
    docs: include_str!("route_inside_the_vpc.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        for route in table.routes.iter().filter(|route| leads_away(context, &route.via)) {
            if let Some((block, _)) = vpc.cidrs.iter().find(|(block, _)| block.contains(route.to)) {
                findings.push(inside(vpc, table, route, *block));
            }
        }
    }
}

/// Whether a target is one that AWS takes in no route inside the VPC. What a virtual private gateway propagates loses
/// to the local route instead of being refused, so its routes are left alone.
fn leads_away(context: &Context<'_>, target: &Target) -> bool {
    match target {
        Target::InternetGateway | Target::EgressOnlyInternetGateway => true,
        Target::Link(id) => context
            .design
            .link(id)
            .is_some_and(|link| matches!(link.kind, LinkKind::VpcPeering(_) | LinkKind::TransitGateway(_))),
        Target::NatGateway(_)
        | Target::VirtualPrivateGateway
        | Target::FirewallEndpoint(_)
        | Target::Application(_)
        | Target::Local
        | Target::Blackhole
        | Target::Unknown => false,
    }
}

fn inside(vpc: &Vpc, table: &RouteTable, route: &Route, block: Cidr) -> Finding {
    let message = format!(
        "route table `{}/{}` sends `{}` out of the VPC, but it lies in the VPC's own `{block}`",
        table.vpc, table.id, route.to
    );
    RULE.finding(table.route_locus(route), message)
        .because(format!("VPC `{}` has `{block}`", vpc.id), vpc.locus().field("cidrs"))
        .fixed_by(Fix::by_hand(
            "remove the route, or give the network it is meant for addresses that the VPC does not have",
            [route.place.remove()],
        ))
}
