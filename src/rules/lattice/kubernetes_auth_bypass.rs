//! TL513 kubernetes-auth-bypass.

use super::{checks_identity, network_of};
use crate::design::{Link, RunsOn};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(513),
    name: "kubernetes-auth-bypass",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::K8sBypass],
    docs: include_str!("kubernetes_auth_bypass.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let Some(network) = network_of(link) else {
        return;
    };
    let guarded = network.services.iter().filter(|(_, service)| checks_identity(network, service));
    for (name, service) in guarded {
        for id in &service.applications {
            let Some(application) = context.design.application(id) else {
                continue;
            };
            if application.runs_on != RunsOn::Eks || application.network_policy == Some(true) {
                continue;
            }
            let state = match application.network_policy {
                Some(_) => "does not keep",
                None => "does not say that it keeps",
            };
            let message = format!(
                "service `{name}` of `{}` checks callers by IAM, and `{id}` {state} callers in its cluster from going round it",
                link.id
            );
            let at = match application.network_policy {
                Some(_) => application.locus().field("network_policy"),
                None => application.locus(),
            };
            findings.push(
                RULE.finding(at, message)
                    .and_at(link.part(&["services", name.as_str()]), "the service")
                    .fix("admit only the VPC Lattice prefix lists by a NetworkPolicy or security group, then set `network_policy: true`"),
            );
        }
    }
}
