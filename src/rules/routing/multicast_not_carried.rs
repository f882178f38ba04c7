//! TL640 multicast-not-carried.

use crate::design::{Link, LinkKind, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(640),
    name: "multicast-not-carried",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwMulticastDomains, FactId::DgUdp],
    docs: include_str!("multicast_not_carried.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if matches!(link.kind, LinkKind::TransitGateway(_)) || !need.requires.contains(&Trait::Multicast) {
        return;
    }
    let message = format!(
        "the need is IP multicast, which `{}` does not carry; a transit gateway has multicast domains",
        link.id
    );
    findings.push(
        RULE.finding(need.field("requires"), message)
            .and_at(link.locus(), "the link")
            .fix("attach both networks to one transit gateway with a multicast domain"),
    );
}
