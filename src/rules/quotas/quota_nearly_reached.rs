//! TL703 quota-nearly-reached.

use super::count::Count;
use super::counts::FACTS;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

/// From this share of the default quota on it counts as nearly reached. Ours, not AWS's.
///
/// # Units
/// Percent.
const NEAR_PERCENT: u64 = 80;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(703),
    name: "quota-nearly-reached",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: FACTS,
    docs: include_str!("quota_nearly_reached.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for count in context.counts() {
        let default = count.default(context.facts);
        let is_near = count.number.saturating_mul(100) >= default.saturating_mul(NEAR_PERCENT);
        // A quota of one or two is meant to be used up; of an account a design seldom shows how much it may hold.
        if default > 2 && !count.is_of_account() && is_near && count.number <= default {
            findings.push(nearly_reached(count, default, count.is_fixed(context.facts)));
        }
    }
}

fn nearly_reached(count: &Count<'_>, default: u64, is_fixed: bool) -> Finding {
    let message = format!(
        "{} has {} {} of the {default} that AWS allows by default{}",
        count.owner(),
        count.number,
        count.quota.what,
        count.in_vpcs(default)
    );
    let way_out = if is_fixed {
        "plan how to split it: AWS does not raise this quota"
    } else {
        "ask for a higher quota before the next one is needed"
    };
    count.finding(&RULE, message).fix(way_out)
}
