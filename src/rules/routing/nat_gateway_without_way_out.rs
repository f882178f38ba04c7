//! TL620 nat-gateway-without-way-out.

use crate::cidr::Family;
use crate::design::{Connectivity, NatGateway, Route, RouteTable, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(620),
    name: "nat-gateway-without-way-out",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::NatPublicRoute],
    docs: include_str!("nat_gateway_without_way_out.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for gateway in vpc.gateways.nat.iter().flat_map(|all| all.values()) {
        let Some(subnet) = &gateway.subnet else { continue };
        let Some(table) = vpc.route_table_of(subnet) else { continue };
        if let Some(defect) = defect(gateway, table).filter(|_| is_used_for_everything(vpc, gateway)) {
            let message = format!("NAT gateway `{}/{}` is the way to the internet, but {defect}", vpc.id, gateway.id);
            findings.push(
                RULE.finding(gateway.locus(), message)
                    .and_at(table.locus(), "its route table")
                    .fix("put a public NAT gateway in a subnet whose route table leads to the internet gateway"),
            );
        }
    }
}

/// Whether some table of the VPC sends everything to this NAT gateway.
fn is_used_for_everything(vpc: &Vpc, gateway: &NatGateway) -> bool {
    let mut routes = vpc.route_tables.iter().flat_map(|tables| tables.values()).flat_map(|table| &table.routes);
    routes.any(|route| is_default(route) && route.via == Target::NatGateway(Some(gateway.id.clone())))
}

fn is_default(route: &Route) -> bool {
    route.to.prefix_len() == 0 && route.to.family() == Family::V4
}

/// Why packets do not get out of a NAT gateway; a transit gateway or an appliance may be a way to the internet, too.
fn defect(gateway: &NatGateway, table: &RouteTable) -> Option<String> {
    let onward = table.routes.iter().find(|route| is_default(route)).map(|route| &route.via);
    match (gateway.connectivity, onward) {
        (_, None) => Some(format!("route table `{}/{}` of its subnet leads nowhere from there", table.vpc, table.id)),
        (_, Some(Target::NatGateway(_))) => {
            Some(format!("route table `{}/{}` of its subnet leads to a NAT gateway again", table.vpc, table.id))
        }
        (Connectivity::Private, Some(Target::InternetGateway)) => {
            Some("it is private, and an internet gateway drops what comes from it".to_owned())
        }
        _ => None,
    }
}
