//! Through transit gateways and core networks: the attachment in the sender's zone, the table it is associated with, and
//! the attachment that the longest prefix leads to.

use std::net::IpAddr;

use super::follow::holds;
use super::holder::{Holder, Role, Stretch};
use super::leg::{Ends, Leg, Traveller};
use super::{node, with};
use crate::cidr::{Cidr, Family};
use crate::design::{Attachment, Connectivity, Home, LinkKind, TransitGateway, TransitGatewayTarget, Vpc};
use crate::ids::{LinkId, RouteTableId, SiteId, SubnetId, VpcId};
use crate::network::fabric::NodeKind;
use crate::network::hybrid_site;

/// What packets enter and leave a transit gateway by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Door {
    /// The attachment of a VPC.
    Vpc(VpcId),
    /// The attachment of a Direct Connect or VPN link.
    Hybrid(LinkId),
    /// A peering attachment.
    Peering(LinkId),
}

/// The address that stands at the same place of another block.
fn moved(address: IpAddr, from: Cidr, to: Cidr) -> IpAddr {
    match (address, from.first(), to.first()) {
        (IpAddr::V4(own), IpAddr::V4(from), IpAddr::V4(to)) => {
            IpAddr::V4(to.to_bits().saturating_add(own.to_bits().saturating_sub(from.to_bits())).into())
        }
        _ => address,
    }
}

impl Leg<'_> {
    /// From a subnet to a transit gateway or core network.
    pub(super) fn to_hub(&self, id: &LinkId, vpc: &Vpc, here: &Stretch, mut traveller: Traveller) -> Ends {
        let Some(subnets) = self.attached_subnets(id, &vpc.id) else {
            self.flaw(traveller.step, || format!("VPC `{}` is not attached to `{id}`", vpc.id));
            return Vec::new();
        };
        let attachment = self.gateway(id).and_then(|gateway| gateway.vpcs.get(&vpc.id));
        if let Some(translators) = attachment.and_then(|one| self.translators(id, vpc, here, one, &traveller)) {
            return translators.into_iter().flat_map(|nat| self.by_nat(nat, here, traveller.clone())).collect();
        }
        let comparable = here.zone.is_some() && subnets.iter().all(|one| one.zone.is_some()) && !subnets.is_empty();
        let doors: Vec<&Stretch> = subnets.iter().filter(|one| !comparable || one.zone == here.zone).collect();
        if doors.is_empty() && !subnets.is_empty() {
            self.flaw(traveller.step, || format!("`{id}` has no attachment in the zone of {}", here.full_id()));
            return Vec::new();
        }
        if !self.at(&mut traveller, NodeKind::Vpc, vpc.id.as_str()) {
            return Vec::new();
        }
        traveller.zone.clone_from(&here.zone);
        traveller.outbound_references = false;
        traveller.inbound_references &= self.refers(id, &vpc.id);
        let door = Door::Vpc(vpc.id.clone());
        if doors.is_empty() {
            return self.enter_hub(id, &door, traveller);
        }
        let mut ends = Vec::new();
        for subnet in doors {
            let mut inside = traveller.clone();
            if self.acl(&vpc.id, &subnet.id, &mut inside, true) {
                ends.extend(self.enter_hub(id, &door, inside));
            }
        }
        ends
    }

    fn gateway(&self, id: &LinkId) -> Option<&TransitGateway> {
        match &self.design.link(id)?.kind {
            LinkKind::TransitGateway(gateway) => Some(gateway),
            _ => None,
        }
    }

    /// The subnets of a VPC's attachment; `None` when it is not attached.
    fn attached_subnets(&self, id: &LinkId, vpc: &VpcId) -> Option<Vec<Stretch>> {
        let names: Vec<SubnetId> = match &self.design.link(id)?.kind {
            LinkKind::TransitGateway(gateway) => gateway.vpcs.get(vpc)?.subnets.iter().cloned().collect(),
            LinkKind::CloudWan(wan) => wan.vpcs.get(vpc)?.subnets.iter().cloned().collect(),
            _ => return None,
        };
        Some(names.iter().filter_map(|name| self.subnet(vpc, name)).collect())
    }

    /// Whether security groups may refer to each other over the attachment of a VPC.
    fn refers(&self, id: &LinkId, vpc: &VpcId) -> bool {
        let on = |gateway: &TransitGateway| {
            let attachment = gateway.vpcs.get(vpc)?.options.security_group_referencing?;
            Some(gateway.options.security_group_referencing? && attachment)
        };
        self.gateway(id).and_then(on) == Some(true)
    }

    /// The private NAT gateways that a packet goes through before an attachment: those in the sender's zone, if any.
    fn translators(
        &self,
        id: &LinkId,
        vpc: &Vpc,
        here: &Stretch,
        attachment: &Attachment,
        traveller: &Traveller,
    ) -> Option<Vec<Holder>> {
        let nats = || vpc.gateways.nat.iter().flat_map(|all| all.values());
        let told = nats().any(|nat| nat.connectivity == Connectivity::Private);
        let routable = attachment.routable.iter().flatten();
        let is_routable = |address| routable.clone().any(|block| block.contains_address(address));
        if !attachment.private_nat || told || is_routable(traveller.packet.source) {
            return None;
        }
        let inside = |block: &Cidr| routable.clone().any(|outer| outer.contains(*block));
        let standing: Vec<Stretch> =
            self.subnets_of(vpc).into_iter().filter(|subnet| subnet.blocks.iter().any(inside)).collect();
        let near: Vec<Stretch> = standing.iter().filter(|subnet| subnet.zone == here.zone).cloned().collect();
        let chosen = if near.is_empty() { standing } else { near };
        let nat = |subnet: Stretch| Holder {
            node: node(NodeKind::NatGateway, format!("{}/before {id}", vpc.id)),
            role: Role::Nat,
            vpc: vpc.id.clone(),
            subnet: subnet.id,
            addresses: Vec::new(),
            groups: None,
            public: false,
            perhaps: false,
        };
        Some(chosen.into_iter().map(nat).collect())
    }

    /// From a site, by every attachment of its links.
    pub(super) fn site_into_hubs(&self, site: &SiteId, traveller: &Traveller) -> Ends {
        let mut ends = Vec::new();
        for (id, link) in &self.design.links {
            let links: Vec<&LinkId> = match &link.kind {
                LinkKind::TransitGateway(gateway) => gateway.hybrid.keys().collect(),
                LinkKind::CloudWan(wan) => wan.hybrid.keys().collect(),
                _ => continue,
            };
            let to = traveller.packet.destination;
            let links = links.into_iter().filter(|link| self.site_of(link).as_ref() == Some(site));
            for link in links.filter(|link| self.hears(link, id.as_str(), to)) {
                ends.extend(self.enter_hub(id, &Door::Hybrid(link.clone()), traveller.clone()));
            }
        }
        ends
    }

    fn site_of(&self, link: &LinkId) -> Option<SiteId> {
        match hybrid_site(self.design, link)? {
            Home::Site(site) => Some(site),
            Home::Vpc(_) | Home::Aws(_) => None,
        }
    }

    /// Into a transit gateway by one of its attachments, and on by the route that wins.
    fn enter_hub(&self, id: &LinkId, door: &Door, mut traveller: Traveller) -> Ends {
        traveller.sent_on += 1;
        if traveller.sent_on > 40 || !self.at(&mut traveller, NodeKind::TransitGateway, id.as_str()) {
            return Vec::new();
        }
        if let (Some(gateway), Door::Vpc(vpc)) = (self.gateway(id), door) {
            let nat = gateway.vpcs.get(vpc).into_iter().flat_map(|attachment| &attachment.nat);
            let source = traveller.packet.source;
            if let Some((inside, outside)) = nat.into_iter().find(|(inside, _)| inside.contains_address(source)) {
                traveller.packet =
                    with(traveller.packet, moved(source, *inside, *outside), traveller.packet.destination);
                if !self.at(&mut traveller, NodeKind::Vpc, vpc.as_str()) {
                    return Vec::new();
                }
                traveller.lose_references();
            }
        }
        let won = self.hub_winners(id, door, traveller.packet.destination);
        if won.is_empty() {
            let to = traveller.packet.destination;
            self.flaw(traveller.step, || format!("no route of `{id}` for what comes in there leads to {to}"));
        }
        won.iter().flat_map(|out| self.out_of_hub(id, out, traveller.clone())).collect()
    }

    /// The attachments that routes for an address lead to from one attachment: those of the best rank.
    pub(super) fn hub_winners(&self, id: &LinkId, door: &Door, to: IpAddr) -> Vec<Door> {
        let mut routes: Vec<(Cidr, u8, Option<Door>)> = match self.design.link(id).map(|link| &link.kind) {
            Some(LinkKind::TransitGateway(gateway)) => match self.association(id, gateway, door) {
                Some(table) => self.gateway_routes(gateway, table),
                None => Vec::new(),
            },
            Some(LinkKind::CloudWan(_)) => self.segment_routes(id, door),
            _ => Vec::new(),
        };
        routes.retain(|(block, ..)| block.contains_address(to));
        let best = routes.iter().map(|(block, rank, _)| (block.prefix_len(), 255 - rank)).max();
        let won = routes.into_iter().filter(|(block, rank, _)| Some((block.prefix_len(), 255 - rank)) == best);
        won.filter_map(|(.., out)| out).collect()
    }

    /// The route table that an attachment is associated with: `Some(None)` for the one that is there when none is told.
    pub(super) fn association(
        &self,
        id: &LinkId,
        gateway: &TransitGateway,
        door: &Door,
    ) -> Option<Option<RouteTableId>> {
        let Some(tables) = &gateway.route_tables else { return Some(None) };
        let told = match door {
            Door::Vpc(vpc) => gateway.vpcs.get(vpc)?.route_table.clone(),
            Door::Hybrid(link) => gateway.hybrid.get(link)?.route_table.clone(),
            Door::Peering(link) => match gateway.peerings.get(link) {
                Some(attachment) => attachment.route_table.clone(),
                // AWS associates it with the default table: the only one, where there is but one.
                None => tables.keys().next().filter(|_| tables.len() == 1).cloned(),
            },
        };
        if told.is_none() {
            self.flaw(0, || format!("an attachment of `{id}` is associated with no route table"));
        }
        told.filter(|name| tables.contains_key(name)).map(Some)
    }

    /// The routes of a table: destination, rank (static, VPC, Direct Connect, VPN), and where to.
    pub(super) fn gateway_routes(
        &self,
        gateway: &TransitGateway,
        table: Option<RouteTableId>,
    ) -> Vec<(Cidr, u8, Option<Door>)> {
        let mut routes = Vec::new();
        let (vpcs, links): (Vec<&VpcId>, Vec<&LinkId>) = match &table {
            None => (gateway.vpcs.keys().collect(), gateway.hybrid.keys().collect()),
            Some(name) => {
                let Some(part) = gateway.route_tables.as_ref().and_then(|tables| tables.get(name)) else {
                    return routes;
                };
                for (to, target) in &part.routes {
                    let out = match target {
                        TransitGatewayTarget::Vpc(vpc) => Some(Door::Vpc(vpc.clone())),
                        TransitGatewayTarget::Hybrid(link) => Some(Door::Hybrid(link.clone())),
                        TransitGatewayTarget::Peering(link) => Some(Door::Peering(link.clone())),
                        TransitGatewayTarget::Blackhole => None,
                    };
                    routes.push((*to, 0, out));
                }
                (part.propagated_vpcs.iter().collect(), part.propagated_hybrid.iter().collect())
            }
        };
        for id in vpcs {
            let (Some(vpc), Some(attachment)) = (self.design.vpc(id), gateway.vpcs.get(id)) else { continue };
            let carried = attachment.announced(vpc.all_blocks()).into_iter();
            let carried =
                carried.filter(|block| block.family() == Family::V4 || attachment.options.ipv6 != Some(false));
            routes.extend(carried.map(|block| (block, 1, Some(Door::Vpc(id.clone())))));
        }
        routes.extend(links.into_iter().flat_map(|link| self.site_routes(link)));
        routes
    }

    /// What a hybrid link announces: the blocks of its site.
    fn site_routes(&self, link: &LinkId) -> Vec<(Cidr, u8, Option<Door>)> {
        let rank = match self.design.link(link).map(|link| &link.kind) {
            Some(LinkKind::DirectConnect(_)) => 2,
            Some(LinkKind::SiteToSiteVpn(_)) => 3,
            _ => return Vec::new(),
        };
        let site = self.site_of(link).and_then(|site| self.design.site(&site));
        let blocks = site.into_iter().flat_map(|site| &site.cidrs);
        blocks.map(|block| (*block, rank, Some(Door::Hybrid(link.clone())))).collect()
    }

    fn segment_routes(&self, id: &LinkId, door: &Door) -> Vec<(Cidr, u8, Option<Door>)> {
        let Some(LinkKind::CloudWan(wan)) = self.design.link(id).map(|link| &link.kind) else { return Vec::new() };
        let own = match door {
            Door::Vpc(vpc) => wan.vpcs.get(vpc),
            Door::Hybrid(link) => wan.hybrid.get(link),
            Door::Peering(_) => None,
        };
        let Some(own) = own else { return Vec::new() };
        let mut routes = Vec::new();
        for (vpc, one) in &wan.vpcs {
            let blocks = self.design.vpc(vpc).map(|vpc| vpc.all_blocks()).unwrap_or_default();
            if wan.joins(own.segment.as_deref(), one.segment.as_deref()) {
                routes.extend(blocks.into_iter().map(|block| (block, 1, Some(Door::Vpc(vpc.clone())))));
            }
        }
        for (link, one) in &wan.hybrid {
            if wan.joins(own.segment.as_deref(), one.segment.as_deref()) {
                routes.extend(self.site_routes(link));
            }
        }
        routes
    }

    fn out_of_hub(&self, id: &LinkId, out: &Door, mut traveller: Traveller) -> Ends {
        match out {
            Door::Vpc(name) => {
                let Some(vpc) = self.design.vpc(name) else { return Vec::new() };
                traveller.inbound_references &= self.refers(id, name);
                let to = traveller.packet.destination;
                let attachment = self.gateway(id).and_then(|gateway| gateway.vpcs.get(name));
                let nat = attachment.map(|attachment| &attachment.nat).into_iter().flatten();
                if let Some((inside, outside)) = nat.clone().find(|(_, outside)| outside.contains_address(to)) {
                    traveller.packet = with(traveller.packet, traveller.packet.source, moved(to, *outside, *inside));
                    traveller.lose_references();
                    if !self.at(&mut traveller, NodeKind::Vpc, name.as_str()) {
                        return Vec::new();
                    }
                } else if !traveller.tolerant && nat.clone().any(|(inside, _)| inside.contains_address(to)) {
                    // Nobody says that AWS lets this in.
                    return Vec::new();
                }
                self.hub_into_vpc(id, vpc, traveller)
            }
            Door::Hybrid(link) => {
                traveller.lose_references();
                self.site_of(link).map(|site| self.arrive_at_site(link, &site, traveller)).unwrap_or_default()
            }
            Door::Peering(link) => {
                let Some(LinkKind::TransitGatewayPeering(peering)) = self.design.link(link).map(|link| &link.kind)
                else {
                    return Vec::new();
                };
                traveller.lose_references();
                traveller.zone = None;
                let Some(other) = peering.other(id) else { return Vec::new() };
                if !self.at(&mut traveller, NodeKind::Peering, link.as_str()) {
                    return Vec::new();
                }
                self.enter_hub(other, &Door::Peering(link.clone()), traveller)
            }
        }
    }

    /// Out of a transit gateway into a VPC: by the interface in the sender's zone where there is one.
    fn hub_into_vpc(&self, id: &LinkId, vpc: &Vpc, mut traveller: Traveller) -> Ends {
        let subnets = self.attached_subnets(id, &vpc.id).unwrap_or_default();
        if subnets.is_empty() {
            let inside = holds(vpc, traveller.packet.destination);
            return if inside { self.enter_vpc(&vpc.id, traveller, None) } else { Vec::new() };
        }
        if !self.at(&mut traveller, NodeKind::Vpc, vpc.id.as_str()) {
            return Vec::new();
        }
        traveller.finds = None;
        let near = |one: &&Stretch| traveller.zone.is_some() && one.zone == traveller.zone;
        let near: Vec<&Stretch> = subnets.iter().filter(near).collect();
        let doors = if near.is_empty() { subnets.iter().collect() } else { near };
        let mut ends = Vec::new();
        for door in doors {
            let mut inside = traveller.clone();
            if door.holds(inside.packet.destination) {
                // AWS: into the attachment's own subnet no network ACL is asked.
                if self.at(&mut inside, NodeKind::Subnet, door.full_id()) {
                    ends.extend(self.in_subnet(door, inside));
                }
            } else if self.acl(&vpc.id, &door.id, &mut inside, false) {
                ends.extend(self.route(door, inside));
            }
        }
        ends
    }
}
