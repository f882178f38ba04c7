//! Mechanisms: for one need, the hypothetical link each would add. One file a mechanism; whether the link may be and
//! carries the need is not decided here but by the rulebook.

mod lattice;
mod peering;
mod privatelink;
mod same_vpc;
mod transit_gateway;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use lattice::through_resource;

use super::addition::Addition;
use crate::cidr::Family;
use crate::cidr::space::{Contiguous, Space, contiguous_block};
use crate::design::{Application, Design, Home, LinkKind, Mechanism, Need, Party, Subnet, Vpc};
use crate::facts::{FactId, Facts};
use crate::ids::{AzId, LinkId, SubnetId, VpcId};
use crate::network::Network;
use crate::network::routing::{Extent, Routed, routed};

/// The mechanisms this version can propose, in the order in which they are told.
pub const PROPOSED: &[Mechanism] = &[
    Mechanism::SameVpc,
    Mechanism::VpcPeering,
    Mechanism::TransitGateway,
    Mechanism::PrivatelinkService,
    Mechanism::PrivatelinkResource,
    Mechanism::LatticeAssociation,
    Mechanism::LatticeEndpoint,
];

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
    /// The subnets that applications run in, by VPC.
    pub busy: &'d Busy,
    /// The need, of one pair of parties.
    pub need: Cow<'d, Need>,
    /// Where the client stands.
    pub from: Home,
    /// Where the server stands.
    pub to: Home,
}

/// The subnets that applications run in, by VPC.
pub type Busy = BTreeMap<VpcId, BTreeSet<SubnetId>>;

/// The subnets that applications of a design run in.
pub fn busy(design: &Design) -> Busy {
    let mut busy = Busy::new();
    for application in design.applications.values() {
        if let Some(vpc) = application.vpc() {
            let subnets = design.subnets_of(application).into_iter().map(|subnet| subnet.id.clone());
            busy.entry(vpc.clone()).or_default().extend(subnets);
        }
    }
    busy
}

/// What a mechanism would do for a need.
pub fn propose(mechanism: Mechanism, situation: &Situation<'_>) -> Proposal {
    match mechanism {
        Mechanism::SameVpc => same_vpc::propose(situation),
        Mechanism::VpcPeering => peering::propose(situation),
        Mechanism::TransitGateway => transit_gateway::propose(situation),
        Mechanism::PrivatelinkService => privatelink::propose_service(situation),
        Mechanism::PrivatelinkResource => privatelink::propose_resource(situation),
        Mechanism::LatticeAssociation => lattice::propose_association(situation),
        Mechanism::LatticeEndpoint => lattice::propose_endpoint(situation),
        _ => Proposal::Senseless,
    }
}

impl<'d> Situation<'d> {
    /// The situation of a need; `None` when a party has no home, which a validated design rules out.
    pub fn of(
        design: &'d Design,
        network: &'d Network<'d>,
        facts: &'d Facts,
        busy: &'d Busy,
        need: Cow<'d, Need>,
    ) -> Option<Self> {
        let from = design.home(need.from())?;
        let to = design.home(need.to())?;
        Some(Self { design, network, facts, busy, need, from, to })
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
        match self.busy.get(&vpc.id) {
            Some(busy) => vpc.subnets.values().filter(|subnet| busy.contains(&subnet.id)).collect(),
            None => vpc.subnets.values().collect(),
        }
    }

    /// Whether an application runs in a subnet.
    pub fn is_busy(&self, subnet: &Subnet) -> bool {
        self.busy.get(&subnet.vpc).is_some_and(|busy| busy.contains(&subnet.id))
    }

    /// Routes over `link` in the VPCs of both parties that keep route tables and do not route over it yet.
    pub fn routes_over(&self, link: &LinkId, additions: &mut BTreeSet<Addition>) {
        for (near, far, party) in [(&self.from, &self.to, self.need.from()), (&self.to, &self.from, self.need.to())] {
            let Home::Vpc(id) = near else { continue };
            let Some(vpc) = self.design.vpc(id) else { continue };
            let blocks = self.design.routed_blocks(far);
            let routed = routed(vpc, self.subnets_of(party), &blocks, link, Extent::of(party));
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
    let zones: BTreeSet<Option<AzId>> = near.iter().map(|subnet| subnet.az.clone()).collect();
    let all: Vec<&Subnet> = vpc.subnets.values().collect();
    let beside = one_per_zone(near, &has_room);
    let anywhere = one_per_zone(&all, &has_room);
    let mut space = Space::new(vpc.blocks(Family::V4));
    for block in vpc.subnets.values().filter_map(|subnet| subnet.ipv4) {
        space.take(block);
    }
    let mut chosen = BTreeSet::new();
    let mut additions = Vec::new();
    for zone in zones {
        if let Some(subnet) = beside.get(&zone).or_else(|| anywhere.get(&zone)) {
            chosen.insert(subnet.id.clone());
            continue;
        }
        let cidr = space.take_next_fit(Family::V4, prefix_len)?;
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
