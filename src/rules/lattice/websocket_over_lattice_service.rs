//! TL508 websocket-over-lattice-service.

use super::{is_passthrough, service_offer, spoken};
use crate::design::{Link, Need, Protocol};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(508),
    name: "websocket-over-lattice-service",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlsWebsocket],
    docs: include_str!("websocket_over_lattice_service.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some((_, name, service)) = service_offer(context, need, link) else {
        return;
    };
    let spoken = spoken(need, service);
    let Some(websocket) = spoken.iter().find(|one| one.protocol == Protocol::Websocket) else {
        return;
    };
    if !is_passthrough(need, service) {
        let message = format!(
            "`{websocket}` is WebSocket, which the HTTP listeners of service `{name}` of `{}` do not carry",
            link.id
        );
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(link.part(&["services", name]), "the service")
                .fix("offer the application as a resource configuration, or by an endpoint service"),
        );
    }
}
