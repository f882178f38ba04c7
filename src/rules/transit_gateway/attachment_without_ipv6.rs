//! TL330 attachment-without-ipv6.

use crate::cidr::Family;
use crate::design::{Link, LinkKind, Target};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(330),
    name: "attachment-without-ipv6",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwAttachNoIpv6Only],
    docs: include_str!("attachment_without_ipv6.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (id, attachment) in &gateway.vpcs {
        let Some(vpc) = context.design.vpc(id) else { continue };
        if attachment.options.ipv6 != Some(false) || vpc.blocks(Family::V6).next().is_none() {
            continue;
        }
        let over = Target::Link(link.id.clone());
        let routed = vpc.route_tables.iter().flat_map(|tables| tables.values()).find_map(|table| {
            let ipv6 = table.routes.iter().find(|route| route.to.family() == Family::V6 && route.via == over)?;
            Some((table, ipv6))
        });
        if let Some((table, route)) = routed {
            let message = format!(
                "route table `{}/{}` sends IPv6 block `{}` over `{}`, whose attachment of this VPC carries no IPv6",
                table.vpc, table.id, route.to, link.id
            );
            findings.push(
                RULE.finding(link.part(&["attachments", id.as_str(), "ipv6"]), message)
                    .and_at(table.route_locus(route), "the route")
                    .fix("switch `ipv6` on for the attachment"),
            );
        }
    }
}
