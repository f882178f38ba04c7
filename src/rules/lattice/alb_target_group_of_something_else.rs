//! TL534 alb-target-group-of-something-else.

use super::network_of;
use crate::design::{Design, Link, LoadBalancerKind, RunsOn, TargetGroup, TargetOf, TargetType};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(534),
    name: "alb-target-group-of-something-else",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VltAlb, FactId::VltTypes],
    docs: include_str!("alb_target_group_of_something_else.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for (group_name, group) in &service.target_groups {
            let Some(defect) = defect(context.design, group) else { continue };
            let message = format!(
                "target group `{group_name}` of service `{name}` of `{}` is of type `alb` and {defect}",
                link.id
            );
            findings.push(
                RULE.finding(link.at(&group.place), message)
                    .fix("name one Application Load Balancer as the only target, or use another type"),
            );
        }
    }
}

fn defect(design: &Design, group: &TargetGroup) -> Option<String> {
    if group.target_type != Some(TargetType::Alb) {
        return None;
    }
    if group.targets.len() > 1 {
        return Some(format!("has {} targets", group.targets.len()));
    }
    let is_one = match group.targets.first()? {
        TargetOf::LoadBalancer(id) => {
            design.load_balancer(id).is_none_or(|balancer| balancer.kind == LoadBalancerKind::Application)
        }
        TargetOf::Application(id) => design.application(id).is_none_or(|one| one.runs_on == RunsOn::Alb),
        TargetOf::Address(_) => false,
    };
    (!is_one).then(|| "its target is no Application Load Balancer".to_owned())
}
