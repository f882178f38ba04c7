//! TL503 service-network-endpoint-without-block.

use super::{endpoint_subnets, larger_subnet, network_of, run_of_addresses};
use crate::cidr::space::Contiguous;
use crate::design::{Link, Subnet};
use crate::facts::{FactId, Facts, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::privatelink::{most_that_can_be_free, resting_on};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(503),
    name: "service-network-endpoint-without-block",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::SneBlock28, FactId::SneIpFormula, FactId::SneResourceIp],
    docs: include_str!("service_network_endpoint_without_block.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let facts = context.facts;
    let resources = network_of(link).map_or(0, |network| network.resources.len());
    for (vpc, subnet, block, at) in endpoint_subnets(context, link) {
        if u64::from(block.prefix_len()) >= facts.limit(LimitId::SneSubnetImpossible) {
            continue;
        }
        let free = most_that_can_be_free(block, &subnet.occupancy);
        let (fact, message) = if run_of_addresses(facts, subnet, block) == Contiguous::Impossible {
            (FactId::SneBlock28, no_run(facts, subnet))
        } else if free < all_addresses(facts, resources) {
            (FactId::SneIpFormula, no_room(facts, subnet, resources, free))
        } else {
            continue;
        };
        let way_out = larger_subnet(facts, vpc, subnet, &at);
        findings.push(
            resting_on([fact], RULE.finding(at, message))
                .because("too much of the subnet is in use", subnet.locus())
                .fixed_by(way_out),
        );
    }
}

/// What the endpoint takes in all: its block, and more for each resource configuration of the network.
fn all_addresses(facts: &Facts, resources: usize) -> u128 {
    let resources = u64::try_from(resources).unwrap_or(u64::MAX);
    let more = resources.saturating_mul(facts.limit(LimitId::SneResourceIp));
    u128::from(facts.limit(LimitId::SneBlock28).saturating_add(more))
}

fn no_run(facts: &Facts, subnet: &Subnet) -> String {
    format!(
        "subnet `{}` has no {} contiguous free addresses left for a service-network endpoint",
        subnet.full_id(),
        facts.limit(LimitId::SneBlock28)
    )
}

fn no_room(facts: &Facts, subnet: &Subnet, resources: usize, free: u128) -> String {
    format!(
        "a service-network endpoint for {resources} resources takes {} addresses of subnet `{}`, where at most {free} are free",
        all_addresses(facts, resources),
        subnet.full_id()
    )
}
