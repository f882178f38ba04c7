//! TL302 attachment-zone-missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::cidr::Family;
use crate::cidr::space::Space;
use crate::design::{Application, Attachment, Design, Link, LinkKind, Subnet, Vpc};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::ids::{AzId, SubnetId, VpcId};
use crate::rules::patches::new_subnet;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(302),
    name: "attachment-zone-missing",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwAttachAzRequired, FactId::TgwAttachAnySubnetInAz, FactId::TgwAttachDedicated28],
    docs: include_str!("attachment_zone_missing.md"),
    check: Check::Link(check),
};

/// Complexity: linear in the applications and their subnets.
fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    let mut applications: BTreeMap<&VpcId, Vec<&Application>> = BTreeMap::new();
    for application in context.design.applications.values() {
        if let Some(vpc) = application.vpc() {
            applications.entry(vpc).or_default().push(application);
        }
    }
    for (id, attachment) in &gateway.vpcs {
        let (Some(vpc), Some(applications)) = (context.design.vpc(id), applications.get(id)) else { continue };
        let Some(covered) = covered(vpc, attachment) else { continue };
        let mut missing: BTreeMap<&AzId, (&Application, &Subnet)> = BTreeMap::new();
        for application in applications {
            for subnet in context.design.subnets_of(application) {
                if let Some(zone) = subnet.az.as_ref().filter(|zone| !covered.contains(zone)) {
                    missing.entry(zone).or_insert((application, subnet));
                }
            }
        }
        for (zone, (application, subnet)) in missing {
            let length = context.facts.limit(LimitId::TgwAttachDedicated28);
            let way_out = room(context.design, link, vpc, applications, zone, length);
            findings.push(uncovered(link, vpc, zone, application, subnet).fixed_by(way_out));
        }
    }
}

/// The zones in which an attachment has a subnet; `None` when that is not known in full.
fn covered<'d>(vpc: &'d Vpc, attachment: &Attachment) -> Option<BTreeSet<&'d AzId>> {
    if attachment.subnets.is_empty() {
        return None;
    }
    attachment.subnets.iter().map(|subnet| vpc.subnets.get(subnet)?.az.as_ref()).collect()
}

/// What to add to the attachment: a subnet that stands idle in the zone, else a new one of the size AWS advises.
fn room(design: &Design, link: &Link, vpc: &Vpc, residents: &[&Application], zone: &AzId, length: u64) -> Fix {
    let named = link.part(&["attachments", vpc.id.as_str(), "subnets"]).place;
    let busy: BTreeSet<&SubnetId> =
        residents.iter().flat_map(|application| design.subnets_of(application)).map(|subnet| &subnet.id).collect();
    let idle = vpc
        .subnets
        .values()
        .find(|subnet| subnet.az.as_ref() == Some(zone) && subnet.ipv4.is_some() && !busy.contains(&subnet.id));
    if let Some(idle) = idle {
        let title = format!("add subnet `{}` to the attachment", idle.full_id());
        return Fix::by_hand(title, [named.append(idle.id.as_str())]);
    }
    let taken = vpc.subnets.values().filter_map(|subnet| subnet.ipv4);
    let space = Space::new(vpc.blocks(Family::V4)).with_taken(taken);
    match u8::try_from(length).ok().and_then(|length| space.next_fit(Family::V4, length)) {
        Some(block) => {
            let (name, subnet) = new_subnet(vpc, "attach", Some(zone), block);
            let title = format!("add a subnet in `{zone}` to the attachment, such as `{block}`, which is free");
            Fix::by_hand(title, [subnet, named.append(name)])
        }
        None => Fix::words(format!("add a block to the VPC, and a subnet of it in `{zone}` to the attachment")),
    }
}

fn uncovered(link: &Link, vpc: &Vpc, zone: &AzId, by: &Application, subnet: &Subnet) -> Finding {
    let message = format!(
        "`{}` runs in `{zone}`, where the attachment of VPC `{}` to transit gateway `{}` has no subnet",
        by.id, vpc.id, link.id
    );
    RULE.finding(link.part(&["attachments", vpc.id.as_str(), "subnets"]), message)
        .because(format!("subnet `{}` is in `{zone}`", subnet.full_id()), subnet.locus().field("az"))
        .and_at(by.locus(), "runs there")
}
