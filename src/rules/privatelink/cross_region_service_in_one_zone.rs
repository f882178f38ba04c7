//! TL415 cross-region-service-in-one-zone.

use super::endpoint_zone_not_offered::is_in_other_region;
use super::offered_zones;
use crate::design::{Link, LinkKind, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::AzId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(415),
    name: "cross-region-service-in-one-zone",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlXrNoAzMatch],
    docs: include_str!("cross_region_service_in_one_zone.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else { return };
    let Some(offered) = offered_zones(context.design, service) else { return };
    let (1, Some(only)) = (offered.len(), offered.first()) else { return };
    let consumers = service.endpoints.keys().filter_map(|id| context.design.vpc(id));
    if let Some(consumer) = consumers.into_iter().find(|vpc| is_in_other_region(context, service, vpc)) {
        findings.push(one_zone(link, only, consumer));
    }
}

fn one_zone(link: &Link, only: &AzId, consumer: &Vpc) -> Finding {
    let message = format!(
        "`{}` is offered in zone `{only}` alone, and AWS asks for two before VPC `{}` of another Region may use it",
        link.id, consumer.id
    );
    RULE.finding(link.locus(), message)
        .and_at(link.part(&["endpoints", consumer.id.as_str()]).at_key(), "in another Region")
        .fix("add a second availability zone to the load balancer of the service")
}
