//! VPC Lattice: service networks, services with their targets, resource gateways and configurations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::design::raw::{
    RawLatticeResource, RawLatticeService, RawLink, RawPrivatelinkResource, RawResourceGateway, RawServiceNetwork,
};
use crate::import::terraform::draft::{Draft, blocks, number, part, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

const NETWORKS: &[&str] = &["aws_vpclattice_service_network"];
const SERVICES: &[&str] = &["aws_vpclattice_service"];
const TARGETS: &[&str] = &["aws_vpclattice_target_group"];
const CONFIGURATIONS: &[&str] = &["aws_vpclattice_resource_configuration"];
const FLIPS: &str = "every need over this service network";

pub(super) fn service_networks(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let services = services(draft);
    for (id, resource) in estate.of_kind(NETWORKS) {
        if resource.is_data && text(resource, "id").is_none() {
            continue;
        }
        draft.took(id);
        let name = draft.name(resource);
        draft.stands(Pointer::root().push("links").push(&name), resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        let raw = RawServiceNetwork {
            region: draft.context.region(resource),
            account: draft.context.account(resource),
            auth: auth(resource),
            ..RawServiceNetwork::default()
        };
        draft.raw.links.insert(name, RawLink::ServiceNetwork(raw));
    }
    vpc_associations(draft);
    let mut used: BTreeSet<Id> = BTreeSet::new();
    for (id, resource) in estate.of_kind(&["aws_vpclattice_service_network_service_association"]) {
        draft.took(id);
        let Some(network) = network(draft, resource) else { continue };
        let service = match estate.one(resource, "service_identifier", SERVICES) {
            Lead::To(found, _) => found.first().copied(),
            Lead::Outside(ids) => {
                draft.left_out(resource, format!("its service is not in this input: {}", ids.join(", ")), FLIPS);
                continue;
            }
            Lead::Unknown(because) => {
                draft.left_out(resource, format!("its service is {because}"), FLIPS);
                continue;
            }
            Lead::Absent => None,
        };
        let Some((service, one)) = service.and_then(|id| Some((id, estate.get(id)?))) else { continue };
        used.insert(service);
        let name = draft.name(one);
        let at = Pointer::root().push("links").push(&network).push("service_network").push("services").push(&name);
        let raw = services.get(&service).cloned().unwrap_or_default();
        if raw.applications.is_empty() {
            draft.unknown(&at.push("applications"), "what its targets are is not in this input");
        }
        draft.stands(at, one);
        if let Some(RawLink::ServiceNetwork(link)) = draft.raw.links.get_mut(&network) {
            link.services.insert(name, raw);
        }
    }
    for (id, resource) in estate.of_kind(SERVICES).filter(|(_, one)| !one.is_data) {
        if !used.contains(&id) {
            draft.left_out(resource, "no association puts it into a service network of this input", FLIPS);
        }
    }
    resource_associations(draft);
    auth_policies(draft);
}

/// What auth policies say to callers of a service network or a service.
fn auth_policies(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_vpclattice_auth_policy"]) {
        draft.took(id);
        let said = text(resource, "policy").map_or("unknown", crate::import::auth_policy::effect);
        let of = |kind: &[&str]| match estate.one(resource, "resource_identifier", kind) {
            Lead::To(found, _) => found.first().and_then(|id| estate.get(*id)),
            _ => None,
        };
        let Some(target) = of(NETWORKS).or_else(|| of(SERVICES)) else {
            draft.left_out(resource, "what it is attached to is not known", FLIPS);
            continue;
        };
        let target = draft.name(target);
        for (name, link) in &mut draft.raw.links {
            let RawLink::ServiceNetwork(network) = link else { continue };
            if *name == target {
                network.auth_policy = Some(said.to_owned());
            }
            if let Some(service) = network.services.get_mut(&target) {
                service.auth_policy = Some(said.to_owned());
            }
        }
    }
}

fn auth(resource: &Resource) -> Option<String> {
    match text(resource, "auth_type") {
        Some("AWS_IAM") => Some("aws_iam".to_owned()),
        Some("NONE") => Some("none".to_owned()),
        _ => None,
    }
}

/// The service network an association names; one that the input does not hold becomes a mention.
fn network(draft: &mut Draft<'_, '_>, resource: &Resource) -> Option<String> {
    match draft.estate.one(resource, "service_network_identifier", NETWORKS) {
        Lead::To(found, how) => {
            let name = found.first().and_then(|id| draft.tops.get(id)).cloned()?;
            draft.infer(resource, "taken to be with", &name, &how);
            Some(name)
        }
        Lead::Outside(ids) => {
            let name = ids.first()?.clone();
            if !draft.raw.links.contains_key(&name) {
                let at = Pointer::root().push("links").push(&name);
                let because = format!("`{}` refers to it, and this input does not describe it", resource.address);
                draft.unknown(&at, because);
                draft.stands(at, resource);
                draft.raw.links.insert(name.clone(), RawLink::ServiceNetwork(RawServiceNetwork::default()));
            }
            Some(name)
        }
        Lead::Unknown(because) => {
            draft.left_out(resource, format!("its service network is {because}"), FLIPS);
            None
        }
        Lead::Absent => None,
    }
}

fn vpc_associations(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_vpclattice_service_network_vpc_association"]) {
        draft.took(id);
        let Some(network) = network(draft, resource) else { continue };
        let Some(vpc) = draft.vpc(resource, "vpc_identifier", FLIPS) else { continue };
        if let Some(RawLink::ServiceNetwork(raw)) = draft.raw.links.get_mut(&network) {
            raw.associations.push(vpc);
            let at = Pointer::root().push("links").push(&network).push("service_network").push("associations");
            let index = raw.associations.iter().count().saturating_sub(1);
            draft.stands(at.index(index), resource);
        }
    }
}

/// The services with what stands behind them.
fn services(draft: &mut Draft<'_, '_>) -> BTreeMap<Id, RawLatticeService> {
    let estate = draft.estate;
    let targets = targets(draft);
    let mut services: BTreeMap<Id, RawLatticeService> = BTreeMap::new();
    for (id, resource) in estate.of_kind(SERVICES) {
        if resource.is_data && text(resource, "id").is_none() {
            continue;
        }
        draft.took(id);
        let custom_domain = text(resource, "custom_domain_name").map(str::to_owned);
        let certificate = text(resource, "certificate_arn").map(|_| true);
        let raw =
            RawLatticeService { auth: auth(resource), custom_domain, certificate, ..RawLatticeService::default() };
        services.insert(id, raw);
    }
    for (id, resource) in estate.of_kind(&["aws_vpclattice_listener", "aws_vpclattice_listener_rule"]) {
        draft.took(id);
        let is_listener = resource.kind.as_ref() == "aws_vpclattice_listener";
        let service = ["service_identifier", "service_arn"].iter().find_map(|attribute| {
            match estate.one(resource, attribute, SERVICES) {
                Lead::To(found, _) => found.first().copied(),
                _ => None,
            }
        });
        let Some(raw) = service.and_then(|id| services.get_mut(&id)) else {
            draft.left_out(resource, "its service is not known", FLIPS);
            continue;
        };
        if is_listener && raw.listener.is_none() {
            raw.listener = listener(resource);
        }
        let block = if is_listener { "default_action" } else { "action" };
        for group in groups(draft, resource, block) {
            for application in targets.get(&group).into_iter().flatten() {
                if !raw.applications.contains(application) {
                    raw.applications.push(application.clone());
                }
            }
        }
    }
    for raw in services.values_mut() {
        raw.applications.sort();
    }
    services
}

fn listener(resource: &Resource) -> Option<String> {
    let protocol = match text(resource, "protocol")? {
        "HTTP" => "http",
        "HTTPS" => "https",
        "TLS_PASSTHROUGH" => "tls",
        _ => return None,
    };
    let usual = if protocol == "http" { 80 } else { 443 };
    let port = number(resource.values.get("port")).filter(|port| *port > 0).unwrap_or(usual);
    Some(format!("{protocol}/{port}"))
}

/// The target groups that an action forwards to.
fn groups(draft: &Draft<'_, '_>, resource: &Resource, block: &str) -> BTreeSet<Id> {
    let estate = draft.estate;
    let mut found = BTreeSet::new();
    for action in blocks(resource, block) {
        for forward in action.get("forward").and_then(Value::as_array).into_iter().flatten() {
            for group in forward.get("target_groups").and_then(Value::as_array).into_iter().flatten() {
                found.extend(part(group, "target_group_identifier").and_then(|id| estate.by_id(id)));
            }
        }
    }
    if found.is_empty()
        && resource.is_planned
        && let Some(expression) = estate.written(resource).and_then(|written| written.expressions().get(block).cloned())
        && let Lead::To(groups, crate::import::terraform::reference::How::Reference) =
            estate.of_expression(resource, &expression, TARGETS)
    {
        found.extend(groups);
    }
    found
}

/// The applications behind each target group.
fn targets(draft: &mut Draft<'_, '_>) -> BTreeMap<Id, BTreeSet<String>> {
    let estate = draft.estate;
    let mut targets: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
    for (id, _) in estate.of_kind(TARGETS) {
        draft.took(id);
    }
    let runs = ["aws_instance", "aws_lb", "aws_alb", "aws_lambda_function"];
    for (id, resource) in estate.of_kind(&["aws_vpclattice_target_group_attachment"]) {
        draft.took(id);
        let Lead::To(groups, _) = estate.lead(resource, "target_group_identifier", TARGETS) else {
            draft.left_out(resource, "its target group is not known", FLIPS);
            continue;
        };
        let application = match super::workload::nested(estate, resource, "target.id", &runs) {
            Lead::To(found, _) => found.iter().filter_map(|id| draft.tops.get(id)).cloned().collect::<Vec<_>>(),
            Lead::Outside(ids) => by_address(draft, &ids),
            _ => Vec::new(),
        };
        if application.is_empty() {
            draft.left_out(resource, "what it registers is no application of this input", FLIPS);
        }
        for group in groups {
            targets.entry(group).or_default().extend(application.iter().cloned());
        }
    }
    targets
}

/// The applications that have one of some addresses.
fn by_address(draft: &Draft<'_, '_>, ids: &[String]) -> Vec<String> {
    let all = draft.raw.applications.iter();
    all.filter(|(_, one)| one.addresses.iter().any(|address| ids.contains(address)))
        .map(|(name, _)| name.clone())
        .collect()
}

/// Resource gateways and configurations: each configuration with its gateway becomes a link of its own.
pub(super) fn resources(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let gateway_kind = "aws_vpclattice_resource_gateway";
    for (id, _) in estate.of_kind(&[gateway_kind]) {
        draft.took(id);
    }
    for (id, resource) in estate.of_kind(CONFIGURATIONS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let name = draft.name(resource);
        let at = Pointer::root().push("links").push(&name);
        let gateway = match estate.one(resource, "resource_gateway_identifier", &[gateway_kind]) {
            Lead::To(found, _) => found.first().and_then(|id| estate.get(*id)),
            _ => None,
        };
        let gateway = gateway.map(|gateway| {
            let vpc = draft.vpc(gateway, "vpc_id", "every need over this resource configuration");
            let (subnets, why) = draft.subnets(gateway, "subnet_ids");
            let place = at.push("privatelink_resource").push("gateway");
            if let Some(why) = why {
                draft.unknown(&place.push("subnets"), why);
            }
            draft.stands(place, gateway);
            let vpc = vpc.or_else(|| subnets.first().map(|(vpc, _)| vpc.clone()));
            let subnets = vpc.as_deref().map(|vpc| Draft::names_in(vpc, &subnets)).unwrap_or_default();
            let security_groups =
                vpc.as_deref().and_then(|vpc| super::workload::groups(draft, gateway, "security_group_ids", vpc));
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
fn resource_associations(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_vpclattice_service_network_resource_association"]) {
        draft.took(id);
        let Some(network) = network(draft, resource) else { continue };
        let configuration = match estate.one(resource, "resource_configuration_identifier", CONFIGURATIONS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        let Some((name, raw)) = configuration.and_then(|name| match draft.raw.links.get(&name) {
            Some(RawLink::PrivatelinkResource(raw)) => {
                Some((name, RawLatticeResource { application: raw.application.clone(), gateway: raw.gateway.clone() }))
            }
            _ => None,
        }) else {
            draft.left_out(resource, "its resource configuration is not in this input", FLIPS);
            continue;
        };
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
