//! TL528 auth-without-policy.

use super::network_of;
use crate::design::{Auth, AuthPolicy, Link};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(528),
    name: "auth-without-policy",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlauthType],
    docs: include_str!("auth_without_policy.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    let Some(network) = network_of(link) else { return };
    let shut = |auth: Auth, policy: Option<AuthPolicy>| auth == Auth::AwsIam && policy == Some(AuthPolicy::None);
    if shut(network.auth, network.auth_policy) {
        let message = format!("service network `{}` has auth `aws_iam` and no policy, so it lets nobody in", link.id);
        findings.push(RULE.finding(link.part(&["auth"]), message).fix("attach an auth policy that allows the callers"));
    }
    for (name, service) in &network.services {
        if shut(service.auth, service.auth_policy) {
            let message =
                format!("service `{name}` of `{}` has auth `aws_iam` and no policy, so it lets nobody in", link.id);
            findings.push(
                RULE.finding(link.part(&["services", name, "auth"]), message)
                    .fix("attach an auth policy that allows the callers"),
            );
        }
    }
}
