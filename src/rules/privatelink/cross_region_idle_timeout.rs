//! TL426 cross-region-idle-timeout.

use super::{balancers, provider};
use crate::design::{Link, LinkKind};
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::ids::Region;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(426),
    name: "cross-region-idle-timeout",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlXrCustomIdle, FactId::PlIdleTcp],
    docs: include_str!("cross_region_idle_timeout.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else { return };
    let Some(home) = provider(context.design, service).and_then(|vpc| vpc.region.as_ref()) else { return };
    let is_far = |region: &Region| region != home;
    let consumers = service.endpoints.keys().filter_map(|id| context.design.vpc(id));
    let Some(far) = consumers.into_iter().find(|vpc| vpc.region.as_ref().is_some_and(is_far)) else { return };
    let default = context.facts.limit(LimitId::PlIdleTcp);
    for balancer in balancers(context.design, service) {
        if let Some(seconds) = balancer.idle_timeout.filter(|seconds| *seconds != default) {
            let message = format!(
                "load balancer `{}` drops idle connections after {seconds} seconds, and `{}` has an endpoint in another Region",
                balancer.id, link.id
            );
            findings.push(
                RULE.finding(balancer.locus().field("idle_timeout"), message)
                    .and_at(link.part(&["endpoints", far.id.as_str()]), "in another Region")
                    .fix(format!("keep AWS's idle timeout of {default} seconds")),
            );
        }
    }
}
