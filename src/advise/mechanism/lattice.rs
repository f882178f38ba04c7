//! `lattice_association` and `lattice_endpoint`: a service network with the application in it, reached through a VPC
//! association or a service-network endpoint.

use std::collections::BTreeSet;

use super::privatelink::{gateway_subnets, holds_block, provider};
use super::{Addition, Proposal, Situation, place_interfaces};
use crate::design::{Application, LinkKind, Protocol, ServiceNetwork, Trait, Vpc};
use crate::facts::{FactId, LimitId};
use crate::ids::{LinkId, Region, VpcId};

pub(super) fn propose_association(situation: &Situation<'_>) -> Proposal {
    let mut additions = BTreeSet::new();
    // Where the client's VPC is associated already, the server must come to that network: a VPC has one association.
    let is_associated = |network: &ServiceNetwork, door: &VpcId| network.associations.contains(door);
    let (link, network) = match network(situation, is_associated, true, &mut additions) {
        Ok(found) => found,
        Err(proposal) => return *proposal,
    };
    // A client at a site has no VPC of its own to associate: the best that can be drawn is the VPC it is connected
    // to, and the rulebook then says why that does not help.
    let Some(door) = situation.door_vpc() else {
        return Proposal::Undrawable {
            text: format!("{} is no VPC, and only a VPC can be associated with a service network", situation.from),
            facts: vec![FactId::VlaNotTransitive, FactId::VlOnprem],
            inputs: Vec::new(),
        };
    };
    if !network.associations.contains(&door.id) {
        additions.insert(Addition::Association { link: link.clone(), vpc: door.id.clone() });
    }
    Proposal::Link { additions, carrier: Some(link) }
}

pub(super) fn propose_endpoint(situation: &Situation<'_>) -> Proposal {
    let mut additions = BTreeSet::new();
    let has_endpoint = |network: &ServiceNetwork, door: &VpcId| network.endpoints.contains_key(door);
    let (link, network) = match network(situation, has_endpoint, false, &mut additions) {
        Ok(found) => found,
        Err(proposal) => return *proposal,
    };
    let Some(door) = door_in(situation, network.region.as_ref()) else {
        return Proposal::Undrawable {
            text: format!("{} is connected to no VPC that a service-network endpoint could stand in", situation.from),
            facts: vec![FactId::SneTransitive, FactId::VlOnprem],
            inputs: Vec::new(),
        };
    };
    let subnets = if let Some(endpoint) = network.endpoints.get(&door.id) {
        endpoint.subnets.clone()
    } else {
        let near = situation.served_subnets(door);
        if near.is_empty() && !door.subnets.is_empty() {
            return Proposal::Unknown(format!("VPC `{}` has no subnet in the design to put an endpoint in", door.id));
        }
        let safe = u8::try_from(situation.facts.limit(LimitId::SneSubnetSafe)).unwrap_or(u8::MAX);
        let placed = place_interfaces(door, &near, "service-network", safe, |subnet| holds_block(situation, subnet));
        let Some((found, made)) = placed else {
            return Proposal::Undrawable {
                text: format!(
                    "no subnet of VPC `{}` has the block that a service-network endpoint takes, and the VPC has no free \
                     /{safe} for a new one",
                    door.id
                ),
                facts: vec![FactId::SneBlock28, FactId::SneSubnetSafe],
                inputs: Vec::new(),
            };
        };
        additions.extend(made);
        let (link, vpc, subnets) = (link.clone(), door.id.clone(), found.clone());
        additions.insert(Addition::ServiceNetworkEndpoint { link, vpc, subnets });
        found
    };
    situation.answers_beyond(door, &subnets, &situation.from, &mut additions);
    Proposal::Link { additions, carrier: Some(link) }
}

/// The VPC for an endpoint: the client's where the service network is in its Region, else one of the right Region that
/// the client reaches.
fn door_in<'d>(situation: &Situation<'d>, region: Option<&Region>) -> Option<&'d Vpc> {
    let own = situation.door_vpc();
    let fits = |vpc: &Vpc| region.is_none() || vpc.region.is_none() || vpc.region.as_ref() == region;
    if own.is_some_and(fits) {
        return own;
    }
    let near = situation.network.near(&situation.from);
    near.iter().filter_map(|id| situation.design.vpc(id)).find(|vpc| fits(vpc)).or(own)
}

/// The service network to use, with the server offered in it: one that the client is attached to before any other.
///
/// `only_one` says that the client cannot be attached to another, so that its network comes first even where only
/// another one offers the server already.
fn network(
    situation: &Situation<'_>,
    is_attached: impl Fn(&ServiceNetwork, &VpcId) -> bool,
    only_one: bool,
    additions: &mut BTreeSet<Addition>,
) -> Result<(LinkId, ServiceNetwork), Box<Proposal>> {
    if situation.from == situation.to && !situation.need.wants_more_than_a_network() {
        return Err(Box::new(Proposal::Senseless));
    }
    let Some(server) = situation.server() else {
        return Err(Box::new(Proposal::Undrawable {
            text: "a service network leads to applications, and here a whole network must be reached".to_owned(),
            facts: vec![FactId::DgBidirectional],
            inputs: Vec::new(),
        }));
    };
    let region = situation.server_vpc().and_then(|vpc| vpc.region.clone()).or_else(|| situation.design.region.clone());
    let in_region = |network: &ServiceNetwork| network.region.is_none() || region.is_none() || network.region == region;
    let door = situation.door_vpc().map(|vpc| &vpc.id);
    let is_joined = |network: &ServiceNetwork| door.is_some_and(|door| is_attached(network, door));
    let offers = |network: &ServiceNetwork| network.offers(&server.id);
    let first = |accepts: &dyn Fn(&ServiceNetwork) -> bool| {
        situation.existing(|kind| match kind {
            LinkKind::ServiceNetwork(network) if accepts(network) => Some(network.clone()),
            _ => None,
        })
    };
    // Among equals the one that offers the server already; else any of the Region, else a new one.
    let found = first(&|network| is_joined(network) && offers(network))
        .or_else(|| first(&|network| only_one && is_joined(network) && in_region(network)))
        .or_else(|| first(&offers))
        .or_else(|| first(&in_region));
    let (link, network) = match found {
        Some(found) => found,
        None => {
            let link = situation
                .fresh_link(&situation.name_in("services", region.as_ref()))
                .ok_or_else(|| Box::new(Proposal::Unknown("no name is left for a service network".to_owned())))?;
            additions.insert(Addition::ServiceNetwork { link: link.clone(), region: region.clone() });
            (link, ServiceNetwork { region, ..ServiceNetwork::default() })
        }
    };
    if !network.offers(&server.id) {
        offer(situation, &link, server, additions)?;
    }
    let wants_iam = situation.need.requires.contains(&Trait::IamAuth);
    let has_iam = network.auth != crate::design::Auth::None
        || network.services_of(&server.id).any(|(_, service)| service.auth != crate::design::Auth::None);
    if wants_iam && !has_iam && !through_resource(situation) {
        additions.insert(Addition::AuthPolicy { link: link.clone(), application: server.id.clone() });
    }
    Ok((link, network))
}

fn offer(
    situation: &Situation<'_>,
    link: &LinkId,
    server: &Application,
    additions: &mut BTreeSet<Addition>,
) -> Result<(), Box<Proposal>> {
    let application = server.id.clone();
    if through_resource(situation) {
        let vpc = provider(situation, server)?;
        let door = (server.vpc() != Some(&vpc.id)).then(|| vpc.id.clone());
        let gateway = gateway_subnets(situation, server, vpc, additions)?;
        situation.answers_beyond(vpc, &gateway, &situation.to, additions);
        additions.insert(Addition::LatticeResource { link: link.clone(), application, door, gateway });
    } else {
        additions.insert(Addition::LatticeService { link: link.clone(), application });
    }
    Ok(())
}

/// Whether the need calls for a resource configuration and not a service: plain TCP, or a connection longer than a
/// service lets live. A need for UDP is drawn as a service, and the rulebook says why that fails.
pub(in crate::advise) fn through_resource(situation: &Situation<'_>) -> bool {
    let services = &situation.need.services;
    let lifetime = situation.facts.limit(LimitId::VlqLifeSvc);
    let outlives = situation.need.connection_seconds.is_some_and(|seconds| seconds > lifetime);
    let tcp = services.iter().any(|service| matches!(service.protocol, Protocol::Tcp | Protocol::Websocket));
    let udp = services.iter().any(|service| service.protocol == Protocol::Udp);
    !udp && (tcp || outlives)
}
