//! TL421 private-dns-twice.

use crate::design::LinkKind;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(421),
    name: "private-dns-twice",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlPrivateDnsScope],
    docs: include_str!("private_dns_twice.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for link in context.design.links.values() {
        let LinkKind::InterfaceEndpoint(endpoint) = &link.kind else { continue };
        for (vpc, _) in endpoint.endpoints.iter().filter(|(_, one)| one.private_dns == Some(true)) {
            let Some(first) = seen.insert((vpc, &endpoint.service), link) else { continue };
            let message = format!(
                "VPC `{vpc}` has two endpoints for `{}` with private DNS, and the name leads to one of them",
                endpoint.service
            );
            findings.push(
                RULE.finding(link.part(&["endpoints", vpc.as_str(), "private_dns"]), message)
                    .and_at(first.part(&["endpoints", vpc.as_str()]), "the first")
                    .fix("keep private DNS on one of the two, or remove the other endpoint"),
            );
        }
    }
}
