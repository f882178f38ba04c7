//! TL311 direct-connect-overlap.

use std::collections::BTreeSet;

use crate::cidr::{Cidr, overlap};
use crate::design::{Home, Link, LinkKind, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::ways_out::Overlap;
use crate::rules::{Check, Context, Findings, Rule, Status};

/// Pairs of VPCs told one by one. Ours, not AWS's.
const TOLD: usize = 20;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(311),
    name: "direct-connect-overlap",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::DxgwNoOverlap],
    docs: include_str!("direct_connect_overlap.md"),
    check: Check::Link(check),
};

/// Complexity: O(n log n) for n blocks; the search ends after [`TOLD`] pairs.
fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::DirectConnect(connection) = &link.kind else { return };
    let vpcs = connection.vpcs.iter().filter_map(|vpc| context.design.vpc(vpc));
    let blocks: Vec<(Cidr, &Vpc)> =
        vpcs.flat_map(|vpc| vpc.cidrs.iter().map(move |(block, _)| (*block, vpc))).collect();
    let mut told: BTreeSet<(&VpcId, &VpcId)> = BTreeSet::new();
    for (one, other) in overlap::sweep(&blocks) {
        if told.len() == TOLD {
            return;
        }
        if let (Some(one), Some(other)) = (blocks.get(one), blocks.get(other))
            && one.1.id != other.1.id
            && told.insert((&one.1.id, &other.1.id))
        {
            let homes = [one.1, other.1].map(|vpc| Home::Vpc(vpc.id.clone()));
            let [first, second] = &homes;
            let overlap = Overlap::of(context.design, link, (first, one.0), (second, other.0));
            findings.push(overlapping(link, *one, *other).out_of(context, &overlap));
        }
    }
}

fn overlapping(link: &Link, (block, one): (Cidr, &Vpc), (other_block, other): (Cidr, &Vpc)) -> Finding {
    let message = format!(
        "`{block}` of VPC `{}` and `{other_block}` of VPC `{}` overlap, which one Direct Connect gateway (`{}`) does \
         not allow",
        one.id, other.id, link.id
    );
    RULE.finding(link.part(&["vpcs"]), message)
        .because(format!("VPC `{}` has `{block}`", one.id), one.locus().field("cidrs"))
        .because(format!("VPC `{}` has `{other_block}`", other.id), other.locus().field("cidrs"))
        .and_at(one.locus(), "one of the two")
        .and_at(other.locus(), "the other")
}
