//! Band 4xx: PrivateLink endpoints, endpoint services and resource gateways. Here: what several of those rules ask of
//! a link; each rule has its own file.

pub(super) mod central_endpoint_with_private_dns;
pub(super) mod client_address_hidden;
pub(super) mod client_without_endpoint;
pub(super) mod consumer_not_allowed;
pub(super) mod cross_region_endpoint_zone_unsupported;
pub(super) mod cross_region_idle_timeout;
pub(super) mod cross_region_service_in_one_zone;
pub(super) mod endpoint_admits_nobody;
pub(super) mod endpoint_in_shared_subnet;
pub(super) mod endpoint_service_on_application_load_balancer;
pub(super) mod endpoint_service_without_network_load_balancer;
pub(super) mod endpoint_two_subnets_one_zone;
pub(super) mod endpoint_zone_not_offered;
pub(super) mod exposes_another_application;
pub(super) mod gateway_endpoint_not_offered;
pub(super) mod gateway_endpoint_route_table_unknown;
pub(super) mod gateway_endpoint_used_from_outside;
pub(super) mod load_balancer_closed_to_consumers;
pub(super) mod load_balancer_of_two_services;
pub(super) mod load_balancer_zone_without_targets;
pub(super) mod load_balancers_unlike;
pub(super) mod network_through_an_endpoint;
pub(super) mod private_dns_on_tunnel;
pub(super) mod private_dns_twice;
pub(super) mod private_dns_without_vpc_dns;
pub(super) mod resource_closed_to_its_gateway;
pub(super) mod resource_endpoint_zones_disjoint;
pub(super) mod resource_gateway_without_room;
pub(super) mod resource_in_public_range;
pub(super) mod resource_reached_twice;
pub(super) mod second_endpoint_service;
pub(super) mod server_cannot_initiate;
pub(super) mod tunnel_carries_tcp_only;
pub(super) mod tunnel_leads_one_way;
pub(super) mod udp_on_dual_stack_load_balancer;
pub(super) mod udp_over_resource;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use crate::cidr::space::{Occupancy, Space, reserved_addresses, usable_addresses};
use crate::cidr::{Cidr, Family};
use crate::design::{
    Design, ElasticLoadBalancer, Endpoint, Link, LinkKind, LoadBalancerKind, PrivatelinkService, ResourceGateway,
    Subnet, Vpc,
};
use crate::facts::FactId;
use crate::finding::Finding;
use crate::ids::{AppId, AzId, SubnetId, VpcId};
use crate::why::Derivation;

/// The endpoints of a link by the VPC that holds them; `None` for links that have no endpoints.
pub fn endpoints(link: &Link) -> Option<&BTreeMap<VpcId, Endpoint>> {
    match &link.kind {
        LinkKind::PrivatelinkService(service) => Some(&service.endpoints),
        LinkKind::PrivatelinkResource(resource) => Some(&resource.endpoints),
        LinkKind::ServiceNetwork(network) => Some(&network.endpoints),
        LinkKind::InterfaceEndpoint(endpoint) => Some(&endpoint.endpoints),
        LinkKind::PrivatelinkTunnel(tunnel) => Some(&tunnel.endpoints),
        _ => None,
    }
}

/// The one application that a PrivateLink link exposes; `None` for other links.
pub(in crate::rules) fn exposed(link: &Link) -> Option<&AppId> {
    match &link.kind {
        LinkKind::PrivatelinkService(service) => Some(&service.application),
        LinkKind::PrivatelinkResource(resource) => Some(&resource.application),
        _ => None,
    }
}

/// What a link exposes applications with, for links that carry applications and no networks.
pub(in crate::rules) fn title(link: &Link) -> Option<&'static str> {
    match &link.kind {
        LinkKind::PrivatelinkService(_) => Some("an endpoint service"),
        LinkKind::PrivatelinkResource(_) => Some("a resource configuration"),
        LinkKind::ServiceNetwork(_) => Some("a VPC Lattice service network"),
        _ => None,
    }
}

/// A resource gateway of a link.
pub(in crate::rules) struct Gateway<'l> {
    /// The way to it from the link's own mapping.
    pub(in crate::rules) path: Vec<&'l str>,
    /// The application behind it.
    pub(in crate::rules) application: &'l AppId,
    /// The gateway itself.
    pub(in crate::rules) gateway: &'l ResourceGateway,
}

impl Gateway<'_> {
    /// The VPC it stands in.
    pub(in crate::rules) fn vpc<'d>(&self, design: &'d Design) -> Option<&'d Vpc> {
        let own = || design.application(self.application).and_then(|application| application.vpc());
        design.vpc(self.gateway.vpc.as_ref().or_else(own)?)
    }

    /// The way to one of its fields from the link's own mapping.
    pub(in crate::rules) fn field(&self, name: &'static str) -> Vec<&str> {
        self.path.iter().copied().chain([name]).collect()
    }
}

/// The resource gateways of a link.
pub(in crate::rules) fn gateways(link: &Link) -> Vec<Gateway<'_>> {
    match &link.kind {
        LinkKind::PrivatelinkResource(resource) => {
            vec![Gateway { path: vec!["gateway"], application: &resource.application, gateway: &resource.gateway }]
        }
        LinkKind::ServiceNetwork(network) => {
            let resources = network.resources.iter().map(|(name, resource)| Gateway {
                path: vec!["resources", name, "gateway"],
                application: &resource.application,
                gateway: &resource.gateway,
            });
            resources.collect()
        }
        _ => Vec::new(),
    }
}

/// The subnets of a VPC with these names.
pub(in crate::rules) fn subnets<'d>(vpc: &'d Vpc, names: &'d BTreeSet<SubnetId>) -> impl Iterator<Item = &'d Subnet> {
    names.iter().filter_map(|name| vpc.subnets.get(name))
}

/// The zones of some subnets; `None` when there are none, or one of them does not say.
pub(in crate::rules) fn known_zones<'d>(subnets: impl IntoIterator<Item = &'d Subnet>) -> Option<BTreeSet<AzId>> {
    let zones: Option<BTreeSet<AzId>> = subnets.into_iter().map(|subnet| subnet.az.clone()).collect();
    zones.filter(|zones| !zones.is_empty())
}

/// The zones in which an endpoint service is offered, when the design says it.
pub(in crate::rules) fn offered_zones(design: &Design, service: &PrivatelinkService) -> Option<BTreeSet<AzId>> {
    if let Some(zones) = &service.zones {
        return Some(zones.clone()).filter(|zones| !zones.is_empty());
    }
    // A service is offered where its load balancers have nodes; where those are not told, they follow the application.
    let nodes = balancers(design, service).into_iter().flat_map(|balancer| {
        balancer.subnets.iter().filter_map(|subnet| design.subnet(&balancer.vpc, subnet)).collect::<Vec<_>>()
    });
    let mut nodes = nodes.peekable();
    if nodes.peek().is_some() {
        return known_zones(nodes);
    }
    known_zones(design.subnets_of(design.application(&service.application)?))
}

/// The load balancers behind an endpoint service: those it names, else the Network Load Balancers that its application is
/// a target of, in order of name.
pub(in crate::rules) fn balancers<'d>(
    design: &'d Design,
    service: &PrivatelinkService,
) -> Vec<&'d ElasticLoadBalancer> {
    match &service.load_balancers {
        Some(named) => named.iter().filter_map(|id| design.load_balancer(id)).collect(),
        None => {
            let all = design.load_balancers.values().map(AsRef::as_ref);
            let network = all.filter(|balancer| balancer.kind == LoadBalancerKind::Network);
            network.filter(|balancer| balancer.applications().contains(&service.application)).collect()
        }
    }
}

/// The VPC of an endpoint service.
pub(in crate::rules) fn provider<'d>(design: &'d Design, service: &PrivatelinkService) -> Option<&'d Vpc> {
    let own = || design.application(&service.application).and_then(|application| application.vpc());
    design.vpc(service.vpc.as_ref().or_else(own)?)
}

/// A block of this size that no subnet of the VPC takes: where a new subnet could go.
pub(in crate::rules) fn room_for_subnet(vpc: &Vpc, prefix_len: u8) -> Option<Cidr> {
    let taken = vpc.subnets.values().filter_map(|subnet| subnet.ipv4);
    Space::new(vpc.blocks(Family::V4)).with_taken(taken).next_fit(Family::V4, prefix_len)
}

/// How many IPv4 addresses of a subnet can be free at most: all that nobody says are taken.
pub(in crate::rules) fn most_that_can_be_free(block: Cidr, occupancy: &Occupancy) -> u128 {
    let space = match occupancy {
        Occupancy::Unknown => return usable_addresses(block),
        Occupancy::Count(used) => return usable_addresses(block).saturating_sub(u128::from(*used)),
        Occupancy::Free(free) => Space::joined(free.iter().copied().filter(|free| block.contains(*free))),
        Occupancy::Used(used) => Space::new([block]).with_taken(used.iter().copied()),
    };
    let reserved = reserved_addresses(block).into_iter().flatten().map(Cidr::single);
    space.with_taken(reserved).free_address_count(Family::V4)
}

/// A finding that rests on these facts of its rule alone, where the rule has others for other links.
pub(in crate::rules) fn resting_on(facts: impl IntoIterator<Item = FactId>, mut finding: Finding) -> Finding {
    finding.why = Derivation::from_facts(facts);
    finding
}

/// Names in backticks, joined by commas.
pub(in crate::rules) fn quoted<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
