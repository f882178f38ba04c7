//! TL023 unknown-rule.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(23),
    name: "unknown-rule",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("unknown_rule.md"),
    check: Check::Input(InputKind::UnknownRule),
};
