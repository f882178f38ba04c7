//! TL025 allowance-unmatched.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(25),
    name: "allowance-unmatched",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("allowance_unmatched.md"),
    check: Check::Input(InputKind::AllowanceUnmatched),
};
