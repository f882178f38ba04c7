//! TL505 association-used-from-outside.

use super::{Attachment, attachment, offer};
use crate::design::{Home, Link, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::privatelink::quoted;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(505),
    name: "association-used-from-outside",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlaNotTransitive, FactId::SneTransitive],
    docs: include_str!("association_used_from_outside.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some((network, _)) = offer(context, need, link) else {
        return;
    };
    let Some(client) = context.design.home(need.from()) else {
        return;
    };
    let Attachment::Elsewhere(neighbour) = attachment(context, network, &client) else {
        return;
    };
    let message = match &neighbour {
        Some(vpc) => format!(
            "{client} is outside VPC `{vpc}`, whose association with `{}` serves only clients inside it",
            link.id
        ),
        None => format!(
            "{client} is outside {}, whose association with `{}` serves only clients inside the VPC",
            quoted(&network.associations),
            link.id
        ),
    };
    let fix = match &neighbour {
        Some(vpc) => format!("add a service-network endpoint in VPC `{vpc}`, which clients over other links may use"),
        None => format!("add a service-network endpoint in a VPC that {client} reaches"),
    };
    let mut finding =
        RULE.finding(need.field("from"), message).and_at(link.part(&["associations"]), "the associations").fix(fix);
    if let Some(vpc) = neighbour {
        // What it arrives by: without that it would not be outside, but nowhere near.
        let by = context.network().links_between(&client, &Home::Vpc(vpc.clone()));
        for link in by.iter().filter_map(|link| context.design.link(link)) {
            finding = finding.because(format!("{client} reaches VPC `{vpc}` over `{}`", link.id), link.locus());
        }
    }
    findings.push(finding);
}
