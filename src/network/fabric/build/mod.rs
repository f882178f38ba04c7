//! From a design to a fabric, in the order in which parts need each other.

mod balancer;
mod door;
mod filter;
mod hub;
mod interface;
mod table;
mod translator;

use std::collections::BTreeMap;

use super::{
    BlockPart, DoorPart, Fabric, GroupPart, HeardPart, HubPart, InterfacePart, Key, Known, Node, NodeKind, PeeringPart,
    Routing, SitePart, SubnetPart, VpcPart, Way,
};
use crate::cidr::{Cidr, Family};
use crate::design::{BlockPublicAccess, Design, DirectConnect, LinkKind, PeeringStatus, Vpc};
use crate::ids::{FirewallEndpointId, LinkId, LoadBalancerId, NatGatewayId, SecurityGroupId, SubnetId, VpcId};
use crate::network::packet::Span;

/// What names stand for while a fabric is built.
pub(super) struct Builder<'d> {
    pub(super) design: &'d Design,
    pub(super) fabric: Fabric,
    pub(super) subnets: BTreeMap<(VpcId, SubnetId), Key<SubnetPart>>,
    pub(super) groups: BTreeMap<(VpcId, SecurityGroupId), Key<GroupPart>>,
    pub(super) peerings: BTreeMap<LinkId, Key<PeeringPart>>,
    pub(super) hubs: BTreeMap<LinkId, Key<HubPart>>,
    pub(super) nats: BTreeMap<(VpcId, NatGatewayId), Key<InterfacePart>>,
    pub(super) firewalls: BTreeMap<(VpcId, FirewallEndpointId), Key<InterfacePart>>,
    pub(super) balancers: BTreeMap<LoadBalancerId, Vec<Key<InterfacePart>>>,
    pub(super) doors_by_link: BTreeMap<LinkId, Vec<Key<DoorPart>>>,
}

impl Fabric {
    /// The fabric of a design.
    ///
    /// Complexity: linear in parts, rules and routes, but for overlaps of announced blocks, which are sorted.
    ///
    /// ```
    /// use tieline::design::Design;
    /// use tieline::network::fabric::Fabric;
    /// assert!(Fabric::of(&Design::default()).vpcs.is_empty());
    /// ```
    pub fn of(design: &Design) -> Self {
        let mut builder = Builder {
            design,
            fabric: Self::default(),
            subnets: BTreeMap::new(),
            groups: BTreeMap::new(),
            peerings: BTreeMap::new(),
            hubs: BTreeMap::new(),
            nats: BTreeMap::new(),
            firewalls: BTreeMap::new(),
            balancers: BTreeMap::new(),
            doors_by_link: BTreeMap::new(),
        };
        builder.add_vpcs();
        builder.add_sites();
        builder.add_filters();
        builder.add_peerings();
        builder.add_hubs();
        builder.add_interfaces();
        builder.add_translators();
        builder.add_balancers();
        builder.add_doors();
        builder.add_tunnels();
        builder.add_tables();
        builder.index_public();
        builder.fabric
    }
}

impl Builder<'_> {
    fn add_vpcs(&mut self) {
        for vpc in self.design.vpcs.values() {
            let key = self.fabric.vpcs.add(VpcPart {
                id: vpc.id.clone(),
                node: Node::new(NodeKind::Vpc, vpc.id.as_str()),
                blocks: spans(vpc.all_blocks()),
                complete: vpc.complete,
                subnets: Vec::new(),
                internet: vpc.gateways.internet,
                egress_only: vpc.gateways.egress_only_internet,
                blocks_public: block_part(vpc),
                ways: Vec::new(),
                sites: Vec::new(),
                edges: Vec::new(),
            });
            self.fabric.vpc_by_name.insert(vpc.id.clone(), key);
            let mut subnets = Vec::new();
            for subnet in vpc.subnets.values() {
                let part = self.fabric.subnets.add(SubnetPart {
                    node: Node::new(NodeKind::Subnet, subnet.full_id()),
                    vpc: key,
                    zone: subnet.az.clone(),
                    blocks: spans(subnet.blocks()),
                    routing: Routing::Unknown,
                    acl: None,
                    public: subnet.public_addresses,
                    interfaces: Vec::new(),
                });
                self.subnets.insert((vpc.id.clone(), subnet.id.clone()), part);
                subnets.push(part);
            }
            if subnets.is_empty() {
                subnets.push(self.whole_vpc(vpc, key));
            }
            if let Some(part) = self.fabric.vpcs.get_mut(key) {
                part.subnets = subnets;
            }
        }
    }

    /// A VPC whose subnets are not told is one subnet that holds all of it.
    fn whole_vpc(&mut self, vpc: &Vpc, key: Key<VpcPart>) -> Key<SubnetPart> {
        self.fabric.subnets.add(SubnetPart {
            node: Node::new(NodeKind::Subnet, format!("{}/*", vpc.id)),
            vpc: key,
            zone: None,
            blocks: spans(vpc.all_blocks()),
            routing: Routing::Unknown,
            acl: None,
            public: None,
            interfaces: Vec::new(),
        })
    }

    fn add_sites(&mut self) {
        for site in self.design.sites.values() {
            let key = self.fabric.sites.add(SitePart {
                id: site.id.clone(),
                node: Node::new(NodeKind::Site, site.id.as_str()),
                blocks: spans(site.cidrs.iter().copied()),
                doubt: site.cidrs_unknown.then(|| format!("which blocks site `{}` has is not known", site.id).into()),
                vpcs: Vec::new(),
                hubs: Vec::new(),
            });
            self.fabric.site_by_name.insert(site.id.clone(), key);
        }
        for (id, link) in &self.design.links {
            if matches!(link.kind, LinkKind::SiteToSiteVpn(_)) {
                self.fabric.vpns.insert(id.clone());
            }
            let (site, vpcs): (_, Vec<&VpcId>) = match &link.kind {
                LinkKind::DirectConnect(connection) => (&connection.site, connection.vpcs.iter().collect()),
                LinkKind::SiteToSiteVpn(vpn) => (&vpn.site, vpn.vpc.iter().collect()),
                _ => continue,
            };
            if let LinkKind::DirectConnect(connection) = &link.kind {
                self.add_heard(id, connection);
            }
            let Some(site) = self.fabric.site_by_name.get(site).copied() else { continue };
            for vpc in vpcs.into_iter().filter_map(|vpc| self.fabric.vpc_by_name.get(vpc).copied()) {
                if let Some(part) = self.fabric.vpcs.get_mut(vpc) {
                    part.sites.push((site, id.clone()));
                    part.ways.push(Way::Hybrid(id.clone()));
                }
                if let Some(part) = self.fabric.sites.get_mut(site) {
                    part.vpcs.push((vpc, id.clone()));
                }
            }
        }
    }

    /// What the associations of a Direct Connect link hold back from its site.
    fn add_heard(&mut self, id: &LinkId, connection: &DirectConnect) {
        for name in connection.allowed_prefixes.keys() {
            let blocks = connection.heard(self.design, name);
            let cause = || format!("what `{id}` announces of `{name}` to its site is not known").into();
            let doubt = blocks.is_none().then(cause);
            let heard = HeardPart { blocks: spans(blocks.unwrap_or_default()), doubt };
            self.fabric.heard.insert((id.clone(), std::sync::Arc::from(name.as_str())), heard);
        }
    }

    fn add_peerings(&mut self) {
        for (id, link) in &self.design.links {
            let LinkKind::VpcPeering(peering) = &link.kind else { continue };
            let (one, other) = &peering.between;
            let keys = (self.fabric.vpc_by_name.get(one).copied(), self.fabric.vpc_by_name.get(other).copied());
            let (Some(first), Some(second)) = keys else { continue };
            let region =
                |vpc: &VpcId| self.design.vpc(vpc).and_then(|vpc| vpc.region.clone()).or(self.design.region.clone());
            let same_region = region(one) == region(other);
            let key = self.fabric.peerings.add(PeeringPart {
                node: Node::new(NodeKind::Peering, id.as_str()),
                vpcs: (first, second),
                active: peering.status == PeeringStatus::Active,
                references: if same_region { Known::Yes } else { Known::No },
            });
            self.peerings.insert(id.clone(), key);
            for vpc in [first, second] {
                if let Some(part) = self.fabric.vpcs.get_mut(vpc) {
                    part.ways.push(Way::Peering(key));
                }
            }
        }
    }

    /// The subnets of a VPC by name; all of them when none are named.
    pub(super) fn subnets_named<'n>(
        &self,
        vpc: &VpcId,
        names: impl IntoIterator<Item = &'n SubnetId>,
    ) -> Vec<Key<SubnetPart>> {
        let named: Vec<_> =
            names.into_iter().filter_map(|name| self.subnets.get(&(vpc.clone(), name.clone())).copied()).collect();
        if named.is_empty() { self.subnets_of(vpc) } else { named }
    }

    /// All subnets of a VPC.
    pub(super) fn subnets_of(&self, vpc: &VpcId) -> Vec<Key<SubnetPart>> {
        let key = self.fabric.vpc_by_name.get(vpc).copied();
        key.and_then(|key| self.fabric.vpcs.get(key)).map(|vpc| vpc.subnets.clone()).unwrap_or_default()
    }

    /// Adds a network interface where it stands.
    pub(super) fn place(&mut self, interface: InterfacePart) -> Key<InterfacePart> {
        let subnet = interface.subnet;
        let owner = interface.owner.clone();
        let key = self.fabric.interfaces.add(interface);
        if let Some(subnet) = self.fabric.subnets.get_mut(subnet) {
            subnet.interfaces.push(key);
        }
        if let Some(owner) = owner {
            self.fabric.interfaces_of.entry(owner).or_default().push(key);
        }
        key
    }

    fn index_public(&mut self) {
        for (key, interface) in self.fabric.interfaces.iter() {
            for address in interface.addresses.iter().filter(|address| address.family == Family::V4) {
                if let Some(public) = address.public {
                    self.fabric.public.insert(public, (key, address.private));
                }
            }
        }
    }
}

fn block_part(vpc: &Vpc) -> Option<BlockPart> {
    let mode = vpc.controls.block.filter(|block| *block != BlockPublicAccess::Off)?;
    let leaves_out = vpc.controls.exclusions_unknown || vpc.subnets.values().any(|subnet| subnet.block_excluded);
    let doubt = leaves_out.then(|| {
        let id = &vpc.id;
        format!("VPC Block Public Access stops traffic of VPC `{id}` with the internet, but for subnets it leaves out")
            .into()
    });
    Some(BlockPart { mode, doubt })
}

/// Blocks as ranges.
pub(super) fn spans(blocks: impl IntoIterator<Item = Cidr>) -> Vec<(Family, Span)> {
    blocks.into_iter().map(|block| (block.family(), Span::block(block))).collect()
}
