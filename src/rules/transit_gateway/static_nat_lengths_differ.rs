//! TL343 static-nat-lengths-differ.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(343),
    name: "static-nat-lengths-differ",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwNatStatic],
    docs: include_str!("static_nat_lengths_differ.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (vpc, attachment) in &gateway.vpcs {
        for (inside, outside) in &attachment.nat {
            if inside.prefix_len() == outside.prefix_len() && inside.family() == outside.family() {
                continue;
            }
            let at = link.part(&["attachments", vpc.as_str(), "nat", &inside.to_string()]);
            let message =
                format!("`{inside}` of VPC `{vpc}` cannot be seen one to one as `{outside}`: their lengths differ");
            findings.push(RULE.finding(at, message).fix(format!("choose a block of length /{}", inside.prefix_len())));
        }
    }
}
