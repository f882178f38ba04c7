//! TL608 security-group-reference-not-joined.

use super::{joins, references};
use crate::design::{PeeringStatus, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(608),
    name: "security-group-reference-not-joined",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PeerSgrefSameRegion, FactId::TgwSgref],
    docs: include_str!("security_group_reference_not_joined.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for one in references(vpc.security_groups.iter().flat_map(|groups| groups.values())) {
        let joins = joins(context.design, &vpc.id, one.vpc);
        let active = joins.peerings.iter().any(|(_, peering)| peering.status == PeeringStatus::Active);
        if active || !joins.gateways.is_empty() || joins.otherwise {
            continue;
        }
        let why = match joins.peerings.first() {
            Some((link, _)) => format!("peering connection `{}` between the two VPCs is not active", link.id),
            None => "neither a peering connection nor a transit gateway joins the two VPCs".to_owned(),
        };
        let message = format!("security group `{}` names `{}/{}`, but {why}", one.from.full_id(), one.vpc, one.group);
        findings.push(
            RULE.finding(one.from.rule_locus(one.rule), message)
                .fix(format!("name the addresses of VPC `{}` instead, or join the two VPCs", one.vpc)),
        );
    }
}
