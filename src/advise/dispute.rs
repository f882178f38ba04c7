//! Where published sources disagree on what bears on a need, beside the principles that set options aside: what is
//! followed, who says otherwise, and what in the design counts otherwise. These tell; they decide nothing.

use super::estate::Estate;
use super::mechanism::{Situation, through_resource};
use super::principle::{Principle, is_lattice};
use super::verdict::{Asked, Candidate};
use crate::design::{Application, Home, Mechanism, RunsOn, Trait, Vpc};
use crate::facts::FactId;

/// What is asked about a need to see whether a dispute bears on it.
struct View<'v, 'd> {
    asked: &'v Asked<'d>,
    pair: &'v Situation<'d>,
    estate: &'v Estate,
    options: &'v [Candidate],
    chosen: Option<&'v Candidate>,
}

/// A dispute, told as a principle is, and whether it bears on a need.
struct Dispute {
    told: Principle,
    bears: fn(&View<'_, '_>) -> bool,
}

static ALL: &[Dispute] = &[
    Dispute {
        told: Principle::told(
            "peering-price",
            "VPC peering has no price an hour, and none per GB inside a zone, so by the price list no hub is cheaper; that \
             every GB over peering is charged is out of date",
            &[FactId::PeerCost, FactId::CostPeerVsTgw],
            "",
        ),
        bears: |view| view.is_open(Mechanism::VpcPeering) && view.is_open(Mechanism::TransitGateway),
    },
    Dispute {
        told: Principle::told(
            "one-service-network",
            "one service network of a Region is proposed for all needs, for nothing in a design says where business domains \
             end; AWS's guide cuts service networks by domain, so that a mistake in one stays there",
            &[FactId::DgSnPartition],
            "a `service_network` among `links` for each domain, with its services, and `via` on the needs",
        ),
        bears: |view| view.chosen.is_some_and(|one| is_lattice(one.mechanism)),
    },
    Dispute {
        told: Principle::told(
            "policies-on-resources",
            "IAM auth policies are not counted on for a resource configuration: the user guide settles that they do not \
             cover one",
            &[FactId::RcNoAuthPolicy],
            "",
        ),
        bears: |view| view.asked.need.requires.contains(&Trait::IamAuth) && through_resource(view.pair),
    },
    Dispute {
        told: Principle::told(
            "lattice-as-a-network",
            "VPC Lattice can take the place of a hub for what is called as a service, and of none for whole networks",
            &[FactId::DgLatticeLayer],
            "one need for each service that is called, in the place of `between`",
        ),
        bears: |view| view.asked.need.is_network_wide() && view.client().is_some() && view.server_vpc().is_some(),
    },
    Dispute {
        told: Principle::told(
            "one-http-call",
            "for one HTTP service that one other account calls, published answers are PrivateLink, VPC Lattice and peering; \
             price, upkeep and exposure decide here",
            &[FactId::DgOneHttpCall],
            "`prefer` with the other mechanism, or `consumers` with how many there will be",
        ),
        bears: |view| {
            let called = view.server().and_then(|server| view.estate.consumers.get(&server.id));
            let http = view.asked.need.services.iter().any(|one| one.protocol.is_http());
            let answers = [Mechanism::PrivatelinkService, Mechanism::LatticeAssociation, Mechanism::VpcPeering];
            let open = answers.into_iter().filter(|one| view.is_open(*one)).count();
            http && open > 1 && called.is_some_and(|consumers| consumers.len() == 1) && view.crosses_accounts()
        },
    },
    Dispute {
        told: Principle::told(
            "database-behind-a-load-balancer",
            "a managed database of another account is reached as a resource configuration, which follows its fail-over; the \
             load balancer whose targets a function refreshes is what was done before there were any",
            &[FactId::DgRdsResource],
            "`prefer: [privatelink_service]`",
        ),
        bears: |view| view.server().is_some_and(|server| server.runs_on == RunsOn::Rds) && view.crosses_accounts(),
    },
    Dispute {
        told: Principle::told(
            "sites-into-lattice",
            "clients on premises enter VPC Lattice by a service-network endpoint; a fleet of proxies is what was done before \
             there were any",
            &[FactId::VlOnprem],
            "",
        ),
        bears: |view| matches!(view.pair.from, Home::Site(_)) && view.is_open(Mechanism::LatticeEndpoint),
    },
    Dispute {
        told: Principle::told(
            "privatelink-across-regions",
            "an endpoint may stand in another Region than its service; that it cannot is out of date",
            &[FactId::PlXrOptin],
            "",
        ),
        bears: |view| view.crosses_regions() && view.is_open(Mechanism::PrivatelinkService),
    },
    Dispute {
        told: Principle::told(
            "groups-over-a-hub",
            "security groups may name each other over one transit gateway, in inbound rules and once that is switched on; \
             that they cannot is out of date",
            &[FactId::TgwSgref],
            "",
        ),
        bears: |view| {
            let grouped =
                [view.client(), view.server_vpc()].into_iter().flatten().any(|vpc| vpc.security_groups.is_some());
            grouped && view.chosen.is_some_and(|one| one.mechanism == Mechanism::TransitGateway)
        },
    },
    Dispute {
        told: Principle::told(
            "lattice-across-zones",
            "nothing is charged for crossing zones over VPC Lattice: its pricing page settles it",
            &[FactId::CostLatticeNoInterAz],
            "",
        ),
        bears: |view| {
            view.asked.need.traffic.is_some()
                && view.options.iter().any(|one| one.is_open() && is_lattice(one.mechanism))
        },
    },
    Dispute {
        told: Principle::told(
            "endpoint-or-nat",
            "against a NAT gateway that is there anyway, an interface endpoint is said to pay from 150 GB a month and zone",
            &[FactId::DgNatEndpointGb],
            "`prefer: [interface_endpoint]`, or no need for the service",
        ),
        // Where a site calls, or a gateway endpoint costs nothing, no NAT gateway is in question.
        bears: |view| {
            view.asked.need.aws_service().is_some()
                && view.client().is_some()
                && view.chosen.is_some_and(|one| one.mechanism == Mechanism::InterfaceEndpoint)
        },
    },
];

/// The disputes that bear on a need.
pub(super) fn bearing(
    asked: &Asked<'_>,
    estate: &Estate,
    options: &[Candidate],
    chosen: Option<&Candidate>,
) -> Vec<&'static Principle> {
    let Some(pair) = asked.pairs.first() else { return Vec::new() };
    let view = View { asked, pair, estate, options, chosen };
    ALL.iter().filter(|dispute| (dispute.bears)(&view)).map(|dispute| &dispute.told).collect()
}

/// Every dispute, as it is told.
pub fn all() -> impl Iterator<Item = &'static Principle> {
    ALL.iter().map(|dispute| &dispute.told)
}

impl<'d> View<'_, 'd> {
    fn is_open(&self, mechanism: Mechanism) -> bool {
        self.options.iter().any(|one| one.mechanism == mechanism && one.is_open())
    }

    fn server(&self) -> Option<&'d Application> {
        self.pair.server()
    }

    fn client(&self) -> Option<&'d Vpc> {
        self.pair.client_vpc()
    }

    fn server_vpc(&self) -> Option<&'d Vpc> {
        self.pair.server_vpc()
    }

    fn crosses_accounts(&self) -> bool {
        self.client().zip(self.server_vpc()).is_some_and(|(one, other)| {
            one.account.is_some() && other.account.is_some() && one.account != other.account
        })
    }

    fn crosses_regions(&self) -> bool {
        let regions = (self.pair.region_of(&self.pair.from), self.pair.region_of(&self.pair.to));
        matches!(regions, (Some(one), Some(other)) if one != other)
    }
}
