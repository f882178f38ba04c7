//! TL632 gateway-route-table-target.

use crate::design::{Route, RouteTable, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(632),
    name: "gateway-route-table-target",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::GwrtScope],
    docs: include_str!("gateway_route_table_target.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()).filter(|table| !table.gateways.is_empty()) {
        for route in &table.routes {
            let Some(wrong) = wrong(vpc, table, route) else { continue };
            findings.push(
                RULE.finding(table.route_locus(route), wrong)
                    .and_at(table.locus().field("gateways"), "the table of a gateway")
                    .fix("route whole subnets to a firewall endpoint or an appliance of the VPC"),
            );
        }
    }
}

fn wrong(vpc: &Vpc, table: &RouteTable, route: &Route) -> Option<String> {
    let name = format!("route table `{}/{}` of a gateway", table.vpc, table.id);
    match &route.via {
        Target::Local | Target::FirewallEndpoint(_) | Target::Application(_) | Target::Unknown => {}
        // What leads nowhere any more is told by the rule about that.
        Target::Blackhole => return None,
        _ => return Some(format!("{name} leads `{}` out of the VPC", route.to)),
    }
    let of_vpc = vpc.cidrs.iter().any(|(block, _)| *block == route.to);
    let mut blocks = vpc.subnets.values().flat_map(|subnet| subnet.blocks()).filter(|block| block.overlaps(route.to));
    // A block that no subnet told here shares may be that of one that is not told.
    let part = blocks.next().is_some_and(|first| first != route.to || blocks.next().is_some());
    let outside = !vpc.cidrs.iter().any(|(block, _)| block.contains(route.to));
    (!of_vpc && (part || outside && !vpc.cidrs.is_empty()))
        .then(|| format!("{name} routes `{}`, which is neither the VPC nor a whole subnet", route.to))
}
