//! TL802 request-charges.

use crate::design::{Link, Need};
use crate::facts::{FactId, LimitId, PriceId};
use crate::finding::{RuleId, Severity};
use crate::rules::lattice::service_offer;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(802),
    name: "request-charges",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlFreeRequests, FactId::BeHours, FactId::PayVlSvc, FactId::PriceLatticeRequest],
    docs: include_str!("request_charges.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some((network, name, _)) = service_offer(context, need, link) else {
        return;
    };
    let facts = context.facts;
    let free = facts.limit(LimitId::VlFreeRequests).saturating_mul(facts.limit(LimitId::BeHours));
    let Some(requests) = need.requests else {
        return;
    };
    let Some(charged) = requests.checked_sub(free).filter(|charged| *charged > 0) else {
        return;
    };
    // Spread evenly over the month: the least they can cost, because what one hour leaves free another cannot use.
    let price = network.region.as_ref().and_then(|region| facts.price(PriceId::LatticeRequest, region.as_str()));
    let cost = price.map(|price| format!(", at {} US dollars or more", price.usd * charged)).unwrap_or_default();
    let message = format!(
        "of {requests} requests a month to service `{name}` of `{}`, {charged} are beyond the free ones{cost}",
        link.id
    );
    findings.push(
        RULE.finding(need.field("requests"), message)
            .and_at(link.part(&["services", name]), "the service")
            .fix("compare with VPC peering and an internal load balancer, where a request has no price"),
    );
}
