//! TL024 allowance-expired.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(24),
    name: "allowance-expired",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("allowance_expired.md"),
    check: Check::Input(InputKind::AllowanceExpired),
};
