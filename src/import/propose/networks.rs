//! Evidence about whole networks: those with routes to each other over VPC peering or one transit gateway.

use std::collections::{BTreeMap, BTreeSet};

use super::Proposal;
use crate::cidr::{Cidr, overlap};
use crate::design::{
    Attachment, Design, Home, Link, LinkKind, PeeringStatus, Target, TransitGateway, TransitGatewayTarget,
};
use crate::ids::{LinkId, VpcId};

/// Networks of one proposal, at most: as many as one need may join.
const MOST_IN_A_MESH: usize = 300;

/// Networks that have routes to each other over one link, in both directions. A default route is none: it leads to the
/// internet or to a firewall.
pub(super) fn routed(design: &Design) -> Vec<Proposal> {
    let mut found = Vec::new();
    for link in design.links.values() {
        match &link.kind {
            LinkKind::VpcPeering(peering) if peering.status == PeeringStatus::Active => {
                let (one, other) = (&peering.between.0, &peering.between.1);
                let there = leads(&over(design, one, &link.id), &blocks(design, other));
                if there && leads(&over(design, other, &link.id), &blocks(design, one)) {
                    found.push(proposal(link, &BTreeSet::from([one, other]), "VPC peering"));
                }
            }
            LinkKind::TransitGateway(gateway) => {
                let meshes = meshes(&pairs(design, &link.id, gateway));
                found.extend(meshes.iter().map(|mesh| proposal(link, mesh, "transit gateway")));
            }
            _ => {}
        }
    }
    found
}

fn proposal(link: &Link, networks: &BTreeSet<&VpcId>, what: &str) -> Proposal {
    Proposal {
        from: networks.iter().map(|vpc| format!("vpc/{vpc}")).collect(),
        to: None,
        protocol: None,
        requires: Vec::new(),
        because: format!("they have routes to each other over {what} `{}`", link.id),
        place: link.place.clone(),
    }
}

fn blocks(design: &Design, vpc: &VpcId) -> Vec<Cidr> {
    design.routed_blocks(&Home::Vpc(vpc.clone()))
}

/// Where the route tables of a VPC lead over a link.
fn over(design: &Design, vpc: &VpcId, link: &LinkId) -> BTreeSet<Cidr> {
    let tables = design.vpc(vpc).and_then(|vpc| vpc.route_tables.as_ref());
    let routes = tables.into_iter().flatten().flat_map(|(_, table)| &table.routes);
    let over = routes.filter(|route| route.via == Target::Link(link.clone()) && route.to.prefix_len() > 0);
    over.map(|route| route.to).collect()
}

fn leads(routes: &BTreeSet<Cidr>, blocks: &[Cidr]) -> bool {
    routes.iter().any(|route| blocks.iter().any(|block| route.overlaps(*block)))
}

/// Pairs of VPCs on a transit gateway that its tables and their own lead to each other.
fn pairs<'g>(design: &Design, id: &LinkId, gateway: &'g TransitGateway) -> BTreeMap<&'g VpcId, BTreeSet<&'g VpcId>> {
    let all: Vec<(&VpcId, &Attachment, BTreeSet<Cidr>, Vec<Cidr>)> = (gateway.vpcs.iter())
        .map(|(vpc, attachment)| (vpc, attachment, over(design, vpc, id), blocks(design, vpc)))
        .filter(|(_, _, routes, blocks)| !routes.is_empty() && !blocks.is_empty())
        .collect();
    let mut found: BTreeMap<&VpcId, BTreeSet<&VpcId>> = BTreeMap::new();
    for (index, (one, attached, routes, own)) in all.iter().enumerate() {
        for (other, other_attached, other_routes, theirs) in all.iter().skip(index + 1) {
            let routed = leads(routes, theirs) && leads(other_routes, own);
            if routed
                && overlap::any_overlap(own, theirs).is_none()
                && carries(gateway, attached, other, theirs)
                && carries(gateway, other_attached, one, own)
            {
                found.entry(*one).or_default().insert(*other);
                found.entry(*other).or_default().insert(*one);
            }
        }
    }
    found
}

/// Whether the table of an attachment leads to a VPC.
fn carries(gateway: &TransitGateway, from: &Attachment, to: &VpcId, blocks: &[Cidr]) -> bool {
    let Some(tables) = &gateway.route_tables else { return true };
    let table = match &from.route_table {
        Some(id) => tables.get(id),
        None if tables.len() == 1 => tables.values().next(),
        None => None,
    };
    let Some(table) = table else { return false };
    blocks.iter().any(|block| {
        let there = |target: &TransitGatewayTarget| matches!(target, TransitGatewayTarget::Vpc(vpc) if vpc == to);
        let longest = |of: &dyn Fn(&TransitGatewayTarget) -> bool| {
            let routes = table.routes.iter().filter(|(cidr, target)| cidr.contains(*block) && of(target));
            routes.map(|(cidr, _)| cidr.prefix_len()).max()
        };
        // A static route to the block itself, such as a blackhole, stands before what propagates.
        let elsewhere = longest(&|target| !there(target));
        let learnt = table.propagated_vpcs.contains(to).then_some(block.prefix_len());
        match (longest(&there), learnt) {
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
