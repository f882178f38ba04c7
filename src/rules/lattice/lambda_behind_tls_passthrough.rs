//! TL524 lambda-behind-tls-passthrough.

use super::network_of;
use crate::design::{Application, LatticeListener, Link, Protocol, RunsOn};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(524),
    name: "lambda-behind-tls-passthrough",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlsTlsptRule],
    docs: include_str!("lambda_behind_tls_passthrough.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        let mut passthrough = service.listeners.iter().filter(|listener| listener.service.protocol == Protocol::Tls);
        let Some(listener) = passthrough.next() else { continue };
        let mut behind = service.applications.iter().filter_map(|id| context.design.application(id));
        if let Some(function) = behind.find(|application| application.runs_on == RunsOn::Lambda) {
            findings.push(unreadable(link, name, listener, function));
        }
    }
}

fn unreadable(link: &Link, name: &str, listener: &LatticeListener, function: &Application) -> Finding {
    let message = format!(
        "service `{name}` of `{}` passes `{}` through unopened, and Lambda function `{}` takes only opened \
         requests",
        link.id, listener.service, function.id
    );
    RULE.finding(link.at(&listener.place), message)
        .and_at(function.locus(), "the function")
        .fix("listen on `https/443`")
}
