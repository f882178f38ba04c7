//! TL511 tcp-over-lattice-service.

use super::{service_offer, spoken};
use crate::design::{Link, Need, Protocol};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(511),
    name: "tcp-over-lattice-service",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlsListenerProto, FactId::DgTcpResource],
    docs: include_str!("tcp_over_lattice_service.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some((_, name, service)) = service_offer(context, need, link) else {
        return;
    };
    if let Some(tcp) = spoken(need, service).iter().find(|one| one.protocol == Protocol::Tcp) {
        let message = format!(
            "`{tcp}` is plain TCP, and service `{name}` of `{}` listens on HTTP, HTTPS and TLS passthrough only",
            link.id
        );
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(link.part(&["services", name]), "the service")
                .fix("offer the application as a resource configuration instead of a service"),
        );
    }
}
