//! TL021 malformed-allowance.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(21),
    name: "malformed-allowance",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("malformed_allowance.md"),
    check: Check::Input(InputKind::MalformedAllowance),
};
