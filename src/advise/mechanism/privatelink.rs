//! `privatelink_service` and `privatelink_resource`: one application exposed to consumers through endpoints.

use std::collections::BTreeSet;

use super::{Addition, Proposal, Situation, has_block, one_per_zone, place_interfaces};
use crate::cidr::space::usable_addresses;
use crate::design::{Application, LinkKind, LoadBalancer, RunsOn, Subnet, Vpc};
use crate::facts::{FactId, LimitId};
use crate::ids::SubnetId;

pub(super) fn propose_service(situation: &Situation<'_>) -> Proposal {
    let (server, door) = match ends(situation) {
        Ok(ends) => ends,
        Err(proposal) => return *proposal,
    };
    let provider = match provider(situation, server) {
        Ok(provider) => provider,
        Err(proposal) => return *proposal,
    };
    let elsewhere = (server.vpc() != Some(&provider.id)).then(|| provider.id.clone());
    let existing = situation.existing(|kind| match kind {
        LinkKind::PrivatelinkService(service) if service.application == server.id => Some(service.endpoints.clone()),
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let (link, endpoints) = match existing {
        Some((link, endpoints)) => (link, endpoints),
        None => {
            let Some(link) = situation.fresh_link(&format!("{}-service", server.id)) else { return too_long() };
            // A Lambda function or database cannot stand behind a Network Load Balancer by itself either, but an
            // address of it can; what matters here is that the load balancer must be made.
            if server.load_balancer != Some(LoadBalancer::Network) && server.runs_on != RunsOn::Nlb {
                let (application, door) = (server.id.clone(), elsewhere.clone());
                additions.insert(Addition::LoadBalancer { application, door });
            }
            let application = server.id.clone();
            additions.insert(Addition::EndpointService { link: link.clone(), application, door: elsewhere.clone() });
            (link, Default::default())
        }
    };
    let placed = situation.served_subnets(provider).into_iter().map(|subnet| subnet.id.clone()).collect();
    situation.answers_beyond(provider, &placed, &situation.to, &mut additions);
    let subnets = if let Some(endpoint) = endpoints.get(&door.id) {
        endpoint.subnets.clone()
    } else {
        // An endpoint can only stand in zones that the service is offered in.
        let standing = match elsewhere {
            Some(_) => situation.served_subnets(provider),
            None => situation.design.subnets_of(server),
        };
        let offered: BTreeSet<_> = standing.iter().map(|subnet| subnet.az.clone()).collect();
        let same_region = provider.region == door.region;
        let in_zone = |subnet: &Subnet| !same_region || subnet.az.is_none() || offered.contains(&subnet.az);
        let found = match endpoint_subnets(situation, door, in_zone, &mut additions) {
            Ok(subnets) => subnets,
            Err(proposal) => return *proposal,
        };
        let (link, vpc, subnets) = (link.clone(), door.id.clone(), found.clone());
        additions.insert(Addition::InterfaceEndpoint { link, vpc, subnets });
        found
    };
    situation.answers_beyond(door, &subnets, &situation.from, &mut additions);
    Proposal::Link { additions, carrier: Some(link) }
}

pub(super) fn propose_resource(situation: &Situation<'_>) -> Proposal {
    let (server, door) = match ends(situation) {
        Ok(ends) => ends,
        Err(proposal) => return *proposal,
    };
    let vpc = match provider(situation, server) {
        Ok(provider) => provider,
        Err(proposal) => return *proposal,
    };
    let elsewhere = (server.vpc() != Some(&vpc.id)).then(|| vpc.id.clone());
    let existing = situation.existing(|kind| match kind {
        LinkKind::PrivatelinkResource(resource) if resource.application == server.id => {
            Some((resource.endpoints.clone(), resource.gateway.subnets.clone()))
        }
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let (link, endpoints, gateway) = match existing {
        Some((link, (endpoints, gateway))) => (link, endpoints, gateway),
        None => {
            let Some(link) = situation.fresh_link(&format!("{}-resource", server.id)) else { return too_long() };
            let gateway = match gateway_subnets(situation, server, vpc, &mut additions) {
                Ok(gateway) => gateway,
                Err(proposal) => return *proposal,
            };
            let application = server.id.clone();
            let configuration = Addition::ResourceConfiguration {
                link: link.clone(),
                application,
                door: elsewhere,
                gateway: gateway.clone(),
            };
            additions.insert(configuration);
            (link, Default::default(), gateway)
        }
    };
    situation.answers_beyond(vpc, &gateway, &situation.to, &mut additions);
    let subnets = if let Some(endpoint) = endpoints.get(&door.id) {
        endpoint.subnets.clone()
    } else {
        // Zones of the endpoint and the gateway must meet; new gateway subnets stand in the server's zones.
        let near =
            if elsewhere_is(server, vpc) { situation.served_subnets(vpc) } else { situation.design.subnets_of(server) };
        let gateway = gateway.iter().filter_map(|id| vpc.subnets.get(id));
        let found = match subnets_facing(situation, door, gateway.chain(near), &mut additions) {
            Ok(subnets) => subnets,
            Err(proposal) => return *proposal,
        };
        let (link, vpc, subnets) = (link.clone(), door.id.clone(), found.clone());
        additions.insert(Addition::ResourceEndpoint { link, vpc, subnets });
        found
    };
    situation.answers_beyond(door, &subnets, &situation.from, &mut additions);
    Proposal::Link { additions, carrier: Some(link) }
}

/// Subnets for a resource gateway before an application, with new ones where none has the addresses.
pub(super) fn gateway_subnets(
    situation: &Situation<'_>,
    server: &Application,
    vpc: &Vpc,
    additions: &mut BTreeSet<Addition>,
) -> Result<BTreeSet<SubnetId>, Box<Proposal>> {
    let own = server.vpc() == Some(&vpc.id);
    let near = if own { situation.design.subnets_of(server) } else { situation.served_subnets(vpc) };
    gateway_subnets_in(situation, vpc, &near, additions)
}

/// Subnets for a resource gateway in a VPC beside some of its subnets, with new ones where none has the addresses.
pub(super) fn gateway_subnets_in(
    situation: &Situation<'_>,
    vpc: &Vpc,
    near: &[&Subnet],
    additions: &mut BTreeSet<Addition>,
) -> Result<BTreeSet<SubnetId>, Box<Proposal>> {
    if near.is_empty() && !vpc.subnets.is_empty() {
        let cause = format!("VPC `{}` has no subnet of its server in the design to put a resource gateway in", vpc.id);
        return Err(Box::new(Proposal::Unknown(cause)));
    }
    let wanted = situation.facts.limit(LimitId::RgIpsPerEni);
    let has_room = |subnet: &Subnet| {
        subnet.ipv4.is_some_and(|cidr| {
            let used = match &subnet.occupancy {
                crate::cidr::space::Occupancy::Count(used) => u128::from(*used),
                _ => 0,
            };
            usable_addresses(cidr).saturating_sub(used) >= u128::from(wanted) && !subnet.shared
        })
    };
    // The smallest subnet that holds the addresses beside the five reserved ones.
    let Some((chosen, made)) = place_interfaces(vpc, near, "resource-gateway", 27, has_room) else {
        return Err(Box::new(Proposal::Undrawable {
            text: format!("VPC `{}` has no room for a resource gateway, nor for a subnet that has", vpc.id),
            facts: vec![FactId::RgIpsPerEni],
            inputs: Vec::new(),
        }));
    };
    additions.extend(made);
    Ok(chosen)
}

/// The application that is exposed, and the VPC that its consumer's endpoint stands in.
fn ends<'d>(situation: &Situation<'d>) -> Result<(&'d Application, &'d Vpc), Box<Proposal>> {
    if situation.from == situation.to {
        return Err(Box::new(Proposal::Senseless));
    }
    let Some(server) = situation.server() else {
        return Err(Box::new(Proposal::Undrawable {
            text: "an endpoint leads to one application, and here a whole network must be reached".to_owned(),
            facts: vec![FactId::PlNotWholeVpc, FactId::PlUnidirectional],
            inputs: Vec::new(),
        }));
    };
    match situation.door_vpc() {
        Some(door) => Ok((server, door)),
        None => Err(Box::new(Proposal::Undrawable {
            text: format!("{} is connected to no VPC that an endpoint for it could stand in", situation.from),
            facts: vec![FactId::PlReachTransitive],
            inputs: Vec::new(),
        })),
    }
}

/// The subnets an endpoint stands in whose zones must meet those of the subnets on the far side.
pub(super) fn subnets_facing<'d>(
    situation: &Situation<'d>,
    door: &'d Vpc,
    far: impl Iterator<Item = &'d Subnet>,
    additions: &mut BTreeSet<Addition>,
) -> Result<BTreeSet<SubnetId>, Box<Proposal>> {
    let zones: BTreeSet<_> = far.map(|subnet| subnet.az.clone()).collect();
    let in_zone = |subnet: &Subnet| subnet.az.is_none() || zones.contains(&subnet.az);
    endpoint_subnets(situation, door, in_zone, additions)
}

/// The subnets an endpoint for the client stands in.
pub(super) fn endpoint_subnets<'d>(
    situation: &Situation<'d>,
    door: &'d Vpc,
    in_zone: impl Fn(&Subnet) -> bool,
    additions: &mut BTreeSet<Addition>,
) -> Result<BTreeSet<SubnetId>, Box<Proposal>> {
    let near = situation.served_subnets(door);
    let mut subnets = one_per_zone(&near, |subnet| in_zone(subnet) && !subnet.shared);
    if subnets.is_empty() {
        // Any other subnet of the VPC serves as well: the client reaches it over the local route.
        let all: Vec<&Subnet> = door.subnets.values().collect();
        subnets = one_per_zone(&all, |subnet| in_zone(subnet) && !subnet.shared);
    }
    if subnets.is_empty() && door.subnets.is_empty() {
        // Nobody wrote its subnets down: a new one, in a zone that is not said.
        let Some((chosen, made)) = place_interfaces(door, &[], "endpoint", 28, |_| false) else {
            let cause = format!("VPC `{}` has no subnet in the design to put an endpoint in", door.id);
            return Err(Box::new(Proposal::Unknown(cause)));
        };
        additions.extend(made);
        return Ok(chosen);
    }
    if subnets.is_empty() {
        // Nothing stands in a zone of the service: the rulebook says so about the client's own subnets.
        subnets = one_per_zone(&near, |_| true);
    }
    Ok(subnets.values().map(|subnet| subnet.id.clone()).collect())
}

/// The VPC from which an application is offered: its own, or for one at a site a VPC that reaches the site: the one that
/// offers it already, else the first by name.
pub(super) fn provider<'d>(situation: &Situation<'d>, server: &Application) -> Result<&'d Vpc, Box<Proposal>> {
    if let Some(vpc) = situation.server_vpc() {
        return Ok(vpc);
    }
    let offers = |kind: &LinkKind| match kind {
        LinkKind::PrivatelinkService(service) if service.application == server.id => service.vpc.clone(),
        LinkKind::PrivatelinkResource(resource) if resource.application == server.id => resource.gateway.vpc.clone(),
        LinkKind::ServiceNetwork(network) => {
            network.resource_of(&server.id).and_then(|(_, resource)| resource.gateway.vpc.clone())
        }
        _ => None,
    };
    let offering = situation.existing(offers).map(|(_, vpc)| vpc);
    let near = situation.network.near(&situation.to);
    let chosen = offering.as_ref().or_else(|| near.first()).and_then(|id| situation.design.vpc(id));
    chosen.ok_or_else(|| {
        Box::new(Proposal::Undrawable {
            text: format!("{} is connected to no VPC that could offer `{}` to others", situation.to, server.id),
            facts: vec![FactId::RgRequired],
            inputs: Vec::new(),
        })
    })
}

fn too_long() -> Proposal {
    Proposal::Unknown("the application's name is too long for a name".to_owned())
}

/// Whether a subnet can hold the block of a service-network endpoint.
pub(super) fn holds_block(situation: &Situation<'_>, subnet: &Subnet) -> bool {
    let addresses = u32::try_from(situation.facts.limit(LimitId::SneBlock28)).unwrap_or(u32::MAX);
    !subnet.shared && has_block(subnet, addresses)
}

/// Whether an application is offered from a VPC that is not its own.
fn elsewhere_is(server: &Application, vpc: &Vpc) -> bool {
    server.vpc() != Some(&vpc.id)
}
