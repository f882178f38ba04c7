//! TL401 endpoint-zone-not-offered.

use super::{offered_zones, quoted, resting_on, subnets};
use crate::design::{Link, LinkKind, PrivatelinkService, Subnet, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::ids::AzId;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(401),
    name: "endpoint-zone-not-offered",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlAzMatch, FactId::PlXrNoAzMatch],
    docs: include_str!("endpoint_zone_not_offered.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else {
        return;
    };
    let Some(offered) = offered_zones(context.design, service) else {
        return;
    };
    for (id, endpoint) in &service.endpoints {
        let Some(vpc) = context.design.vpc(id) else {
            continue;
        };
        if is_in_other_region(context, service, vpc) {
            continue;
        }
        for subnet in subnets(vpc, &endpoint.subnets) {
            let Some(zone) = &subnet.az else { continue };
            // Without Regions in the design, ids of another Region than all of the offered ones say the same.
            let same_region = offered.iter().any(|one| region_code(one) == region_code(zone));
            if same_region && !offered.contains(zone) {
                findings.push(not_offered(context, link, service, &offered, vpc, subnet, zone));
            }
        }
    }
}

/// Across Regions zones need not match; unknown Regions count as the same one.
pub(super) fn is_in_other_region(context: &Context<'_>, service: &PrivatelinkService, consumer: &Vpc) -> bool {
    let provider = context.design.application(&service.application).and_then(|application| application.vpc());
    let provider = provider.and_then(|id| context.design.vpc(id)).and_then(|vpc| vpc.region.as_ref());
    provider.zip(consumer.region.as_ref()).is_some_and(|(provider, consumer)| provider != consumer)
}

/// The part of a zone ID that stands for its Region.
fn region_code(zone: &AzId) -> &str {
    zone.as_str().split_once("-az").map_or(zone.as_str(), |(region, _)| region)
}

fn not_offered(
    context: &Context<'_>,
    link: &Link,
    service: &PrivatelinkService,
    offered: &BTreeSet<AzId>,
    vpc: &Vpc,
    subnet: &Subnet,
    zone: &AzId,
) -> Finding {
    let message =
        format!("the endpoint subnet `{}` is in zone `{zone}`, where `{}` is not offered", subnet.full_id(), link.id);
    let source = match (&service.zones, context.design.application(&service.application)) {
        (None, Some(application)) => application.locus(),
        _ => link.part(&["availability_zones"]),
    };
    let better = vpc.subnets.values().find(|one| one.az.as_ref().is_some_and(|az| offered.contains(az)));
    let at = link.part(&["endpoints", vpc.id.as_str(), "subnets"]);
    let fix = match better {
        Some(better) => {
            let used = service.endpoints.get(&vpc.id).is_some_and(|endpoint| endpoint.subnets.contains(&better.id));
            let patch = match used {
                true => at.place.remove_item(subnet.id.as_str()),
                false => at.place.replace_item(subnet.id.as_str(), better.id.as_str()),
            };
            let title = format!("put the endpoint in subnet `{}` instead, or offer the service in `{zone}`", better.id);
            Fix::by_hand(title, [patch])
        }
        None => {
            Fix::words(format!("offer the service in `{zone}`, or put the endpoint in a subnet in {}", quoted(offered)))
        }
    };
    // The other fact of the rule is why it keeps quiet across Regions.
    resting_on([FactId::PlAzMatch], RULE.finding(at, message))
        .and_at(subnet.locus(), "its subnet")
        .because(format!("the service is offered in {}", quoted(offered)), source)
        .fixed_by(fix)
}
