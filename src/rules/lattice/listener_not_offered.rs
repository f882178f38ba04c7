//! TL517 listener-not-offered.

use super::network_of;
use crate::design::{LatticeListener, Link, Protocol};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::privatelink::resting_on;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(517),
    name: "listener-not-offered",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlsListenerProto, FactId::VlNotUdp, FactId::VlsWebsocket],
    docs: include_str!("listener_not_offered.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for listener in &service.listeners {
            let (fact, fix) = match listener.service.protocol {
                Protocol::Http | Protocol::Https | Protocol::Grpc | Protocol::Tls => continue,
                Protocol::Tcp => {
                    (FactId::VlsListenerProto, "offer the application as a resource configuration instead")
                }
                Protocol::Udp => (FactId::VlNotUdp, "use an endpoint service or a link between the networks instead"),
                Protocol::Websocket => (
                    FactId::VlsWebsocket,
                    "listen on `tls` for connections that may end with the service's longest lifetime, or offer a \
                     resource configuration",
                ),
            };
            findings.push(refused(fact, link, name, listener).fix(fix));
        }
    }
}

fn refused(fact: FactId, link: &Link, name: &str, listener: &LatticeListener) -> Finding {
    let message = format!(
        "service `{name}` of `{}` is to listen on `{}`, and VPC Lattice listens on HTTP, HTTPS and TLS only",
        link.id, listener.service
    );
    resting_on([fact], RULE.finding(link.at(&listener.place), message))
}
