//! What lets a party and a site beyond a link answer each other: routes back and zones where an endpoint, a gateway or a load
//! balancer stands, and prefixes that Direct Connect announces.

use std::collections::BTreeSet;

use super::{Addition, Situation};
use crate::cidr::Cidr;
use crate::design::{Home, LinkKind, Vpc};
use crate::ids::{AzId, LinkId, SubnetId};
use crate::network::routing::{Extent, Hop, Routed, routed};
use crate::network::{first_hop, hybrid_site};

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
        let own = self.design.blocks_in(&near, self.need.family());
        self.announces(&link, vpc.id.as_str(), &own, additions);
        self.announced_over(&link, far, &own, additions);
        let subnets = self.beside_attachment(vpc, &link, standing, additions);
        if !subnets.is_empty() {
            additions.insert(Addition::AttachmentSubnets { link: link.clone(), vpc: vpc.id.clone(), subnets });
        }
        if led.is_none() {
            additions.insert(Addition::Routes { vpc: vpc.id.clone(), link, to: blocks.into_iter().collect() });
        }
    }

    /// Routes over two hubs, or one twice, to the blocks by which the parties see each other, and what lets a site among them
    /// hear of the other's.
    pub fn leads_over(&self, hubs: [&LinkId; 2], blocks: [Vec<Cidr>; 2], additions: &mut BTreeSet<Addition>) {
        let [from, to] = &blocks;
        for (site, hub, blocks) in [(&self.from, hubs[0], to), (&self.to, hubs[1], from)] {
            self.announced_over(hub, site, blocks, additions);
        }
        self.routes(hubs, blocks, additions);
    }

    /// What lets a site hear of some blocks over a hub, by each connection that attaches the site.
    fn announced_over(&self, hub: &LinkId, site: &Home, blocks: &[Cidr], additions: &mut BTreeSet<Addition>) {
        let Some(LinkKind::TransitGateway(gateway)) = self.design.link(hub).map(|link| &link.kind) else { return };
        let joins = |one: &&LinkId| hybrid_site(self.design, one).as_ref() == Some(site);
        for connection in gateway.hybrid.keys().filter(joins) {
            self.announces(connection, hub.as_str(), blocks, additions);
        }
    }

    /// What a Direct Connect association must allow to be announced so that its site hears of some blocks: where it says what
    /// it allows, and that leaves them out.
    pub fn announces(&self, connection: &LinkId, whose: &str, blocks: &[Cidr], additions: &mut BTreeSet<Addition>) {
        let Some(LinkKind::DirectConnect(kind)) = self.design.link(connection).map(|link| &link.kind) else { return };
        let Some(Some(allowed)) = kind.allowed_prefixes.get(whose) else { return };
        let held = |block: &Cidr| allowed.iter().any(|one| one.contains(*block));
        let prefixes: BTreeSet<Cidr> = blocks.iter().copied().filter(|block| !held(block)).collect();
        if !prefixes.is_empty() {
            let (link, whose) = (connection.clone(), whose.to_owned());
            additions.insert(Addition::AllowedPrefixes { link, whose, prefixes });
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
