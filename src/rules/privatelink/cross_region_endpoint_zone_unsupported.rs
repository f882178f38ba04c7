//! TL414 cross-region-endpoint-zone-unsupported.

use super::endpoint_zone_not_offered::is_in_other_region;
use super::{quoted, subnets};
use crate::design::{Link, LinkKind, Subnet};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{AzId, VpcId};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(414),
    name: "cross-region-endpoint-zone-unsupported",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlXrBadAz],
    docs: include_str!("cross_region_endpoint_zone_unsupported.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else { return };
    let unsupported = context.facts.texts(FactId::PlXrBadAz);
    for (id, endpoint) in &service.endpoints {
        let Some(vpc) = context.design.vpc(id) else { continue };
        if !is_in_other_region(context, service, vpc) {
            continue;
        }
        let is_usable = |zone: &AzId| unsupported.iter().all(|other| other != zone.as_str());
        for subnet in subnets(vpc, &endpoint.subnets) {
            let Some(zone) = subnet.az.as_ref().filter(|zone| !is_usable(zone)) else { continue };
            let others: Vec<AzId> = vpc.zones().into_iter().filter(is_usable).collect();
            findings.push(in_zone(link, id, subnet, zone, &others));
        }
    }
}

fn in_zone(link: &Link, vpc: &VpcId, subnet: &Subnet, zone: &AzId, others: &[AzId]) -> Finding {
    let message = format!(
        "the endpoint subnet `{}` is in zone `{zone}`, where AWS offers no endpoint to a service of another Region \
         such as `{}`",
        subnet.full_id(),
        link.id
    );
    let fix = match others {
        [] => format!("make a subnet in another zone of VPC `{vpc}`"),
        zones => format!("use a subnet of VPC `{vpc}` in {}", quoted(zones)),
    };
    RULE.finding(link.part(&["endpoints", vpc.as_str(), "subnets"]), message)
        .and_at(subnet.locus().field("az"), "the zone")
        .fix(fix)
}
