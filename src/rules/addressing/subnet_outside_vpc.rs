//! TL103 subnet-outside-vpc.

use crate::cidr::Cidr;
use crate::cidr::space::Space;
use crate::design::{Subnet, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(103),
    name: "subnet-outside-vpc",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::SubnetInVpc],
    docs: include_str!("subnet_outside_vpc.md"),
    check: Check::Subnet(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, subnet: &Subnet, findings: &mut Findings) {
    // A VPC without blocks was reported while reading; nothing can be inside it.
    if vpc.cidrs.is_empty() {
        return;
    }
    for cidr in subnet.blocks() {
        if !vpc.cidrs.iter().any(|(block, _)| block.contains(cidr)) {
            findings.push(outside(vpc, subnet, cidr));
        }
    }
}

fn outside(vpc: &Vpc, subnet: &Subnet, cidr: Cidr) -> Finding {
    let family = cidr.family();
    let message = format!("subnet `{}` with `{cidr}` is in no block of VPC `{}`", subnet.full_id(), vpc.id);
    let blocks: Vec<String> = vpc.blocks(family).map(|block| format!("`{block}`")).collect();
    let has = match blocks.as_slice() {
        [] => format!("VPC `{}` has no {family} block", vpc.id),
        [..] => format!("VPC `{}` has {}", vpc.id, blocks.join(", ")),
    };
    let finding = RULE.finding(subnet.cidr_locus(family), message).because(has, vpc.locus().field("cidrs"));
    let taken = vpc.subnets.values().flat_map(Subnet::blocks);
    match Space::new(vpc.blocks(family)).with_taken(taken).next_fit(family, cidr.prefix_len()) {
        Some(free) => finding.fixed_by(Fix::by_hand(
            format!("take `{free}`, which is free in the VPC, or add a block to the VPC"),
            [subnet.cidr_locus(family).place.replace(free.to_string())],
        )),
        None => finding.fix(format!("add an {family} block to the VPC that holds the subnet")),
    }
}
