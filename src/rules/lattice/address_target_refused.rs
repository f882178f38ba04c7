//! TL537 address-target-refused.

use super::network_of;
use crate::design::{Design, Link, TargetGroup, TargetOf};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::privatelink::endpoints;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::net::IpAddr;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(537),
    name: "address-target-refused",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VltIpVpc],
    docs: include_str!("address_target_refused.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for group in service.target_groups.values() {
            for target in &group.targets {
                let TargetOf::Address(address) = target else { continue };
                let Some(defect) = defect(context.design, group, *address) else { continue };
                let message = format!("target `{address}` of service `{name}` of `{}` {defect}", link.id);
                findings.push(
                    RULE.finding(link.at(&group.place), message).fix(
                        "name addresses in the subnets of the target group's VPC, or offer a resource configuration",
                    ),
                );
            }
        }
    }
}

fn defect(design: &Design, group: &TargetGroup, address: IpAddr) -> Option<String> {
    let is_endpoint = design
        .links
        .values()
        .any(|link| endpoints(link).into_iter().flatten().any(|(_, endpoint)| endpoint.addresses.contains(&address)));
    if is_endpoint {
        return Some("is the address of a VPC endpoint".to_owned());
    }
    let vpc = design.vpc(group.vpc.as_ref()?)?;
    let inside = vpc.subnets.values().flat_map(|subnet| subnet.blocks()).any(|block| block.contains_address(address));
    (!inside).then(|| format!("lies in no subnet of VPC `{}`", vpc.id))
}
