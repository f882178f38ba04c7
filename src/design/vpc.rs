//! VPCs, subnets and route tables.

use std::collections::{BTreeMap, BTreeSet};

use super::filter::{NetworkAcl, SecurityGroup};
use super::gateway::{FirewallEndpoint, Gateway, NatGateway};
use super::organization::Labels;
use crate::cidr::space::Occupancy;
use crate::cidr::{Cidr, Family};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{
    AccountId, AppId, AzId, FirewallEndpointId, LinkId, NatGatewayId, NetworkAclId, OrganizationId, PrefixListId,
    Region, RouteTableId, SecurityGroupId, SubnetId, VpcId,
};

/// A VPC.
#[derive(Debug, Clone, PartialEq)]
pub struct Vpc {
    /// Its name.
    pub id: VpcId,
    /// The owning account, if said.
    pub account: Option<AccountId>,
    /// Its Region, if said.
    pub region: Option<Region>,
    /// Who owns it, when it is another company.
    pub organization: Option<OrganizationId>,
    /// Whether its workloads may be placed in shared subnets of another VPC.
    pub movable: bool,
    /// Its address blocks with their position in the input; the first IPv4 block is the primary.
    pub cidrs: Vec<(Cidr, usize)>,
    /// Whether the design names everything that has an address in it.
    pub complete: bool,
    /// Its subnets by name.
    pub subnets: BTreeMap<SubnetId, Subnet>,
    /// Its route tables by name; `None` when routing is not decided, which makes it unknown and not absent.
    pub route_tables: Option<BTreeMap<RouteTableId, RouteTable>>,
    /// What is said of DNS in it.
    pub dns: Dns,
    /// Its gateways.
    pub gateways: Gateways,
    /// Its firewall endpoints by name; `None` when they are not known.
    pub firewall_endpoints: Option<BTreeMap<FirewallEndpointId, FirewallEndpoint>>,
    /// What its account forbids in it.
    pub controls: Controls,
    /// Its security groups by name; `None` when they are not known.
    pub security_groups: Option<BTreeMap<SecurityGroupId, SecurityGroup>>,
    /// Its network ACLs by name; `None` when they are not known.
    pub network_acls: Option<BTreeMap<NetworkAclId, NetworkAcl>>,
    /// Its tags and environment.
    pub labels: Labels,
    /// Where it stands.
    pub place: Place,
}

impl Vpc {
    /// All blocks of one family, in the order given.
    pub fn blocks(&self, family: Family) -> impl Iterator<Item = Cidr> + '_ {
        self.cidrs.iter().map(|(cidr, _)| *cidr).filter(move |cidr| cidr.family() == family)
    }

    /// All blocks, in the order given.
    pub fn all_blocks(&self) -> Vec<Cidr> {
        self.cidrs.iter().map(|(cidr, _)| *cidr).collect()
    }

    /// The availability zones its subnets stand in.
    pub fn zones(&self) -> BTreeSet<AzId> {
        self.subnets.values().filter_map(|subnet| subnet.az.clone()).collect()
    }

    /// The route table that a subnet uses: the one that names it, else the main one. `None` when there is neither,
    /// or when routing is not decided.
    pub fn route_table_of(&self, subnet: &SubnetId) -> Option<&RouteTable> {
        let tables = self.route_tables.as_ref()?;
        tables
            .values()
            .find(|table| table.subnets.contains(subnet))
            .or_else(|| tables.values().find(|table| table.main))
    }

    /// The network ACL that a subnet uses: the one that names it, else the default one. `None` when there is neither in
    /// the design, or when network ACLs are not known.
    pub fn network_acl_of(&self, subnet: &SubnetId) -> Option<&NetworkAcl> {
        let acls = self.network_acls.as_ref()?;
        acls.values().find(|acl| acl.subnets.contains(subnet)).or_else(|| acls.values().find(|acl| acl.default))
    }

    /// A security group by name.
    pub fn security_group(&self, id: &SecurityGroupId) -> Option<&SecurityGroup> {
        self.security_groups.as_ref()?.get(id)
    }

    /// A NAT gateway by name.
    pub fn nat_gateway(&self, id: &NatGatewayId) -> Option<&NatGateway> {
        self.gateways.nat.as_ref()?.get(id)
    }

    /// A firewall endpoint by name.
    pub fn firewall_endpoint(&self, id: &FirewallEndpointId) -> Option<&FirewallEndpoint> {
        self.firewall_endpoints.as_ref()?.get(id)
    }

    /// The table that what comes in by a gateway follows, where the gateway has one.
    pub fn gateway_route_table(&self, gateway: Gateway) -> Option<&RouteTable> {
        self.route_tables.iter().flat_map(|tables| tables.values()).find(|table| table.gateways.contains(&gateway))
    }

    /// The VPC as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::Vpc, self.id.as_str(), self.place.clone()).at_key()
    }

    /// One of its blocks as the locus of a finding, by its position in the input.
    pub fn cidr_locus(&self, position: usize) -> Locus {
        Locus::new(Kind::Vpc, self.id.as_str(), self.place.clone()).field("cidrs").item(position)
    }
}

/// What a design says of DNS in a VPC; `None` is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dns {
    /// Whether the VPC resolver answers (`enableDnsSupport`).
    pub support: Option<bool>,
    /// Whether instances with public addresses have public names (`enableDnsHostnames`).
    pub hostnames: Option<bool>,
}

/// What is forbidden in a VPC; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Controls {
    /// VPC Block Public Access.
    pub block: Option<BlockPublicAccess>,
    /// Whether subnets may be left out of it that the input does not tell.
    pub exclusions_unknown: bool,
    /// VPC encryption controls.
    pub encryption: Option<EncryptionControls>,
    /// What encryption controls leave out, as it is written.
    pub encryption_exclusions: BTreeSet<String>,
}

/// What VPC Block Public Access stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockPublicAccess {
    /// Nothing.
    Off,
    /// What comes in from the internet by itself.
    Ingress,
    /// Everything to and from the internet.
    Bidirectional,
}

impl BlockPublicAccess {
    /// Every mode with its name on the wire.
    pub const ALL: &[(&str, Self)] =
        &[("off", Self::Off), ("ingress", Self::Ingress), ("bidirectional", Self::Bidirectional)];
}

/// What VPC encryption controls do about traffic that is not encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EncryptionControls {
    /// Nothing.
    Off,
    /// They tell of it.
    Monitor,
    /// They keep out what could send it.
    Enforce,
}

impl EncryptionControls {
    /// Every mode with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[("off", Self::Off), ("monitor", Self::Monitor), ("enforce", Self::Enforce)];
}

/// The gateways of a VPC; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gateways {
    /// Whether an internet gateway is attached.
    pub internet: Option<bool>,
    /// Whether it has an egress-only internet gateway.
    pub egress_only_internet: Option<bool>,
    /// Whether a virtual private gateway is attached.
    pub virtual_private: Option<bool>,
    /// NAT gateways by name.
    pub nat: Option<BTreeMap<NatGatewayId, NatGateway>>,
}

/// A subnet.
#[derive(Debug, Clone, PartialEq)]
pub struct Subnet {
    /// Its name.
    pub id: SubnetId,
    /// Its VPC.
    pub vpc: VpcId,
    /// The ID of its availability zone, if said.
    pub az: Option<AzId>,
    /// Its IPv4 block.
    pub ipv4: Option<Cidr>,
    /// Its IPv6 block.
    pub ipv6: Option<Cidr>,
    /// What is known of its free IPv4 addresses.
    pub occupancy: Occupancy,
    /// Whether another account owns it and shares it.
    pub shared: bool,
    /// The accounts that it is shared with.
    pub shared_with: BTreeSet<AccountId>,
    /// Whether what is launched in it is given a public IPv4 address; `None` is unknown.
    pub public_addresses: Option<bool>,
    /// Whether VPC Block Public Access leaves it out.
    pub block_excluded: bool,
    /// Its tags and environment.
    pub labels: Labels,
    /// Where it stands.
    pub place: Place,
}

impl Subnet {
    /// Its blocks, IPv4 first.
    pub fn blocks(&self) -> impl Iterator<Item = Cidr> + '_ {
        self.ipv4.into_iter().chain(self.ipv6)
    }

    /// Its name in full: `vpc/subnet`.
    pub fn full_id(&self) -> String {
        format!("{}/{}", self.vpc, self.id)
    }

    /// The subnet as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::Subnet, self.full_id(), self.place.clone()).at_key()
    }

    /// The block of one family as the locus of a finding.
    pub fn cidr_locus(&self, family: Family) -> Locus {
        let field = match family {
            Family::V6 if self.ipv4.is_some() => "ipv6_cidr",
            _ => "cidr",
        };
        Locus::new(Kind::Subnet, self.full_id(), self.place.clone()).field(field)
    }
}

/// A route table of a VPC.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteTable {
    /// Its name.
    pub id: RouteTableId,
    /// Its VPC.
    pub vpc: VpcId,
    /// Whether subnets that no table names use it.
    pub main: bool,
    /// The subnets that name it.
    pub subnets: BTreeSet<SubnetId>,
    /// The gateways whose traffic into the VPC follows it; with any it is a gateway route table.
    pub gateways: BTreeSet<Gateway>,
    /// Its routes, without the local ones. A route to a prefix list stands here once for each block of the list that is
    /// known.
    pub routes: Vec<Route>,
    /// Its routes to prefix lists, as they are written.
    pub prefix_list_routes: Vec<PrefixListRoute>,
    /// Where it stands.
    pub place: Place,
}

impl RouteTable {
    /// The table as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::RouteTable, format!("{}/{}", self.vpc, self.id), self.place.clone()).at_key()
    }

    /// One of its routes as the locus of a finding.
    pub fn route_locus(&self, route: &Route) -> Locus {
        Locus::new(Kind::RouteTable, format!("{}/{}", self.vpc, self.id), route.place.clone())
    }
}

/// A route.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The destination.
    pub to: Cidr,
    /// Where packets go.
    pub via: Target,
    /// What kind of route it is, which decides between routes to one destination.
    pub origin: Origin,
    /// Where it stands.
    pub place: Place,
}

/// A route whose destination is a prefix list.
#[derive(Debug, Clone, PartialEq)]
pub struct PrefixListRoute {
    /// The destination.
    pub to: PrefixListId,
    /// Where packets go.
    pub via: Target,
    /// Where it stands.
    pub place: Place,
}

/// What kind of route a route is.
///
/// Ordered as AWS decides between routes to the same destination: the first wins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Origin {
    /// Written by hand.
    #[default]
    Static,
    /// An entry of a prefix list that a route names.
    PrefixList(PrefixListId),
    /// Learnt by propagation.
    Propagated,
}

/// Where a route sends packets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Through a link: a peering connection, a transit gateway.
    Link(LinkId),
    /// To the internet gateway.
    InternetGateway,
    /// To the egress-only internet gateway.
    EgressOnlyInternetGateway,
    /// To a NAT gateway; `None` when it is not said which.
    NatGateway(Option<NatGatewayId>),
    /// To the virtual private gateway.
    VirtualPrivateGateway,
    /// To a firewall endpoint of the VPC.
    FirewallEndpoint(FirewallEndpointId),
    /// To the network interface of an application of the VPC, which forwards what it is given.
    Application(AppId),
    /// Stays in the VPC.
    Local,
    /// Nowhere: packets are dropped.
    Blackhole,
    /// Somewhere that is not known.
    Unknown,
}
