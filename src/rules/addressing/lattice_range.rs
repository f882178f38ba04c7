//! TL113 lattice-range.

use crate::cidr::Cidr;
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::move_block;
use crate::rules::{Check, Context, Findings, Rule, Status};

/// Where VPC Lattice answers for resources: fact `vla-addresses`.
static LATTICE: Cidr = Cidr::v4([129, 224, 0, 0], 17);

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(113),
    name: "lattice-range",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlaAddresses],
    docs: include_str!("lattice_range.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for (cidr, position) in &vpc.cidrs {
        if LATTICE.overlaps(*cidr) {
            findings.push(lattice(vpc, *cidr, *position));
        }
    }
}

fn lattice(vpc: &Vpc, cidr: Cidr, position: usize) -> Finding {
    let message = format!(
        "block `{cidr}` of VPC `{}` overlaps `{LATTICE}`, from which VPC Lattice answers for resources",
        vpc.id
    );
    let finding = RULE.finding(vpc.cidr_locus(position), message);
    match super::renumbering::free_private(cidr, &vpc.all_blocks()) {
        Some(free) => {
            let title = format!("take a private block, such as `{free}`");
            finding.fixed_by(Fix::by_hand(title, move_block(vpc, position, cidr, free)))
        }
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;

    #[test]
    fn the_range_is_in_the_fact() {
        assert!(Facts::shipped().texts(FactId::VlaAddresses).contains(&LATTICE.to_string()));
    }
}
