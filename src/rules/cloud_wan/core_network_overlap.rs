//! TL340 core-network-overlap.

use std::collections::BTreeSet;

use crate::cidr::{Cidr, overlap};
use crate::design::{Home, Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::network::hybrid_site;
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

/// Pairs of attachments told one by one; more are one mistake made many times. Ours, not AWS's.
const TOLD: usize = 20;

/// A network on the core network: with the name of its attachment, and the segment.
type Attached<'d> = (Home, &'d str, Option<&'d str>);

/// Complexity: O(n log n) for n blocks, and the pairs of blocks that overlap until [`TOLD`] of them share a segment.
fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::CloudWan(wan) = &link.kind else { return };
    let vpcs = wan.vpcs.iter().map(|(vpc, one)| (Home::Vpc(vpc.clone()), vpc.as_str(), one.segment.as_deref()));
    let sites = wan.hybrid.iter().filter_map(|(hybrid, one)| {
        Some((hybrid_site(context.design, hybrid)?, hybrid.as_str(), one.segment.as_deref()))
    });
    let attached: Vec<Attached<'_>> = vpcs.chain(sites).collect();
    let blocks: Vec<(Cidr, &Attached<'_>)> = attached
        .iter()
        .flat_map(|one| context.design.routed_blocks(&one.0).into_iter().map(move |block| (block, one)))
        .collect();
    let mut told: BTreeSet<(&Home, &Home)> = BTreeSet::new();
    for (one, other) in overlap::sweep(&blocks) {
        if told.len() == TOLD {
            return;
        }
        let (Some((one, first)), Some((two, second))) = (blocks.get(one), blocks.get(other)) else { continue };
        // A site that two links join shows its blocks twice on purpose.
        if first.0 == second.0 || !wan.joins(first.2, second.2) || !told.insert((&first.0, &second.0)) {
            continue;
        }
        let message = format!(
            "`{one}` of {} and `{two}` of {} overlap on core network `{}`, which then leads to one of them only",
            first.0, second.0, link.id
        );
        let overlap = Overlap::of(context.design, link, (&first.0, *one), (&second.0, *two));
        findings.push(
            RULE.finding(link.part(&["attachments", second.1]).at_key(), message)
                .and_at(link.part(&["attachments", first.1]).at_key(), "overlaps this")
                .out_of(context, &overlap),
        );
    }
}
