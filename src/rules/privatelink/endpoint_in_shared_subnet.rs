//! TL412 endpoint-in-shared-subnet.

use super::{endpoints, gateways, resting_on, subnets};
use crate::design::{Link, Subnet};
use crate::facts::FactId;
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(412),
    name: "endpoint-in-shared-subnet",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlSharedSubnet, FactId::RgNoSharedSubnet],
    docs: include_str!("endpoint_in_shared_subnet.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (id, endpoint) in endpoints(link).into_iter().flatten() {
        let Some(vpc) = context.design.vpc(id) else {
            continue;
        };
        for subnet in subnets(vpc, &endpoint.subnets).filter(|subnet| subnet.shared) {
            let at = link.part(&["endpoints", id.as_str(), "subnets"]);
            findings.push(in_shared(FactId::PlSharedSubnet, at, link, "an endpoint", subnet));
        }
    }
    for gateway in gateways(link) {
        let vpc = gateway.vpc(context.design);
        let Some(vpc) = vpc else { continue };
        for subnet in subnets(vpc, &gateway.gateway.subnets).filter(|subnet| subnet.shared) {
            let at = link.part(&gateway.field("subnets"));
            findings.push(in_shared(FactId::RgNoSharedSubnet, at, link, "the resource gateway", subnet));
        }
    }
}

fn in_shared(fact: FactId, at: Locus, link: &Link, what: &str, subnet: &Subnet) -> Finding {
    let message =
        format!("{what} of `{}` is to stand in subnet `{}`, which another account owns", link.id, subnet.full_id());
    resting_on([fact], RULE.finding(at, message))
        .because("the subnet is shared by another account", subnet.locus())
        .fix("let the account that owns the VPC create it, or use a subnet of your own")
}
