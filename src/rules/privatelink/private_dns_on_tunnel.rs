//! TL430 private-dns-on-tunnel.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(430),
    name: "private-dns-on-tunnel",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TunNoPrivateDns],
    docs: include_str!("private_dns_on_tunnel.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkTunnel(tunnel) = &link.kind else { return };
    for (vpc, _) in tunnel.endpoints.iter().filter(|(_, one)| one.private_dns == Some(true)) {
        let message =
            format!("the tunnel endpoint of `{}` in VPC `{vpc}` is to have private DNS; it has none", link.id);
        findings.push(
            RULE.finding(link.part(&["endpoints", vpc.as_str(), "private_dns"]), message)
                .fix("remove `private_dns`, and ask the resolver inside the tunnel"),
        );
    }
}
