//! TL327 peered-gateway-without-way-back.

use crate::design::{Design, Link, LinkKind, TransitGatewayTarget};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::ids::LinkId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(327),
    name: "peered-gateway-without-way-back",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwPeeringStaticOnly],
    docs: include_str!("peered_gateway_without_way_back.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGatewayPeering(peering) = &link.kind else { return };
    let (one, two) = &peering.between;
    let ways = (routes_over(context.design, one, link), routes_over(context.design, two, link));
    let (from, to) = match ways {
        (Some(true), Some(false)) => (one, two),
        (Some(false), Some(true)) => (two, one),
        _ => return,
    };
    let message =
        format!("transit gateway `{from}` routes over `{}`, and `{to}` at its other end has no route back", link.id);
    findings.push(
        RULE.finding(link.locus(), message)
            .fix(format!("add static routes `via: {}` to a route table of `{to}`", link.id)),
    );
}

/// Whether a transit gateway has a route over a peering; `None` when its route tables are not told.
fn routes_over(design: &Design, gateway: &LinkId, link: &Link) -> Option<bool> {
    let LinkKind::TransitGateway(gateway) = &design.link(gateway)?.kind else { return None };
    let mut tables = gateway.route_tables.as_ref()?.values();
    let over = TransitGatewayTarget::Peering(link.id.clone());
    Some(tables.any(|table| {
        table.routes.iter().any(|(_, target)| *target == over)
            || table.prefix_list_routes.iter().any(|(_, target)| *target == over)
    }))
}
