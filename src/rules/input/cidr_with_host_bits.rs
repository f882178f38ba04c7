//! TL007 cidr-with-host-bits.

use crate::design::build::InputKind;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(7),
    name: "cidr-with-host-bits",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcCidrCanonical],
    docs: include_str!("cidr_with_host_bits.md"),
    check: Check::Input(InputKind::HostBits),
};
