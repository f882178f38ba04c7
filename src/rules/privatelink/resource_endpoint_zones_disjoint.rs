//! TL408 resource-endpoint-zones-disjoint.

use super::{known_zones, quoted, resting_on, subnets};
use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(408),
    name: "resource-endpoint-zones-disjoint",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::ReAzOverlap, FactId::TunAzOverlap],
    docs: include_str!("resource_endpoint_zones_disjoint.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let (provider, gateway, endpoints, fact) = match &link.kind {
        LinkKind::PrivatelinkResource(resource) => {
            let own = context.design.application(&resource.application).and_then(|application| application.vpc());
            (resource.gateway.vpc.as_ref().or(own), &resource.gateway, &resource.endpoints, FactId::ReAzOverlap)
        }
        LinkKind::PrivatelinkTunnel(tunnel) => {
            (Some(&tunnel.vpc), &tunnel.gateway, &tunnel.endpoints, FactId::TunAzOverlap)
        }
        _ => return,
    };
    let Some(provider) = provider.and_then(|id| context.design.vpc(id)) else { return };
    let Some(offered) = known_zones(subnets(provider, &gateway.subnets)) else {
        return;
    };
    for (id, endpoint) in endpoints {
        let Some(vpc) = context.design.vpc(id) else {
            continue;
        };
        let Some(zones) = known_zones(subnets(vpc, &endpoint.subnets)) else {
            continue;
        };
        if zones.is_disjoint(&offered) {
            let message = format!(
                "the endpoint of VPC `{id}` stands in {}, and the resource gateway of `{}` in {}: no zone in common",
                quoted(&zones),
                link.id,
                quoted(&offered)
            );
            findings.push(
                resting_on([fact], RULE.finding(link.part(&["endpoints", id.as_str(), "subnets"]), message))
                    .and_at(link.part(&["gateway", "subnets"]), "the gateway")
                    .fix(format!(
                        "give the endpoint a subnet in {}, or the gateway one in {}",
                        quoted(&offered),
                        quoted(&zones)
                    )),
            );
        }
    }
}
