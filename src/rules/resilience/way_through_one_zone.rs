//! TL654 way-through-one-zone.

use std::collections::{BTreeMap, BTreeSet};

use super::lost::{Served, most, stands_in_zones};
use super::serves;
use crate::design::{Design, Home, Need};
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::AzId;
use crate::network::exact::{End, Passage, Traffic};
use crate::network::fabric::{Failing, NodeKind};
use crate::rules::privatelink::{endpoints, known_zones, subnets};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(654),
    name: "way-through-one-zone",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("way_through_one_zone.md"),
    check: Check::Design(check),
};

/// The zones of subnets by their name in full.
type Zones<'d> = BTreeMap<String, &'d AzId>;

fn check(context: &Context<'_>, findings: &mut Findings) {
    let (design, exact) = (context.design, context.exact());
    if !stands_in_zones(design) || most(design) == 0 {
        return;
    }
    let zones: Zones<'_> = (design.vpcs.values().flat_map(|vpc| vpc.subnets.values()))
        .filter_map(|subnet| Some((subnet.full_id(), subnet.az.as_ref()?)))
        .collect();
    let served = Served::in_vpcs(design, exact);
    let ways: Vec<(&Need, Vec<Passage>)> = served.needs.iter().map(|need| (need, ways_of(context, need))).collect();
    let passed = ways.iter().flat_map(|(_, ways)| ways).flat_map(|way| &way.path);
    let on_the_way: BTreeSet<&AzId> = passed.filter_map(|hop| zones.get(&*hop.node.name).copied()).collect();
    for zone in on_the_way.into_iter().take(most(design)) {
        let asked: Vec<(&Need, &Passage)> = (ways.iter())
            .filter_map(|(need, ways)| Some((*need, ways.iter().find(|way| outlives(&zones, way, zone))?)))
            .filter(|(need, _)| !is_told(design, need, zone))
            .collect();
        let needs: Vec<&Need> = asked.iter().map(|(need, _)| *need).collect();
        for id in served.lost_without(&Failing::Zone(zone.clone()), &needs) {
            if let Some((need, way)) = asked.iter().find(|(need, _)| need.id == id) {
                findings.push(through(need, way, zone));
            }
        }
    }
}

/// The ways that serve a need, by the first of its services that has any.
fn ways_of(context: &Context<'_>, need: &Need) -> Vec<Passage> {
    let exact = context.exact().briefly();
    let ends = (End::from(need.from()), End::from(need.to()));
    let mut answers = Traffic::of(need).into_iter().map(|traffic| exact.ask(&ends.0, &ends.1, traffic).passages);
    answers.find(|ways| !ways.is_empty()).unwrap_or_default()
}

/// Whether a way starts and ends outside a zone.
fn outlives(zones: &Zones<'_>, way: &Passage, zone: &AzId) -> bool {
    let mut subnets = way.path.iter().filter(|hop| hop.node.kind == NodeKind::Subnet);
    let (first, last) = (subnets.next(), subnets.next_back());
    let elsewhere = |hop: &crate::network::walk::Hop| zones.get(&*hop.node.name).is_some_and(|own| *own != zone);
    first.is_some_and(elsewhere) && last.is_some_and(elsewhere)
}

/// Whether an endpoint that stands in the zone alone is told of already (TL651).
fn is_told(design: &Design, need: &Need, zone: &AzId) -> bool {
    let (Some(server), Some(Home::Vpc(vpc))) = (need.server(), design.home(need.from())) else { return false };
    let Some(vpc) = design.vpc(&vpc) else { return false };
    let mut links = design.links.values().filter(|link| serves(link, server));
    links.any(|link| {
        let endpoint = endpoints(link).and_then(|endpoints| endpoints.get(&vpc.id));
        let stands_in = endpoint.and_then(|endpoint| known_zones(subnets(vpc, &endpoint.subnets)));
        stands_in.is_some_and(|zones| zones.len() == 1 && zones.contains(zone))
    })
}

fn through(need: &Need, way: &Passage, zone: &AzId) -> Finding {
    let is_in_subnets = |kind| matches!(kind, NodeKind::LoadBalancer | NodeKind::Endpoint | NodeKind::NatGateway);
    let mut passed: Vec<String> =
        way.path.iter().map(|hop| &hop.node).filter(|node| is_in_subnets(node.kind)).map(ToString::to_string).collect();
    passed.dedup();
    let over = if passed.is_empty() { String::new() } else { format!(" over {}", passed.join(" and ")) };
    let message = format!(
        "`{}` is lost with availability zone `{zone}`, though both ends run elsewhere too: every way{over} leads through it",
        need.id
    );
    RULE.finding(need.locus(), message).fix("give what stands on the way a subnet in a second zone")
}
