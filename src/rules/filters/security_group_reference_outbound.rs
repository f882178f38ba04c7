//! TL610 security-group-reference-outbound.

use super::{joins, references};
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(610),
    name: "security-group-reference-outbound",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwSgref],
    docs: include_str!("security_group_reference_outbound.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for one in references(vpc.security_groups.iter().flat_map(|groups| groups.values())) {
        let joins = joins(context.design, &vpc.id, one.vpc);
        // Over a peering connection, references stand in either direction.
        let Some((link, _)) = joins.gateways.first().filter(|_| joins.peerings.is_empty() && !one.inbound) else {
            continue;
        };
        let message = format!(
            "an outbound rule of security group `{}` names `{}/{}`, and transit gateway `{}` knows references in inbound \
             rules only",
            one.from.full_id(),
            one.vpc,
            one.group,
            link.id
        );
        findings.push(
            RULE.finding(one.from.rule_locus(one.rule), message)
                .and_at(link.locus(), "joins the two VPCs")
                .fix(format!("name the addresses of VPC `{}` in the outbound rule", one.vpc)),
        );
    }
}
