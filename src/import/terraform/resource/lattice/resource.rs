//! Resource gateways and configurations: each configuration with its gateway is a link of its own, and may be in service
//! networks.

use serde_json::Value;

use super::{by_address, network};
use crate::design::raw::{RawLatticeResource, RawLink, RawPrivatelinkResource, RawResourceGateway};
use crate::import::terraform::draft::{Draft, blocks, number, part, text};
use crate::import::terraform::estate::{Estate, Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

const CONFIGURATIONS: &[&str] = &["aws_vpclattice_resource_configuration"];
const FLIPS: &str = "every need over this service network";

/// Resource gateways and configurations: each configuration with its gateway becomes a link of its own.
pub(in crate::import::terraform::resource) fn resources(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let gateway_kind = "aws_vpclattice_resource_gateway";
    for (id, _) in estate.of_kind(&[gateway_kind]) {
        draft.took(id);
    }
    for (id, resource) in estate.of_kind(CONFIGURATIONS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        // A group is reached through each of its members, which are links of their own.
        if members(estate, id) != [id] {
            continue;
        }
        let name = draft.name(resource);
        let at = Pointer::root().push("links").push(&name);
        let gateway = |one: &Resource| match estate.one(one, "resource_gateway_identifier", &[gateway_kind]) {
            Lead::To(found, _) => found.first().and_then(|id| estate.get(*id)),
            _ => None,
        };
        // A member has the gateway of its group.
        let gateway = gateway(resource).or_else(|| gateway(estate.get(group_of(estate, resource)?)?));
        let gateway = gateway.map(|gateway| {
            let vpc = draft.vpc(gateway, "vpc_id", "every need over this resource configuration");
            let (subnets, why) = draft.subnets(gateway, "subnet_ids");
            let place = at.push("privatelink_resource").push("gateway");
            if let Some(why) = why {
                draft.unknown(&place.push("subnets"), why);
            }
            let vpc = vpc.or_else(|| subnets.first().map(|(vpc, _)| vpc.clone()));
            let subnets = vpc.as_deref().map(|vpc| Draft::names_in(vpc, &subnets)).unwrap_or_default();
            let security_groups = vpc
                .as_deref()
                .and_then(|vpc| super::super::interface::groups(draft, gateway, "security_group_ids", vpc));
            if let Some(vpc) = vpc.as_deref() {
                super::super::interface::open_groups(draft, gateway, "security_group_ids", vpc, &place);
            }
            draft.stands(place, gateway);
            let ipv4_per_interface = number(gateway.values.get("ipv4_addresses_per_eni"));
            let ipv4_per_interface = ipv4_per_interface.and_then(|count| u64::try_from(count).ok());
            RawResourceGateway { vpc, subnets, security_groups, ipv4_per_interface }
        });
        let application = exposed(draft, resource);
        if application.is_none() {
            draft.unknown(
                &at.push("privatelink_resource").push("application"),
                "the resource it leads to is no application of this input",
            );
        }
        draft.stands(at, resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        let raw = RawPrivatelinkResource { application, gateway, ..RawPrivatelinkResource::default() };
        draft.raw.links.insert(name, RawLink::PrivatelinkResource(raw));
    }
}

/// The configurations that are reached by one: itself, or the members of a group.
pub(in crate::import::terraform::resource) fn members(estate: &Estate<'_>, id: Id) -> Vec<Id> {
    let all = estate.of_kind(CONFIGURATIONS).filter(|(_, one)| !one.is_data && group_of(estate, one) == Some(id));
    let members: Vec<Id> = all.map(|(member, _)| member).collect();
    if members.is_empty() { vec![id] } else { members }
}

/// The group that a configuration is a member of.
fn group_of(estate: &Estate<'_>, resource: &Resource) -> Option<Id> {
    // Only a member names one, so that nothing is inferred for the others.
    if text(resource, "type") != Some("CHILD") {
        return None;
    }
    match estate.one(resource, "resource_configuration_group_id", CONFIGURATIONS) {
        Lead::To(found, _) => found.first().copied(),
        _ => None,
    }
}

/// The application that a resource configuration leads to: by ARN, by address, or by the reference of its domain name.
fn exposed(draft: &Draft<'_, '_>, resource: &Resource) -> Option<String> {
    let estate = draft.estate;
    let definition = blocks(resource, "resource_configuration_definition").first();
    let inside = |block: &str, name: &str| {
        definition.and_then(|one| one.get(block)).and_then(Value::as_array).and_then(|all| part(all.first()?, name))
    };
    let arn = inside("arn_resource", "arn").and_then(|arn| estate.by_id(arn)).and_then(|id| draft.tops.get(&id));
    if let Some(name) = arn {
        return Some(name.clone());
    }
    if let Some(address) = inside("ip_resource", "ip_address") {
        return by_address(draft, &[address.to_owned()]).into_iter().next();
    }
    let runs = ["aws_instance", "aws_lb", "aws_alb", "aws_db_instance", "aws_rds_cluster"];
    let host = inside("dns_resource", "domain_name");
    if let Some(host) = host {
        let named = estate.of_kind(&runs).find(|(_, one)| {
            ["dns_name", "address", "endpoint", "private_dns"].iter().any(|name| text(one, name) == Some(host))
        });
        return named.and_then(|(id, _)| draft.tops.get(&id)).cloned();
    }
    let expression = estate.written(resource)?.expressions().get("resource_configuration_definition")?.clone();
    match estate.of_expression(resource, &expression, &runs) {
        Lead::To(found, crate::import::terraform::reference::How::Reference) if found.len() == 1 => {
            found.first().and_then(|id| draft.tops.get(id)).cloned()
        }
        _ => None,
    }
}

/// Resource configurations in service networks.
pub(super) fn associations(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_vpclattice_service_network_resource_association"]) {
        draft.took(id);
        let Some(network) = network(draft, resource) else { continue };
        let configurations: Vec<String> =
            match estate.one(resource, "resource_configuration_identifier", CONFIGURATIONS) {
                Lead::To(found, _) => {
                    let members = found.first().map(|id| members(estate, *id)).unwrap_or_default();
                    members.iter().filter_map(|id| draft.tops.get(id)).cloned().collect()
                }
                _ => Vec::new(),
            };
        let named = |name: String| match draft.raw.links.get(&name) {
            Some(RawLink::PrivatelinkResource(raw)) => {
                Some((name, RawLatticeResource { application: raw.application.clone(), gateway: raw.gateway.clone() }))
            }
            _ => None,
        };
        let found: Vec<(String, RawLatticeResource)> = configurations.into_iter().filter_map(named).collect();
        if found.is_empty() {
            draft.left_out(resource, "its resource configuration is not in this input", FLIPS);
        }
        for (name, raw) in found {
            let at = Pointer::root().push("links").push(&network).push("service_network").push("resources").push(&name);
            if raw.application.is_none() {
                draft.unknown(&at.push("application"), "the resource it leads to is no application of this input");
            }
            draft.stands(at, resource);
            if let Some(RawLink::ServiceNetwork(link)) = draft.raw.links.get_mut(&network) {
                link.resources.insert(name, raw);
            }
        }
    }
}
