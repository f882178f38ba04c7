//! TL601 route-to-unattached-link.

use crate::design::{Link, LinkKind, Route, RouteTable, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::privatelink::resting_on;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(601),
    name: "route-to-unattached-link",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PeerRoutesManual, FactId::TgwAttachNoAutoVpcRoutes],
    docs: include_str!("route_to_unattached_link.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        for route in &table.routes {
            let Target::Link(id) = &route.via else {
                continue;
            };
            let Some(link) = context.design.link(id) else {
                continue;
            };
            if let Some(defect) = defect(vpc, link) {
                findings.push(dead_route(table, route, link, &defect));
            }
        }
    }
}

/// Why a VPC cannot route over a link; `None` when it can.
fn defect(vpc: &Vpc, link: &Link) -> Option<String> {
    let touches = match &link.kind {
        LinkKind::VpcPeering(peering) => peering.other(&vpc.id).is_some(),
        LinkKind::TransitGateway(gateway) => gateway.vpcs.contains_key(&vpc.id),
        LinkKind::DirectConnect(connection) => connection.vpcs.contains(&vpc.id),
        LinkKind::SiteToSiteVpn(vpn) => vpn.vpc.as_ref() == Some(&vpc.id),
        LinkKind::CloudWan(wan) => wan.vpcs.contains_key(&vpc.id),
        LinkKind::GatewayEndpoint(endpoint) => endpoint.vpcs.contains_key(&vpc.id),
        LinkKind::PrivatelinkTunnel(tunnel) => tunnel.endpoints.contains_key(&vpc.id),
        LinkKind::TransitGatewayPeering(_) => {
            return Some("joins transit gateways: a VPC routes to its own transit gateway".to_owned());
        }
        LinkKind::VpcSharing(_) | LinkKind::ServiceMesh(_) => {
            return Some("is no target of a route".to_owned());
        }
        LinkKind::PrivatelinkService(_)
        | LinkKind::PrivatelinkResource(_)
        | LinkKind::ServiceNetwork(_)
        | LinkKind::InterfaceEndpoint(_) => {
            return Some("is no target of a route: it is reached by name".to_owned());
        }
    };
    (!touches).then(|| format!("does not join VPC `{}`", vpc.id))
}

fn dead_route(table: &RouteTable, route: &Route, link: &Link, defect: &str) -> Finding {
    let message =
        format!("route table `{}/{}` sends `{}` over `{}`, which {defect}", table.vpc, table.id, route.to, link.id);
    let fix = match link.kind {
        LinkKind::TransitGateway(_) => format!("attach VPC `{}` to `{}`, or remove the route", table.vpc, link.id),
        _ => "remove the route, or name a link that joins this VPC".to_owned(),
    };
    let fact = match link.kind {
        LinkKind::TransitGateway(_) => Some(FactId::TgwAttachNoAutoVpcRoutes),
        LinkKind::VpcPeering(_) => Some(FactId::PeerRoutesManual),
        _ => None,
    };
    resting_on(fact, RULE.finding(table.route_locus(route).field("via"), message))
        .and_at(link.locus(), "the link")
        .fixed_by(Fix::by_hand(fix, [route.place.remove()]))
}
