//! TL340 core-network-overlap.

use crate::cidr::overlap;
use crate::design::{Home, Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(340),
    name: "core-network-overlap",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::DgOverlap, FactId::PlOverlapOk, FactId::VlOverlapOk],
    docs: include_str!("core_network_overlap.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::CloudWan(wan) = &link.kind else { return };
    let attached: Vec<_> = wan.vpcs.iter().collect();
    for (index, (vpc, attachment)) in attached.iter().enumerate() {
        let blocks = context.design.routed_blocks(&Home::Vpc((*vpc).clone()));
        for (other, second) in attached.iter().skip(index.saturating_add(1)) {
            if !wan.joins(attachment.segment.as_deref(), second.segment.as_deref()) {
                continue;
            }
            let others = context.design.routed_blocks(&Home::Vpc((*other).clone()));
            let Some((one, two)) = overlap::any_overlap(&blocks, &others) else { continue };
            let message = format!(
                "`{one}` of VPC `{vpc}` and `{two}` of VPC `{other}` overlap on core network `{}`, which then leads to \
                 one of them only",
                link.id
            );
            findings.push(
                RULE.finding(link.part(&["attachments", other.as_str()]).at_key(), message)
                    .and_at(link.part(&["attachments", vpc.as_str()]).at_key(), "overlaps this")
                    .fix("give one of them other blocks, keep them in segments apart, or publish the few services wanted"),
            );
        }
    }
}
