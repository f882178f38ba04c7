//! TL518 grpc-behind-http-listener.

use super::network_of;
use crate::design::{Application, LatticeListener, Link, Protocol};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(518),
    name: "grpc-behind-http-listener",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlsH2Listener],
    docs: include_str!("grpc_behind_http_listener.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        let mut plain_http = service.listeners.iter().filter(|listener| listener.service.protocol == Protocol::Http);
        let Some(listener) = plain_http.next() else { continue };
        let behind = service.applications.iter().filter_map(|id| context.design.application(id));
        let mut only_grpc = behind.filter(|application| speaks_only_grpc(application));
        if let Some(application) = only_grpc.next() {
            findings.push(plain(link, name, listener, application));
        }
    }
}

fn speaks_only_grpc(application: &Application) -> bool {
    !application.serves.is_empty() && application.serves.iter().all(|one| one.protocol == Protocol::Grpc)
}

fn plain(link: &Link, name: &str, listener: &LatticeListener, application: &Application) -> Finding {
    let message = format!(
        "service `{name}` of `{}` listens on `{}`, and `{}` behind it speaks gRPC, which needs an HTTPS listener",
        link.id, listener.service, application.id
    );
    RULE.finding(link.at(&listener.place), message)
        .and_at(application.locus().field("serves"), "speaks gRPC")
        .fix("listen on `https/443`")
}
