//! TL011 inputs-disagree.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(11),
    name: "inputs-disagree",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("inputs_disagree.md"),
    check: Check::Input(InputKind::Disagreement),
};
