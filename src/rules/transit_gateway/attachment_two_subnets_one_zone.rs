//! TL303 attachment-two-subnets-one-zone.

use std::collections::BTreeMap;

use crate::design::{Link, LinkKind, Subnet, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::ids::AzId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(303),
    name: "attachment-two-subnets-one-zone",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwAttachOneSubnetPerAz],
    docs: include_str!("attachment_two_subnets_one_zone.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (id, attachment) in &gateway.vpcs {
        let Some(vpc) = context.design.vpc(id) else { continue };
        let mut zones: BTreeMap<&AzId, &Subnet> = BTreeMap::new();
        for subnet in attachment.subnets.iter().filter_map(|subnet| vpc.subnets.get(subnet)) {
            let Some(zone) = &subnet.az else { continue };
            match zones.get(zone) {
                Some(first) => findings.push(second_subnet(link, vpc, zone, first, subnet)),
                None => {
                    zones.insert(zone, subnet);
                }
            }
        }
    }
}

fn second_subnet(link: &Link, vpc: &Vpc, zone: &AzId, first: &Subnet, second: &Subnet) -> Finding {
    let message = format!(
        "the attachment of VPC `{}` to transit gateway `{}` names `{}` and `{}`, both in `{zone}`",
        vpc.id, link.id, first.id, second.id
    );
    RULE.finding(link.part(&["attachments", vpc.id.as_str(), "subnets"]), message)
        .and_at(first.locus(), "the first")
        .and_at(second.locus(), "the second")
        .fixed_by(Fix::by_hand(
            format!("keep one of the two: any subnet of `{zone}` then reaches the transit gateway"),
            [link.part(&["attachments", vpc.id.as_str(), "subnets"]).place.remove_item(second.id.as_str())],
        ))
}
