//! TL106 forbidden-range.

use crate::cidr::Cidr;
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::move_block;
use crate::rules::{Check, Context, Findings, Rule, Status};

/// The ranges AWS bars for VPCs: fact `vpc-cidr-forbidden`.
static FORBIDDEN: [Cidr; 4] = [
    Cidr::v4([0, 0, 0, 0], 8),
    Cidr::v4([127, 0, 0, 0], 8),
    Cidr::v4([169, 254, 0, 0], 16),
    Cidr::v4([224, 0, 0, 0], 4),
];

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(106),
    name: "forbidden-range",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcCidrForbidden],
    docs: include_str!("forbidden_range.md"),
    check: Check::Vpc(check),
};

/// Whether a block touches a range that no VPC may use.
pub(super) fn is_forbidden(cidr: Cidr) -> bool {
    FORBIDDEN.iter().any(|range| range.overlaps(cidr))
}

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for (cidr, position) in &vpc.cidrs {
        if let Some(range) = FORBIDDEN.iter().find(|range| range.overlaps(*cidr)) {
            findings.push(forbidden(vpc, *cidr, *position, *range));
        }
    }
}

fn forbidden(vpc: &Vpc, cidr: Cidr, position: usize, range: Cidr) -> Finding {
    let message = format!("block `{cidr}` of VPC `{}` lies in `{range}`, which AWS bars for VPCs", vpc.id);
    let finding = RULE.finding(vpc.cidr_locus(position), message);
    match super::renumbering::free_private(cidr, &vpc.all_blocks()) {
        Some(free) => {
            let title = format!("take a private block, such as `{free}`");
            finding.fixed_by(Fix::by_hand(title, move_block(vpc, position, cidr, free)))
        }
        None => finding.fix("take a private block"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;

    #[test]
    fn the_ranges_are_those_of_the_fact() {
        let ranges: Vec<String> = FORBIDDEN.iter().map(Cidr::to_string).collect();
        assert_eq!(ranges, Facts::shipped().texts(FactId::VpcCidrForbidden));
    }
}
