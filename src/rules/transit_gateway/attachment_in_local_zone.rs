//! TL317 attachment-in-local-zone.

use crate::design::{Link, LinkKind, Subnet};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::privatelink::subnets;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(317),
    name: "attachment-in-local-zone",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwAttachNoLocalZone],
    docs: include_str!("attachment_in_local_zone.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (id, attachment) in &gateway.vpcs {
        let Some(vpc) = context.design.vpc(id) else { continue };
        for subnet in subnets(vpc, &attachment.subnets).filter(|subnet| is_local_zone(subnet)) {
            findings.push(in_local_zone(link, id, subnet));
        }
    }
}

/// IDs of Local Zones name their place between Region and zone: `usw2-lax1-az1` beside `usw2-az1`.
fn is_local_zone(subnet: &Subnet) -> bool {
    let place = subnet.az.as_ref().and_then(|zone| zone.as_str().rsplit_once("-az"));
    place.is_some_and(|(place, _)| place.contains('-'))
}

fn in_local_zone(link: &Link, vpc: &VpcId, subnet: &Subnet) -> Finding {
    let zone = subnet.az.as_ref().map(|zone| format!(" `{zone}`")).unwrap_or_default();
    let message = format!(
        "subnet `{}` is in Local Zone{zone}, where no attachment to transit gateway `{}` can stand",
        subnet.full_id(),
        link.id
    );
    RULE.finding(link.part(&["attachments", vpc.as_str(), "subnets"]), message)
        .and_at(subnet.locus().field("az"), "the Local Zone")
        .fix("attach by a subnet in an availability zone of the Region")
}
