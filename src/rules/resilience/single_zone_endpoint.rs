//! TL651 single-zone-endpoint.

use super::{client_zones, serves};
use crate::design::{Home, Link, LinkKind, Need};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{AzId, VpcId};
use crate::rules::privatelink::{endpoints, known_zones, offered_zones, quoted, subnets};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(651),
    name: "single-zone-endpoint",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlOneSubnetPerAz],
    docs: include_str!("single_zone_endpoint.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let design = context.design;
    // A service that is itself offered in one zone leaves its endpoints no choice.
    if let LinkKind::PrivatelinkService(service) = &link.kind
        && offered_zones(design, service).is_some_and(|zones| zones.len() == 1)
    {
        return;
    }
    let mut single: BTreeMap<&VpcId, AzId> = BTreeMap::new();
    for (id, endpoint) in endpoints(link).into_iter().flatten() {
        let zones = design.vpc(id).and_then(|vpc| known_zones(subnets(vpc, &endpoint.subnets)));
        if let Some(zone) = zones.filter(|zones| zones.len() == 1).and_then(|zones| zones.into_iter().next()) {
            single.insert(id, zone);
        }
    }
    if single.is_empty() {
        return;
    }
    // One pass over the needs, however many endpoints there are.
    let mut used: BTreeMap<VpcId, BTreeSet<AzId>> = BTreeMap::new();
    let is_user = |need: &&Need| !need.never && need.server().is_some_and(|server| serves(link, server));
    for need in design.pairs().filter(|need| is_user(&need.as_ref())) {
        if let Some(Home::Vpc(vpc)) = design.home(need.from()) {
            used.entry(vpc).or_default().extend(client_zones(design, &need));
        }
    }
    for (id, zone) in single {
        let zones = used.remove(id).or_else(|| design.vpc(id).map(|vpc| vpc.zones())).unwrap_or_default();
        if zones.len() > 1 {
            findings.push(alone(link, id, &zone, &zones));
        }
    }
}

fn alone(link: &Link, vpc: &VpcId, zone: &AzId, zones: &BTreeSet<AzId>) -> Finding {
    let message =
        format!("the endpoint of VPC `{vpc}` stands in zone `{zone}` alone, and its clients in {}", quoted(zones));
    let others: Vec<&AzId> = zones.iter().filter(|other| *other != zone).collect();
    RULE.finding(link.part(&["endpoints", vpc.as_str(), "subnets"]), message).fix(format!(
        "add a subnet in {}",
        others.iter().map(|other| format!("`{other}`")).collect::<Vec<_>>().join(" or ")
    ))
}
