//! TL204 peering-return-route-missing.

use super::sides::{Side, other_way, sides};
use crate::design::Link;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::{add_routes, chief_table};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(204),
    name: "peering-return-route-missing",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PeerRoutesManual],
    docs: include_str!("peering_return_route_missing.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let Some((one, other)) = sides(context.design, link) else { return };
    let (with, without) = match (one.routes, other.routes) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        // Without any route it is the peering that is in doubt, which is TL203's.
        (true, true) | (false, false) => return,
    };
    // Who answers over another link has a way back.
    if other_way(context.design, without.vpc, with.vpc, link).is_none() {
        findings.push(one_way(link, &with, &without));
    }
}

fn one_way(link: &Link, with: &Side<'_>, without: &Side<'_>) -> Finding {
    let message = format!(
        "VPC `{}` routes over peering `{}`, but no route table of VPC `{}` leads back",
        with.vpc.id, link.id, without.vpc.id
    );
    let blocks: Vec<String> = with.vpc.all_blocks().iter().map(|block| format!("`{block}`")).collect();
    RULE.finding(without.vpc.locus().field("route_tables"), message).and_at(link.locus(), "the peering").fixed_by(
        Fix::by_hand(
            format!("add a route to {} via `{}` in VPC `{}`", blocks.join(" and "), link.id, without.vpc.id),
            chief_table(without.vpc).map(|table| add_routes(table, with.vpc.all_blocks(), link)).unwrap_or_default(),
        ),
    )
}
