//! TL432 load-balancer-zone-without-targets.

use crate::design::{Design, ElasticLoadBalancer, LoadBalancerKind, TargetGroup, TargetOf};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::ids::AzId;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(432),
    name: "load-balancer-zone-without-targets",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::NlbCrossZone],
    docs: include_str!("load_balancer_zone_without_targets.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for balancer in context.design.load_balancers.values() {
        if balancer.kind == LoadBalancerKind::Application {
            continue;
        }
        for listener in &balancer.listeners {
            let group = listener.target_group.as_ref().and_then(|name| balancer.target_groups.get(name));
            // What a target group says goes before what its load balancer says.
            if group.and_then(|group| group.cross_zone).or(balancer.cross_zone) != Some(false) {
                continue;
            }
            let Some(targets) = group.and_then(|group| zones_of(context.design, group)) else { continue };
            if let Some(empty) = nodes(context.design, balancer).into_iter().find(|zone| !targets.contains(zone)) {
                let message = format!(
                    "load balancer `{}` has a node in `{empty}` and no target there, with cross-zone balancing off",
                    balancer.id
                );
                findings.push(
                    RULE.finding(balancer.listener_locus(listener), message)
                        .and_at(balancer.locus().field("cross_zone"), "is off")
                        .fix(format!("add a target in `{empty}`, switch `cross_zone` on, or take the zone out")),
                );
                break;
            }
        }
    }
}

fn nodes(design: &Design, balancer: &ElasticLoadBalancer) -> BTreeSet<AzId> {
    let subnets = balancer.subnets.iter().filter_map(|subnet| design.subnet(&balancer.vpc, subnet));
    subnets.filter_map(|subnet| subnet.az.clone()).collect()
}

/// The zones in which a target group has targets; `None` when one of them may be anywhere.
fn zones_of(design: &Design, group: &TargetGroup) -> Option<BTreeSet<AzId>> {
    let mut zones = BTreeSet::new();
    for target in &group.targets {
        let TargetOf::Application(id) = target else { return None };
        let application = design.application(id)?;
        application.subnets.as_ref()?;
        for subnet in design.subnets_of(application) {
            zones.insert(subnet.az.clone()?);
        }
    }
    (!zones.is_empty()).then_some(zones)
}
