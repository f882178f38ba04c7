//! TL536 alb-target-internet-facing.

use super::admission::alb_targets;
use crate::design::{Link, Scheme};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(536),
    name: "alb-target-internet-facing",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VltAlb],
    docs: include_str!("alb_target_internet_facing.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, group, balancer) in alb_targets(context.design, link) {
        if balancer.scheme == Some(Scheme::InternetFacing) {
            let message = format!(
                "service `{name}` of `{}` sends to load balancer `{}`, which is internet-facing",
                link.id, balancer.id
            );
            findings.push(
                RULE.finding(link.at(&group.place), message)
                    .and_at(balancer.locus().field("scheme"), "must be internal")
                    .fix("use an internal Application Load Balancer"),
            );
        }
    }
}
