//! TL801 hub-for-two.

use std::collections::BTreeMap;

use crate::cidr::{Cidr, overlap};
use crate::design::{Attachment, Design, Home, Link, LinkKind, Need, Trait, TransitGateway, TransitGatewayTarget, Vpc};
use crate::facts::{Billing, FactId, Facts, PriceId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(801),
    name: "hub-for-two",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::DgTwoHighvol, FactId::CostPeerVsTgw, FactId::DgTransitBeatsCount, FactId::PriceTgwAttachHour],
    docs: include_str!("hub_for_two.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else {
        return;
    };
    let vpcs: Vec<&Vpc> = gateway.vpcs.keys().filter_map(|id| context.design.vpc(id)).collect();
    let ([one, two], true) = (vpcs.as_slice(), gateway.hybrid.is_empty()) else {
        return;
    };
    if has_reason(context.design, gateway, one, two) {
        return;
    }
    // Peered with another, it joins more than its own.
    let is_peered = context.design.links.values().any(
        |other| matches!(&other.kind, LinkKind::TransitGatewayPeering(peering) if peering.other(&link.id).is_some()),
    );
    if is_peered {
        return;
    }
    let (Some(region), Some(other)) = (&one.region, &two.region) else {
        return;
    };
    let can_peer = region == other && overlap::any_overlap(&one.all_blocks(), &two.all_blocks()).is_none();
    // Route tables that keep the two apart are a reason for a hub.
    let (from, to) = (Home::Vpc(one.id.clone()), Home::Vpc(two.id.clone()));
    let joins = [(&from, &to), (&to, &from)]
        .iter()
        .all(|(from, to)| context.network().links_between(from, to).contains(&link.id));
    if can_peer && joins {
        let message = format!(
            "transit gateway `{}` joins two VPCs, `{}` and `{}`, which a peering connection would join{}",
            link.id,
            one.id,
            two.id,
            saving(context.facts, region.as_str())
        );
        findings.push(
            RULE.finding(link.locus(), message)
                .fix("use VPC peering, unless more VPCs, a site, shared egress or inspection are to follow"),
        );
    }
}

/// Whether the hub does for its two VPCs what no peering connection does: it leads through one of them to elsewhere or
/// past a firewall in it, translates addresses, or carries what only a hub carries.
fn has_reason(design: &Design, gateway: &TransitGateway, one: &Vpc, two: &Vpc) -> bool {
    let does_more = |attachment: &Attachment| {
        attachment.options.appliance_mode == Some(true)
            || attachment.private_nat
            || attachment.routable.is_some()
            || !attachment.nat.is_empty()
    };
    let leads_on = |(to, target): &(Cidr, TransitGatewayTarget)| {
        let TransitGatewayTarget::Vpc(vpc) = target else { return false };
        let own = |vpc: &Vpc| vpc.all_blocks().iter().any(|block| block.contains(*to));
        design.vpc(vpc).is_some_and(|vpc| !own(vpc))
    };
    let homes = [&one.id, &two.id].map(|vpc| Some(Home::Vpc(vpc.clone())));
    let asks_more = |need: &Need| {
        [Trait::Inspection, Trait::Multicast].iter().any(|one| need.requires.contains(one))
            && [need.from(), need.to()].iter().all(|party| homes.contains(&design.home(party)))
    };
    let mut routes = gateway.route_tables.iter().flat_map(BTreeMap::values).flat_map(|table| &table.routes);
    gateway.vpcs.values().any(does_more) || routes.any(leads_on) || design.pairs().any(|need| asks_more(need.as_ref()))
}

/// What the two attachments cost a month, where the price is known.
fn saving(facts: &Facts, region: &str) -> String {
    let attachment = facts.price(PriceId::TgwAttachHour, region).and_then(|price| price.month(&Billing::default()));
    match attachment {
        Some(month) => format!(" without the {} US dollars a month of its attachments", month * 2_u64),
        None => " without an hourly charge".to_owned(),
    }
}
