//! TL529 auth-policy-denies.

use super::{denies, service_offer};
use crate::design::{Link, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(529),
    name: "auth-policy-denies",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlauthAnd],
    docs: include_str!("auth_policy_denies.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    // Auth policies do not cover resource configurations.
    let Some((network, name, service)) = service_offer(context, need, link) else { return };
    let (who, at) = if denies(network.auth, network.auth_policy) {
        (format!("service network `{}`", link.id), link.part(&["auth_policy"]))
    } else if denies(service.auth, service.auth_policy) {
        (format!("service `{name}` of `{}`", link.id), link.part(&["services", name, "auth_policy"]))
    } else {
        return;
    };
    let message = format!("the auth policy of {who} keeps the callers of `{}` out", need.id);
    findings.push(
        RULE.finding(need.locus(), message)
            .and_at(at, "denies")
            .fix("allow the callers in every policy on the way: of the network, of the service and of the caller"),
    );
}
