//! TL315 route-table-leads-nowhere.

use super::lookup::attached;
use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::RouteTableId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(315),
    name: "route-table-leads-nowhere",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwAssocVsProp],
    docs: include_str!("route_table_leads_nowhere.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (id, table) in gateway.route_tables.iter().flatten() {
        let is_empty =
            table.propagated_vpcs.is_empty() && table.propagated_hybrid.is_empty() && table.routes.is_empty();
        if !is_empty {
            continue;
        }
        let mut users = attached(context.design, gateway);
        if let Some((_, user, _)) = users.find(|(_, _, attachment)| attachment.route_table.as_ref() == Some(id)) {
            findings.push(empty(link, id, user));
        }
    }
}

fn empty(link: &Link, table: &RouteTableId, user: &str) -> Finding {
    let message = format!(
        "route table `{table}` of transit gateway `{}` has neither propagations nor routes, so what `{user}` sends is \
         dropped",
        link.id
    );
    RULE.finding(link.part(&["route_tables", table.as_str()]).at_key(), message)
        .and_at(link.part(&["attachments", user]).at_key(), "associated with it")
        .fix(format!("let the attachments that `{user}` must reach propagate into `{table}`, or add static routes"))
}
