//! A design as the fabric that packets move through: every name resolved to a key, every block to a range, routes in the
//! order in which they win. How packets move stands in `walk`.

mod arena;
mod build;
mod failure;
mod node;
mod parts;
mod proxies;
pub mod public;

use std::collections::{BTreeMap, BTreeSet};

use crate::cidr::Family;
use crate::ids::{AppId, LinkId, SiteId, VpcId};
use crate::network::packet::Span;

pub use arena::{Arena, Key};
pub use failure::Failing;
pub use node::{Node, NodeKind};
pub use parts::{
    AclPart, AddressPart, AttachedPart, AttachmentPart, BlockPart, Both, GroupPart, GroupPeer, GroupRule, Groups,
    HeardPart, HubPart, HubRoutePart, HubTablePart, InterfacePart, Known, PeeringPart, Role, RoutePart, Routing,
    SitePart, SubnetPart, TablePart, VpcPart, Way,
};
pub use proxies::{BalancerPart, DoorExit, DoorPart, DoorSource, ListenerPart, TargetPart, TunnelPart};

/// A design as a fabric.
#[derive(Debug, Clone, Default)]
pub struct Fabric {
    /// VPCs.
    pub vpcs: Arena<VpcPart>,
    /// Subnets.
    pub subnets: Arena<SubnetPart>,
    /// Route tables.
    pub tables: Arena<TablePart>,
    /// Network interfaces.
    pub interfaces: Arena<InterfacePart>,
    /// Security groups.
    pub groups: Arena<GroupPart>,
    /// Network ACLs.
    pub acls: Arena<AclPart>,
    /// VPC peering connections.
    pub peerings: Arena<PeeringPart>,
    /// Transit gateways.
    pub hubs: Arena<HubPart>,
    /// Sites.
    pub sites: Arena<SitePart>,
    /// Load balancers.
    pub balancers: Arena<BalancerPart>,
    /// Endpoints.
    pub doors: Arena<DoorPart>,
    /// Tunnels to whole VPCs.
    pub tunnels: Vec<TunnelPart>,
    /// The links that are Site-to-Site VPN connections.
    pub vpns: BTreeSet<LinkId>,
    /// What sites hear over Direct Connect links of VPCs and transit gateways, by their names, where not all is announced.
    pub heard: BTreeMap<(LinkId, std::sync::Arc<str>), HeardPart>,
    /// VPCs by name.
    pub vpc_by_name: BTreeMap<VpcId, Key<VpcPart>>,
    /// Sites by name.
    pub site_by_name: BTreeMap<SiteId, Key<SitePart>>,
    /// The network interfaces of applications.
    pub interfaces_of: BTreeMap<AppId, Vec<Key<InterfacePart>>>,
    /// The applications that are one host with several network interfaces.
    pub hosts: BTreeSet<AppId>,
    /// Known public IPv4 addresses: whose, and the private address behind each.
    pub public: BTreeMap<u128, (Key<InterfacePart>, u128)>,
}

impl Fabric {
    /// Whether anything takes connections in the place of others: load balancers, endpoints, services of VPC Lattice.
    pub fn has_proxies(&self) -> bool {
        !self.balancers.is_empty() || !self.doors.is_empty()
    }

    /// The network interfaces of the host that has one: what they send each other never leaves it.
    pub fn of_one_host(&self, key: Key<InterfacePart>) -> &[Key<InterfacePart>] {
        let owner = self.interfaces.get(key).and_then(|interface| interface.owner.as_ref());
        owner
            .filter(|owner| self.hosts.contains(*owner))
            .and_then(|owner| self.interfaces_of.get(owner))
            .map_or(&[], Vec::as_slice)
    }

    /// The VPC with a block that holds an IPv6 address.
    pub fn vpc_of_ipv6(&self, address: u128) -> Option<Key<VpcPart>> {
        let holds =
            |vpc: &VpcPart| vpc.blocks.iter().any(|(family, span)| *family == Family::V6 && span.holds(address));
        self.vpcs.iter().find(|(_, vpc)| holds(vpc)).map(|(key, _)| key)
    }

    /// The addresses that packets from a network interface may have as their source, of one family: its own, or those of
    /// its subnet when its own are not known.
    pub fn sources(&self, key: Key<InterfacePart>, family: Family) -> Vec<Span> {
        let Some(interface) = self.interfaces.get(key) else { return Vec::new() };
        if !interface.addresses.is_empty() {
            let own = interface.addresses.iter().filter(|address| address.family == family);
            return own.map(|address| Span::one(address.private)).collect();
        }
        self.subnet_spans(interface.subnet, family)
    }

    /// The addresses under which others see those of a VPC, over attachments with static one-to-one NAT.
    pub fn seen_as(&self, vpc: Key<VpcPart>, family: Family, own: Span) -> Vec<Span> {
        let attachments = self.hubs.iter().flat_map(|(_, hub)| &hub.attachments);
        let of_vpc = attachments.filter(|one| matches!(&one.to, AttachedPart::Vpc(to, _) if *to == vpc));
        let nat = of_vpc.flat_map(|one| &one.nat).filter(|(of, ..)| *of == family);
        nat.filter_map(|(_, inside, outside)| own.moved(*inside, *outside)).collect()
    }

    /// The addresses of a subnet that a network interface can have, of one family: all but the first four and the last,
    /// where it has so many.
    pub fn subnet_spans(&self, key: Key<SubnetPart>, family: Family) -> Vec<Span> {
        let Some(subnet) = self.subnets.get(key) else { return Vec::new() };
        let own = subnet.blocks.iter().filter(|(of, _)| *of == family);
        own.map(|(_, span)| assignable(*span)).collect()
    }
}

fn assignable(span: Span) -> Span {
    if span.last - span.first >= 8 { Span { first: span.first + 4, last: span.last - 1 } } else { span }
}
