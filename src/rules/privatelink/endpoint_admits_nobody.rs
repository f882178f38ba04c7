//! TL424 endpoint-admits-nobody.

use super::endpoints;
use crate::design::Link;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(424),
    name: "endpoint-admits-nobody",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::SgAllowOnly],
    docs: include_str!("endpoint_admits_nobody.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (id, endpoint) in endpoints(link).into_iter().flatten() {
        let Some(groups) = endpoint.security_groups.as_ref().filter(|groups| !groups.is_empty()) else { continue };
        let known = groups.iter().filter_map(|group| context.design.security_group(id, group));
        // Who the clients are is not asked: groups without any inbound rule are shut for everyone.
        if known.flat_map(|group| &group.inbound).next().is_none() {
            let message = format!("the security groups of the endpoint of `{}` in VPC `{id}` admit nobody", link.id);
            findings.push(
                RULE.finding(link.part(&["endpoints", id.as_str(), "security_groups"]), message)
                    .fix("let the clients in, on the port of the service"),
            );
        }
    }
}
