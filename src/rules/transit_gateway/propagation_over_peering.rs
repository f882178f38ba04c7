//! TL326 propagation-over-peering.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(326),
    name: "propagation-over-peering",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwPeeringStaticOnly],
    docs: include_str!("propagation_over_peering.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (name, table) in gateway.route_tables.iter().flatten() {
        if let Some(peering) = table.propagated_peerings.first() {
            let message = format!(
                "`{peering}` is to propagate into route table `{name}` of transit gateway `{}`, and peering carries no routes",
                link.id
            );
            findings.push(
                RULE.finding(link.part(&["route_tables", name.as_str(), "propagations"]), message)
                    .fix(format!("write static routes `via: {peering}` for what is beyond it")),
            );
        }
    }
}
