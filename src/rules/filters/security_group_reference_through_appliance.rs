//! TL612 security-group-reference-through-appliance.

use super::references;
use crate::design::{Route, RouteTable, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(612),
    name: "security-group-reference-through-appliance",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PeerSgrefMiddlebox, FactId::TgwSgref],
    docs: include_str!("security_group_reference_through_appliance.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for one in references(vpc.security_groups.iter().flat_map(|groups| groups.values())) {
        let Some(other) = context.design.vpc(one.vpc) else { continue };
        let on_the_way = through_appliance(vpc, other).or_else(|| through_appliance(other, vpc));
        if let Some((table, route)) = on_the_way {
            let message = format!(
                "security group `{}` names `{}/{}`, but packets between the two VPCs pass an appliance",
                one.from.full_id(),
                one.vpc,
                one.group
            );
            findings.push(
                RULE.finding(one.from.rule_locus(one.rule), message)
                    .and_at(table.route_locus(route), "leads through the appliance")
                    .fix(format!("name the addresses of VPC `{}` instead", one.vpc)),
            );
        }
    }
}

/// A route of one VPC that sends packets for the other to an appliance.
fn through_appliance<'d>(from: &'d Vpc, to: &Vpc) -> Option<(&'d RouteTable, &'d Route)> {
    from.route_tables.iter().flat_map(|tables| tables.values()).find_map(|table| {
        let leads = |route: &&Route| {
            matches!(route.via, Target::Application(_) | Target::FirewallEndpoint(_))
                && to.cidrs.iter().any(|(block, _)| block.overlaps(route.to))
        };
        table.routes.iter().find(leads).map(|route| (table, route))
    })
}
