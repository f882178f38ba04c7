//! TL325 appliance-without-propagation.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(325),
    name: "appliance-without-propagation",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwApplianceNeedsPropagation],
    docs: include_str!("appliance_without_propagation.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    let Some(tables) = &gateway.route_tables else { return };
    for (id, attachment) in &gateway.vpcs {
        let name = attachment.route_table.as_ref().filter(|_| attachment.options.appliance_mode == Some(true));
        let Some((name, table)) = name.and_then(|name| tables.get_key_value(name)) else { continue };
        let learns = !table.propagated_vpcs.is_empty() || !table.propagated_hybrid.is_empty();
        if !learns && !table.routes.is_empty() {
            let message = format!(
                "appliance mode is on for VPC `{id}`, and route table `{name}` of transit gateway `{}` learns nothing",
                link.id
            );
            findings.push(
                RULE.finding(link.part(&["route_tables", name.as_str()]), message)
                    .and_at(link.part(&["attachments", id.as_str()]), "is associated with it")
                    .fix(format!("let the inspected attachments propagate into route table `{name}`")),
            );
        }
    }
}
