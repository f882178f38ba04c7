//! TL405 network-through-an-endpoint.

use super::title;
use crate::design::{Link, Need, Parties};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(405),
    name: "network-through-an-endpoint",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlNotWholeVpc, FactId::DgBidirectional],
    docs: include_str!("network_through_an_endpoint.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some(title) = title(link) else { return };
    if !need.is_network_wide() {
        return;
    }
    let (asked, field) = match &need.parties {
        Parties::OneWay { to, .. } | Parties::Fan { to, .. } => (format!("the whole network `{to}`"), "to"),
        Parties::EitherWay(one, other) | Parties::Mesh { two: (one, other), .. } => {
            (format!("`{one}` and `{other}` to open connections to each other"), "between")
        }
    };
    let message = format!("the need is for {asked}, and `{}`, {title}, exposes single applications", link.id);
    findings.push(
        RULE.finding(need.field(field), message)
            .and_at(link.locus(), "the link")
            .fix("name the application that is called, or use VPC peering or a transit gateway"),
    );
}
