//! TL523 load-balancer-behind-too-many-services.

use super::network_of;
use crate::design::{Link, RunsOn};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::AppId;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(523),
    name: "load-balancer-behind-too-many-services",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VltAlbServices],
    docs: include_str!("load_balancer_behind_too_many_services.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let allowed = usize::try_from(context.facts.limit(LimitId::VltAlbServices)).unwrap_or(usize::MAX);
    // One service may be in several networks: it is known by its name.
    let mut services: BTreeMap<&AppId, BTreeMap<&str, &Link>> = BTreeMap::new();
    let balancers: BTreeSet<&AppId> = context
        .design
        .applications
        .values()
        .filter(|application| application.runs_on == RunsOn::Alb)
        .map(|application| &application.id)
        .collect();
    for link in context.design.links.values() {
        for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
            for id in service.applications.iter().filter(|id| balancers.contains(id)) {
                services.entry(id).or_default().entry(name).or_insert(link);
            }
        }
    }
    for (id, services) in services {
        if let Some((name, link)) = services.iter().nth(allowed) {
            findings.push(surplus(id, services.len(), allowed, name, link));
        }
    }
}

fn surplus(id: &AppId, number: usize, allowed: usize, name: &str, link: &Link) -> Finding {
    let message = format!(
        "Application Load Balancer `{id}` is the target of {number} VPC Lattice services, and AWS allows {allowed}"
    );
    RULE.finding(link.part(&["services", name, "applications"]), message)
        .fix("give the services what runs behind the load balancer as their targets, or add a load balancer")
}
