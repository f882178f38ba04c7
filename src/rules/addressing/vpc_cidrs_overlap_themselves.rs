//! TL107 vpc-cidrs-overlap-themselves.

use crate::cidr::{Cidr, overlap};
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

/// Pairs told one by one; a VPC holds few blocks, so more are a slip of a script. Ours, not AWS's.
const TOLD: usize = 20;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(107),
    name: "vpc-cidrs-overlap-themselves",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcSecondaryNoSelfOverlap],
    docs: include_str!("vpc_cidrs_overlap_themselves.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for (one, other) in overlap::pairs_up_to(&vpc.cidrs, TOLD).pairs {
        if let (Some(one), Some(other)) = (vpc.cidrs.get(one), vpc.cidrs.get(other)) {
            findings.push(overlapping(vpc, *one, *other));
        }
    }
}

fn overlapping(vpc: &Vpc, one: (Cidr, usize), other: (Cidr, usize)) -> Finding {
    let message = format!("blocks `{}` and `{}` of VPC `{}` share addresses", one.0, other.0, vpc.id);
    let finding = RULE.finding(vpc.cidr_locus(other.1), message).and_at(vpc.cidr_locus(one.1), "overlaps this");
    if one.0.contains(other.0) {
        let title = format!("leave out `{}`, which `{}` already holds", other.0, one.0);
        // AWS refuses the second one, and the first holds all its addresses.
        return finding.fixed_by(Fix::safe(title, [vpc.cidr_locus(other.1).place.remove()]));
    }
    finding.fix(format!("leave out `{}`, which `{}` already holds, or put the larger block first", one.0, other.0))
}
