//! TL417 second-endpoint-service.

use crate::design::{Link, LinkKind, LoadBalancer, RunsOn};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::AppId;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(417),
    name: "second-endpoint-service",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlNlbOneService],
    docs: include_str!("second_endpoint_service.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let allowed = usize::try_from(context.facts.limit(LimitId::PlNlbOneService)).unwrap_or(usize::MAX);
    let mut services: BTreeMap<&AppId, Vec<&Link>> = BTreeMap::new();
    for link in context.design.links.values() {
        let LinkKind::PrivatelinkService(service) = &link.kind else { continue };
        services.entry(&service.application).or_default().push(link);
    }
    for (id, links) in services {
        let application = context.design.application(id);
        let is_one_balancer = application.is_some_and(|application| {
            application.load_balancer == Some(LoadBalancer::Network) || application.runs_on == RunsOn::Nlb
        });
        if let (true, Some(first)) = (is_one_balancer, links.first()) {
            links.iter().skip(allowed).for_each(|link| findings.push(second(id, first, link)));
        }
    }
}

fn second(id: &AppId, first: &Link, link: &Link) -> Finding {
    let message = format!(
        "`{}` and `{}` both stand behind the Network Load Balancer of `{id}`, which belongs to one endpoint service",
        first.id, link.id
    );
    RULE.finding(link.part(&["application"]), message)
        .and_at(first.part(&["application"]), "the first")
        .fix(format!("move the endpoints of `{}` to `{}`, or give it a load balancer of its own", link.id, first.id))
}
