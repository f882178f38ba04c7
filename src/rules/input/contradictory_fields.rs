//! TL010 contradictory-fields.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(10),
    name: "contradictory-fields",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[],
    docs: include_str!("contradictory_fields.md"),
    check: Check::Input(InputKind::Contradiction),
};
