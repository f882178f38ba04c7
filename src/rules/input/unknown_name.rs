//! TL008 unknown-name.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(8),
    name: "unknown-name",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[],
    docs: include_str!("unknown_name.md"),
    check: Check::Input(InputKind::UnknownName),
};
