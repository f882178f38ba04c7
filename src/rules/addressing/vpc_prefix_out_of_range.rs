//! TL101 vpc-prefix-out-of-range.

use super::prefix::Allowed;
use crate::cidr::{Cidr, Family};
use crate::design::Vpc;
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(101),
    name: "vpc-prefix-out-of-range",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcIpv4PrefixShortest, FactId::VpcIpv4PrefixLongest],
    docs: include_str!("vpc_prefix_out_of_range.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let allowed = Allowed {
        shortest: context.facts.limit(LimitId::VpcIpv4PrefixShortest),
        longest: context.facts.limit(LimitId::VpcIpv4PrefixLongest),
        step: 1,
    };
    for (cidr, position) in &vpc.cidrs {
        if cidr.family() == Family::V4 && !allowed.takes(*cidr) {
            findings.push(out_of_range(vpc, *cidr, *position, &allowed));
        }
    }
}

fn out_of_range(vpc: &Vpc, cidr: Cidr, position: usize, allowed: &Allowed) -> Finding {
    let too_large = u64::from(cidr.prefix_len()) < allowed.shortest;
    let size = if too_large { "too large" } else { "too small" };
    let message = format!("block `{cidr}` of VPC `{}` is {size}: AWS takes {}", vpc.id, allowed.words());
    let finding = RULE.finding(vpc.cidr_locus(position), message);
    match allowed.nearest(cidr) {
        Some(legal) if too_large => finding.fix(format!("take `{legal}`, and further blocks as secondary ones")),
        Some(legal) => {
            let title = format!("take `{legal}`");
            let patch = vpc.cidr_locus(position).place.replace(legal.to_string());
            let is_free = vpc.cidrs.iter().all(|(other, place)| *place == position || !other.overlaps(legal));
            // AWS refuses the block as it stands, and every address in it stays.
            finding.fixed_by(if is_free { Fix::safe(title, [patch]) } else { Fix::by_hand(title, [patch]) })
        }
        None => finding,
    }
}
