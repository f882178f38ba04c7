//! Band 5xx: VPC Lattice service networks, and Kubernetes behind them. Here: how a service network offers the server
//! of a need and how its client is attached; each rule has its own file.

pub(super) mod address_target_refused;
mod admission;
pub(super) mod alb_target_group_of_something_else;
pub(super) mod alb_target_internet_facing;
pub(super) mod alb_target_port_not_listened_on;
pub(super) mod app_mesh_retired;
pub(super) mod association_used_from_outside;
pub(super) mod auth_policy_denies;
pub(super) mod auth_without_policy;
pub(super) mod client_closed_to_lattice;
pub(super) mod client_not_attached;
pub(super) mod connection_outlives_lattice_service;
pub(super) mod custom_domain_twice;
pub(super) mod custom_domain_without_certificate;
pub(super) mod fixed_response_not_offered;
pub(super) mod grpc_behind_http_listener;
pub(super) mod iam_auth_not_enabled;
pub(super) mod iam_auth_on_a_resource;
pub(super) mod iam_auth_on_tls_passthrough;
pub(super) mod idle_target_group;
pub(super) mod kubernetes_auth_bypass;
pub(super) mod lambda_behind_tls_passthrough;
pub(super) mod lattice_zone_unsupported;
pub(super) mod listener_not_offered;
pub(super) mod load_balancer_behind_too_many_services;
pub(super) mod network_acl_closed_to_lattice;
pub(super) mod newer_http_behind_http_listener;
pub(super) mod not_offered_by_the_network;
pub(super) mod pods_without_certificates;
pub(super) mod protocol_version_refused;
pub(super) mod refusals_not_logged;
pub(super) mod rule_match_not_offered;
pub(super) mod rule_match_too_large;
pub(super) mod rule_priority_refused;
pub(super) mod rules_on_tls_passthrough;
pub(super) mod second_vpc_association;
pub(super) mod service_across_accounts;
pub(super) mod service_network_endpoint_block_unaligned;
pub(super) mod service_network_endpoint_subnet_too_small;
pub(super) mod service_network_endpoint_without_block;
pub(super) mod service_network_in_other_region;
pub(super) mod target_protocol_refused;
pub(super) mod targets_closed_to_lattice;
pub(super) mod tcp_over_lattice_service;
pub(super) mod udp_over_lattice;
pub(super) mod websocket_over_lattice_service;
pub(super) mod weight_out_of_range;
pub(super) mod weighted_routing_on_a_resource;

use std::collections::BTreeSet;

use crate::cidr::Cidr;
use crate::cidr::space::{Contiguous, contiguous_block};
use crate::design::{
    Auth, AuthPolicy, Home, LatticeService, Link, LinkKind, Need, Protocol, Service, ServiceNetwork, Subnet, Trait, Vpc,
};
use crate::facts::{Facts, LimitId};
use crate::finding::{Fix, Locus};
use crate::ids::VpcId;
use crate::rules::Context;
use crate::rules::patches::new_subnet;
use crate::rules::privatelink::{room_for_subnet, subnets};

/// How a service network leads to an application.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) enum Offer<'l> {
    /// Through a service, with its name.
    Service(&'l str, &'l LatticeService),
    /// Through a resource configuration, with its name.
    Resource(&'l str),
}

/// The service network that a link is, and how it leads to the server of a need.
///
/// Of several services the need goes over the one that falls short in least. Where both a service and a resource
/// configuration lead there, it goes over the one that can carry it: the resource for what no service carries, unless
/// the need asks for what only services have.
pub(in crate::rules) fn offer<'l>(
    context: &Context<'_>,
    need: &Need,
    link: &'l Link,
) -> Option<(&'l ServiceNetwork, Offer<'l>)> {
    let network = network_of(link)?;
    let server = need.server()?;
    let service = network
        .services_of(server)
        .min_by_key(|(_, service)| shortcomings(network, need, service))
        .map(|(name, service)| Offer::Service(name, service));
    let resource = network.resource_of(server).map(|(name, _)| Offer::Resource(name));
    let offer = match (service, resource) {
        (Some(service), Some(resource)) => {
            let beyond_services =
                need.services.iter().any(|one| !one.protocol.is_http() && one.protocol != Protocol::Tls)
                    || need.connection_seconds.is_some_and(|long| long > context.facts.limit(LimitId::VlqLifeSvc));
            let services_only = [Trait::IamAuth, Trait::WeightedRouting].iter().any(|one| need.requires.contains(one));
            if beyond_services && !services_only { resource } else { service }
        }
        (service, resource) => service.or(resource)?,
    };
    Some((network, offer))
}

/// The service that leads to the server of a need, with its network and name.
pub(in crate::rules) fn service_offer<'l>(
    context: &Context<'_>,
    need: &Need,
    link: &'l Link,
) -> Option<(&'l ServiceNetwork, &'l str, &'l LatticeService)> {
    match offer(context, need, link)? {
        (network, Offer::Service(name, service)) => Some((network, name, service)),
        (_, Offer::Resource(..)) => None,
    }
}

/// The resource configuration that leads to the server of a need, by name.
pub(in crate::rules) fn resource_offer<'l>(context: &Context<'_>, need: &Need, link: &'l Link) -> Option<&'l str> {
    match offer(context, need, link)? {
        (_, Offer::Resource(name)) => Some(name),
        (_, Offer::Service(..)) => None,
    }
}

/// The service network that a link is.
pub(in crate::rules) fn network_of(link: &Link) -> Option<&ServiceNetwork> {
    match &link.kind {
        LinkKind::ServiceNetwork(network) => Some(network),
        _ => None,
    }
}

/// What a service lacks for a need, worst first; nothing at all where every entry is false. Services that tie raise
/// the same findings, so their names decide nothing.
fn shortcomings(network: &ServiceNetwork, need: &Need, service: &LatticeService) -> [bool; 7] {
    let spoken = spoken(need, service);
    let speaks = |protocol| spoken.iter().any(|one| one.protocol == protocol);
    let asks_iam = need.requires.contains(&Trait::IamAuth);
    let is_passthrough = is_passthrough(need, service);
    let is_asked = |listener: &Service| need.services.is_empty() || need.services.contains(listener);
    [
        denies(service.auth, service.auth_policy),
        asks_iam && is_passthrough,
        asks_iam && !checks_identity(network, service),
        speaks(Protocol::Websocket) && !is_passthrough,
        speaks(Protocol::Tcp),
        speaks(Protocol::Udp),
        !service.listeners.is_empty() && !service.listens().iter().any(is_asked),
    ]
}

/// What goes through a service: what the need asks for, else what the service listens on.
fn spoken(need: &Need, service: &LatticeService) -> BTreeSet<Service> {
    if need.services.is_empty() { service.listens() } else { need.services.clone() }
}

/// Whether a service passes TLS through unopened for a need: the listeners that it asks for, else all of them, do.
fn is_passthrough(need: &Need, service: &LatticeService) -> bool {
    let listens = service.listens();
    let asked: BTreeSet<Service> = need.services.intersection(&listens).copied().collect();
    let used = match (listens.is_empty(), asked.is_empty()) {
        (true, _) => spoken(need, service),
        (false, true) => listens,
        (false, false) => asked,
    };
    !used.is_empty() && used.iter().all(|one| one.protocol == Protocol::Tls)
}

/// Whether IAM decides on calls to a service.
pub(in crate::rules) fn checks_identity(network: &ServiceNetwork, service: &LatticeService) -> bool {
    network.auth == Auth::AwsIam || service.auth == Auth::AwsIam
}

/// Whether an auth policy keeps every caller out: that of a network or of a service.
fn denies(auth: Auth, policy: Option<AuthPolicy>) -> bool {
    auth == Auth::AwsIam && policy == Some(AuthPolicy::Deny)
}

/// How the client of a need gets at a service network.
#[derive(Debug, PartialEq, Eq)]
enum Attachment {
    /// Its VPC is associated, or an endpoint stands in its VPC or one link away.
    Usable,
    /// Only another VPC is associated, which does not help it; which one, when it is one link away.
    Elsewhere(Option<VpcId>),
    /// Not at all.
    None,
}

fn attachment(context: &Context<'_>, network: &ServiceNetwork, client: &Home) -> Attachment {
    if let Home::Vpc(vpc) = client
        && (network.associations.contains(vpc) || network.endpoints.contains_key(vpc))
    {
        return Attachment::Usable;
    }
    let near = context.network().near(client);
    if near.iter().any(|vpc| network.endpoints.contains_key(vpc)) {
        return Attachment::Usable;
    }
    let neighbour = near.into_iter().find(|vpc| network.associations.contains(vpc));
    let is_site = matches!(client, Home::Site(_)) && !network.associations.is_empty();
    if neighbour.is_some() || is_site { Attachment::Elsewhere(neighbour) } else { Attachment::None }
}

/// The IPv4 subnets that hold service-network endpoints, each with its VPC, its block and where the link names it.
fn endpoint_subnets<'c>(context: &'c Context<'_>, link: &'c Link) -> Vec<(&'c Vpc, &'c Subnet, Cidr, Locus)> {
    let design = context.design;
    let endpoints = network_of(link).into_iter().flat_map(|network| &network.endpoints);
    let mut found = Vec::new();
    for (id, endpoint) in endpoints {
        let Some(vpc) = design.vpc(id) else { continue };
        for subnet in subnets(vpc, &endpoint.subnets) {
            if let Some(block) = subnet.ipv4 {
                found.push((vpc, subnet, block, link.part(&["endpoints", id.as_str(), "subnets"])));
            }
        }
    }
    found
}

/// What can be said about the run of addresses that a service-network endpoint takes from a subnet.
fn run_of_addresses(facts: &Facts, subnet: &Subnet, block: Cidr) -> Contiguous {
    let length = u32::try_from(facts.limit(LimitId::SneBlock28)).unwrap_or(u32::MAX);
    contiguous_block(block, &subnet.occupancy, length)
}

/// What to do about a subnet that cannot hold a service-network endpoint.
fn larger_subnet(facts: &Facts, vpc: &Vpc, subnet: &Subnet, named: &Locus) -> Fix {
    let safe = facts.limit(LimitId::SneSubnetSafe);
    let zone = subnet.az.as_ref().map(|az| format!(" in zone `{az}`")).unwrap_or_default();
    let free = u8::try_from(safe).ok().and_then(|safe| room_for_subnet(vpc, safe));
    match free {
        Some(free) => {
            let (name, new) = new_subnet(vpc, "lattice", subnet.az.as_ref(), free);
            let title =
                format!("make a subnet `{free}`{zone}, which is free in VPC `{}`, and move the endpoint there", vpc.id);
            Fix::by_hand(title, [new, named.place.replace_item(subnet.id.as_str(), name)])
        }
        None => Fix::words(format!("move the endpoint to an empty subnet of /{safe} or larger{zone}")),
    }
}
