//! TL112 secondary-cidr-doubtful.

use super::compatibility::{Judged, Verdict, judge};
use super::forbidden_range::is_forbidden;
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(112),
    name: "secondary-cidr-doubtful",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VpcSecondaryMatrix, FactId::VpcSecondaryOrder],
    docs: include_str!("secondary_cidr_doubtful.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for judged in judge(vpc, is_forbidden) {
        if judged.verdict == Verdict::Doubtful {
            findings.push(doubtful(vpc, &judged));
        }
    }
}

fn doubtful(vpc: &Vpc, judged: &Judged) -> Finding {
    let ((cidr, position), (beside, beside_position)) = (judged.block, judged.beside);
    let message =
        format!("AWS's table does not settle whether `{cidr}` may join VPC `{}`, which has `{beside}`", vpc.id);
    RULE.finding(vpc.cidr_locus(position), message)
        .and_at(vpc.cidr_locus(beside_position), "leaves it open")
        .fix("add the block in a test VPC first, or add it before the other one")
}
