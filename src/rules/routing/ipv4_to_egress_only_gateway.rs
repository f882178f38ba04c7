//! TL623 ipv4-to-egress-only-gateway.

use crate::cidr::Family;
use crate::design::{Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(623),
    name: "ipv4-to-egress-only-gateway",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::EigwIpv6],
    docs: include_str!("ipv4_to_egress_only_gateway.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        for route in &table.routes {
            if route.via == Target::EgressOnlyInternetGateway && route.to.family() == Family::V4 {
                let message = format!(
                    "route table `{}/{}` sends IPv4 block `{}` to the egress-only internet gateway, which is for IPv6",
                    table.vpc, table.id, route.to
                );
                findings.push(RULE.finding(table.route_locus(route), message).fix("use a NAT gateway for IPv4"));
            }
        }
    }
}
