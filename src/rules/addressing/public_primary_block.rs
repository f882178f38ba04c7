//! TL115 public-primary-block.

use crate::cidr::{Cidr, Family};
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::move_block;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(115),
    name: "public-primary-block",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcCidrRfc1918Recommended, FactId::VpcCidrSharedRange],
    docs: include_str!("public_primary_block.md"),
    check: Check::Vpc(check),
};

/// Ranges that are private, or have a rule of their own.
const SPOKEN_FOR: &[FactId] = &[
    FactId::VpcCidrRfc1918Recommended,
    FactId::VpcCidrSharedRange,
    FactId::VpcCidr19819,
    FactId::VpcCidrForbidden,
    FactId::VlaAddresses,
];

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let Some((primary, position)) = vpc.cidrs.iter().find(|(cidr, _)| cidr.family() == Family::V4) else { return };
    let texts = SPOKEN_FOR.iter().flat_map(|fact| context.facts.texts(*fact));
    let mut ranges = texts.filter_map(|text| Cidr::parse(text).ok());
    if !ranges.any(|range| range.overlaps(*primary)) {
        findings.push(public(vpc, *primary, *position));
    }
}

fn public(vpc: &Vpc, primary: Cidr, position: usize) -> Finding {
    let message = format!(
        "the primary block `{primary}` of VPC `{}` is public: whoever has it on the internet is out of its reach",
        vpc.id
    );
    let finding = RULE.finding(vpc.cidr_locus(position), message);
    match super::renumbering::free_private(primary, &vpc.all_blocks()) {
        Some(free) => {
            let title = format!("create the VPC with a private block, such as `{free}`");
            finding.fixed_by(Fix::by_hand(title, move_block(vpc, position, primary, free)))
        }
        None => finding.fix("create the VPC with a private block"),
    }
}
