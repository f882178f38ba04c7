//! TL324 appliance-mode-off.

use crate::design::{Attachment, Design, Link, LinkKind, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Locus, RuleId, Severity};
use crate::rules::privatelink::{known_zones, subnets};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(324),
    name: "appliance-mode-off",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwApplianceMode],
    docs: include_str!("appliance_mode_off.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (id, attachment) in &gateway.vpcs {
        let Some(vpc) = context.design.vpc(id) else { continue };
        // In one zone there is nothing to keep to.
        let zones = known_zones(subnets(vpc, &attachment.subnets)).map_or(0, |zones| zones.len());
        if attachment.options.appliance_mode != Some(false) || zones < 2 {
            continue;
        }
        if let Some((what, appliance)) = appliance_behind(context.design, vpc, attachment) {
            let message = format!(
                "the attachment of VPC `{id}` to transit gateway `{}` leads to {what} `{}` with appliance mode off",
                link.id, appliance.id
            );
            findings.push(
                RULE.finding(link.part(&["attachments", id.as_str(), "appliance_mode"]), message)
                    .and_at(appliance.clone(), "sees one direction only")
                    .fix("switch `appliance_mode` on for this attachment"),
            );
        }
    }
}

/// What forwards packets that come out of an attachment: what it is, and where it stands.
fn appliance_behind(design: &Design, vpc: &Vpc, attachment: &Attachment) -> Option<(&'static str, Locus)> {
    let tables = attachment.subnets.iter().filter_map(|subnet| vpc.route_table_of(subnet));
    tables.flat_map(|table| &table.routes).find_map(|route| match &route.via {
        Target::Application(id) => Some(("appliance", design.application(id)?.locus())),
        Target::FirewallEndpoint(id) => Some(("firewall endpoint", vpc.firewall_endpoint(id)?.locus())),
        _ => None,
    })
}
