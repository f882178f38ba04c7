//! TL626 inside-route-not-a-subnet.

use crate::design::{Subnet, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(626),
    name: "inside-route-not-a-subnet",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::RtMoreSpecificThanLocal],
    docs: include_str!("inside_route_not_a_subnet.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    // What the table of a gateway may hold is a rule of its own.
    let tables = vpc.route_tables.iter().flat_map(|tables| tables.values());
    for table in tables.filter(|table| table.gateways.is_empty()) {
        for route in &table.routes {
            if !matches!(route.via, Target::Application(_) | Target::NatGateway(_) | Target::FirewallEndpoint(_)) {
                continue;
            }
            // A block of the VPC as a whole is its local route with another target, which AWS takes.
            let inside = vpc.cidrs.iter().any(|(block, _)| block.contains(route.to) && *block != route.to);
            // A block that no subnet told here shares may be that of one that is not told.
            let mut shared = vpc.subnets.values().flat_map(Subnet::blocks).filter(|block| block.overlaps(route.to));
            if inside && shared.next().is_some_and(|block| block != route.to) {
                let message = format!(
                    "route table `{}/{}` sends `{}` to another part of the VPC, and it is not the block of a subnet",
                    table.vpc, table.id, route.to
                );
                findings.push(
                    RULE.finding(table.route_locus(route), message)
                        .fix("write one route for the whole block of each subnet that is meant"),
                );
            }
        }
    }
}
