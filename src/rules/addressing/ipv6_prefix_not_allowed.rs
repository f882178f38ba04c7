//! TL109 ipv6-prefix-not-allowed.

use super::prefix::Allowed;
use crate::cidr::{Cidr, Family};
use crate::design::Vpc;
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(109),
    name: "ipv6-prefix-not-allowed",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpcIpv6PrefixShortest, FactId::VpcIpv6PrefixLongest, FactId::VpcIpv6PrefixStep],
    docs: include_str!("ipv6_prefix_not_allowed.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let allowed = Allowed {
        shortest: context.facts.limit(LimitId::VpcIpv6PrefixShortest),
        longest: context.facts.limit(LimitId::VpcIpv6PrefixLongest),
        step: context.facts.limit(LimitId::VpcIpv6PrefixStep),
    };
    for (cidr, position) in &vpc.cidrs {
        if cidr.family() == Family::V6 && !allowed.takes(*cidr) {
            findings.push(not_allowed(vpc, *cidr, *position, &allowed));
        }
    }
}

fn not_allowed(vpc: &Vpc, cidr: Cidr, position: usize, allowed: &Allowed) -> Finding {
    let message =
        format!("IPv6 block `{cidr}` of VPC `{}` is a /{}: AWS takes {}", vpc.id, cidr.prefix_len(), allowed.words());
    let finding = RULE.finding(vpc.cidr_locus(position), message);
    match allowed.nearest(cidr) {
        Some(legal) => finding.fixed_by(Fix::by_hand(
            format!("take `{legal}`"),
            [vpc.cidr_locus(position).place.replace(legal.to_string())],
        )),
        None => finding,
    }
}
