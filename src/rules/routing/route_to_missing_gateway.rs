//! TL619 route-to-missing-gateway.

use crate::design::{Target, Vpc};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(619),
    name: "route-to-missing-gateway",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("route_to_missing_gateway.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        for route in &table.routes {
            let Some(what) = missing(vpc, &route.via) else { continue };
            let message = format!(
                "route table `{}/{}` sends `{}` to {what}, which VPC `{}` does not have",
                table.vpc, table.id, route.to, vpc.id
            );
            findings.push(
                RULE.finding(table.route_locus(route), message)
                    .fix(format!("add {what} to the VPC, or remove the route")),
            );
        }
    }
}

/// The gateway that a target needs and the VPC says it lacks.
fn missing(vpc: &Vpc, target: &Target) -> Option<&'static str> {
    let gateways = &vpc.gateways;
    let (what, there) = match target {
        Target::InternetGateway => ("an internet gateway", gateways.internet),
        Target::EgressOnlyInternetGateway => ("an egress-only internet gateway", gateways.egress_only_internet),
        Target::VirtualPrivateGateway => ("a virtual private gateway", gateways.virtual_private),
        Target::NatGateway(None) => ("a NAT gateway", gateways.nat.as_ref().map(|all| !BTreeMap::is_empty(all))),
        _ => return None,
    };
    (there == Some(false)).then_some(what)
}
