//! TL331 left-out-of-peering-routes.

use crate::cidr::Cidr;
use crate::design::{Design, Link, LinkKind, TransitGateway, TransitGatewayTarget};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::ids::LinkId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(331),
    name: "left-out-of-peering-routes",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwPeeringStaticOnly],
    docs: include_str!("left_out_of_peering_routes.md"),
    check: Check::Link(check),
};

/// Complexity: VPCs of both transit gateways, times routes over the peering.
fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGatewayPeering(peering) = &link.kind else { return };
    let (one, two) = &peering.between;
    for (near, far) in [(one, two), (two, one)] {
        let (Some(gateway), Some(beyond)) = (gateway(context.design, near), gateway(context.design, far)) else {
            continue;
        };
        let routes = routes_over(gateway, link);
        let mut left_out = Vec::new();
        let mut reached = false;
        for vpc in beyond.vpcs.keys().filter_map(|id| context.design.vpc(id)) {
            let blocks = vpc.all_blocks();
            let is_reached = blocks.iter().any(|block| routes.iter().any(|to| to.overlaps(*block)));
            reached |= is_reached;
            if !is_reached && !gateway.vpcs.contains_key(&vpc.id) {
                left_out.push(vpc);
            }
        }
        // Where no VPC is reached, the peering is not for VPCs.
        for vpc in left_out.into_iter().filter(|_| reached) {
            let message = format!("no route of transit gateway `{near}` over `{}` leads to VPC `{}`", link.id, vpc.id);
            findings.push(
                RULE.finding(link.locus(), message)
                    .and_at(vpc.locus(), "left out")
                    .fix(format!("add a static route for VPC `{}` to `{near}`, if it is meant to be reached", vpc.id)),
            );
        }
    }
}

fn gateway<'d>(design: &'d Design, id: &LinkId) -> Option<&'d TransitGateway> {
    match &design.link(id)?.kind {
        LinkKind::TransitGateway(gateway) if gateway.route_tables.is_some() => Some(gateway),
        _ => None,
    }
}

fn routes_over(gateway: &TransitGateway, link: &Link) -> Vec<Cidr> {
    let over = TransitGatewayTarget::Peering(link.id.clone());
    let tables = gateway.route_tables.iter().flat_map(|tables| tables.values());
    tables.flat_map(|table| &table.routes).filter(|(_, target)| *target == over).map(|(to, _)| *to).collect()
}
