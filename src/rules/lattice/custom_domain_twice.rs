//! TL531 custom-domain-twice.

use super::network_of;
use crate::design::Link;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(531),
    name: "custom-domain-twice",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsCustomDomain],
    docs: include_str!("custom_domain_twice.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        let Some(domain) = &service.custom_domain else { continue };
        let Some(first) = seen.insert(domain.to_ascii_lowercase(), name) else { continue };
        let message = format!("services `{first}` and `{name}` of `{}` both have the domain `{domain}`", link.id);
        findings.push(
            RULE.finding(link.part(&["services", name, "custom_domain"]), message)
                .and_at(link.part(&["services", first, "custom_domain"]), "the first")
                .fix("give each service of the network a domain of its own"),
        );
    }
}
