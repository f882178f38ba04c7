//! TL347 shared-across-organisations.

use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(347),
    name: "shared-across-organisations",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::ShareSameOrg],
    docs: include_str!("shared_across_organisations.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::VpcSharing(sharing) = &link.kind else { return };
    let Some(host) = context.design.vpc(&sharing.vpc) else { return };
    for vpc in sharing.replaces.iter().filter_map(|vpc| context.design.vpc(vpc)) {
        if vpc.organization == host.organization {
            continue;
        }
        let message = format!(
            "VPC `{}` belongs to another organisation than VPC `{}`, whose subnets it is to use",
            vpc.id, host.id
        );
        findings.push(
            RULE.finding(link.part(&["replaces"]), message)
                .and_at(vpc.locus(), "of another organisation")
                .fix("join the two by VPC peering, or expose single services"),
        );
    }
}
