//! TL611 security-group-referencing-off.

use super::{joins, references};
use crate::design::{TransitGateway, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(611),
    name: "security-group-referencing-off",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwSgref],
    docs: include_str!("security_group_referencing_off.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for one in references(vpc.security_groups.iter().flat_map(|groups| groups.values())) {
        let joins = joins(context.design, &vpc.id, one.vpc);
        if !one.inbound || !joins.peerings.is_empty() || joins.otherwise || joins.gateways.is_empty() {
            continue;
        }
        let mut off = joins.gateways.iter().map(|(link, gateway)| (*link, switched_off(gateway, &vpc.id, one.vpc)));
        // One transit gateway that may know the reference is enough.
        let first = off.next();
        if let Some((link, Some(part))) = first
            && off.all(|(_, part)| part.is_some())
        {
            let message = format!(
                "security group `{}` names `{}/{}`, and security group referencing is off for {part}",
                one.from.full_id(),
                one.vpc,
                one.group
            );
            findings.push(
                RULE.finding(one.from.rule_locus(one.rule), message)
                    .and_at(link.locus(), "joins the two VPCs")
                    .fix("switch `security_group_referencing` on for the transit gateway and both attachments"),
            );
        }
    }
}

/// What has references switched off: the transit gateway, or one of two attachments.
fn switched_off(gateway: &TransitGateway, one: &VpcId, two: &VpcId) -> Option<String> {
    if gateway.options.security_group_referencing == Some(false) {
        return Some("the transit gateway".to_owned());
    }
    let off =
        |vpc: &&VpcId| gateway.vpcs.get(*vpc).is_some_and(|one| one.options.security_group_referencing == Some(false));
    [one, two].into_iter().find(off).map(|vpc| format!("the attachment of VPC `{vpc}`"))
}
