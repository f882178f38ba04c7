//! TL413 resource-reached-twice.

use crate::design::{Endpoint, Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{AppId, VpcId};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(413),
    name: "resource-reached-twice",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RcExclusiveDns],
    docs: include_str!("resource_reached_twice.md"),
    check: Check::Design(check),
};

/// Complexity: linear in the endpoints and resource configurations.
fn check(context: &Context<'_>, findings: &mut Findings) {
    let mut single: BTreeMap<(&VpcId, &AppId), (&Link, &Endpoint)> = BTreeMap::new();
    for link in context.design.links.values() {
        let LinkKind::PrivatelinkResource(resource) = &link.kind else { continue };
        for (vpc, endpoint) in &resource.endpoints {
            single.entry((vpc, &resource.application)).or_insert((link, endpoint));
        }
    }
    if single.is_empty() {
        return;
    }
    for link in context.design.links.values() {
        let LinkKind::ServiceNetwork(network) = &link.kind else { continue };
        for (vpc, endpoint) in &network.endpoints {
            for resource in network.resources.values() {
                let Some((other, single)) = single.get(&(vpc, &resource.application)) else { continue };
                // Where neither has private DNS no name is claimed twice, and each may have a security group of its own.
                if endpoint.private_dns != Some(false) || single.private_dns != Some(false) {
                    findings.push(twice(link, other, vpc, &resource.application));
                }
            }
        }
    }
}

fn twice(network: &Link, resource: &Link, vpc: &VpcId, application: &AppId) -> Finding {
    let message = format!(
        "VPC `{vpc}` has endpoints both to `{}` and to `{}` for `{application}`, which AWS refuses with private DNS",
        resource.id, network.id
    );
    RULE.finding(resource.part(&["endpoints", vpc.as_str()]).at_key(), message)
        .and_at(network.part(&["endpoints", vpc.as_str()]).at_key(), "the other endpoint")
        .fix(format!("keep the endpoint to `{}`, which offers `{application}` too", network.id))
}
