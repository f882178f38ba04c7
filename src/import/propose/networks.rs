//! Evidence about whole networks: those with routes to each other over VPC peering or a hub, and sites behind a link.

use std::collections::{BTreeMap, BTreeSet};

use super::{Passed, Proposal};
use crate::cidr::{Cidr, overlap};
use crate::design::{
    Attachment, CoreAttachment, Design, Home, Link, LinkKind, PeeringStatus, Target, TransitGateway,
    TransitGatewayTarget,
};
use crate::ids::{LinkId, SiteId, VpcId};

/// Networks of one proposal, at most: as many as one need may join.
const MOST_IN_A_MESH: usize = 300;
const NO_BLOCKS: &str = "links lead to it, and its blocks are not known";

/// A VPC on a link, with how it is attached, where its tables lead over the link, and its blocks.
type On<'d, A> = (&'d VpcId, &'d A, BTreeSet<Cidr>, Vec<Cidr>);

/// Networks that have routes to each other over one link, in both directions. A default route is none: it leads to the
/// internet or to a firewall.
pub(super) fn routed(design: &Design, passed: &mut Passed) -> Vec<Proposal> {
    let mut found = Vec::new();
    for link in design.links.values() {
        let own = Target::Link(link.id.clone());
        match &link.kind {
            LinkKind::VpcPeering(peering) if peering.status == PeeringStatus::Active => {
                let (one, other) = (&peering.between.0, &peering.between.1);
                let there = leads(&over(design, one, &own), &blocks(design, other));
                if there && leads(&over(design, other, &own), &blocks(design, one)) {
                    found.push(proposal(link, [one, other].map(vpc), "VPC peering"));
                }
            }
            LinkKind::TransitGateway(gateway) => {
                let all = on(design, &own, &gateway.vpcs);
                let carried = |one: &On<'_, Attachment>, other: &On<'_, Attachment>| {
                    carries(gateway, one.1, To::Vpc(other.0), &other.3)
                };
                let meshes = meshes(&pairs(&all, &|one, other| carried(one, other) && carried(other, one)));
                found
                    .extend(meshes.iter().map(|mesh| proposal(link, mesh.iter().copied().map(vpc), "transit gateway")));
                for (hybrid, attached) in &gateway.hybrid {
                    let back = |one: &On<'_, Attachment>, site: &[Cidr]| {
                        carries(gateway, one.1, To::Hybrid(hybrid), site)
                            && carries(gateway, attached, To::Vpc(one.0), &one.3)
                    };
                    found.extend(to_site(design, link, hybrid, &all, &back, "transit gateway", passed));
                }
            }
            LinkKind::CloudWan(core) => {
                let all = on(design, &own, &core.vpcs);
                let joined = |one: &CoreAttachment, other: &CoreAttachment| {
                    core.joins(one.segment.as_deref(), other.segment.as_deref())
                };
                let meshes = meshes(&pairs(&all, &|one, other| joined(one.1, other.1)));
                found.extend(meshes.iter().map(|mesh| proposal(link, mesh.iter().copied().map(vpc), CORE)));
                for (hybrid, attached) in &core.hybrid {
                    let back = |one: &On<'_, CoreAttachment>, _: &[Cidr]| joined(one.1, attached);
                    found.extend(to_site(design, link, hybrid, &all, &back, CORE, passed));
                }
            }
            LinkKind::SiteToSiteVpn(_) | LinkKind::DirectConnect(_) => {
                // On a hub it has no VPC of its own. How the site routes is not told: its end of the link is taken to.
                let vpcs: Vec<&VpcId> = match &link.kind {
                    LinkKind::DirectConnect(circuit) => circuit.vpcs.iter().collect(),
                    LinkKind::SiteToSiteVpn(vpn) => vpn.vpc.iter().collect(),
                    _ => Vec::new(),
                };
                let all = on(design, &Target::VirtualPrivateGateway, vpcs.into_iter().map(|vpc| (vpc, &())));
                found.extend(to_site(design, link, &link.id, &all, &|_, _| true, "", passed));
            }
            _ => {}
        }
    }
    found
}

/// A core network in words.
const CORE: &str = "core network";

fn proposal(link: &Link, parties: impl IntoIterator<Item = String>, what: &str) -> Proposal {
    let over = if what.is_empty() { format!("`{}`", link.id) } else { format!("{what} `{}`", link.id) };
    Proposal {
        from: parties.into_iter().collect(),
        to: None,
        protocol: None,
        requires: Vec::new(),
        because: format!("they have routes to each other over {over}"),
        place: link.place.clone(),
    }
}

fn vpc(id: &VpcId) -> String {
    format!("vpc/{id}")
}

fn blocks(design: &Design, vpc: &VpcId) -> Vec<Cidr> {
    design.routed_blocks(&Home::Vpc(vpc.clone()))
}

/// Where the route tables of a VPC lead by way of a target.
fn over(design: &Design, vpc: &VpcId, via: &Target) -> BTreeSet<Cidr> {
    let tables = design.vpc(vpc).and_then(|vpc| vpc.route_tables.as_ref());
    let routes = tables.into_iter().flatten().flat_map(|(_, table)| &table.routes);
    routes.filter(|route| route.via == *via && route.to.prefix_len() > 0).map(|route| route.to).collect()
}

fn leads(routes: &BTreeSet<Cidr>, blocks: &[Cidr]) -> bool {
    routes.iter().any(|route| blocks.iter().any(|block| route.overlaps(*block)))
}

/// The VPCs on a link that send something over it.
fn on<'d, A>(design: &Design, via: &Target, attached: impl IntoIterator<Item = (&'d VpcId, &'d A)>) -> Vec<On<'d, A>> {
    let all = attached.into_iter();
    let all = all.map(|(vpc, attachment)| (vpc, attachment, over(design, vpc, via), blocks(design, vpc)));
    all.filter(|(_, _, routes, blocks)| !routes.is_empty() && !blocks.is_empty()).collect()
}

/// Pairs of VPCs on a hub that their own tables lead to each other, and the hub too.
fn pairs<'d, A>(
    all: &[On<'d, A>],
    carries: &dyn Fn(&On<'d, A>, &On<'d, A>) -> bool,
) -> BTreeMap<&'d VpcId, BTreeSet<&'d VpcId>> {
    let mut found: BTreeMap<&VpcId, BTreeSet<&VpcId>> = BTreeMap::new();
    for (index, one) in all.iter().enumerate() {
        for other in all.iter().skip(index + 1) {
            let routed = leads(&one.2, &other.3) && leads(&other.2, &one.3);
            if routed && overlap::any_overlap(&one.3, &other.3).is_none() && carries(one, other) {
                found.entry(one.0).or_default().insert(other.0);
                found.entry(other.0).or_default().insert(one.0);
            }
        }
    }
    found
}

/// The VPCs of a link that lead to the site behind a VPN connection or Direct Connect link, each with the site.
fn to_site<'d, A>(
    design: &Design,
    link: &Link,
    hybrid: &LinkId,
    all: &[On<'d, A>],
    back: &dyn Fn(&On<'d, A>, &[Cidr]) -> bool,
    what: &str,
    passed: &mut Passed,
) -> Vec<Proposal> {
    let Some(site) = site_of(design, hybrid) else { return Vec::new() };
    let theirs = design.routed_blocks(&Home::Site(site.clone()));
    if theirs.is_empty() && !all.is_empty() {
        passed.entry(NO_BLOCKS).or_default().insert(format!("site `{site}`"));
    }
    let routed = all.iter().filter(|one| leads(&one.2, &theirs) && back(one, &theirs));
    routed.map(|one| proposal(link, [format!("site/{site}"), vpc(one.0)], what)).collect()
}

fn site_of<'d>(design: &'d Design, hybrid: &LinkId) -> Option<&'d SiteId> {
    match &design.link(hybrid)?.kind {
        LinkKind::SiteToSiteVpn(vpn) => Some(&vpn.site),
        LinkKind::DirectConnect(circuit) => Some(&circuit.site),
        _ => None,
    }
}

/// What stands behind an attachment of a transit gateway.
#[derive(Clone, Copy)]
enum To<'d> {
    Vpc(&'d VpcId),
    Hybrid(&'d LinkId),
}

/// Whether the table of an attachment leads to another one.
fn carries(gateway: &TransitGateway, from: &Attachment, to: To<'_>, blocks: &[Cidr]) -> bool {
    let Some(tables) = &gateway.route_tables else { return true };
    let table = match &from.route_table {
        Some(id) => tables.get(id),
        None if tables.len() == 1 => tables.values().next(),
        None => None,
    };
    let Some(table) = table else { return false };
    let is_there = |target: &TransitGatewayTarget| match (target, to) {
        (TransitGatewayTarget::Vpc(one), To::Vpc(other)) => one == other,
        (TransitGatewayTarget::Hybrid(one), To::Hybrid(other)) => one == other,
        _ => false,
    };
    let propagates = match to {
        To::Vpc(vpc) => table.propagated_vpcs.contains(vpc),
        To::Hybrid(link) => table.propagated_hybrid.contains(link),
    };
    blocks.iter().any(|block| {
        let longest = |there: bool| {
            let routes = table.routes.iter().filter(|(cidr, to)| cidr.contains(*block) && is_there(to) == there);
            routes.map(|(cidr, _)| cidr.prefix_len()).max()
        };
        // A static route to the block itself, such as a blackhole, stands before what propagates.
        let elsewhere = longest(false);
        let learnt = propagates.then_some(block.prefix_len());
        match (longest(true), learnt) {
            (Some(length), _) if elsewhere.is_none_or(|other| other < length) => true,
            (_, Some(length)) => elsewhere.is_none_or(|other| other < length),
            _ => false,
        }
    })
}

/// Pairs as sets of networks that all reach each other: every pair is in one of them.
fn meshes<'g>(pairs: &BTreeMap<&'g VpcId, BTreeSet<&'g VpcId>>) -> Vec<BTreeSet<&'g VpcId>> {
    let mut left = pairs.clone();
    let mut found = Vec::new();
    while let Some((one, other)) = left.iter().find_map(|(one, others)| Some((*one, *others.first()?))) {
        let mut mesh = BTreeSet::from([one, other]);
        for more in pairs.keys() {
            let joins = |member: &&VpcId| pairs.get(member).is_some_and(|others| others.contains(more));
            if mesh.len() < MOST_IN_A_MESH && !mesh.contains(more) && mesh.iter().all(joins) {
                mesh.insert(more);
            }
        }
        for member in &mesh {
            if let Some(others) = left.get_mut(member) {
                others.retain(|other| !mesh.contains(other));
            }
        }
        found.push(mesh);
    }
    found
}
