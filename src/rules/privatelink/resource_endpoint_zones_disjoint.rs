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
    let offered = known_zones(subnets(provider, &gateway.subnets));
    for (id, endpoint) in endpoints {
        let Some(vpc) = context.design.vpc(id) else { continue };
        let (here, there, fix) = match (known_zones(subnets(vpc, &endpoint.subnets)), &offered) {
            (Some(zones), Some(offered)) if zones.is_disjoint(offered) => {
                let (here, there) = (quoted(&zones), quoted(offered));
                let fix = format!("give the endpoint a subnet in {there}, or the gateway one in {here}");
                (here, there, fix)
            }
            (Some(_), Some(_)) => continue,
            // Of zones that are not told this much is known: no zone is part of two Regions.
            _ => match (&vpc.region, &provider.region) {
                (Some(here), Some(there)) if here != there => {
                    let fix =
                        format!("put the endpoint into a VPC of `{there}`, and call it from `{here}` over a peering");
                    (format!("`{here}`"), format!("`{there}`"), fix)
                }
                _ => continue,
            },
        };
        let message = format!(
            "the endpoint of VPC `{id}` stands in {here}, and the resource gateway of `{}` in {there}: no zone in common",
            link.id
        );
        findings.push(
            resting_on([fact], RULE.finding(link.part(&["endpoints", id.as_str(), "subnets"]), message))
                .and_at(link.part(&["gateway", "subnets"]), "the gateway")
                .fix(fix),
        );
    }
}
