//! TL442 tunnel-carries-tcp-only.

use crate::design::{Link, LinkKind, Need, Protocol};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(442),
    name: "tunnel-carries-tcp-only",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TunInner, FactId::DgUdp],
    docs: include_str!("tunnel_carries_tcp_only.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if !matches!(link.kind, LinkKind::PrivatelinkTunnel(_)) {
        return;
    }
    let Some(udp) = need.services.iter().find(|service| service.protocol == Protocol::Udp) else { return };
    let message = format!("the need is `{udp}`, and a tunnel endpoint carries TCP, with UDP for DNS alone");
    findings.push(
        RULE.finding(need.locus(), message)
            .and_at(link.locus(), "the tunnel")
            .fix("use VPC peering, a transit gateway, or an endpoint service behind a Network Load Balancer"),
    );
}
