//! TL532 rules-on-tls-passthrough.

use super::network_of;
use crate::design::{Link, Protocol};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(532),
    name: "rules-on-tls-passthrough",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsTlsptRule],
    docs: include_str!("rules_on_tls_passthrough.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        let passthrough = service.listeners.iter().filter(|listener| listener.service.protocol == Protocol::Tls);
        for listener in passthrough {
            if let Some(rule) = listener.rules.first() {
                let message = format!("a TLS passthrough listener of service `{name}` of `{}` has rules", link.id);
                findings.push(
                    RULE.finding(link.at(&rule.place), message)
                        .and_at(link.at(&listener.place), "the listener")
                        .fix("remove the rules, or open TLS in an HTTPS listener"),
                );
            }
        }
    }
}
