//! TL116 benchmark-primary-block.

use crate::cidr::{Cidr, Family};
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::move_block;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(116),
    name: "benchmark-primary-block",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcCidr19819, FactId::VpcSecondaryMatrix],
    docs: include_str!("benchmark_primary_block.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let Some((primary, position)) = vpc.cidrs.iter().find(|(cidr, _)| cidr.family() == Family::V4) else { return };
    let mut ranges = context.facts.texts(FactId::VpcCidr19819).iter().filter_map(|text| Cidr::parse(text).ok());
    // As a secondary block it is refused or doubtful, which other rules say.
    if let Some(range) = ranges.find(|range| range.contains(*primary)) {
        findings.push(benchmark(vpc, *primary, range, *position));
    }
}

fn benchmark(vpc: &Vpc, primary: Cidr, range: Cidr, position: usize) -> Finding {
    let message =
        format!("VPC `{}` is created with `{primary}` of `{range}`, so no private block can ever join it", vpc.id);
    let finding = RULE.finding(vpc.cidr_locus(position), message);
    match super::renumbering::free_private(primary, &vpc.all_blocks()) {
        Some(free) => {
            let title = format!("create the VPC with a private block, such as `{free}`");
            finding.fixed_by(Fix::by_hand(title, move_block(vpc, position, primary, free)))
        }
        None => finding.fix("create the VPC with a private block"),
    }
}
