//! TL404 server-cannot-initiate.

use super::{resting_on, title};
use crate::design::{Link, LinkKind, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(404),
    name: "server-cannot-initiate",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlUnidirectional, FactId::ReUnidirectional, FactId::SneClientInitiated],
    docs: include_str!("server_cannot_initiate.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let (Some(title), Some(server)) = (title(link), need.server()) else {
        return;
    };
    let fact = match &link.kind {
        LinkKind::PrivatelinkResource(_) => FactId::ReUnidirectional,
        LinkKind::ServiceNetwork(_) => FactId::SneClientInitiated,
        _ => FactId::PlUnidirectional,
    };
    if need.is_two_way() {
        let message = format!(
            "`{server}` must be able to open connections too, and `{}`, {title}, lets only clients do so",
            link.id
        );
        findings.push(
            resting_on([fact], RULE.finding(need.field("requires"), message))
                .and_at(link.locus(), "the link")
                .fix("use VPC peering or a transit gateway, or expose the client to the server by a second link"),
        );
    }
}
