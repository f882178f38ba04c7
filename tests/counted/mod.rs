//! Designs with so many of a thing, and what the quota rules say of them.
#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "tests; each binary uses its part")]

use serde_json::{Map, Value, json};
use tieline::design::{build::build, raw::RawDesign};
use tieline::facts::{Facts, LimitId};
use tieline::rules;
use tieline::why::Premise;

/// The quota rules that a design raises about one fact.
pub(crate) fn raised(value: &Value, limit: LimitId) -> Vec<u16> {
    let raw: RawDesign = serde_json::from_value(value.clone()).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, []);
    let found = rules::check(&built.design, &Facts::shipped())
        .into_iter()
        .filter(|finding| finding.rule.0 / 100 == 7 && finding.why.premises.contains(&Premise::Fact(limit.fact())));
    found.map(|finding| finding.rule.0).collect()
}

/// Builds a design with so many of a thing around every boundary of its quota, and says what must be raised.
pub(crate) fn boundaries(limit: LimitId, design: impl Fn(u64) -> Value) {
    // A quota of one or two is meant to be used up.
    let is_told_ahead = Facts::shipped().limit(limit) > 2;
    boundaries_of(limit, is_told_ahead, design);
}

/// The same for a quota of a whole account, of which nobody is told before it is full.
pub(crate) fn boundaries_of_account(limit: LimitId, design: impl Fn(u64) -> Value) {
    boundaries_of(limit, false, design);
}

fn boundaries_of(limit: LimitId, is_told_ahead: bool, design: impl Fn(u64) -> Value) {
    let facts = Facts::shipped();
    let default = facts.limit(limit);
    let near = (default * 80).div_ceil(100);
    let nearly = if is_told_ahead { vec![703] } else { vec![] };
    let mut cases = vec![(near - 1, vec![]), (near, nearly.clone()), (default, nearly)];
    match facts.maximum(limit) {
        Some(maximum) if maximum == default => cases.push((default + 1, vec![701])),
        Some(maximum) => cases.extend([(default + 1, vec![702]), (maximum, vec![702]), (maximum + 1, vec![701])]),
        None => cases.push((default + 1, vec![702])),
    }
    for (number, expected) in cases {
        assert_eq!(raised(&design(number), limit), expected, "{number} for `{limit}`");
    }
}

pub(crate) fn map(number: u64, entry: impl Fn(u64) -> (String, Value)) -> Map<String, Value> {
    (0..number).map(entry).collect()
}

/// The nth /24 of 10.0.0.0/8.
pub(crate) fn block(nth: u64) -> String {
    format!("10.{}.{}.0/24", nth / 256, nth % 256)
}

pub(crate) fn vpcs(number: u64) -> Map<String, Value> {
    map(number, |nth| (format!("vpc-{nth}"), json!({ "cidrs": [block(nth)] })))
}

pub(crate) fn shop(fields: Value) -> Value {
    json!({ "tieline": 1, "vpcs": { "shop": fields } })
}
