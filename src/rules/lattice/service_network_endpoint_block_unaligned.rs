//! TL502 service-network-endpoint-block-unaligned.

use super::{endpoint_subnets, larger_subnet, run_of_addresses};
use crate::cidr::space::Contiguous;
use crate::design::Link;
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(502),
    name: "service-network-endpoint-block-unaligned",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::SneBlock28, FactId::SneSubnetDoubtful],
    docs: include_str!("service_network_endpoint_block_unaligned.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let facts = context.facts;
    for (vpc, subnet, block, at) in endpoint_subnets(context, link) {
        if u64::from(block.prefix_len()) >= facts.limit(LimitId::SneSubnetImpossible) {
            continue;
        }
        let is_doubtful = u64::from(block.prefix_len()) == facts.limit(LimitId::SneSubnetDoubtful);
        let place = match run_of_addresses(facts, subnet, block) {
            Contiguous::Unaligned { first, last } => format!(", from `{first}` to `{last}`"),
            // Every aligned block of such a subnet touches an address that AWS keeps.
            Contiguous::Somewhere { .. } | Contiguous::Unknown if is_doubtful => String::new(),
            _ => continue,
        };
        let message = format!(
            "in subnet `{}` a service-network endpoint finds only a run of addresses that starts at no multiple of {}{place}",
            subnet.full_id(),
            facts.limit(LimitId::SneBlock28)
        );
        let way_out = larger_subnet(facts, vpc, subnet, &at);
        findings.push(RULE.finding(at, message).and_at(subnet.locus(), "the subnet").fixed_by(way_out));
    }
}
