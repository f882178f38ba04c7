//! TL515 client-not-attached.

use super::{Attachment, attachment, offer};
use crate::design::{Home, Link, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(515),
    name: "client-not-attached",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlaNotTransitive, FactId::SneTransitive, FactId::DgSnEndpointVsAssoc],
    docs: include_str!("client_not_attached.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some((network, _)) = offer(context, need, link) else {
        return;
    };
    let Some(client) = context.design.home(need.from()) else {
        return;
    };
    if attachment(context, network, &client) == Attachment::None {
        let message =
            format!("{client} is not associated with `{}`, and has no endpoint of it there or one link away", link.id);
        let fix = match &client {
            Home::Vpc(vpc) => {
                format!("associate VPC `{vpc}` with `{}`, or add a service-network endpoint there", link.id)
            }
            Home::Site(_) | Home::Aws(_) => {
                format!("add a service-network endpoint in a VPC that {client} reaches")
            }
        };
        findings.push(RULE.finding(need.field("from"), message).and_at(link.locus(), "the link").fix(fix));
    }
}
