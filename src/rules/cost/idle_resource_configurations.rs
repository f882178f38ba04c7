//! TL804 idle-resource-configurations.

use crate::design::Link;
use crate::facts::{Billing, FactId, PriceId};
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::lattice::network_of;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(804),
    name: "idle-resource-configurations",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PayVlRcHour, FactId::PriceLatticeResourceHour],
    docs: include_str!("idle_resource_configurations.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let Some(network) = network_of(link) else { return };
    let has_clients = !network.associations.is_empty() || !network.endpoints.is_empty();
    if has_clients || network.resources.is_empty() {
        return;
    }
    let count = network.resources.len();
    let region = network.region.as_ref();
    let price = region.and_then(|region| context.facts.price(PriceId::LatticeResourceHour, region.as_str()));
    let month = price.and_then(|price| price.month(&Billing::default()));
    let resources = u64::try_from(count).unwrap_or(u64::MAX);
    let cost = month.map(|month| format!(", billed at {} US dollars a month", month * resources)).unwrap_or_default();
    findings.push(idle(link, count, &cost));
}

fn idle(link: &Link, count: usize, cost: &str) -> Finding {
    let noun = if count == 1 { "resource configuration" } else { "resource configurations" };
    let message = format!("nobody is attached to service network `{}` to use its {count} {noun}{cost}", link.id);
    RULE.finding(link.locus(), message)
        .and_at(link.part(&["resources"]), "the resource configurations")
        .fix("associate the VPCs of the clients, or take the resource configurations out until there are some")
}
