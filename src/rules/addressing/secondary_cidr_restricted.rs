//! TL105 secondary-cidr-restricted.

use super::compatibility::{DEFAULT_VPC, Judged, TEN_BARRED, Verdict, judge};
use super::forbidden_range::is_forbidden;
use crate::cidr::Family;
use crate::cidr::space::Space;
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::move_block;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(105),
    name: "secondary-cidr-restricted",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcSecondaryMatrix, FactId::VpcSecondaryOrder],
    docs: include_str!("secondary_cidr_restricted.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for judged in judge(vpc, is_forbidden) {
        if judged.verdict == Verdict::Restricted {
            findings.push(restricted(vpc, &judged));
        }
    }
}

fn restricted(vpc: &Vpc, judged: &Judged) -> Finding {
    let ((cidr, position), (beside, beside_position)) = (judged.block, judged.beside);
    let message = format!("AWS does not let `{cidr}` join VPC `{}`, which has `{beside}`", vpc.id);
    let at = vpc.cidr_locus(position);
    RULE.finding(at, message)
        .and_at(vpc.cidr_locus(beside_position), "stands in its way")
        .fixed_by(way_out(vpc, judged))
}

/// What joins instead: a free block of the primary's own range, of which all but the barred parts are allowed.
fn way_out(vpc: &Vpc, judged: &Judged) -> Fix {
    let (cidr, position) = judged.block;
    let Some(range) = judged.primary.block().filter(|_| judged.primary.is_private()) else {
        return Fix::words(
            "put a private block first in `cidrs`: public and 100.64.0.0/10 space joins a private VPC, not the reverse",
        );
    };
    let taken = vpc.blocks(Family::V4).filter(|block| *block != cidr).chain([TEN_BARRED, DEFAULT_VPC]);
    match Space::new([range]).with_taken(taken).next_fit(Family::V4, cidr.prefix_len()) {
        Some(free) => Fix::by_hand(
            format!("take a block of the primary's range, such as `{free}`, or one of 100.64.0.0/10"),
            move_block(vpc, position, cidr, free),
        ),
        None => Fix::words("take a block of 100.64.0.0/10"),
    }
}
