//! What is asked of a design as a whole before any need is looked at: where applications run, which networks must stay
//! apart, which blocks nobody uses. Worked out once.

use std::collections::{BTreeMap, BTreeSet};

use crate::cidr::space::Space;
use crate::cidr::{Cidr, Family, overlap};
use crate::design::{Design, Home, LinkKind, Need, Parties, Party};
use crate::facts::{FactId, Facts};
use crate::ids::{AccountId, AppId, Region, SiteId, SubnetId, VpcId};

/// The length of a secondary block that only holds NAT gateways and load balancers. Ours: room for a /28 in any zone.
const SECONDARY: u8 = 24;

/// A design as a whole.
#[derive(Debug, Default)]
pub struct Estate {
    /// The design with no needs but those that something must never reach: what a trial starts from.
    pub bare: Design,
    busy: BTreeMap<VpcId, BTreeSet<SubnetId>>,
    residents: BTreeMap<VpcId, BTreeSet<AppId>>,
    regions: BTreeSet<Region>,
    domains: BTreeMap<Home, String>,
    translations: BTreeMap<VpcId, BTreeMap<Cidr, Cidr>>,
    colliding: BTreeMap<VpcId, Home>,
    own_routable: BTreeMap<VpcId, Cidr>,
    secondaries: BTreeMap<VpcId, Cidr>,
    hosts: BTreeMap<Option<Region>, VpcId>,
    /// The VPCs that needs join with each site.
    pub circuits: BTreeMap<SiteId, BTreeSet<VpcId>>,
    /// The Regions in which whole networks must be joined.
    pub wide_regions: BTreeSet<Region>,
    /// The accounts whose whole networks must be joined.
    pub wide_accounts: BTreeSet<AccountId>,
    /// The VPCs from which each application is called.
    pub consumers: BTreeMap<AppId, BTreeSet<VpcId>>,
    /// The applications that clients at each site call.
    pub called_from: BTreeMap<SiteId, BTreeSet<AppId>>,
    /// For each VPC of a need that joins whole networks, how many VPCs such needs join with it.
    pub joined_networks: BTreeMap<VpcId, usize>,
    /// Whether some networks must never reach each other.
    pub is_parted: bool,
}

/// The design without the needs that ask for something.
fn bare(design: &Design) -> Design {
    let mut bare = design.clone();
    bare.needs.retain(|_, need| need.never);
    bare
}

impl Estate {
    /// Looks at a design as a whole.
    ///
    /// Complexity: O(n log n) in blocks, and linear in pairs of parties.
    pub fn of(design: &Design, facts: &Facts) -> Self {
        let mut estate = Self { bare: bare(design), ..Self::default() };
        for application in design.applications.values() {
            if let Some(vpc) = application.vpc() {
                let subnets = design.subnets_of(application).into_iter().map(|subnet| subnet.id.clone());
                estate.busy.entry(vpc.clone()).or_default().extend(subnets);
                estate.residents.entry(vpc.clone()).or_default().insert(application.id.clone());
            }
        }
        estate.regions = design.vpcs.values().filter_map(|vpc| vpc.region.clone()).collect();
        estate.part(design);
        estate.blocks(design, facts);
        estate.hosts(design);
        let mut groups: Vec<BTreeSet<VpcId>> = Vec::new();
        for need in design.needs.values().filter(|need| !need.never) {
            let joined = estate.need(design, need);
            if joined.len() > 1 {
                let (mut with, apart): (Vec<_>, Vec<_>) =
                    groups.into_iter().partition(|group| !group.is_disjoint(&joined));
                groups = apart;
                with.push(joined);
                groups.push(with.into_iter().flatten().collect());
            }
        }
        for group in groups {
            let count = group.len();
            estate.joined_networks.extend(group.into_iter().map(|vpc| (vpc, count)));
        }
        for link in design.links.values() {
            if let LinkKind::TransitGateway(gateway) = &link.kind
                && estate.is_wide()
            {
                estate.wide_regions.extend(gateway.region.clone());
            }
        }
        estate
    }

    /// The applications that run in a VPC.
    pub fn residents(&self, vpc: &str) -> impl Iterator<Item = &AppId> {
        self.residents.get(vpc).into_iter().flatten()
    }

    /// The subnets that applications of a VPC run in, when any does.
    pub fn busy(&self, vpc: &VpcId) -> Option<&BTreeSet<SubnetId>> {
        self.busy.get(vpc)
    }

    /// Whether networks must stay apart, so that a new hub gets tables or segments of its own.
    pub fn is_segmented(&self) -> bool {
        !self.domains.is_empty()
    }

    /// The routing domain of a home on a segmented hub.
    pub fn domain_of(&self, home: &Home) -> Option<&str> {
        self.domains.get(home).map(String::as_str)
    }

    /// For a VPC that overlaps others: each of its IPv4 blocks with an unused one of the same length.
    pub fn translation(&self, vpc: &VpcId) -> Option<&BTreeMap<Cidr, Cidr>> {
        self.translations.get(vpc)
    }

    /// Whether a VPC has a block that overlaps one of another network.
    pub fn collides(&self, vpc: &VpcId) -> bool {
        self.colliding.contains_key(vpc)
    }

    /// A network that has addresses of a VPC too.
    pub fn twin(&self, vpc: &VpcId) -> Option<&Home> {
        self.colliding.get(vpc)
    }

    /// A block of a VPC that overlaps nothing else.
    pub fn own_routable(&self, vpc: &VpcId) -> Option<Cidr> {
        self.own_routable.get(vpc).copied()
    }

    /// An unused block that a VPC could take as a secondary one.
    pub fn secondary(&self, vpc: &VpcId) -> Option<Cidr> {
        self.secondaries.get(vpc).copied()
    }

    /// The VPC of a Region that others could move into.
    pub fn host(&self, region: Option<&Region>) -> Option<&VpcId> {
        self.hosts.get(&region.cloned())
    }

    /// Whether the design names VPCs of several Regions.
    pub fn spans_regions(&self) -> bool {
        self.regions.len() > 1
    }

    fn is_wide(&self) -> bool {
        !self.wide_regions.is_empty() || !self.wide_accounts.is_empty()
    }

    /// Homes that must stay apart from the same others share a domain.
    fn part(&mut self, design: &Design) {
        let mut forbidden: BTreeMap<Home, BTreeSet<Home>> = BTreeMap::new();
        for need in design.pairs().filter(|need| need.never) {
            let (Some(one), Some(other)) = (design.home(need.from()), design.home(need.to())) else { continue };
            if one != other {
                forbidden.entry(one.clone()).or_default().insert(other.clone());
                forbidden.entry(other).or_default().insert(one);
            }
        }
        self.is_parted = !forbidden.is_empty();
        if !self.is_parted {
            return;
        }
        let homes = design.vpcs.keys().cloned().map(Home::Vpc).chain(design.sites.keys().cloned().map(Home::Site));
        let mut names: BTreeMap<BTreeSet<Home>, String> = BTreeMap::new();
        for home in homes {
            let apart_from = forbidden.get(&home).cloned().unwrap_or_default();
            let name = match &home {
                Home::Vpc(id) => id.to_string(),
                Home::Site(id) => id.to_string(),
                Home::Aws(id) => id.to_string(),
            };
            let name = names.entry(apart_from).or_insert(name).clone();
            self.domains.insert(home, name);
        }
    }

    fn blocks(&mut self, design: &Design, facts: &Facts) {
        let of_vpcs = design.vpcs.values().flat_map(|vpc| {
            let home = Home::Vpc(vpc.id.clone());
            vpc.blocks(Family::V4).map(move |block| (block, home.clone())).collect::<Vec<_>>()
        });
        let of_sites = design.sites.values().flat_map(|site| {
            let home = Home::Site(site.id.clone());
            site.cidrs.iter().map(move |block| (*block, home.clone())).collect::<Vec<_>>()
        });
        let all: Vec<(Cidr, Home)> =
            of_vpcs.chain(of_sites).filter(|(block, _)| block.family() == Family::V4).collect();
        let mut colliding: BTreeMap<usize, usize> = BTreeMap::new();
        for (one, other) in overlap::sweep(&all) {
            let apart = all.get(one).map(|(_, home)| home) != all.get(other).map(|(_, home)| home);
            if apart {
                colliding.entry(one).or_insert(other);
                colliding.entry(other).or_insert(one);
            }
        }
        if colliding.is_empty() {
            return;
        }
        let shared = facts.texts(FactId::VpcCidrSharedRange).iter().filter_map(|text| Cidr::parse(text).ok());
        let mut space = Space::new(shared).with_taken(all.iter().map(|(block, _)| *block));
        let mut collides: BTreeMap<VpcId, Home> = BTreeMap::new();
        for (index, (block, home)) in all.iter().enumerate() {
            let Home::Vpc(vpc) = home else { continue };
            let twin = colliding.get(&index).and_then(|other| all.get(*other));
            if let Some((_, twin)) = twin {
                collides.entry(vpc.clone()).or_insert_with(|| twin.clone());
            } else {
                self.own_routable.entry(vpc.clone()).or_insert(*block);
            }
        }
        for vpc in collides.keys() {
            let blocks: Vec<Cidr> = design.vpc(vpc).map(|vpc| vpc.blocks(Family::V4).collect()).unwrap_or_default();
            let mut translation = BTreeMap::new();
            for block in &blocks {
                if let Some(other) = space.take_next_fit(Family::V4, block.prefix_len()) {
                    translation.insert(*block, other);
                }
            }
            if translation.len() == blocks.len() {
                self.translations.insert(vpc.clone(), translation);
            }
        }
        for vpc in collides.keys().filter(|vpc| !self.own_routable.contains_key(*vpc)) {
            if let Some(block) = space.take_next_fit(Family::V4, SECONDARY) {
                self.secondaries.insert(vpc.clone(), block);
            }
        }
        self.colliding = collides;
    }

    /// The largest network of each Region is the one that others move into; of equals the first by name.
    fn hosts(&mut self, design: &Design) {
        let mut best: BTreeMap<Option<Region>, (u8, &VpcId)> = BTreeMap::new();
        for vpc in design.vpcs.values().filter(|vpc| vpc.movable) {
            let region = vpc.region.clone().or_else(|| design.region.clone());
            let length = vpc.blocks(Family::V4).map(|block| block.prefix_len()).min().unwrap_or(u8::MAX);
            let entry = best.entry(region).or_insert((length, &vpc.id));
            if length < entry.0 {
                *entry = (length, &vpc.id);
            }
        }
        self.hosts = best.into_iter().map(|(region, (_, vpc))| (region, vpc.clone())).collect();
    }

    /// Takes a need into account, and gives the VPCs whose whole networks it joins.
    fn need(&mut self, design: &Design, need: &Need) -> BTreeSet<VpcId> {
        let clients = need.clients();
        let parties: Vec<&Party> = match &need.parties {
            Parties::OneWay { .. } | Parties::Fan { .. } => clients.iter().copied().chain([need.to()]).collect(),
            Parties::EitherWay(..) | Parties::Mesh { .. } => clients.clone(),
        };
        let homes: BTreeSet<Home> = parties.into_iter().filter_map(|party| design.home(party)).collect();
        let vpcs = || {
            homes.iter().filter_map(|home| match home {
                Home::Vpc(id) => design.vpc(id),
                Home::Site(_) | Home::Aws(_) => None,
            })
        };
        for home in &homes {
            if let Home::Site(site) = home {
                self.circuits.entry(site.clone()).or_default().extend(vpcs().map(|vpc| vpc.id.clone()));
            }
        }
        if need.is_network_wide() {
            self.wide_regions.extend(vpcs().filter_map(|vpc| vpc.region.clone()));
            self.wide_accounts.extend(vpcs().filter_map(|vpc| vpc.account.clone()));
        }
        if let Some(server) = need.server() {
            for client in &clients {
                if let Some(Home::Site(site)) = design.home(client) {
                    self.called_from.entry(site).or_default().insert(server.clone());
                }
            }
            let from = clients.into_iter().filter_map(|client| match design.home(client) {
                Some(Home::Vpc(vpc)) => Some(vpc),
                _ => None,
            });
            self.consumers.entry(server.clone()).or_default().extend(from);
        }
        if need.is_network_wide() { vpcs().map(|vpc| vpc.id.clone()).collect() } else { BTreeSet::new() }
    }
}
