//! TL001 syntax-error.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(1),
    name: "syntax-error",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[],
    docs: include_str!("syntax_error.md"),
    check: Check::Input(InputKind::Syntax),
};
