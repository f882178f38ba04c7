//! TL603 identity-not-checked.

use crate::design::{Link, LinkKind, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(603),
    name: "identity-not-checked",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::DgIdentity],
    docs: include_str!("identity_not_checked.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    // How a service network checks identity is the matter of rules of band 5xx.
    if matches!(link.kind, LinkKind::ServiceNetwork(_)) || !need.requires.contains(&Trait::IamAuth) {
        return;
    }
    // Which link it is stands beside it: of a need that many were tried for, all are told at once.
    let message = "IAM must decide on each call: no network or endpoint does, only a VPC Lattice service";
    findings.push(RULE.finding(need.field("requires"), message).and_at(link.locus(), "the link").fix(
        "use a VPC Lattice service with `auth: aws_iam`, or check identity in the application and drop the requirement",
    ));
}
