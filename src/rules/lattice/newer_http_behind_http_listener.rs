//! TL539 newer-http-behind-http-listener.

use super::admission::forwards;
use super::network_of;
use crate::design::{Link, Protocol, ProtocolVersion};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(539),
    name: "newer-http-behind-http-listener",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsH2Listener],
    docs: include_str!("newer_http_behind_http_listener.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for (listener, group_name, group) in forwards(service) {
            let is_newer = matches!(group.protocol_version, Some(ProtocolVersion::Http2 | ProtocolVersion::Grpc));
            if listener.service.protocol == Protocol::Http && is_newer {
                let message = format!(
                    "target group `{group_name}` of service `{name}` of `{}` speaks HTTP/2 or gRPC behind an HTTP listener",
                    link.id
                );
                findings.push(
                    RULE.finding(link.at(&listener.place), message)
                        .and_at(link.at(&group.place), "the target group")
                        .fix("listen on HTTPS"),
                );
            }
        }
    }
}
