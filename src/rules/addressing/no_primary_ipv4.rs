//! TL114 no-primary-ipv4.

use crate::cidr::Family;
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(114),
    name: "no-primary-ipv4",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcIpv4Required],
    docs: include_str!("no_primary_ipv4.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    // A VPC with no block at all was reported while reading.
    if vpc.cidrs.is_empty() || vpc.blocks(Family::V4).next().is_some() {
        return;
    }
    let message = format!("VPC `{}` has IPv6 blocks only, and AWS creates no VPC without an IPv4 block", vpc.id);
    let finding = RULE.finding(vpc.locus().field("cidrs"), message);
    findings.push(finding.fix("put an IPv4 block first; its subnets may still be IPv6-only"));
}
