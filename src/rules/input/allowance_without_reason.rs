//! TL022 allowance-without-reason.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(22),
    name: "allowance-without-reason",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("allowance_without_reason.md"),
    check: Check::Input(InputKind::AllowanceWithoutReason),
};
