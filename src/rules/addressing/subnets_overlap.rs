//! TL104 subnets-overlap.

use std::collections::BTreeMap;

use crate::cidr::space::Space;
use crate::cidr::{Cidr, overlap};
use crate::design::{Subnet, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

/// Pairs told one by one; beyond that they are one mistake made many times. Ours, not AWS's.
const TOLD: usize = 20;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(104),
    name: "subnets-overlap",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::SubnetNoOverlap],
    docs: include_str!("subnets_overlap.md"),
    check: Check::Vpc(check),
};

/// Complexity: O(n log n) for n subnets; at most [`TOLD`] pairs are looked at closely.
fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let blocks: Vec<(Cidr, &Subnet)> =
        vpc.subnets.values().flat_map(|subnet| subnet.blocks().map(move |block| (block, subnet))).collect();
    let told = overlap::pairs_up_to(&blocks, TOLD);
    if told.pairs.is_empty() {
        return;
    }
    let mut space = Space::new(vpc.all_blocks()).with_taken(blocks.iter().map(|(block, _)| *block));
    // A subnet that overlaps several others moves once, to one block.
    let mut moved: BTreeMap<usize, Option<Cidr>> = BTreeMap::new();
    let last = told.pairs.len().saturating_sub(1);
    let untold = told.total.saturating_sub(u64::try_from(told.pairs.len()).unwrap_or(u64::MAX));
    for (nth, (one, other)) in told.pairs.iter().enumerate() {
        let (Some(first), Some(second)) = (blocks.get(*one), blocks.get(*other)) else { continue };
        let (cidr, _) = second;
        let free = *moved.entry(*other).or_insert_with(|| space.take_next_fit(cidr.family(), cidr.prefix_len()));
        let untold = if nth == last { untold } else { 0 };
        findings.push(overlapping(*first, *second, free, untold));
    }
}

fn overlapping(first: (Cidr, &Subnet), second: (Cidr, &Subnet), free: Option<Cidr>, untold: u64) -> Finding {
    let ((one, first), (other, second)) = (first, second);
    let more = if untold == 0 { String::new() } else { format!(" ({untold} more pairs of this VPC are not listed)") };
    let message =
        format!("subnets `{}` (`{one}`) and `{}` (`{other}`) share addresses{more}", first.full_id(), second.full_id());
    let finding = RULE
        .finding(second.cidr_locus(other.family()), message)
        .and_at(first.cidr_locus(one.family()), "overlaps this");
    match free {
        Some(free) => finding.fixed_by(Fix::by_hand(
            format!("give `{}` the free block `{free}`", second.full_id()),
            [second.cidr_locus(other.family()).place.replace(free.to_string())],
        )),
        None => finding.fix(format!("the VPC has no free /{} left: add a block to it", other.prefix_len())),
    }
}
