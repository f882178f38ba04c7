//! What a VPC that holds an endpoint, a gateway or a load balancer needs so that it answers a party beyond it: a site that
//! calls the endpoint, or one that the gateway leads to.

use std::collections::BTreeSet;

use super::{Addition, Situation};
use crate::design::{Home, LinkKind, Vpc};
use crate::ids::{AzId, LinkId, SubnetId};
use crate::network::first_hop;
use crate::network::routing::{Extent, Hop, Routed, routed};

impl<'d> Situation<'d> {
    /// What lets a VPC in which an endpoint, gateway or load balancer stands answer a party beyond it, over the link by
    /// which the two are joined: routes, and an attachment in the zones where it stands.
    pub fn answers_beyond(
        &self,
        vpc: &'d Vpc,
        standing: &BTreeSet<SubnetId>,
        far: &Home,
        additions: &mut BTreeSet<Addition>,
    ) {
        let near = Home::Vpc(vpc.id.clone());
        if near == *far {
            return;
        }
        let links = self.network.links_between(far, &near);
        let hops: Vec<LinkId> = links.iter().map(|link| first_hop(self.design, &near, link)).collect();
        let blocks = self.design.blocks_in(far, self.need.family());
        let served = self.served_subnets(vpc);
        let leads = |hop: &&LinkId| {
            let hop = Hop::of(self.design, &vpc.id, hop);
            !matches!(routed(vpc, served.iter().copied(), &blocks, &hop, Extent::Every), Routed::No(_))
        };
        let led = hops.iter().find(leads).cloned();
        let Some(link) = led.clone().or_else(|| hops.into_iter().next()) else { return };
        let subnets = self.beside_attachment(vpc, &link, standing, additions);
        if !subnets.is_empty() {
            additions.insert(Addition::AttachmentSubnets { link: link.clone(), vpc: vpc.id.clone(), subnets });
        }
        if led.is_none() {
            additions.insert(Addition::Routes { vpc: vpc.id.clone(), link, to: blocks.into_iter().collect() });
        }
    }

    /// The subnets that an attachment to a transit gateway lacks: one in each zone that only what stands there is in.
    fn beside_attachment(
        &self,
        vpc: &Vpc,
        hub: &LinkId,
        standing: &BTreeSet<SubnetId>,
        additions: &BTreeSet<Addition>,
    ) -> BTreeSet<SubnetId> {
        let Some(LinkKind::TransitGateway(gateway)) = self.design.link(hub).map(|link| &link.kind) else {
            return BTreeSet::new();
        };
        let made = |id: &SubnetId| {
            additions.iter().find_map(|one| match one {
                Addition::Subnet { vpc: of, subnet, az, .. } if *of == vpc.id && subnet == id => Some(az.clone()),
                _ => None,
            })
        };
        let zone = |id: &SubnetId| vpc.subnets.get(id).map_or_else(|| made(id).flatten(), |subnet| subnet.az.clone());
        let attached = gateway.vpcs.get(&vpc.id).map(|attachment| &attachment.subnets);
        let Some(attached) = attached.filter(|attached| !attached.is_empty()) else { return BTreeSet::new() };
        let covered: Option<BTreeSet<AzId>> = attached.iter().map(&zone).collect();
        // A zone that is not told may be any.
        let Some(mut covered) = covered else { return BTreeSet::new() };
        standing.iter().filter(|id| zone(id).is_some_and(|zone| covered.insert(zone))).cloned().collect()
    }
}
