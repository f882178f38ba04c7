//! TL701 quota-exceeded.

use super::count::Count;
use super::counts::FACTS;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(701),
    name: "quota-exceeded",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: FACTS,
    docs: include_str!("quota_exceeded.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for count in context.counts() {
        if let Some(ceiling) = count.ceiling(context.facts).filter(|ceiling| count.number > *ceiling) {
            findings.push(exceeded(count, ceiling));
        }
    }
}

fn exceeded(count: &Count<'_>, ceiling: u64) -> Finding {
    let message =
        format!("{} has {} {}, and AWS allows {ceiling} at most", count.owner(), count.number, count.quota.what);
    count.finding(&RULE, message).fix("split it: no request raises this quota further")
}
