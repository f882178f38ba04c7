//! TL807 interface-endpoints-not-shared.

use std::collections::{BTreeMap, BTreeSet};

use crate::design::{Design, Home, Link, LinkKind, Need, Party};
use crate::facts::{Billing, FactId, Facts, PriceId, Usd};
use crate::finding::{RuleId, Severity};
use crate::ids::{Region, ServiceName, VpcId};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(807),
    name: "interface-endpoints-not-shared",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[
        FactId::DgCentralEndpoints,
        FactId::BeEndpointsCentral,
        FactId::ConsCentralDns,
        FactId::PriceInterfaceEndpointHour,
        FactId::PriceTgwGb,
    ],
    docs: include_str!("interface_endpoints_not_shared.md"),
    check: Check::Link(check),
};

/// VPCs that have an endpoint for one service, from which they are many. Ours: the source says "many".
const MANY: usize = 3;

/// One service with endpoints in many VPCs of a hub: what one VPC's would save a month.
struct Found<'d> {
    service: &'d ServiceName,
    vpcs: usize,
    link: &'d Link,
    saved: Usd,
}

fn check(context: &Context<'_>, hub: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &hub.kind else { return };
    let mut regions: BTreeMap<&Region, BTreeSet<&VpcId>> = BTreeMap::new();
    for vpc in gateway.vpcs.keys().filter_map(|id| context.design.vpc(id)) {
        if let Some(region) = &vpc.region {
            regions.entry(region).or_default().insert(&vpc.id);
        }
    }
    for (region, attached) in regions {
        let found = services(context.design, context.facts, region, &attached);
        let Some(first) = found.first() else { continue };
        let names: Vec<String> = found.iter().take(MANY).map(|one| format!("`{}`", one.service)).collect();
        let more = found.len().saturating_sub(MANY);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let vpcs = found.iter().map(|one| one.vpcs).max().unwrap_or_default();
        let saved: Usd = found.iter().map(|one| one.saved).sum();
        let message = format!(
            "up to {vpcs} VPCs on `{}` have interface endpoints of their own for {}{more}; shared ones in one VPC would \
             save {saved} US dollars a month{}",
            hub.id,
            names.join(", "),
            until(context.facts, region, saved),
        );
        findings.push(RULE.finding(hub.locus(), message).and_at(first.link.locus(), "one of the endpoints").fix(
            "keep the endpoints of one VPC with private DNS off, and share a private hosted zone for each service",
        ));
    }
}

/// The services with endpoints in many VPCs, for which sharing saves something.
fn services<'d>(design: &'d Design, facts: &Facts, region: &Region, attached: &BTreeSet<&VpcId>) -> Vec<Found<'d>> {
    let billing = Billing::default();
    let Some(hour) = facts.price(PriceId::InterfaceEndpointHour, region.as_str()) else { return Vec::new() };
    let Some(month) = hour.month(&billing) else { return Vec::new() };
    // By service and VPC: in how many zones, and the link.
    let mut zones: BTreeMap<&ServiceName, BTreeMap<&VpcId, (u64, &Link)>> = BTreeMap::new();
    for link in design.links.values() {
        let LinkKind::InterfaceEndpoint(endpoint) = &link.kind else { continue };
        for (vpc, one) in endpoint.endpoints.iter().filter(|(vpc, _)| attached.contains(vpc)) {
            let count = u64::try_from(one.subnets.len()).unwrap_or(u64::MAX);
            let entry = zones.entry(&endpoint.service).or_default().entry(vpc).or_insert((0, link));
            entry.0 = entry.0.saturating_add(count);
        }
    }
    let mut found = Vec::new();
    for (service, by_vpc) in zones.into_iter().filter(|(_, by_vpc)| by_vpc.len() >= MANY) {
        let all: u64 = by_vpc.values().map(|(zones, _)| *zones).sum();
        let kept = by_vpc.values().map(|(zones, _)| *zones).max().unwrap_or_default();
        let Some(data) = through_hub(design, facts, region, service, &by_vpc) else { continue };
        let hours = month * (all - kept);
        if let (true, Some((_, link))) = (hours > data, by_vpc.values().next()) {
            found.push(Found { service, vpcs: by_vpc.len(), link, saved: hours - data });
        }
    }
    found
}

/// What a hub charges a month for what needs send to a service from all VPCs but one, as far as volumes are given.
fn through_hub(
    design: &Design,
    facts: &Facts,
    region: &Region,
    service: &ServiceName,
    by_vpc: &BTreeMap<&VpcId, (u64, &Link)>,
) -> Option<Usd> {
    let mut volumes: BTreeMap<VpcId, u64> = BTreeMap::new();
    let calls = |need: &Need| !need.never && matches!(need.to(), Party::AwsService(name) if name == service);
    for need in design.pairs().filter(|need| calls(need)) {
        if let (Some(Home::Vpc(vpc)), Some(traffic)) = (design.home(need.from()), need.traffic)
            && by_vpc.contains_key(&vpc)
        {
            let sum = volumes.entry(vpc).or_default();
            *sum = sum.saturating_add(traffic.0);
        }
    }
    let all: u64 = volumes.values().fold(0, |sum, one| sum.saturating_add(*one));
    let far = all.saturating_sub(volumes.values().copied().max().unwrap_or_default());
    if far == 0 {
        return Some(Usd::ZERO);
    }
    facts.price(PriceId::TgwGb, region.as_str())?.cost_of_parts(u128::from(far), 1_000, &Billing::default())
}

/// From which volume on the hub's charge eats the saving, where its price is known.
fn until(facts: &Facts, region: &Region, saved: Usd) -> String {
    let per_gb = facts.price(PriceId::TgwGb, region.as_str()).map(|price| price.usd.pico()).filter(|pico| *pico > 0);
    match per_gb.and_then(|pico| saved.pico().checked_div(pico)) {
        Some(gigabytes) => format!(", as long as less than {gigabytes} GB a month more than is given go over the hub"),
        None => String::new(),
    }
}
