//! TL443 tunnel-leads-one-way.

use crate::design::{Link, LinkKind, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(443),
    name: "tunnel-leads-one-way",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TunUnidirectional],
    docs: include_str!("tunnel_leads_one_way.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if !matches!(link.kind, LinkKind::PrivatelinkTunnel(_)) || !need.is_two_way() {
        return;
    }
    let message =
        format!("both sides must be able to open connections, and through `{}` only the endpoint side can", link.id);
    findings.push(
        RULE.finding(need.locus(), message)
            .and_at(link.locus(), "the tunnel")
            .fix("use VPC peering or a transit gateway, or a second tunnel the other way"),
    );
}
