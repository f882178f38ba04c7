//! TL203 peering-route-missing.

use super::sides::{Side, sides};
use crate::design::Link;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::{add_routes, chief_table};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(203),
    name: "peering-route-missing",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PeerRoutesManual],
    docs: include_str!("peering_route_missing.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    if let Some((one, other)) = sides(context.design, link)
        && !one.routes
        && !other.routes
    {
        findings.push(unrouted(link, &one, &other));
    }
}

fn unrouted(link: &Link, one: &Side<'_>, other: &Side<'_>) -> Finding {
    let (first, second) = (&one.vpc.id, &other.vpc.id);
    let message =
        format!("no route table of VPC `{first}` or VPC `{second}` sends anything over peering `{}`", link.id);
    RULE.finding(link.locus(), message)
        .and_at(one.vpc.locus().field("route_tables"), "no route")
        .and_at(other.vpc.locus().field("route_tables"), "no route")
        .fixed_by(Fix::by_hand(
            "add a route to the other VPC's blocks on both sides, or remove the peering",
            [(one, other), (other, one)].into_iter().flat_map(|(side, far)| {
                chief_table(side.vpc).map(|table| add_routes(table, far.vpc.all_blocks(), link)).unwrap_or_default()
            }),
        ))
}
