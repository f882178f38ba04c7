//! TL507 connection-outlives-lattice-service.

use super::service_offer;
use crate::design::{Link, Need};
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(507),
    name: "connection-outlives-lattice-service",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlqLifeSvc, FactId::RcNoMaxLifetime],
    docs: include_str!("connection_outlives_lattice_service.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some((_, name, _)) = service_offer(context, need, link) else {
        return;
    };
    let longest = context.facts.limit(LimitId::VlqLifeSvc);
    let Some(asked) = need.connection_seconds.filter(|asked| *asked > longest) else {
        return;
    };
    let message = format!(
        "a connection must last {asked} seconds, and service `{name}` of `{}` ends each after {longest}",
        link.id
    );
    findings.push(
        RULE.finding(need.field("connection"), message).and_at(link.part(&["services", name]), "the service").fix(
            "offer the application as a resource configuration, which sets no longest lifetime, or use another link",
        ),
    );
}
