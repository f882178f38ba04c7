//! TL407 endpoint-two-subnets-one-zone.

use super::{endpoints, quoted, subnets};
use crate::design::{Link, Subnet, Vpc};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, Fix, Patch, RuleId, Severity};
use crate::ids::AzId;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(407),
    name: "endpoint-two-subnets-one-zone",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlOneSubnetPerAz],
    docs: include_str!("endpoint_two_subnets_one_zone.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let allowed = usize::try_from(context.facts.limit(LimitId::PlOneSubnetPerAz)).unwrap_or(usize::MAX);
    for (id, endpoint) in endpoints(link).into_iter().flatten() {
        let Some(vpc) = context.design.vpc(id) else {
            continue;
        };
        let mut zones: BTreeMap<&AzId, Vec<&Subnet>> = BTreeMap::new();
        for subnet in subnets(vpc, &endpoint.subnets) {
            if let Some(zone) = &subnet.az {
                zones.entry(zone).or_default().push(subnet);
            }
        }
        for (zone, subnets) in zones {
            if subnets.len() > allowed {
                findings.push(crowded(link, vpc, zone, &subnets));
            }
        }
    }
}

fn crowded(link: &Link, vpc: &Vpc, zone: &AzId, subnets: &[&Subnet]) -> Finding {
    let names = quoted(subnets.iter().map(|subnet| &subnet.id));
    let message = format!("the endpoint of VPC `{}` has several subnets in zone `{zone}`: {names}", vpc.id);
    let at = link.part(&["endpoints", vpc.id.as_str(), "subnets"]);
    let others: Vec<Patch> = subnets.iter().skip(1).map(|subnet| at.place.remove_item(subnet.id.as_str())).collect();
    let finding = RULE.finding(at, message).fixed_by(Fix::by_hand(format!("keep one subnet in `{zone}`"), others));
    subnets.iter().fold(finding, |finding, subnet| finding.and_at(subnet.locus(), "same zone"))
}
