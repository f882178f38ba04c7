//! TL806 peering-mesh.

use std::collections::{BTreeMap, BTreeSet};

use crate::cidr::overlap;
use crate::design::{Design, Home, Link, LinkKind, Mechanism, PeeringStatus};
use crate::facts::{Billing, FactId, Facts, LimitId, PriceId, Usd};
use crate::finding::{RuleId, Severity};
use crate::ids::{Region, VpcId};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(806),
    name: "peering-mesh",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::DgFewVpcs, FactId::DgTgwMesh, FactId::PeerMeshCount, FactId::PriceTgwAttachHour],
    docs: include_str!("peering_mesh.md"),
    check: Check::Design(check),
};

/// VPCs of one Region that peering connections join, directly or through each other.
#[derive(Debug)]
struct Mesh<'d> {
    region: &'d Region,
    vpcs: BTreeSet<&'d VpcId>,
    peerings: Vec<&'d Link>,
}

fn check(context: &Context<'_>, findings: &mut Findings) {
    let preferences = &context.design.preferences;
    if preferences.forbid.contains(&Mechanism::TransitGateway) || preferences.prefer.contains(&Mechanism::VpcPeering) {
        return;
    }
    let few = usize::try_from(context.facts.limit(LimitId::DgFewVpcs)).unwrap_or(usize::MAX);
    for mesh in meshes(context.design).into_iter().filter(|mesh| mesh.vpcs.len() >= few) {
        if clash(context.design, &mesh) || has_hub(context.design, &mesh) {
            continue;
        }
        let (Some(first), Some(price)) = (mesh.peerings.first(), hub_price(context.design, context.facts, &mesh))
        else {
            continue;
        };
        // One attachment for each VPC, and the hub itself.
        let fewer = mesh.peerings.len().saturating_sub(mesh.vpcs.len() + 1);
        let upkeep = Usd::from_dollars(1) * preferences.upkeep_usd_per_object;
        let saved = upkeep * u64::try_from(fewer).unwrap_or(u64::MAX);
        if saved <= price {
            continue;
        }
        let message = format!(
            "{} peering connections join {} VPCs of {}; on one transit gateway they would be {fewer} objects fewer to own, \
             which saves {} US dollars a month at {upkeep} each, {price} for the hub taken off",
            mesh.peerings.len(),
            mesh.vpcs.len(),
            mesh.region,
            saved - price,
        );
        findings.push(
            RULE.finding(first.locus(), message)
                .fix("attach them to one transit gateway, and keep the peering of a pair with a heavy flow"),
        );
    }
}

/// The meshes, in order of their first VPC.
fn meshes(design: &Design) -> Vec<Mesh<'_>> {
    let region = |id: &VpcId| design.vpc(id).and_then(|vpc| vpc.region.as_ref());
    let mut joined: BTreeMap<&VpcId, Vec<(&VpcId, &Link)>> = BTreeMap::new();
    for link in design.links.values() {
        let LinkKind::VpcPeering(peering) = &link.kind else { continue };
        let (one, other) = (&peering.between.0, &peering.between.1);
        if peering.status == PeeringStatus::Active && region(one).is_some() && region(one) == region(other) {
            joined.entry(one).or_default().push((other, link));
            joined.entry(other).or_default().push((one, link));
        }
    }
    let mut found = Vec::new();
    let mut seen: BTreeSet<&VpcId> = BTreeSet::new();
    for start in joined.keys() {
        let Some(region) = region(start).filter(|_| !seen.contains(*start)) else { continue };
        let (mut vpcs, mut peerings) = (BTreeSet::from([*start]), BTreeMap::new());
        let mut open = vec![*start];
        while let Some(vpc) = open.pop() {
            for (other, link) in joined.get(vpc).into_iter().flatten() {
                peerings.insert(&link.id, *link);
                if vpcs.insert(*other) {
                    open.push(*other);
                }
            }
        }
        seen.extend(&vpcs);
        found.push(Mesh { region, vpcs, peerings: peerings.into_values().collect() });
    }
    found
}

/// Whether blocks are used twice in a mesh: a hub has one route for each.
fn clash(design: &Design, mesh: &Mesh<'_>) -> bool {
    let vpcs = mesh.vpcs.iter().filter_map(|id| design.vpc(id));
    let blocks: Vec<_> = vpcs.flat_map(|vpc| vpc.all_blocks().into_iter().map(|block| (block, &vpc.id))).collect();
    overlap::sweep(&blocks).any(|(one, other)| match (blocks.get(one), blocks.get(other)) {
        (Some((_, one)), Some((_, other))) => one != other,
        _ => false,
    })
}

/// Whether one transit gateway or core network joins all of a mesh already: then the peerings stand beside it.
fn has_hub(design: &Design, mesh: &Mesh<'_>) -> bool {
    design.links.values().any(|link| match &link.kind {
        LinkKind::TransitGateway(gateway) => mesh.vpcs.iter().all(|vpc| gateway.vpcs.contains_key(*vpc)),
        LinkKind::CloudWan(core) => mesh.vpcs.iter().all(|vpc| core.vpcs.contains_key(*vpc)),
        _ => false,
    })
}

/// What the hub costs a month: its attachments, and the volumes of needs between its VPCs as far as they are given.
fn hub_price(design: &Design, facts: &Facts, mesh: &Mesh<'_>) -> Option<Usd> {
    let billing = Billing::default();
    let attachment = facts.price(PriceId::TgwAttachHour, mesh.region.as_str())?.month(&billing)?;
    let of_mesh = |home: Option<Home>| matches!(home, Some(Home::Vpc(vpc)) if mesh.vpcs.contains(&vpc));
    let megabytes: u64 = design
        .pairs()
        .filter(|need| !need.never && of_mesh(design.home(need.from())) && of_mesh(design.home(need.to())))
        .filter_map(|need| need.traffic.map(|traffic| traffic.0))
        .fold(0, u64::saturating_add);
    let data = match megabytes {
        0 => Usd::ZERO,
        some => facts.price(PriceId::TgwGb, mesh.region.as_str())?.cost_of_parts(u128::from(some), 1_000, &billing)?,
    };
    Some(attachment * u64::try_from(mesh.vpcs.len()).unwrap_or(u64::MAX) + data)
}
