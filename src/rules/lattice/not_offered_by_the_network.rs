//! TL514 not-offered-by-the-network.

use super::network_of;
use crate::design::{Link, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(514),
    name: "not-offered-by-the-network",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::EptSn],
    docs: include_str!("not_offered_by_the_network.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let (Some(network), Some(server)) = (network_of(link), need.server()) else {
        return;
    };
    if !network.offers(server) {
        let message = format!("no service or resource of `{}` leads to `{server}`", link.id);
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(link.locus(), "the link")
                .fix(format!("add a service (HTTP) or a resource (TCP) for `{server}` to `{}`", link.id)),
        );
    }
}
