//! TL516 weighted-routing-on-a-resource.

use super::resource_offer;
use crate::design::{Link, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(516),
    name: "weighted-routing-on-a-resource",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RgNotLb, FactId::DgHttpService],
    docs: include_str!("weighted_routing_on_a_resource.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if !need.requires.contains(&Trait::WeightedRouting) {
        return;
    }
    if let Some(name) = resource_offer(context, need, link) {
        let message = format!(
            "traffic must be split by weight, and `{}` offers the server through resource `{name}`, which has one target",
            link.id
        );
        findings.push(
            RULE.finding(need.field("requires"), message)
                .and_at(link.part(&["resources", name]), "the resource")
                .fix("offer the application through a service, whose listener rules have weights"),
        );
    }
}
