//! TL201 peering-overlap.

use crate::cidr::{Cidr, overlap};
use crate::design::{Home, Link, LinkKind, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::rules::ways_out::Overlap;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(201),
    name: "peering-overlap",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PeerOverlapAny],
    docs: include_str!("peering_overlap.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::VpcPeering(peering) = &link.kind else { return };
    let (one, other) = &peering.between;
    let (Some(one), Some(other)) = (context.design.vpc(one), context.design.vpc(other)) else { return };
    if let Some(blocks) = overlap::any_overlap(&one.all_blocks(), &other.all_blocks()) {
        let homes = [one, other].map(|vpc| Home::Vpc(vpc.id.clone()));
        let [first, second] = &homes;
        let overlap = Overlap::of(context.design, link, (first, blocks.0), (second, blocks.1));
        findings.push(overlapping(link, (one, blocks.0), (other, blocks.1)).out_of(context, &overlap));
    }
}

/// Where one block of a VPC stands in the input.
fn place(vpc: &Vpc, block: Cidr) -> Locus {
    let position = vpc.cidrs.iter().find(|(cidr, _)| *cidr == block).map(|(_, position)| *position);
    position.map_or_else(|| vpc.locus(), |position| vpc.cidr_locus(position))
}

fn overlapping(link: &Link, (one, block): (&Vpc, Cidr), (other, other_block): (&Vpc, Cidr)) -> Finding {
    let message = format!(
        "AWS refuses peering `{}`: `{block}` of VPC `{}` and `{other_block}` of VPC `{}` share addresses",
        link.id, one.id, other.id
    );
    RULE.finding(link.part(&["between"]), message)
        .because(format!("VPC `{}` has `{block}`", one.id), place(one, block))
        .because(format!("VPC `{}` has `{other_block}`", other.id), place(other, other_block))
        .and_at(place(one, block), "one block")
        .and_at(place(other, other_block), "the other block")
}
