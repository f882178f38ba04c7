//! TL308 default-table-with-isolation.

use std::collections::BTreeSet;

use super::lookup::attached;
use crate::design::{Home, Link, LinkKind, Need};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(308),
    name: "default-table-with-isolation",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwDefaultOpenMesh, FactId::TgwAssocVsProp],
    docs: include_str!("default_table_with_isolation.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    let mut isolated = context.design.pairs().filter(|need| need.never).peekable();
    if gateway.route_tables.is_some() || isolated.peek().is_none() {
        return;
    }
    let homes: BTreeSet<Home> = attached(context.design, gateway).map(|(home, _, _)| home).collect();
    for need in isolated {
        let (Some(from), Some(to)) = (context.design.home(need.from()), context.design.home(need.to())) else {
            continue;
        };
        if from != to && homes.contains(&from) && homes.contains(&to) {
            findings.push(open(link, &need, &from, &to));
        }
    }
}

fn open(link: &Link, need: &Need, from: &Home, to: &Home) -> Finding {
    let message = format!(
        "need `{}` keeps {from} and {to} apart, but transit gateway `{}` has one default route table, which joins them",
        need.id, link.id
    );
    RULE.finding(link.locus(), message)
        .and_at(need.locus(), "must never reach")
        .fix("give the transit gateway `route_tables`: one for each side, into which the other does not propagate")
}
