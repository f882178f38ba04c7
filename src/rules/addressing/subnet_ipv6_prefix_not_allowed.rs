//! TL110 subnet-ipv6-prefix-not-allowed.

use super::prefix::Allowed;
use crate::cidr::{Cidr, Family};
use crate::design::{Subnet, Vpc};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(110),
    name: "subnet-ipv6-prefix-not-allowed",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::SubnetIpv6PrefixShortest, FactId::SubnetIpv6PrefixLongest, FactId::SubnetIpv6PrefixStep],
    docs: include_str!("subnet_ipv6_prefix_not_allowed.md"),
    check: Check::Subnet(check),
};

fn check(context: &Context<'_>, _: &Vpc, subnet: &Subnet, findings: &mut Findings) {
    let allowed = Allowed {
        shortest: context.facts.limit(LimitId::SubnetIpv6PrefixShortest),
        longest: context.facts.limit(LimitId::SubnetIpv6PrefixLongest),
        step: context.facts.limit(LimitId::SubnetIpv6PrefixStep),
    };
    if let Some(cidr) = subnet.ipv6.filter(|cidr| !allowed.takes(*cidr)) {
        findings.push(not_allowed(subnet, cidr, &allowed));
    }
}

fn not_allowed(subnet: &Subnet, cidr: Cidr, allowed: &Allowed) -> Finding {
    let message = format!(
        "IPv6 block `{cidr}` of subnet `{}` is a /{}: AWS takes {}",
        subnet.full_id(),
        cidr.prefix_len(),
        allowed.words()
    );
    let finding = RULE.finding(subnet.cidr_locus(Family::V6), message);
    match allowed.nearest(cidr) {
        Some(legal) => finding.fixed_by(Fix::by_hand(
            format!("take `{legal}`"),
            [subnet.cidr_locus(Family::V6).place.replace(legal.to_string())],
        )),
        None => finding,
    }
}
