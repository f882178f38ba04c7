//! TL501 service-network-endpoint-subnet-too-small.

use super::{endpoint_subnets, larger_subnet};
use crate::design::Link;
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(501),
    name: "service-network-endpoint-subnet-too-small",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::SneBlock28, FactId::SneSubnetImpossible, FactId::SubnetReserved5],
    docs: include_str!("service_network_endpoint_subnet_too_small.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let facts = context.facts;
    for (vpc, subnet, block, at) in endpoint_subnets(context, link) {
        if u64::from(block.prefix_len()) >= facts.limit(LimitId::SneSubnetImpossible) {
            let message = format!(
                "subnet `{}` is a /{}, too small for the {} contiguous addresses of a service-network endpoint",
                subnet.full_id(),
                block.prefix_len(),
                facts.limit(LimitId::SneBlock28)
            );
            let way_out = larger_subnet(facts, vpc, subnet, &at);
            findings.push(RULE.finding(at, message).and_at(subnet.locus(), "the subnet").fixed_by(way_out));
        }
    }
}
