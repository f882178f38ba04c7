//! Mechanisms: for one need, the hypothetical link each would add. One file a mechanism; whether the link may be and
//! carries the need is not decided here but by the rulebook.

mod aws_endpoint;
mod beyond;
mod cloud_wan;
mod hybrid;
mod lattice;
mod peering;
mod private_nat;
mod privatelink;
mod same_vpc;
mod service_mesh;
mod told;
mod transit_gateway;
mod transit_gateway_nat;
mod tunnel;
mod vpc_sharing;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use lattice::through_resource;
pub use told::facts_about;

use super::addition::Addition;
use super::estate::Estate;
use crate::cidr::space::{Contiguous, Space, contiguous_block};
use crate::cidr::{Cidr, Family};
use crate::design::{Application, Design, Home, LinkKind, Mechanism, Need, Party, Subnet, Vpc};
use crate::facts::{FactId, Facts};
use crate::finding::Locus;
use crate::ids::{AzId, LinkId, Region, SubnetId, VpcId};
use crate::network::Network;
use crate::network::routing::{Extent, Hop, Routed, routed};

/// The mechanisms that are proposed, in the order in which they are told and ties are broken: all of them.
pub const PROPOSED: &[Mechanism] = Mechanism::ALL;

/// What a mechanism would do for a need.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposal {
    /// It has nothing to offer in such a case, and nobody would ask (peering within one VPC).
    Senseless,
    /// No such link can be drawn at all.
    Undrawable {
        /// Why, as a sentence without a full stop.
        text: String,
        /// The facts it rests on.
        facts: Vec<FactId>,
        /// What of the design it rests on beside the need and its parties.
        inputs: Vec<Locus>,
    },
    /// It cannot be told, and why.
    Unknown(String),
    /// These objects, after which `carrier` carries the need.
    Link {
        /// What is added.
        additions: BTreeSet<Addition>,
        /// The link that then carries the need; `None` when nothing needs to.
        carrier: Option<LinkId>,
    },
}

/// One need in its surroundings: what every mechanism asks about it.
#[derive(Debug)]
pub struct Situation<'d> {
    /// The design.
    pub design: &'d Design,
    /// The design as a graph.
    pub network: &'d Network<'d>,
    /// What AWS says.
    pub facts: &'d Facts,
    /// What is asked of the design as a whole.
    pub estate: &'d Estate,
    /// The need, of one pair of parties.
    pub need: Cow<'d, Need>,
    /// Where the client stands.
    pub from: Home,
    /// Where the server stands.
    pub to: Home,
}

/// What a mechanism would do for a need.
pub fn propose(mechanism: Mechanism, situation: &Situation<'_>) -> Proposal {
    let to_aws = situation.need.aws_service().is_some();
    if to_aws && !matches!(mechanism, Mechanism::GatewayEndpoint | Mechanism::InterfaceEndpoint) {
        return Proposal::Senseless;
    }
    match mechanism {
        Mechanism::SameVpc => same_vpc::propose(situation),
        Mechanism::VpcPeering => peering::propose(situation),
        Mechanism::TransitGateway => transit_gateway::propose(situation),
        Mechanism::TransitGatewayNat => transit_gateway_nat::propose(situation),
        Mechanism::PrivateNatTransitGateway => private_nat::propose(situation),
        Mechanism::CloudWan => cloud_wan::propose(situation),
        Mechanism::VpcSharing => vpc_sharing::propose(situation),
        Mechanism::PrivatelinkService => privatelink::propose_service(situation),
        Mechanism::PrivatelinkResource => privatelink::propose_resource(situation),
        Mechanism::PrivatelinkTunnel => tunnel::propose(situation),
        Mechanism::LatticeAssociation => lattice::propose_association(situation),
        Mechanism::LatticeEndpoint => lattice::propose_endpoint(situation),
        Mechanism::GatewayEndpoint => aws_endpoint::propose_gateway(situation),
        Mechanism::InterfaceEndpoint => aws_endpoint::propose_interface(situation),
        Mechanism::SiteToSiteVpn => hybrid::propose_vpn(situation),
        Mechanism::DirectConnect => hybrid::propose_direct_connect(situation),
        Mechanism::ServiceMesh => service_mesh::propose(situation),
    }
}

/// Whether a party has addresses that some other network of the design has too: what mechanisms that translate are
/// asked for.
pub fn collides(situation: &Situation<'_>) -> bool {
    let collides = |home: &Home| matches!(home, Home::Vpc(vpc) if situation.estate.collides(vpc));
    transit_gateway::overlaps(situation)
        || (situation.from != situation.to && (collides(&situation.from) || collides(&situation.to)))
}

impl<'d> Situation<'d> {
    /// The situation of a need; `None` when a party has no home, which a validated design rules out.
    pub fn of(
        design: &'d Design,
        network: &'d Network<'d>,
        facts: &'d Facts,
        estate: &'d Estate,
        need: Cow<'d, Need>,
    ) -> Option<Self> {
        let from = design.home(need.from())?;
        let to = design.home(need.to())?;
        Some(Self { design, network, facts, estate, need, from, to })
    }

    /// Whether both parties stand in one VPC, and the need asks for nothing more.
    pub fn needs_nothing(&self) -> bool {
        self.from == self.to && !self.need.wants_more_than_a_network()
    }

    /// The application that is reached.
    pub fn server(&self) -> Option<&'d Application> {
        self.design.application(self.need.server()?)
    }

    /// The VPC of the client.
    pub fn client_vpc(&self) -> Option<&'d Vpc> {
        self.vpc(&self.from)
    }

    /// The VPC of the server.
    pub fn server_vpc(&self) -> Option<&'d Vpc> {
        self.vpc(&self.to)
    }

    fn vpc(&self, home: &Home) -> Option<&'d Vpc> {
        match home {
            Home::Vpc(id) => self.design.vpc(id),
            Home::Site(_) | Home::Aws(_) => None,
        }
    }

    /// The subnets a party runs in.
    pub fn subnets_of(&self, party: &Party) -> Vec<&'d Subnet> {
        match party {
            Party::Application(id) => {
                self.design.application(id).map(|one| self.design.subnets_of(one)).unwrap_or_default()
            }
            Party::Vpc(id) => self.design.vpc(id).map(|vpc| vpc.subnets.values().collect()).unwrap_or_default(),
            Party::Site(_) | Party::AwsService(_) => Vec::new(),
        }
    }

    /// The VPC in which a door for the client can stand: its own, or for a site the first VPC it is connected to.
    pub fn door_vpc(&self) -> Option<&'d Vpc> {
        match &self.from {
            Home::Vpc(id) => self.design.vpc(id),
            Home::Site(_) | Home::Aws(_) => self.network.near(&self.from).first().and_then(|id| self.design.vpc(id)),
        }
    }

    /// The subnets of a VPC that a link must serve: those its applications run in, or all when it has none.
    ///
    /// Always those of the whole VPC and never of one application alone, so that all needs of a VPC draw the same
    /// attachment or endpoint, and share it.
    pub fn served_subnets(&self, vpc: &'d Vpc) -> Vec<&'d Subnet> {
        match self.estate.busy(&vpc.id) {
            Some(busy) => vpc.subnets.values().filter(|subnet| busy.contains(&subnet.id)).collect(),
            None => vpc.subnets.values().collect(),
        }
    }

    /// Whether an application runs in a subnet.
    pub fn is_busy(&self, subnet: &Subnet) -> bool {
        self.estate.busy(&subnet.vpc).is_some_and(|busy| busy.contains(&subnet.id))
    }

    /// The Region of a home, when it is said; a site has none.
    pub fn region_of(&self, home: &Home) -> Option<Region> {
        match home {
            Home::Vpc(id) => {
                let own = self.design.vpc(id).and_then(|vpc| vpc.region.clone());
                own.or_else(|| self.design.region.clone())
            }
            Home::Site(_) | Home::Aws(_) => None,
        }
    }

    /// A name for a thing of one Region: the Region is part of it where the design spans several, and it is not the
    /// design's own.
    pub fn name_in(&self, base: &str, region: Option<&Region>) -> String {
        match region {
            Some(region) if self.estate.spans_regions() && self.design.region.as_ref() != Some(region) => {
                format!("{base}-{region}")
            }
            _ => base.to_owned(),
        }
    }

    /// Routes over `link` in the VPCs of both parties that keep route tables and do not route over it yet.
    pub fn routes_over(&self, link: &LinkId, additions: &mut BTreeSet<Addition>) {
        self.routes([link, link], self.blocks(), additions);
    }

    /// The blocks by which the two parties see each other where nothing translates: of the family that the need asks for.
    pub fn blocks(&self) -> [Vec<Cidr>; 2] {
        [&self.from, &self.to].map(|home| self.design.blocks_in(home, self.need.family()))
    }

    /// Routes in the VPCs of both parties, each over its own next hop to the blocks by which it sees the other.
    pub fn routes(&self, hops: [&LinkId; 2], blocks: [Vec<Cidr>; 2], additions: &mut BTreeSet<Addition>) {
        let [from_hop, to_hop] = hops;
        let [from_blocks, to_blocks] = blocks;
        let sides =
            [(&self.from, from_hop, to_blocks, self.need.from()), (&self.to, to_hop, from_blocks, self.need.to())];
        for (near, link, blocks, party) in sides {
            let Home::Vpc(id) = near else { continue };
            let Some(vpc) = self.design.vpc(id) else { continue };
            let hop = Hop::of(self.design, id, link);
            let routed = routed(vpc, self.subnets_of(party), &blocks, &hop, Extent::of(party));
            if matches!(routed, Routed::No(_)) {
                additions.insert(Addition::Routes {
                    vpc: id.clone(),
                    link: link.clone(),
                    to: blocks.into_iter().collect(),
                });
            }
        }
    }

    /// A name for a new link: the one wished for, or that with a number where it is taken.
    pub fn fresh_link(&self, wish: &str) -> Option<LinkId> {
        let taken = |name: &str| self.design.links.contains_key(name);
        let mut name = wish.to_owned();
        let mut number = 2_u32;
        while taken(&name) {
            name = format!("{wish}-{number}");
            number += 1;
        }
        LinkId::new(&name).ok()
    }

    /// The first link of a kind that a test accepts.
    pub fn existing<T>(&self, pick: impl Fn(&LinkKind) -> Option<T>) -> Option<(LinkId, T)> {
        self.design.links.iter().find_map(|(id, link)| Some((id.clone(), pick(&link.kind)?)))
    }
}

/// One subnet for each availability zone among those given: the first by name that a test accepts.
pub fn one_per_zone<'d>(
    subnets: &[&'d Subnet],
    accepts: impl Fn(&Subnet) -> bool,
) -> BTreeMap<Option<AzId>, &'d Subnet> {
    let mut chosen: BTreeMap<Option<AzId>, &Subnet> = BTreeMap::new();
    for subnet in subnets.iter().filter(|subnet| accepts(subnet)) {
        chosen.entry(subnet.az.clone()).or_insert(subnet);
    }
    chosen
}

/// What new subnets are made for, with the length of their blocks. All of a VPC are laid out together in this order, so
/// that those of one mechanism leave room for those of the others.
const PURPOSES: &[(&str, u8)] =
    &[("service-network", 26), ("resource-gateway", 27), ("attachment", 28), ("endpoint", 28)];

/// Where the new subnets of a VPC for one purpose go, by zone; `None` for a zone without room.
fn laid_out(vpc: &Vpc, purpose: &str, prefix_len: u8) -> BTreeMap<Option<AzId>, Option<Cidr>> {
    let mut zones: BTreeSet<Option<AzId>> = vpc.subnets.values().map(|subnet| subnet.az.clone()).collect();
    // A VPC whose subnets nobody wrote down gets one, in a zone that is not said.
    if zones.is_empty() {
        zones.insert(None);
    }
    let mut space = Space::new(vpc.blocks(Family::V4));
    for block in vpc.subnets.values().filter_map(|subnet| subnet.ipv4) {
        space.take(block);
    }
    let before = PURPOSES.iter().take_while(|(name, _)| *name != purpose);
    for (_, prefix_len) in before {
        for _ in &zones {
            let _ = space.take_next_fit(Family::V4, *prefix_len);
        }
    }
    let fitting: BTreeMap<Option<AzId>, Option<Cidr>> =
        zones.iter().map(|zone| (zone.clone(), space.take_next_fit(Family::V4, prefix_len))).collect();
    if fitting.values().all(Option::is_some) {
        return fitting;
    }
    // In a VPC too full for all purposes the one at hand goes first.
    let mut space = Space::new(vpc.blocks(Family::V4));
    for block in vpc.subnets.values().filter_map(|subnet| subnet.ipv4) {
        space.take(block);
    }
    zones.into_iter().map(|zone| (zone, space.take_next_fit(Family::V4, prefix_len))).collect()
}

/// Where to put network interfaces that each need room: existing subnets that have it, and new ones where none has.
///
/// `None` when a zone has no room and its VPC no free block for a new subnet.
pub fn place_interfaces(
    vpc: &Vpc,
    near: &[&Subnet],
    purpose: &str,
    prefix_len: u8,
    has_room: impl Fn(&Subnet) -> bool,
) -> Option<(BTreeSet<SubnetId>, Vec<Addition>)> {
    let mut zones: BTreeSet<Option<AzId>> = near.iter().map(|subnet| subnet.az.clone()).collect();
    if zones.is_empty() {
        zones.insert(None);
    }
    let all: Vec<&Subnet> = vpc.subnets.values().collect();
    let beside = one_per_zone(near, &has_room);
    let anywhere = one_per_zone(&all, &has_room);
    let mut laid_out_here = None;
    let mut chosen = BTreeSet::new();
    let mut additions = Vec::new();
    for zone in zones {
        if let Some(subnet) = beside.get(&zone).or_else(|| anywhere.get(&zone)) {
            chosen.insert(subnet.id.clone());
            continue;
        }
        let blocks = laid_out_here.get_or_insert_with(|| laid_out(vpc, purpose, prefix_len));
        let cidr = blocks.get(&zone).copied().flatten()?;
        let suffix = zone.as_ref().map_or("new", AzId::as_str);
        let id = SubnetId::new(&format!("{purpose}-{suffix}")).ok()?;
        additions.push(Addition::Subnet { vpc: vpc.id.clone(), subnet: id.clone(), az: zone, cidr });
        chosen.insert(id);
    }
    Some((chosen, additions))
}

/// Whether a subnet surely has a free aligned block of addresses; an unknown occupancy counts as free, because the
/// design does not say otherwise and the rule that checks it is silent then too.
pub fn has_block(subnet: &Subnet, addresses: u32) -> bool {
    subnet.ipv4.is_some_and(|cidr| {
        matches!(
            contiguous_block(cidr, &subnet.occupancy, addresses),
            Contiguous::Aligned(_) | Contiguous::Somewhere { aligned: true } | Contiguous::Unknown
        )
    })
}

/// The names of VPCs as an ordered pair.
pub fn pair(one: &VpcId, two: &VpcId) -> (VpcId, VpcId) {
    if one <= two { (one.clone(), two.clone()) } else { (two.clone(), one.clone()) }
}
