//! TL512 service-network-in-other-region.

use super::network_of;
use crate::design::Link;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(512),
    name: "service-network-in-other-region",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlRegional],
    docs: include_str!("service_network_in_other_region.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let Some(network) = network_of(link) else {
        return;
    };
    let Some(region) = &network.region else {
        return;
    };
    let associated = network.associations.iter().map(|vpc| (vpc, "associated with", link.part(&["associations"])));
    let holding =
        network.endpoints.keys().map(|vpc| (vpc, "to hold an endpoint of", link.part(&["endpoints", vpc.as_str()])));
    for (id, how, at) in associated.chain(holding) {
        let Some(vpc) = context.design.vpc(id) else {
            continue;
        };
        let Some(other) = vpc.region.as_ref().filter(|other| *other != region) else {
            continue;
        };
        let message = format!("VPC `{id}` in `{other}` is {how} `{}`, which is in `{region}`", link.id);
        findings.push(RULE.finding(at, message).because(format!("the VPC is in `{other}`"), vpc.locus()).fix(format!(
            "put a service-network endpoint in a VPC in `{region}` and reach that from `{id}` by peering or transit gateway"
        )));
    }
}
