//! Published principles that decide where price alone would not: for a need, which of the mechanisms that fit are set
//! aside in favour of others. Whether a mechanism fits at all is no matter of these, but of the rulebook.

use std::collections::BTreeSet;

use super::estate::Estate;
use super::mechanism::{Situation, through_resource};
use super::verdict::{Asked, Candidate};
use crate::design::{
    Application, Home, LinkKind, LoadBalancer, Mechanism, Need, Parties, Protocol, RunsOn, Trait, Vpc,
};
use crate::facts::{FactId, LimitId};
use crate::ids::{OrganizationId, VpcId};

/// Consumer VPCs up to which a resource endpoint each is a handful. Ours: the source says "a handful".
const HANDFUL: usize = 5;
/// A monthly volume from which a pair is peered beside a hub: ten terabytes, where the hub's charge passes what its
/// upkeep comes to. Ours, computed from the price list.
const HEAVY_MEGABYTES: u64 = 10_000_000;
/// Regions from which every published comparison takes Cloud WAN. Ours, read off the comparisons behind the facts.
const MANY_REGIONS: usize = 5;
/// Accounts across Regions from which comparisons take Cloud WAN. Ours, as above.
const MANY_ACCOUNTS: usize = 10;

/// A principle of choice.
#[derive(Debug)]
pub struct Principle {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What it says, as a sentence without a full stop.
    pub says: &'static str,
    /// The facts it rests on, with their sources; where sources disagree, the facts say so.
    pub facts: &'static [FactId],
    /// What in the design makes it count otherwise; empty where nothing does.
    pub flips: &'static str,
    check: fn(&Weighing<'_, '_>, &Candidate) -> bool,
}

impl Principle {
    /// One that sets nothing aside and is told only.
    pub(super) const fn told(
        name: &'static str,
        says: &'static str,
        facts: &'static [FactId],
        flips: &'static str,
    ) -> Self {
        Self { name, says, facts, flips, check: |_, _| false }
    }
}

/// What a principle looks at.
struct Weighing<'w, 'd> {
    asked: &'w Asked<'d>,
    estate: &'w Estate,
    /// The first pair of the need; all of one need ask for the same.
    pair: &'w Situation<'d>,
    server: Option<&'d Application>,
}

/// The principles, in the order in which they are asked.
pub static ALL: &[Principle] = &[
    Principle {
        name: "inspected-on-a-hub",
        says: "where a firewall must look at what passes, a hub routes it through one, at any number of VPCs; endpoints and \
               VPC Lattice lead past it",
        facts: &[FactId::DgTransitBeatsCount],
        flips: "leave `inspection` out of `requires`, or `prefer` the other mechanism",
        check: inspected,
    },
    Principle {
        name: "published-service",
        says: "what is published as a service is called as one, and no network is opened beside it",
        facts: &[FactId::DgHttpService, FactId::DgNlbService],
        flips: "`via` on the need, or `prefer` with the other mechanism",
        check: published,
    },
    Principle {
        name: "other-organisation",
        says: "between organisations one named service is exposed, by an endpoint service whose provider admits each consumer",
        facts: &[FactId::DgSaas, FactId::PlDefaultClosed],
        flips: "`prefer` with the other mechanism",
        check: other_organisation,
    },
    Principle {
        name: "acceptance",
        says: "where the provider approves each consumer, an endpoint service does so by itself",
        facts: &[FactId::DgNlbService, FactId::PlDefaultClosed],
        flips: "leave `acceptance` out of `requires`, or `prefer` the other mechanism",
        check: acceptance,
    },
    Principle {
        name: "fewest-hops",
        says: "where latency counts nothing is put on the way that need not be: peering is no hop, while hubs, load \
               balancers, resource gateways and VPC Lattice are; nobody publishes figures",
        facts: &[FactId::PeerBandwidth, FactId::DgTwoHighvol, FactId::PlSourceIp, FactId::RgSourceIp],
        flips: "leave `low_latency` out of `requires`, or `prefer` the other mechanism",
        check: latency,
    },
    Principle {
        name: "one-target",
        says: "a database, broker or address on premises is a resource configuration; a fleet stands behind a load balancer, \
               for a resource gateway balances nothing",
        facts: &[FactId::DgTcpResource, FactId::RgNotLb],
        flips: "`runs_on` and `load_balancer` of the application, or `prefer` with the other mechanism",
        check: one_target,
    },
    Principle {
        name: "one-door-for-a-site",
        says: "a site that calls several services gets one door: a service-network endpoint leads to all of them",
        facts: &[FactId::DgSnEndpointVsAssoc, FactId::EptSn],
        flips: "`prefer` with the other mechanism",
        check: one_door,
    },
    Principle {
        name: "handful",
        says: "more than a handful of consumer VPCs, now or within a year, reach a resource through a service network",
        facts: &[FactId::DgRcVsRe],
        flips: "`prefer: [privatelink_resource]`",
        check: handful,
    },
    Principle {
        name: "one-circuit-many-vpcs",
        says: "one VPN for several VPCs, or one Direct Connect for several VPCs of a Region, ends on a hub, at any number of \
               VPCs",
        facts: &[FactId::DgTransitBeatsCount, FactId::DxgwVgw],
        flips: "`prefer: [direct_connect]` or `[site_to_site_vpn]`",
        check: circuit,
    },
    Principle {
        name: "global-network",
        says: "Cloud WAN is for three Regions and more under one policy, or for many accounts across Regions; one Region is \
               simpler on a transit gateway",
        facts: &[FactId::DgCwanRegions, FactId::DgMultiregionPolicy, FactId::CwanWhen],
        flips: "`prefer: [cloud_wan]` or `[transit_gateway]`",
        check: global,
    },
    Principle {
        name: "one-shared-network",
        says: "workloads that may be placed anywhere, of accounts that trust one another, share the subnets of one VPC \
               instead of joining three VPCs and more",
        facts: &[FactId::DgVpcSharing],
        flips: "`movable: false` on the VPCs, or `prefer` with the other mechanism",
        check: shared,
    },
    Principle {
        name: "many-networks",
        says: "networks of about ten VPCs and more, now or within a year, and those that meet a hub already, are joined by a \
               hub: peerings of a mesh grow with the square, and each new VPC touches all others; a heavy pair is \
               peered beside the hub",
        facts: &[
            FactId::DgTgwMesh,
            FactId::DgFewVpcs,
            FactId::DgHubNetworks,
            FactId::PeerMeshCount,
            FactId::DgPinHeavyPair,
        ],
        flips: "`prefer: [vpc_peering]`",
        check: mesh,
    },
    Principle {
        name: "tunnel-last",
        says: "a tunnel endpoint asks every client to encapsulate its packets, and no published comparison prefers it yet",
        facts: &[FactId::TunGenevePort, FactId::TunInner],
        flips: "`prefer: [privatelink_tunnel]`",
        check: tunnel,
    },
    Principle {
        name: "translate-last",
        says: "overlapping networks publish the few services that are wanted; addresses are translated where that is not \
               enough: by private NAT where one side dials out, one to one where both do",
        facts: &[FactId::DgOverlap, FactId::PnatPattern, FactId::TgwNatStatic],
        flips: "`prefer: [transit_gateway_nat]` or `[private_nat_transit_gateway]`, or other blocks for one of the networks",
        check: translation,
    },
    Principle {
        name: "hide-what-is-used-twice",
        says: "a block that several networks use is announced by none of them; clients in it go out through private NAT",
        facts: &[FactId::PnatPattern, FactId::PnatOneWay],
        flips: "a routable block for the clients, or `prefer` with the other mechanism",
        check: hidden,
    },
    Principle {
        name: "storage-by-gateway",
        says: "what stands in a VPC calls S3 and DynamoDB through a gateway endpoint of that VPC, which is free, also where \
               an interface endpoint serves clients from outside",
        facts: &[FactId::GwepFree, FactId::DgAwsApi],
        flips: "`prefer: [interface_endpoint]`",
        check: storage,
    },
];

/// Sets aside, for a need, the mechanisms that fit and that a principle disfavours: unless that would leave none, and
/// never one that the design prefers.
pub(super) fn weigh(asked: &Asked<'_>, estate: &Estate, candidates: &mut [Candidate]) {
    let Some(pair) = asked.pairs.first() else { return };
    let weighing = Weighing { asked, estate, pair, server: pair.server() };
    let preferred = &pair.design.preferences.prefer;
    for principle in ALL {
        let stands = |one: &Candidate| one.is_open() && one.set_aside.is_none();
        let is_aside = |one: &Candidate| !preferred.contains(&one.mechanism) && (principle.check)(&weighing, one);
        if !candidates.iter().any(|one| stands(one) && !is_aside(one)) {
            continue;
        }
        for one in candidates.iter_mut().filter(|one| stands(one)) {
            if is_aside(one) {
                one.set_aside = Some(principle);
            }
        }
    }
}

impl PartialEq for Principle {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Weighing<'_, '_> {
    fn need(&self) -> &Need {
        self.asked.need
    }

    /// The links that offer the server already.
    fn offering(&self) -> impl Iterator<Item = &LinkKind> {
        let links = self.pair.design.links.values().map(|link| &link.kind);
        links.filter(|kind| {
            let Some(server) = self.server else { return false };
            match kind {
                LinkKind::ServiceNetwork(network) => network.offers(&server.id),
                LinkKind::PrivatelinkService(service) => service.application == server.id,
                LinkKind::PrivatelinkResource(resource) => resource.application == server.id,
                _ => false,
            }
        })
    }

    fn organization_of(&self, home: &Home) -> Option<&OrganizationId> {
        match home {
            Home::Vpc(id) => self.pair.design.vpc(id).and_then(|vpc| vpc.organization.as_ref()),
            Home::Site(_) | Home::Aws(_) => None,
        }
    }

    fn crosses_organisations(&self) -> bool {
        self.asked.pairs.iter().any(|pair| self.organization_of(&pair.from) != self.organization_of(&pair.to))
    }

    /// Whether the server is one address or name rather than a fleet: a database, a broker, something on premises.
    fn is_one_target(&self) -> bool {
        let Some(server) = self.server else { return false };
        let services = &self.need().services;
        let plain = !services.is_empty() && services.iter().all(|one| one.protocol == Protocol::Tcp);
        match server.runs_on {
            RunsOn::Rds => true,
            RunsOn::Other => plain && server.load_balancer.is_none(),
            _ => matches!(server.home, Home::Site(_)) && server.load_balancer.is_none(),
        }
    }

    fn is_long_lived(&self) -> bool {
        let longest = self.pair.facts.limit(LimitId::VlqLifeSvc);
        self.need().connection_seconds.is_some_and(|seconds| seconds > longest)
    }
}

pub(super) fn is_lattice(mechanism: Mechanism) -> bool {
    matches!(mechanism, Mechanism::LatticeAssociation | Mechanism::LatticeEndpoint)
}

fn inspected(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let on_a_hub = matches!(
        one.mechanism,
        Mechanism::TransitGateway
            | Mechanism::TransitGatewayNat
            | Mechanism::PrivateNatTransitGateway
            | Mechanism::CloudWan
    );
    weighing.need().requires.contains(&Trait::Inspection) && !on_a_hub
}

fn published(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    one.mechanism.joins_networks() && weighing.offering().next().is_some()
}

fn other_organisation(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    if weighing.server.is_none() || !weighing.crosses_organisations() {
        return false;
    }
    one.mechanism != exposed_by(weighing)
}

fn acceptance(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    weighing.server.is_some()
        && weighing.need().requires.contains(&Trait::Acceptance)
        && one.mechanism != exposed_by(weighing)
}

/// The kind of PrivateLink that a provider offers: the one it has; for a managed database a resource configuration,
/// for all else an endpoint service.
fn exposed_by(weighing: &Weighing<'_, '_>) -> Mechanism {
    let kinds: Vec<&LinkKind> = weighing.offering().collect();
    let has = |wanted: fn(&LinkKind) -> bool| kinds.iter().any(|kind| wanted(kind));
    let database = weighing.server.is_some_and(|server| server.runs_on == RunsOn::Rds);
    if has(|kind| matches!(kind, LinkKind::PrivatelinkService(_))) {
        Mechanism::PrivatelinkService
    } else if database || has(|kind| matches!(kind, LinkKind::PrivatelinkResource(_))) {
        Mechanism::PrivatelinkResource
    } else {
        Mechanism::PrivatelinkService
    }
}

fn latency(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let straight = matches!(
        one.mechanism,
        Mechanism::SameVpc
            | Mechanism::VpcPeering
            | Mechanism::VpcSharing
            | Mechanism::DirectConnect
            | Mechanism::GatewayEndpoint
            | Mechanism::InterfaceEndpoint
    );
    weighing.need().requires.contains(&Trait::LowLatency) && !straight
}

fn one_target(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let Some(server) = weighing.server else { return false };
    let as_resource = one.mechanism == Mechanism::PrivatelinkResource
        || (is_lattice(one.mechanism) && through_resource(weighing.pair));
    // What is offered so already stays so.
    let offered = weighing.offering().any(|kind| match kind {
        LinkKind::PrivatelinkService(_) => one.mechanism == Mechanism::PrivatelinkService,
        LinkKind::PrivatelinkResource(_) => one.mechanism == Mechanism::PrivatelinkResource,
        LinkKind::ServiceNetwork(_) => is_lattice(one.mechanism),
        _ => false,
    });
    if offered {
        return false;
    }
    let balanced = server.load_balancer == Some(LoadBalancer::Network) || server.runs_on == RunsOn::Nlb;
    if weighing.is_one_target() || (weighing.is_long_lived() && !balanced) {
        one.mechanism == Mechanism::PrivatelinkService
    } else {
        as_resource
    }
}

fn handful(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let consumers = weighing.server.and_then(|server| weighing.estate.consumers.get(&server.id));
    let planned = weighing.need().expected.map_or(0, |expected| usize::from(expected.in_a_year));
    one.mechanism == Mechanism::PrivatelinkResource
        && consumers.is_some_and(|consumers| consumers.len().max(planned) > HANDFUL)
        && !weighing.crosses_organisations()
}

/// One VPN ends in one VPC, so several VPCs take a hub wherever they stand. A Direct Connect gateway leads to a VPC in each
/// Region by itself, so a hub is for those that stand in one Region.
fn circuit(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let design = weighing.pair.design;
    let of_region = |vpcs: &BTreeSet<VpcId>| {
        let region = |vpc| design.vpc(vpc).and_then(|vpc: &Vpc| vpc.region.as_ref()).or(design.region.as_ref());
        vpcs.iter().map(region).collect::<BTreeSet<_>>().len() < vpcs.len()
    };
    let many = weighing.asked.pairs.iter().flat_map(|pair| [&pair.from, &pair.to]).any(|home| match home {
        Home::Site(site) => weighing.estate.circuits.get(site).is_some_and(|vpcs| match one.mechanism {
            Mechanism::DirectConnect => of_region(vpcs),
            _ => vpcs.len() > 1,
        }),
        Home::Vpc(_) | Home::Aws(_) => false,
    });
    many && matches!(one.mechanism, Mechanism::DirectConnect | Mechanism::SiteToSiteVpn) && !one.additions.is_empty()
}

fn global(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let estate = weighing.estate;
    let regions = estate.wide_regions.len();
    let few = usize::try_from(weighing.pair.facts.limit(LimitId::DgCwanRegions)).unwrap_or(usize::MAX);
    let policy = estate.is_parted || weighing.need().requires.contains(&Trait::DynamicRouting);
    let wide = regions >= MANY_REGIONS
        || (regions >= few && policy)
        || (regions > 1 && estate.wide_accounts.len() > MANY_ACCOUNTS);
    let has_core = weighing.pair.design.links.values().any(|link| matches!(link.kind, LinkKind::CloudWan(_)));
    match one.mechanism {
        Mechanism::TransitGateway => weighing.need().is_network_wide() && wide,
        Mechanism::CloudWan => !wide && regions <= 1 && !has_core,
        _ => false,
    }
}

/// Two VPCs are peered for nothing an hour; from three on, all but one of them movable, one network is less to own.
fn shared(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let homes: BTreeSet<&Home> = weighing.asked.pairs.iter().flat_map(|pair| [&pair.from, &pair.to]).collect();
    let is_movable = |home: &&&Home| match home {
        Home::Vpc(id) => weighing.pair.design.vpc(id).is_some_and(|vpc| vpc.movable),
        Home::Site(_) | Home::Aws(_) => false,
    };
    let movable = homes.iter().filter(is_movable).count();
    weighing.need().is_network_wide()
        && homes.len() > 2
        && movable + 1 >= homes.len()
        && one.mechanism.joins_networks()
        && one.mechanism != Mechanism::VpcSharing
        && !one.additions.is_empty()
}

fn mesh(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let from = usize::try_from(weighing.pair.facts.limit(LimitId::DgTgwMesh)).unwrap_or(usize::MAX);
    let joined = |home: &Home| match home {
        Home::Vpc(vpc) => weighing.estate.joined_networks.get(vpc).copied().unwrap_or(0),
        Home::Site(_) | Home::Aws(_) => 0,
    };
    // What is said to grow is judged by what it will be: a mesh that must be taken down again is none to build.
    let planned = weighing.need().expected.map_or(0, |expected| usize::from(expected.in_a_year));
    let many = planned >= from
        || weighing.asked.pairs.iter().any(|pair| {
            joined(&pair.from).max(joined(&pair.to)) >= from || on_a_hub(pair, &pair.from) || on_a_hub(pair, &pair.to)
        });
    // A pair with a heavy flow is peered beside the hub.
    let heavy = weighing.need().traffic.is_some_and(|volume| volume.0 >= HEAVY_MEGABYTES)
        && matches!(weighing.need().parties, Parties::OneWay { .. } | Parties::EitherWay(..));
    one.mechanism == Mechanism::VpcPeering
        && !one.additions.is_empty()
        && weighing.need().is_network_wide()
        && many
        && !heavy
}

/// Whether a network is attached to a hub already: one that is known to lead where its route tables say.
fn on_a_hub(pair: &Situation<'_>, home: &Home) -> bool {
    let Home::Vpc(vpc) = home else { return false };
    pair.design.links.values().any(|link| match &link.kind {
        LinkKind::TransitGateway(gateway) => gateway.vpcs.contains_key(vpc) && !gateway.tables_unknown,
        LinkKind::CloudWan(wan) => wan.vpcs.contains_key(vpc),
        _ => false,
    })
}

fn translation(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    match one.mechanism {
        Mechanism::PrivateNatTransitGateway => weighing.server.is_some(),
        Mechanism::TransitGatewayNat => weighing.server.is_some() || !weighing.need().is_two_way(),
        _ => false,
    }
}

/// A network-wide need that starts where addresses are used twice, and only starts there.
fn hidden(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let starts = weighing.asked.pairs.iter().any(|pair| match &pair.from {
        Home::Vpc(vpc) => weighing.estate.collides(vpc),
        Home::Site(_) | Home::Aws(_) => false,
    });
    starts
        && weighing.need().is_network_wide()
        && !weighing.need().is_two_way()
        && matches!(one.mechanism, Mechanism::VpcPeering | Mechanism::TransitGateway | Mechanism::CloudWan)
}

fn one_door(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    let several = weighing.asked.pairs.iter().any(|pair| match &pair.from {
        Home::Site(site) => weighing.estate.called_from.get(site).is_some_and(|called| called.len() > 1),
        Home::Vpc(_) | Home::Aws(_) => false,
    });
    several
        && !weighing.crosses_organisations()
        && matches!(one.mechanism, Mechanism::PrivatelinkService | Mechanism::PrivatelinkResource)
        && !one.additions.is_empty()
}

/// Set aside only where a gateway endpoint fits: [`weigh`] leaves what is the last.
fn storage(weighing: &Weighing<'_, '_>, one: &Candidate) -> bool {
    one.mechanism == Mechanism::InterfaceEndpoint
        && weighing.asked.pairs.iter().all(|pair| matches!(pair.from, Home::Vpc(_)))
}

fn tunnel(_: &Weighing<'_, '_>, one: &Candidate) -> bool {
    one.mechanism == Mechanism::PrivatelinkTunnel
}
