//! TL102 subnet-prefix-out-of-range.

use super::prefix::Allowed;
use crate::cidr::space::Space;
use crate::cidr::{Cidr, Family};
use crate::design::{Subnet, Vpc};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(102),
    name: "subnet-prefix-out-of-range",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::SubnetIpv4PrefixShortest, FactId::SubnetIpv4PrefixLongest, FactId::SubnetReserved5],
    docs: include_str!("subnet_prefix_out_of_range.md"),
    check: Check::Subnet(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, subnet: &Subnet, findings: &mut Findings) {
    let allowed = Allowed {
        shortest: context.facts.limit(LimitId::SubnetIpv4PrefixShortest),
        longest: context.facts.limit(LimitId::SubnetIpv4PrefixLongest),
        step: 1,
    };
    let Some(cidr) = subnet.ipv4.filter(|cidr| !allowed.takes(*cidr)) else { return };
    if u64::from(cidr.prefix_len()) < allowed.shortest {
        findings.push(too_large(subnet, cidr, &allowed));
    } else {
        let reserved = u128::from(context.facts.limit(LimitId::SubnetReserved5));
        findings.push(too_small(vpc, subnet, cidr, &allowed, reserved));
    }
}

/// The smallest legal block for a subnet that is too small: the one around it where nothing else stands in the way,
/// else the next free one of the VPC.
fn smallest_legal(vpc: &Vpc, subnet: &Subnet, around: Cidr) -> Option<Cidr> {
    let others = vpc.subnets.values().filter(|other| other.id != subnet.id).filter_map(|other| other.ipv4);
    let space = Space::new(vpc.blocks(Family::V4)).with_taken(others);
    if space.is_free(around) { Some(around) } else { space.next_fit(Family::V4, around.prefix_len()) }
}

fn too_small(vpc: &Vpc, subnet: &Subnet, cidr: Cidr, allowed: &Allowed, reserved: u128) -> Finding {
    let message =
        format!("subnet `{}` is a /{}, too small: AWS takes {}", subnet.full_id(), cidr.prefix_len(), allowed.words());
    let at = subnet.cidr_locus(Family::V4);
    let has = cidr.address_count();
    let left = match has.saturating_sub(reserved) {
        0 => "none".to_owned(),
        left => left.to_string(),
    };
    let count = format!("`{cidr}` has {has} addresses, and {left} would be left after the {reserved} AWS keeps");
    let finding = RULE.finding(at.clone(), message).because(count, at);
    let smallest = allowed.longest;
    match allowed.nearest(cidr).and_then(|around| smallest_legal(vpc, subnet, around)) {
        Some(block) => {
            let title = format!("take `{block}`: a /{smallest} is the smallest legal block");
            let patch = subnet.cidr_locus(Family::V4).place.replace(block.to_string());
            // AWS refuses the subnet as it stands; around it, every address stays.
            finding.fixed_by(if block.contains(cidr) {
                Fix::safe(title, [patch])
            } else {
                Fix::by_hand(title, [patch])
            })
        }
        None => finding.fix(format!("take a /{smallest} or larger; the VPC has no free one left")),
    }
}

fn too_large(subnet: &Subnet, cidr: Cidr, allowed: &Allowed) -> Finding {
    let message =
        format!("subnet `{}` is a /{}, too large: AWS takes {}", subnet.full_id(), cidr.prefix_len(), allowed.words());
    let finding = RULE.finding(subnet.cidr_locus(Family::V4), message);
    match allowed.nearest(cidr) {
        Some(legal) => {
            let patch = subnet.cidr_locus(Family::V4).place.replace(legal.to_string());
            finding.fixed_by(Fix::by_hand(format!("take `{legal}`, and further subnets for the rest"), [patch]))
        }
        None => finding,
    }
}
