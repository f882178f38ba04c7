//! TL006 invalid-cidr.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(6),
    name: "invalid-cidr",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[],
    docs: include_str!("invalid_cidr.md"),
    check: Check::Input(InputKind::InvalidCidr),
};
