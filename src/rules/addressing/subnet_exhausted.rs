//! TL111 subnet-exhausted.

use crate::cidr::space::{Occupancy, Space, reserved_addresses, usable_addresses};
use crate::cidr::{Cidr, Family};
use crate::design::{Subnet, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

/// From this share of its usable addresses on a subnet counts as exhausted. Ours, not AWS's.
///
/// # Units
/// Percent.
const FULL_PERCENT: u128 = 90;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(111),
    name: "subnet-exhausted",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::SubnetReserved5],
    docs: include_str!("subnet_exhausted.md"),
    check: Check::Subnet(check),
};

fn check(_: &Context<'_>, _: &Vpc, subnet: &Subnet, findings: &mut Findings) {
    let Some(cidr) = subnet.ipv4 else { return };
    let usable = usable_addresses(cidr);
    // A subnet too small to hold anything is another rule's.
    let Some(used) = used(cidr, usable, &subnet.occupancy).filter(|_| usable > 0) else { return };
    if used > usable {
        findings.push(contradiction(subnet, cidr, used, usable));
    } else if used.saturating_mul(100) >= usable.saturating_mul(FULL_PERCENT) {
        findings.push(exhausted(subnet, used, usable));
    }
}

/// How many of the usable addresses are in use; `None` when that is not known.
fn used(cidr: Cidr, usable: u128, occupancy: &Occupancy) -> Option<u128> {
    let reserved = || reserved_addresses(cidr).into_iter().flatten().map(Cidr::single);
    let free = match occupancy {
        Occupancy::Unknown => return None,
        Occupancy::Count(used) => return Some(u128::from(*used)),
        Occupancy::Free(blocks) => Space::new(blocks.iter().copied().filter(|block| cidr.contains(*block))),
        Occupancy::Used(blocks) => Space::new([cidr]).with_taken(blocks.iter().copied()),
    };
    Some(usable.saturating_sub(free.with_taken(reserved()).free_address_count(Family::V4)))
}

/// The field of the design that tells how full the subnet is.
fn field(subnet: &Subnet) -> &'static str {
    match subnet.occupancy {
        Occupancy::Free(_) => "free",
        _ => "used",
    }
}

fn exhausted(subnet: &Subnet, used: u128, usable: u128) -> Finding {
    let left = usable.saturating_sub(used);
    let addresses = if left == 1 { "address" } else { "addresses" };
    let message = format!("subnet `{}` has {left} of its {usable} usable {addresses} left", subnet.full_id());
    let at = subnet.locus().field(field(subnet));
    RULE.finding(at, message).fix("add a larger subnet in the same availability zone, and move what grows into it")
}

fn contradiction(subnet: &Subnet, cidr: Cidr, used: u128, usable: u128) -> Finding {
    let message =
        format!("subnet `{}` counts {used} addresses in use, but `{cidr}` has {usable} usable ones", subnet.full_id());
    let at = subnet.locus().field(field(subnet));
    RULE.finding(at, message).fix("correct the count or the block: one of the two is wrong")
}
