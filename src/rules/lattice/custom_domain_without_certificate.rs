//! TL530 custom-domain-without-certificate.

use super::network_of;
use crate::design::{Link, Protocol};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(530),
    name: "custom-domain-without-certificate",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsCustomDomainCert],
    docs: include_str!("custom_domain_without_certificate.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        let Some(domain) = service.custom_domain.as_ref().filter(|_| service.certificate == Some(false)) else {
            continue;
        };
        if service.listens().iter().any(|one| matches!(one.protocol, Protocol::Https | Protocol::Grpc)) {
            let message =
                format!("service `{name}` of `{}` listens on HTTPS at `{domain}` without a certificate", link.id);
            findings.push(
                RULE.finding(link.part(&["services", name, "certificate"]), message)
                    .and_at(link.part(&["services", name, "custom_domain"]), "needs one")
                    .fix(format!("give the service a certificate of ACM for `{domain}`")),
            );
        }
    }
}
