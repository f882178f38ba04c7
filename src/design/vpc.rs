//! VPCs, subnets and route tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::cidr::space::Occupancy;
use crate::cidr::{Cidr, Family};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{AccountId, AzId, LinkId, OrganizationId, Region, RouteTableId, SubnetId, VpcId};

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
    /// Its subnets by name.
    pub subnets: BTreeMap<SubnetId, Subnet>,
    /// Its route tables by name; `None` when routing is not decided, which makes it unknown and not absent.
    pub route_tables: Option<BTreeMap<RouteTableId, RouteTable>>,
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

    /// The VPC as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::Vpc, self.id.as_str(), self.place.clone()).at_key()
    }

    /// One of its blocks as the locus of a finding, by its position in the input.
    pub fn cidr_locus(&self, position: usize) -> Locus {
        Locus::new(Kind::Vpc, self.id.as_str(), self.place.clone()).field("cidrs").item(position)
    }
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
    /// Its routes, without the local ones.
    pub routes: Vec<Route>,
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
    /// Where it stands.
    pub place: Place,
}

/// Where a route sends packets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Through a link: a peering connection, a transit gateway.
    Link(LinkId),
    /// To the internet gateway.
    InternetGateway,
    /// To a NAT gateway.
    NatGateway,
    /// To the virtual private gateway.
    VirtualPrivateGateway,
    /// Stays in the VPC.
    Local,
    /// Nowhere: packets are dropped.
    Blackhole,
}
