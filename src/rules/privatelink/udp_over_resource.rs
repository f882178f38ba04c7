//! TL402 udp-over-resource.

use crate::design::{Link, LinkKind, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::lattice::resource_offer;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(402),
    name: "udp-over-resource",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::ReTcpOnly, FactId::PlUdp],
    docs: include_str!("udp_over_resource.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some(server) = need.server() else { return };
    let is_resource = match &link.kind {
        LinkKind::PrivatelinkResource(_) => true,
        LinkKind::ServiceNetwork(_) => resource_offer(context, need, link).is_some(),
        _ => false,
    };
    let Some(udp) = need.services.iter().find(|service| !service.protocol.is_tcp()) else {
        return;
    };
    if is_resource {
        let message =
            format!("`{server}` is reached over `{udp}`, and `{}` offers it as a resource, which is TCP only", link.id);
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(link.locus(), "the link")
                .fix("use an endpoint service behind a Network Load Balancer, which carries UDP, or a routed link"),
        );
    }
}
