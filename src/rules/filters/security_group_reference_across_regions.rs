//! TL609 security-group-reference-across-regions.

use super::{joins, references, same_region};
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(609),
    name: "security-group-reference-across-regions",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PeerSgrefSameRegion],
    docs: include_str!("security_group_reference_across_regions.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for one in references(vpc.security_groups.iter().flat_map(|groups| groups.values())) {
        let joins = joins(context.design, &vpc.id, one.vpc);
        let Some((link, _)) = joins.peerings.first().filter(|_| joins.gateways.is_empty() && !joins.otherwise) else {
            continue;
        };
        if same_region(context.design, &vpc.id, one.vpc) == Some(false) {
            let message = format!(
                "security group `{}` names `{}/{}`, which is in another Region",
                one.from.full_id(),
                one.vpc,
                one.group
            );
            findings.push(
                RULE.finding(one.from.rule_locus(one.rule), message)
                    .and_at(link.locus(), "joins the two Regions")
                    .fix(format!("name the addresses of VPC `{}` instead", one.vpc)),
            );
        }
    }
}
