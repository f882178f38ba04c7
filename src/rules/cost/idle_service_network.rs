//! TL803 idle-service-network.

use crate::design::Link;
use crate::facts::{Billing, FactId, PriceId};
use crate::finding::{RuleId, Severity};
use crate::rules::lattice::network_of;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(803),
    name: "idle-service-network",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PayVlSvc, FactId::PriceLatticeServiceHour],
    docs: include_str!("idle_service_network.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let Some(network) = network_of(link) else {
        return;
    };
    let has_clients = !network.associations.is_empty() || !network.endpoints.is_empty();
    if has_clients || network.services.is_empty() {
        return;
    }
    let count = network.services.len();
    let region = network.region.as_ref();
    let price = region.and_then(|region| context.facts.price(PriceId::LatticeServiceHour, region.as_str()));
    let month = price.and_then(|price| price.month(&Billing::default()));
    let services = u64::try_from(count).unwrap_or(u64::MAX);
    let cost = month.map(|month| format!(", billed at {} US dollars a month", month * services)).unwrap_or_default();
    let noun = if count == 1 { "service" } else { "services" };
    let message = format!("nobody is attached to service network `{}` to call its {count} {noun}{cost}", link.id);
    findings.push(
        RULE.finding(link.locus(), message)
            .and_at(link.part(&["services"]), "the services")
            .fix("associate the VPCs of the clients, or remove the services until there are some"),
    );
}
