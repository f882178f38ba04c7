//! TL340 core-network-overlap.

use std::collections::BTreeSet;

use crate::cidr::{Cidr, overlap};
use crate::design::{Home, Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::ways_out::Overlap;
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

/// Pairs of VPCs told one by one; more are one mistake made many times. Ours, not AWS's.
const TOLD: usize = 20;

/// Complexity: O(n log n) for n blocks, and the pairs of blocks that overlap until [`TOLD`] of them share a segment.
fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::CloudWan(wan) = &link.kind else { return };
    let homes: Vec<(Home, Option<&str>)> =
        wan.vpcs.iter().map(|(vpc, one)| (Home::Vpc(vpc.clone()), one.segment.as_deref())).collect();
    let blocks: Vec<(Cidr, &(Home, Option<&str>))> = homes
        .iter()
        .flat_map(|home| context.design.routed_blocks(&home.0).into_iter().map(move |block| (block, home)))
        .collect();
    let mut told: BTreeSet<(&Home, &Home)> = BTreeSet::new();
    for (one, other) in overlap::sweep(&blocks) {
        if told.len() == TOLD {
            return;
        }
        let (Some((one, first)), Some((two, second))) = (blocks.get(one), blocks.get(other)) else { continue };
        if first.0 == second.0 || !wan.joins(first.1, second.1) || !told.insert((&first.0, &second.0)) {
            continue;
        }
        let (Home::Vpc(vpc), Home::Vpc(other)) = (&first.0, &second.0) else { continue };
        let message = format!(
            "`{one}` of VPC `{vpc}` and `{two}` of VPC `{other}` overlap on core network `{}`, which then leads to one of \
             them only",
            link.id
        );
        let overlap = Overlap::of(context.design, link, (&first.0, *one), (&second.0, *two));
        findings.push(
            RULE.finding(link.part(&["attachments", other.as_str()]).at_key(), message)
                .and_at(link.part(&["attachments", vpc.as_str()]).at_key(), "overlaps this")
                .out_of(context, &overlap),
        );
    }
}
