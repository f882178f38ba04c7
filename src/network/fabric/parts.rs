//! The parts of a fabric: what a packet can be at, go through or be stopped by, with every name resolved.

use std::sync::Arc;

use super::arena::Key;
use super::node::Node;
use super::proxies::{BalancerPart, DoorPart};
use crate::cidr::Family;
use crate::design::{BlockPublicAccess, Gateway, Inspector};
use crate::ids::{AppId, AzId, LinkId, SiteId, VpcId};
use crate::network::packet::{PacketSet, Span};

/// Packets of both families, which never stand in one set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// IPv4 packets.
    pub v4: PacketSet,
    /// IPv6 packets.
    pub v6: PacketSet,
}

impl Both {
    /// The same for either family.
    pub fn each(of: impl Fn(Family) -> PacketSet) -> Self {
        Self { v4: of(Family::V4), v6: of(Family::V6) }
    }

    /// Those of one family.
    pub fn of(&self, family: Family) -> &PacketSet {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }
}

/// What is known of a yes-or-no matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// The design does not say; why that matters.
    Unknown(Arc<str>),
}

/// A VPC.
#[derive(Debug, Clone)]
pub struct VpcPart {
    /// Its name.
    pub id: VpcId,
    /// The node of paths.
    pub node: Node,
    /// Its address blocks.
    pub blocks: Vec<(Family, Span)>,
    /// Whether whoever has an address in it is named.
    pub complete: bool,
    /// Its subnets; one that stands for the whole VPC when the design names none.
    pub subnets: Vec<Key<SubnetPart>>,
    /// Whether an internet gateway is attached; `None` when not said.
    pub internet: Option<bool>,
    /// Whether it has an egress-only internet gateway; `None` when not said.
    pub egress_only: Option<bool>,
    /// What VPC Block Public Access stops there; `None` where it stops nothing, or nothing is said.
    pub blocks_public: Option<BlockPart>,
    /// Every way out that exists, for where its routes are not given.
    pub ways: Vec<Way>,
    /// Links that end on its virtual private gateway, with the sites behind them.
    pub sites: Vec<(Key<SitePart>, LinkId)>,
    /// The route tables that what comes in by a gateway follows.
    pub edges: Vec<(Gateway, Key<TablePart>)>,
}

/// VPC Block Public Access in a VPC.
#[derive(Debug, Clone)]
pub struct BlockPart {
    /// What it stops.
    pub mode: BlockPublicAccess,
    /// Why it may not stop all of that: subnets are left out of it, or it is not known which are.
    pub doubt: Option<Arc<str>>,
}

/// A subnet.
#[derive(Debug, Clone)]
pub struct SubnetPart {
    /// The node of paths.
    pub node: Node,
    /// Its VPC.
    pub vpc: Key<VpcPart>,
    /// Its availability zone, if said.
    pub zone: Option<AzId>,
    /// Its address blocks.
    pub blocks: Vec<(Family, Span)>,
    /// Where packets that leave it go.
    pub routing: Routing,
    /// Its network ACL; `None` when nothing is filtered.
    pub acl: Option<Key<AclPart>>,
    /// Whether what is launched in it has a public IPv4 address; `None` when not said.
    pub public: Option<bool>,
    /// The network interfaces in it.
    pub interfaces: Vec<Key<InterfacePart>>,
}

/// Where packets that leave a subnet go.
#[derive(Debug, Clone)]
pub enum Routing {
    /// The design does not say.
    Unknown,
    /// By this table.
    Table(Key<TablePart>),
}

/// A route table of a VPC.
#[derive(Debug, Clone)]
pub struct TablePart {
    /// The node of paths.
    pub node: Node,
    /// Its routes, the local ones among them, in the order in which they win.
    pub routes: Vec<RoutePart>,
}

/// A route of a VPC.
#[derive(Debug, Clone)]
pub struct RoutePart {
    /// The family of its destination.
    pub family: Family,
    /// Its destination.
    pub to: Span,
    /// Its destination as it is written.
    pub words: Arc<str>,
    /// Where it leads.
    pub way: Way,
    /// Whether it was learnt from where it leads, and is taken back when that is down.
    pub learnt: bool,
}

/// Where a route leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Within the VPC.
    Local,
    /// To the internet gateway.
    InternetGateway,
    /// To the egress-only internet gateway.
    EgressOnlyInternetGateway,
    /// To one of these NAT gateways.
    Nat(Vec<Key<InterfacePart>>),
    /// To the virtual private gateway.
    VirtualPrivateGateway,
    /// Over a Direct Connect or VPN link that ends on the virtual private gateway.
    Hybrid(LinkId),
    /// Over a VPC peering connection.
    Peering(Key<PeeringPart>),
    /// To a transit gateway.
    Hub(Key<HubPart>),
    /// To one of these network interfaces, which forward what they are given: those of an application, or a firewall endpoint.
    Appliance(Vec<Key<InterfacePart>>),
    /// To a gateway endpoint; the endpoint and its service.
    GatewayEndpoint(Node, Node),
    /// To the services of VPC Lattice service networks that the VPC is associated with, each with the security groups of
    /// the association.
    Lattice(Vec<(Key<DoorPart>, Groups)>),
    /// Nowhere: packets are dropped.
    Blackhole,
    /// To something that is not there (any more).
    Gone(Arc<str>),
    /// To something that the design does not tell.
    Unknown(Arc<str>),
}

/// A network interface.
#[derive(Debug, Clone)]
pub struct InterfacePart {
    /// The node of paths.
    pub node: Node,
    /// The application it belongs to.
    pub owner: Option<AppId>,
    /// What it does.
    pub role: Role,
    /// Its VPC.
    pub vpc: Key<VpcPart>,
    /// Its subnet.
    pub subnet: Key<SubnetPart>,
    /// Its addresses; none when they are not known: it may then have any address of its subnet.
    pub addresses: Vec<AddressPart>,
    /// Whether it has a public IPv4 address besides those told.
    pub public: Option<bool>,
    /// Its security groups.
    pub groups: Groups,
    /// Whether AWS drops what is neither from it nor to it; `None` when not said.
    pub checked: Option<bool>,
}

impl InterfacePart {
    /// Whether its private addresses are told and its public one is marked as unknown.
    pub fn may_be_public(&self) -> bool {
        self.public.is_none() && self.role == Role::Workload && !self.addresses.is_empty()
    }
}

/// An address of a network interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressPart {
    /// The family.
    pub family: Family,
    /// The address inside the VPC.
    pub private: u128,
    /// The public address that the internet gateway translates it to.
    pub public: Option<u128>,
}

/// What a network interface does with what reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// It belongs to a workload, which answers.
    Workload,
    /// It translates for others and answers nobody.
    Nat {
        /// Whether the translated address is public in the end.
        public: bool,
    },
    /// It hands packets to a firewall, and gives back what that lets through.
    Firewall(Option<Inspector>),
    /// It is a node of a load balancer.
    Balancer(Key<BalancerPart>),
    /// It leads to something elsewhere.
    Door(Vec<Key<DoorPart>>),
}

/// The security groups of a network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Groups {
    /// Filters are not described there, and are taken as open.
    Open,
    /// There are filters, and which of them it has is not said.
    Unknown(Arc<str>),
    /// These.
    Of(Vec<Key<GroupPart>>),
}

/// A security group.
#[derive(Debug, Clone)]
pub struct GroupPart {
    /// The node of paths.
    pub node: Node,
    /// What it lets in.
    pub inbound: Vec<GroupRule>,
    /// What it lets out.
    pub outbound: Vec<GroupRule>,
}

/// A rule of a security group.
#[derive(Debug, Clone)]
pub struct GroupRule {
    /// What it lets through as far as the rule tells: of the other side, the addresses told; any for a reference.
    pub packets: PacketSet,
    /// Who the other side is.
    pub peer: GroupPeer,
}

/// Who the other side of a security group rule is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupPeer {
    /// Whoever has the addresses.
    Addresses,
    /// Network interfaces that have this group.
    Members(Key<GroupPart>),
    /// It is not known who.
    Unknown(Arc<str>),
}

/// A network ACL.
#[derive(Debug, Clone)]
pub struct AclPart {
    /// The node of paths.
    pub node: Node,
    /// What it lets in, a family each.
    pub inbound: Both,
    /// What it lets out, a family each.
    pub outbound: Both,
}

/// A VPC peering connection.
#[derive(Debug, Clone)]
pub struct PeeringPart {
    /// The node of paths.
    pub node: Node,
    /// The two VPCs.
    pub vpcs: (Key<VpcPart>, Key<VpcPart>),
    /// Whether it is active.
    pub active: bool,
    /// Whether security groups may refer to groups across it.
    pub references: Known,
}

/// A transit gateway.
#[derive(Debug, Clone)]
pub struct HubPart {
    /// The node of paths.
    pub node: Node,
    /// Its attachments.
    pub attachments: Vec<AttachmentPart>,
    /// Its route tables.
    pub tables: Vec<HubTablePart>,
    /// Why more may be in its route tables than is told.
    pub doubt: Option<Arc<str>>,
}

/// An attachment of a transit gateway.
#[derive(Debug, Clone)]
pub struct AttachmentPart {
    /// What is attached.
    pub to: AttachedPart,
    /// The route table it is associated with, by its place in the hub; `None` when with none.
    pub table: Option<usize>,
    /// Whether security groups may refer to groups across it.
    pub references: Known,
    /// Static one-to-one NAT: ranges inside the VPC, with the ranges that others see.
    pub nat: Vec<(Family, Span, Span)>,
    /// Private NAT gateways that stand before it and translate what has no routable address.
    pub translators: Vec<Key<InterfacePart>>,
    /// The addresses that need no translation by those.
    pub routable: Vec<(Family, Span)>,
    /// Why what crosses it is not followed.
    pub doubt: Option<Arc<str>>,
}

impl AttachmentPart {
    /// What is attached, and the route table for what comes from it; nothing is translated, and all of it is certain.
    pub(super) fn plain(to: AttachedPart, table: Option<usize>) -> Self {
        Self {
            to,
            table,
            references: Known::No,
            nat: Vec::new(),
            translators: Vec::new(),
            routable: Vec::new(),
            doubt: None,
        }
    }

    /// Whether packets cross it as they are, and certainly.
    pub fn is_plain(&self) -> bool {
        self.nat.is_empty() && self.translators.is_empty() && self.doubt.is_none()
    }
}

/// What is attached to a transit gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachedPart {
    /// A VPC, by network interfaces in these subnets; in every zone when none are told.
    Vpc(Key<VpcPart>, Vec<Key<SubnetPart>>),
    /// A site, over a link.
    Site(Key<SitePart>, LinkId),
    /// Another transit gateway, over a peering: which, and its attachment there.
    Hub(Key<HubPart>, Node),
}

/// A route table of a transit gateway.
#[derive(Debug, Clone)]
pub struct HubTablePart {
    /// The node of paths.
    pub node: Node,
    /// Its routes in the order in which they win.
    pub routes: Vec<HubRoutePart>,
}

/// A route of a transit gateway.
#[derive(Debug, Clone)]
pub struct HubRoutePart {
    /// The family of its destination.
    pub family: Family,
    /// Its destination.
    pub to: Span,
    /// The attachment it leads to, by its place in the hub; `None` for a blackhole.
    pub attachment: Option<usize>,
    /// Why it is not certain that it is there.
    pub doubt: Option<Arc<str>>,
    /// Whether it was learnt from where it leads, and is taken back when that is down.
    pub learnt: bool,
}

/// What a site hears of a VPC or a transit gateway over a Direct Connect link, where not all is announced to it.
#[derive(Debug, Clone)]
pub struct HeardPart {
    /// The blocks.
    pub blocks: Vec<(Family, Span)>,
    /// Why they are not known.
    pub doubt: Option<Arc<str>>,
}

/// An on-premises network.
#[derive(Debug, Clone)]
pub struct SitePart {
    /// Its name.
    pub id: SiteId,
    /// The node of paths.
    pub node: Node,
    /// Its address blocks.
    pub blocks: Vec<(Family, Span)>,
    /// Why it may hold others, too.
    pub doubt: Option<Arc<str>>,
    /// Where its packets come in: by virtual private gateways of VPCs.
    pub vpcs: Vec<(Key<VpcPart>, LinkId)>,
    /// Where its packets come in: by attachments of transit gateways, by their place in the hub.
    pub hubs: Vec<(Key<HubPart>, usize)>,
}
