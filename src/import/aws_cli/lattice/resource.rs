//! Resource configurations with their gateways, and the endpoints through which they and service networks are reached.

use super::shape::ResourceConfiguration;
use super::{FLIPS, end, is_there, mention, part, place};
use crate::design::raw::{
    RawLatticeResource, RawLink, RawPrivatelinkResource, RawPrivatelinkTunnel, RawResourceGateway,
};
use crate::import::aws_cli::draft::{Draft, top};
use crate::import::aws_cli::hybrid::is_live;
use crate::import::aws_cli::snapshot::{Found, Seen};
use crate::order::Arrange;
use crate::source::Pointer;

pub(super) fn configurations(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (_, found) in snapshot.resource_gateways.iter() {
        if is_there(found.is.status.as_deref()) {
            draft.count(found);
        } else {
            draft.pass(found, "deleted", None);
        }
    }
    for (arn, found) in snapshot.resource_configurations.iter() {
        if !is_there(found.is.status.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        // A group is reached through each of its members, which are links of their own.
        if found.is.r#type.as_deref() == Some("GROUP") {
            draft.count(found);
            continue;
        }
        let id = end(arn);
        draft.took(found, top("links", id), id);
        draft.alias(arn, id);
        draft.called_by(id, found.is.name.as_deref());
        let link = if found.is.r#type.as_deref() == Some("CIDR") {
            tunnel(draft, id, found)
        } else {
            single(draft, id, found)
        };
        draft.raw.links.insert(id.to_owned(), link);
    }
    for (arn, found) in snapshot.resource_associations.iter() {
        if !is_there(found.is.status.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        let network = found.is.service_network_arn.as_deref().map(end).or(found.is.service_network_id.as_deref());
        let named = found.is.resource_configuration_arn.as_deref().map(end);
        let (Some(network), Some(named)) = (network, named.or(found.is.resource_configuration_id.as_deref())) else {
            draft.pass(found, "of nothing", Some(FLIPS));
            continue;
        };
        draft.count(found);
        mention(draft, network, end(arn), found.at());
        for member in members(draft, named) {
            if !draft.raw.links.contains_key(&member) {
                mention_configuration(draft, &member, end(arn), found.at());
            }
            let Some(RawLink::PrivatelinkResource(link)) = draft.raw.links.get(&member) else { continue };
            let raw = RawLatticeResource { application: link.application.clone(), gateway: link.gateway.clone() };
            let at = place(network).push("resources").push(&member);
            if raw.application.is_none() {
                draft.unknown(&at.push("application"), "the resource it leads to is in no file");
            }
            draft.stands(at, found.at(), end(arn));
            if let Some(RawLink::ServiceNetwork(link)) = draft.raw.links.get_mut(network) {
                link.resources.insert(member, raw);
            }
        }
    }
}

/// The configurations that are reached by one: itself, or the members of a group.
fn members(draft: &Draft<'_>, id: &str) -> Vec<String> {
    let of_group = draft.snapshot.resource_configurations.iter().filter(|(_, found)| {
        found.is.resource_configuration_group_id.as_deref() == Some(id) && is_there(found.is.status.as_deref())
    });
    let members: Vec<String> = of_group.map(|(arn, _)| end(arn).to_owned()).collect();
    if members.is_empty() { vec![id.to_owned()] } else { members }
}

/// The gateway of a configuration, or of the group that it is a member of.
fn gateway(draft: &mut Draft<'_>, found: &Found<ResourceConfiguration>, at: &Pointer) -> Option<RawResourceGateway> {
    let snapshot = draft.snapshot;
    let all = &snapshot.resource_configurations;
    let group = found.is.resource_configuration_group_id.as_deref();
    let of_group = || {
        let group = all.iter().find(|(arn, _)| Some(end(arn)) == group)?;
        group.1.is.resource_gateway_id.clone()
    };
    let id = found.is.resource_gateway_id.clone().or_else(of_group)?;
    let Some((_, one)) = snapshot.resource_gateways.iter().find(|(arn, _)| end(arn) == end(&id)) else {
        draft.unknown(&at.push("gateway"), format!("resource gateway `{id}` is in no file"));
        return None;
    };
    let vpc = one.is.vpc.clone()?;
    draft.mention_vpc(&vpc, &id);
    draft.stands(at.push("gateway"), one.at(), end(&id));
    let groups = one.is.security_group_ids.as_ref();
    Some(RawResourceGateway {
        subnets: draft.subnets_in(&vpc, &one.is.subnet_ids),
        security_groups: groups.and_then(|all| draft.groups_in(&vpc, all.iter().map(String::as_str))),
        ipv4_per_interface: one.is.ipv4_addresses_per_eni,
        vpc: Some(vpc),
    })
}

fn single(draft: &mut Draft<'_>, id: &str, found: &Found<ResourceConfiguration>) -> RawLink {
    let at = top("links", id).push("privatelink_resource");
    let gateway = gateway(draft, found, &at);
    let vpc = gateway.as_ref().and_then(|one| one.vpc.as_deref());
    let application = exposed(draft, &found.is, vpc);
    if application.is_none() {
        let because = match &found.is.resource_configuration_definition {
            Some(_) => "the resource it leads to is no application of these files",
            None => "what `aws vpc-lattice get-resource-configuration` prints is in no file",
        };
        draft.unknown(&at.push("application"), because);
    }
    RawLink::PrivatelinkResource(RawPrivatelinkResource { application, gateway, ..RawPrivatelinkResource::default() })
}

fn tunnel(draft: &mut Draft<'_>, id: &str, found: &Found<ResourceConfiguration>) -> RawLink {
    let at = top("links", id).push("privatelink_tunnel");
    let gateway = gateway(draft, found, &at);
    let vpc = gateway.as_ref().and_then(|one| one.vpc.clone());
    if vpc.is_none() {
        draft.unknown(&at.push("vpc"), "its resource gateway is in no file");
    }
    let definition = found.is.resource_configuration_definition.as_ref();
    let cidrs = definition.and_then(|one| one.cidr_resource.as_ref()).map(|one| one.cidr_ranges.clone());
    RawLink::PrivatelinkTunnel(RawPrivatelinkTunnel { vpc, cidrs, gateway, ..RawPrivatelinkTunnel::default() })
}

/// The application that a configuration leads to: by ARN, by address in the gateway's VPC, or by its name in DNS.
fn exposed(draft: &Draft<'_>, is: &ResourceConfiguration, vpc: Option<&str>) -> Option<String> {
    let definition = is.resource_configuration_definition.as_ref()?;
    if let Some(arn) = definition.arn_resource.as_ref().and_then(|one| one.arn.as_deref()) {
        return draft.raw.aliases.get(arn).filter(|name| draft.raw.applications.contains_key(*name)).cloned();
    }
    if let Some(address) = definition.ip_resource.as_ref().and_then(|one| one.ip_address.as_deref()) {
        return draft.hosts.by_address.get(&(vpc?.to_owned(), address.to_owned())).cloned();
    }
    let host = definition.dns_resource.as_ref().and_then(|one| one.domain_name.as_deref())?;
    let mut databases = draft.snapshot.databases.iter();
    let database =
        databases.find(|(_, one)| one.is.endpoint.as_ref().and_then(|one| one.address.as_deref()) == Some(host));
    if let Some((arn, _)) = database {
        return draft.hosts.by_id.get(arn).cloned();
    }
    let named = draft.raw.aliases.get(host)?;
    if draft.raw.applications.contains_key(named) {
        return Some(named.clone());
    }
    // A load balancer's name leads to what stands behind it, where that is one application.
    let balancer = draft.raw.load_balancers.get(named)?;
    let mut behind: Vec<&String> = balancer.target_groups.values().flat_map(|group| &group.targets).collect();
    behind.arrange();
    behind.dedup();
    match behind.as_slice() {
        [one] if draft.raw.applications.contains_key(*one) => Some((*one).clone()),
        _ => None,
    }
}

fn mention_configuration(draft: &mut Draft<'_>, id: &str, by: &str, seen: Option<Seen>) {
    let at = top("links", id);
    draft.unknown(&at, format!("`{by}` names it, and it is in no file"));
    draft.unknown(&at.push("privatelink_resource").push("application"), "its owner's account is in no file");
    draft.stands(at, seen, id);
    draft.raw.links.insert(id.to_owned(), RawLink::PrivatelinkResource(RawPrivatelinkResource::default()));
}

/// Endpoints of the types `Resource`, `ServiceNetwork` and `Tunnel`.
pub(super) fn endpoints(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (id, found) in snapshot.endpoints.iter() {
        let state = found.is.state.as_deref().map(str::to_ascii_lowercase);
        let kind = found.is.vpc_endpoint_type.as_deref();
        let live = is_live(state.as_deref()) && state.as_deref() != Some("expired") && !found.is.vpc_id.is_empty();
        if !live || !matches!(kind, Some("Resource" | "ServiceNetwork" | "Tunnel")) {
            continue;
        }
        let vpc = found.is.vpc_id.clone();
        draft.mention_vpc(&vpc, id);
        let made = super::super::endpoint::placed(draft, &vpc, &found.is);
        let (places, named) = match (kind, &found.is.service_network_arn, &found.is.resource_configuration_arn) {
            (Some("ServiceNetwork"), Some(arn), _) => {
                mention(draft, end(arn), id, found.at());
                (vec![end(arn).to_owned()], arn)
            }
            (_, _, Some(arn)) => {
                let members = members(draft, end(arn));
                for member in &members {
                    if !draft.raw.links.contains_key(member) {
                        mention_configuration(draft, member, id, found.at());
                    }
                }
                (members, arn)
            }
            _ => {
                draft.pass(found, "of nothing that the file names", Some(FLIPS));
                continue;
            }
        };
        draft.count(found);
        draft.called(id, &found.is.tags);
        if let Some(account) = part(named, 4).filter(|account| Some(account) == found.is.owner_id.as_ref()) {
            let link = places.first().and_then(|name| draft.raw.links.get_mut(name));
            if let Some(RawLink::ServiceNetwork(link)) = link {
                link.account.get_or_insert(account);
            }
        }
        for name in places {
            let (endpoints, wire) = match draft.raw.links.get_mut(&name) {
                Some(RawLink::ServiceNetwork(link)) => (&mut link.endpoints, "service_network"),
                Some(RawLink::PrivatelinkResource(link)) => (&mut link.endpoints, "privatelink_resource"),
                Some(RawLink::PrivatelinkTunnel(link)) => (&mut link.endpoints, "privatelink_tunnel"),
                _ => continue,
            };
            endpoints.entry(vpc.clone()).or_default().join(made.clone());
            let at = top("links", &name).push(wire).push("endpoints").push(&vpc);
            draft.stands(at, found.at(), id);
        }
    }
    for (_, found) in snapshot.endpoint_associations.iter() {
        of_endpoint(draft, found, found.is.vpc_endpoint_id.as_deref());
    }
    for (_, found) in snapshot.resource_endpoint_associations.iter() {
        of_endpoint(draft, found, found.is.vpc_endpoint_id.as_deref());
    }
}

/// Counts what says of an endpoint only what the endpoint says itself.
fn of_endpoint<T>(draft: &mut Draft<'_>, found: &Found<T>, endpoint: Option<&str>) {
    if endpoint.is_some_and(|id| draft.snapshot.endpoints.get(id).is_some()) {
        draft.count(found);
    } else {
        draft.pass(found, "of endpoints in no file", Some(FLIPS));
    }
}
