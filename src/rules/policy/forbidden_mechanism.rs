//! TL903 forbidden-mechanism.

use super::uses::uses;
use crate::design::{Demand, Link, Selected};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(903),
    name: "forbidden-mechanism",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("forbidden_mechanism.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let design = context.design;
    if design.policies.is_empty() {
        return;
    }
    let used = uses(design, link);
    for policy in design.policies.values() {
        let Demand::ForbiddenMechanisms { on, mechanisms } = &policy.demand else { continue };
        for (vpc, mechanism) in used.iter().filter(|(_, mechanism)| mechanisms.contains(mechanism)) {
            let Some(vpc) = design.vpc(vpc).filter(|vpc| on.vpc(design, vpc) == Selected::Yes) else { continue };
            let message = format!(
                "`{}` connects VPC `{}` by {}, which `{}` forbids",
                link.id,
                vpc.id,
                mechanism.title(),
                policy.id
            );
            findings.push(
                policy
                    .finding(link.locus(), message)
                    .because(format!("`{}` is about VPC `{}`", policy.id, vpc.id), vpc.locus())
                    .fix(format!("connect VPC `{}` in another way", vpc.id)),
            );
        }
    }
}
