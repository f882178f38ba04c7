//! TL108 docker-range.

use crate::cidr::Cidr;
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::move_block;
use crate::rules::{Check, Context, Findings, Rule, Status};

/// The range that Docker's bridge takes on the hosts of some AWS services: fact `vpc-cidr-172-17`.
static DOCKER: Cidr = Cidr::v4([172, 17, 0, 0], 16);

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(108),
    name: "docker-range",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcCidr17217],
    docs: include_str!("docker_range.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for (cidr, position) in &vpc.cidrs {
        if DOCKER.overlaps(*cidr) {
            findings.push(docker(vpc, *cidr, *position));
        }
    }
}

fn docker(vpc: &Vpc, cidr: Cidr, position: usize) -> Finding {
    let message = format!("block `{cidr}` of VPC `{}` overlaps `{DOCKER}`, which AWS services use themselves", vpc.id);
    let finding = RULE.finding(vpc.cidr_locus(position), message);
    match super::renumbering::free_private(cidr, &vpc.all_blocks()) {
        Some(free) => {
            let title = format!("take another private block, such as `{free}`");
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
    fn the_range_is_that_of_the_fact() {
        assert_eq!([DOCKER.to_string()], Facts::shipped().texts(FactId::VpcCidr17217));
    }
}
