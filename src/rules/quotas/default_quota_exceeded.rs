//! TL702 default-quota-exceeded.

use super::count::Count;
use super::counts::FACTS;
use crate::facts::Facts;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(702),
    name: "default-quota-exceeded",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: FACTS,
    docs: include_str!("default_quota_exceeded.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for count in context.counts() {
        let is_possible = count.ceiling(context.facts).is_none_or(|ceiling| count.number <= ceiling);
        if is_possible && count.number > count.default(context.facts) {
            findings.push(above_default(count, context.facts));
        }
    }
}

fn above_default(count: &Count<'_>, facts: &Facts) -> Finding {
    let message = format!(
        "{} has {} {}, and AWS allows {} unless you ask for more",
        count.owner(),
        count.number,
        count.quota.what,
        count.default(facts)
    );
    let up_to = match count.ceiling(facts) {
        Some(ceiling) => format!("AWS raises it to {ceiling} at most{}", count.in_vpcs(ceiling)),
        None => "AWS names no end".to_owned(),
    };
    count.finding(&RULE, message).fix(format!("ask for a quota of {} before you build: {up_to}", count.number))
}
