//! TL322 transit-gateways-side-by-side.

use crate::design::{Link, LinkKind, TransitGateway};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{LinkId, VpcId};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(322),
    name: "transit-gateways-side-by-side",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwHa],
    docs: include_str!("transit_gateways_side_by_side.md"),
    check: Check::Design(check),
};

/// Two gateways, by name.
type Pair<'d> = (&'d LinkId, &'d LinkId);

/// Complexity: attachments, times how many gateways one VPC is attached to.
fn check(context: &Context<'_>, findings: &mut Findings) {
    let mut gateways: BTreeMap<&VpcId, Vec<&LinkId>> = BTreeMap::new();
    for link in context.design.links.values() {
        let LinkKind::TransitGateway(gateway) = &link.kind else { continue };
        // With route tables of its own a gateway may keep apart what the other joins.
        if gateway.route_tables.is_none() {
            gateway.vpcs.keys().for_each(|vpc| gateways.entry(vpc).or_default().push(&link.id));
        }
    }
    let mut common: BTreeMap<Pair<'_>, Vec<&VpcId>> = BTreeMap::new();
    for (vpc, gateways) in gateways {
        for (nth, one) in gateways.iter().enumerate() {
            for other in gateways.iter().skip(nth.saturating_add(1)) {
                common.entry((*one, *other)).or_default().push(vpc);
            }
        }
    }
    for ((one, other), vpcs) in common {
        let (Some(one), Some(other)) = (context.design.link(one), context.design.link(other)) else { continue };
        if let [first, second, ..] = vpcs.as_slice()
            && region(one) == region(other)
        {
            findings.push(twice(one, other, first, second));
        }
    }
}

fn region(link: &Link) -> Option<&str> {
    match &link.kind {
        LinkKind::TransitGateway(TransitGateway { region: Some(region), .. }) => Some(region.as_str()),
        _ => None,
    }
}

fn twice(one: &Link, other: &Link, first: &VpcId, second: &VpcId) -> Finding {
    let message = format!(
        "transit gateways `{}` and `{}` both join VPC `{first}` and VPC `{second}`; one is highly available by itself",
        one.id, other.id
    );
    RULE.finding(other.locus(), message)
        .and_at(one.locus(), "joins them too")
        .fix(format!("attach what only `{}` joins to `{}`, and remove `{}`", other.id, one.id, other.id))
}
