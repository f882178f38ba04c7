//! TL320 direct-connect-gateway-mixed.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::LinkId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(320),
    name: "direct-connect-gateway-mixed",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::DxgwNoMix],
    docs: include_str!("direct_connect_gateway_mixed.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for id in gateway.hybrid.keys() {
        let Some(connection) = context.design.link(id) else { continue };
        if matches!(&connection.kind, LinkKind::DirectConnect(direct) if !direct.vpcs.is_empty()) {
            findings.push(mixed(link, id, connection));
        }
    }
}

fn mixed(link: &Link, id: &LinkId, connection: &Link) -> Finding {
    let message = format!(
        "`{id}` leads to virtual private gateways of VPCs and to transit gateway `{}`, which one Direct Connect gateway \
         does not hold together",
        link.id
    );
    RULE.finding(link.part(&["attachments", id.as_str()]).at_key(), message)
        .and_at(connection.part(&["vpcs"]), "virtual private gateways")
        .fix(format!("attach those VPCs to `{}` instead, or use a second Direct Connect gateway", link.id))
}
