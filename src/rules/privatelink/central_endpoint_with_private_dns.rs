//! TL422 central-endpoint-with-private-dns.

use super::quoted;
use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(422),
    name: "central-endpoint-with-private-dns",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::ConsCentralDns, FactId::PlPrivateDnsScope],
    docs: include_str!("central_endpoint_with_private_dns.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::InterfaceEndpoint(endpoint) = &link.kind else { return };
    if endpoint.shared_with.is_empty() {
        return;
    }
    for (vpc, _) in endpoint.endpoints.iter().filter(|(_, one)| one.private_dns == Some(true)) {
        let message = format!(
            "the endpoint for `{}` in VPC `{vpc}` serves {} too, and its private DNS resolves in `{vpc}` only",
            endpoint.service,
            quoted(&endpoint.shared_with)
        );
        findings.push(
            RULE.finding(link.part(&["endpoints", vpc.as_str(), "private_dns"]), message)
                .and_at(link.part(&["shared_with"]), "do not resolve it")
                .fix("switch private DNS off, and share a private hosted zone of the service's name with these VPCs"),
        );
    }
}
