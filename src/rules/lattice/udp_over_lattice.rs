//! TL506 udp-over-lattice.

use super::{service_offer, spoken};
use crate::design::{Link, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(506),
    name: "udp-over-lattice",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlNotUdp, FactId::VlsListenerProto],
    docs: include_str!("udp_over_lattice.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some((_, name, service)) = service_offer(context, need, link) else {
        return;
    };
    if let Some(udp) = spoken(need, service).iter().find(|one| !one.protocol.is_tcp()) {
        let message = format!("`{udp}` is UDP, and service `{name}` of `{}` cannot listen on it", link.id);
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(link.part(&["services", name]), "the service")
                .fix("use an endpoint service behind a Network Load Balancer, which carries UDP, or a routed link"),
        );
    }
}
