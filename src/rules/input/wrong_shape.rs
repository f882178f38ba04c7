//! TL003 wrong-shape.

use crate::design::build::InputKind;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(3),
    name: "wrong-shape",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[],
    docs: include_str!("wrong_shape.md"),
    check: Check::Input(InputKind::WrongShape),
};
