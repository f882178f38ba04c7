//! TL431 gateway-endpoint-route-table-unknown.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(431),
    name: "gateway-endpoint-route-table-unknown",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::GwepRoute],
    docs: include_str!("gateway_endpoint_route_table_unknown.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::GatewayEndpoint(endpoint) = &link.kind else { return };
    for (id, tables) in &endpoint.vpcs {
        let Some(known) = context.design.vpc(id).and_then(|vpc| vpc.route_tables.as_ref()) else { continue };
        for table in tables.iter().flatten().filter(|table| !known.contains_key(*table)) {
            let message = format!("gateway endpoint `{}` names route table `{table}`, which VPC `{id}` lacks", link.id);
            findings.push(
                RULE.finding(link.part(&["vpcs", id.as_str(), "route_tables"]), message)
                    .fix("name a route table of the VPC"),
            );
        }
    }
}
