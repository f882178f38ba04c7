//! TL420 private-dns-without-vpc-dns.

use super::endpoints;
use crate::design::Link;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(420),
    name: "private-dns-without-vpc-dns",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlPrivateDnsVpcAttrs],
    docs: include_str!("private_dns_without_vpc_dns.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (id, endpoint) in endpoints(link).into_iter().flatten() {
        let Some(vpc) = context.design.vpc(id).filter(|_| endpoint.private_dns == Some(true)) else { continue };
        let off = match (vpc.dns.support, vpc.dns.hostnames) {
            (Some(false), _) => "dns_support",
            (_, Some(false)) => "dns_hostnames",
            _ => continue,
        };
        let message = format!("the endpoint of `{}` in VPC `{id}` has private DNS, and `{off}` is off there", link.id);
        findings.push(
            RULE.finding(link.part(&["endpoints", id.as_str(), "private_dns"]), message)
                .and_at(vpc.locus().field(off), "is off")
                .fix("switch DNS support and DNS host names on in the VPC"),
        );
    }
}
