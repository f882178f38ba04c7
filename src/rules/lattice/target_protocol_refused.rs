//! TL533 target-protocol-refused.

use super::admission::forwards;
use super::network_of;
use crate::design::{Link, ListenerProtocol, Protocol, TargetType};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(533),
    name: "target-protocol-refused",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VltProto],
    docs: include_str!("target_protocol_refused.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for (listener, group_name, group) in forwards(service) {
            let is_passthrough = listener.service.protocol == Protocol::Tls;
            let defect = match (group.protocol, group.target_type) {
                (Some(ListenerProtocol::Tcp), Some(TargetType::Lambda)) => "speaks TCP to a Lambda function",
                (Some(ListenerProtocol::Tcp), _) if !is_passthrough => {
                    "speaks TCP behind a listener that opens requests"
                }
                (Some(protocol), _) if is_passthrough && protocol != ListenerProtocol::Tcp => {
                    "does not speak TCP behind a TLS passthrough listener"
                }
                (Some(ListenerProtocol::Tls | ListenerProtocol::Udp | ListenerProtocol::TcpUdp), _) => {
                    "has a protocol that VPC Lattice does not speak"
                }
                _ => continue,
            };
            let message = format!("target group `{group_name}` of service `{name}` of `{}` {defect}", link.id);
            findings.push(
                RULE.finding(link.at(&group.place), message)
                    .and_at(link.at(&listener.place), "the listener")
                    .fix("use HTTP or HTTPS behind HTTP and HTTPS listeners, and TCP behind TLS passthrough"),
            );
        }
    }
}
