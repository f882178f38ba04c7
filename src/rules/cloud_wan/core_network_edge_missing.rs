//! TL341 core-network-edge-missing.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(341),
    name: "core-network-edge-missing",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::CwanEdgesPerRegion],
    docs: include_str!("core_network_edge_missing.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::CloudWan(wan) = &link.kind else { return };
    // Edges that nobody wrote down are unknown, not missing.
    if wan.edges.is_empty() {
        return;
    }
    for vpc in wan.vpcs.keys().filter_map(|vpc| context.design.vpc(vpc)) {
        let Some(region) = vpc.region.as_ref().filter(|region| !wan.edges.contains(*region)) else { continue };
        let message = format!("VPC `{}` stands in `{region}`, where core network `{}` has no edge", vpc.id, link.id);
        findings.push(
            RULE.finding(link.part(&["attachments", vpc.id.as_str()]).at_key(), message)
                .and_at(link.part(&["edges"]), "the edges")
                .fix(format!("add `{region}` to the edges")),
        );
    }
}
