//! TL520 iam-auth-on-tls-passthrough.

use super::network_of;
use crate::design::{Auth, LatticeService, Link, Protocol};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(520),
    name: "iam-auth-on-tls-passthrough",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlsTlsptRule],
    docs: include_str!("iam_auth_on_tls_passthrough.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        if service.auth == Auth::AwsIam && passes_through(context, service) {
            findings.push(anonymous(link, name));
        }
    }
}

/// Whether nothing but unopened TLS goes through a service.
fn passes_through(context: &Context<'_>, service: &LatticeService) -> bool {
    if !service.listeners.is_empty() {
        return service.listeners.iter().all(|listener| listener.service.protocol == Protocol::Tls);
    }
    let behind = service.applications.iter().filter_map(|id| context.design.application(id));
    let mut served = behind.flat_map(|application| &application.serves).peekable();
    served.peek().is_some() && served.all(|one| one.protocol == Protocol::Tls)
}

fn anonymous(link: &Link, name: &str) -> Finding {
    let message = format!(
        "service `{name}` of `{}` has auth `aws_iam` and passes TLS through, so its policy sees every caller as anonymous",
        link.id
    );
    RULE.finding(link.part(&["services", name, "auth"]), message)
        .fix("open TLS in an HTTPS listener, or check callers by client certificates in the application")
}
