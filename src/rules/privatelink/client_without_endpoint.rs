//! TL409 client-without-endpoint.

use super::{endpoints, exposed};
use crate::design::{Home, Link, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(409),
    name: "client-without-endpoint",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlReachTransitive, FactId::EptInterface, FactId::EptResource],
    docs: include_str!("client_without_endpoint.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if need.server().is_none() || exposed(link).is_none() {
        return;
    }
    let (Some(endpoints), Some(home)) = (endpoints(link), context.design.home(need.from())) else {
        return;
    };
    let own = matches!(&home, Home::Vpc(vpc) if endpoints.contains_key(vpc));
    if own || context.network().near(&home).iter().any(|vpc| endpoints.contains_key(vpc)) {
        return;
    }
    let message = format!("`{}` has no endpoint in {home}, where `{}` is, nor one link away", link.id, need.from());
    let fix = match &home {
        Home::Vpc(vpc) => format!("add an endpoint in VPC `{vpc}`"),
        Home::Site(_) | Home::Aws(_) => {
            format!("add an endpoint in a VPC that {home} reaches by Direct Connect or VPN")
        }
    };
    findings.push(RULE.finding(need.locus(), message).and_at(link.part(&["endpoints"]), "the endpoints").fix(fix));
}
