//! VPC endpoints of every type, and the endpoint services they lead to.

use std::collections::BTreeMap;

use serde_json::Value;

use super::firewall;
use crate::design::raw::{
    RawEndpoint, RawGatewayEndpoint, RawGatewayEndpointRoutes, RawInterfaceEndpoint, RawLink, RawPrivatelinkService,
};
use crate::import::terraform::draft::{Draft, flag, is_pending, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::order::Arrange;
use crate::source::Pointer;

const SERVICES: &[&str] = &["aws_vpc_endpoint_service"];
const FLIPS: &str = "every need that this endpoint carries";
/// What an endpoint of a Gateway Load Balancer could flip.
const APPLIANCES: &str = "reach over every route that leads to it: what its appliances let through";
const SERVICE_FLIPS: &str = "every need that this endpoint service carries";

pub(super) fn endpoint_services(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(SERVICES).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        if !matches!(estate.lead(resource, "gateway_load_balancer_arns", super::workload::BALANCERS), Lead::Absent) {
            draft.left_out(
                resource,
                "it leads to a Gateway Load Balancer, and the appliances behind one have no place in the design",
                APPLIANCES,
            );
            continue;
        }
        let name = draft.name(resource);
        let at = Pointer::root().push("links").push(&name);
        let balancers: Vec<String> =
            match estate.lead(resource, "network_load_balancer_arns", super::workload::BALANCERS) {
                Lead::To(found, _) => found.iter().filter_map(|id| draft.tops.get(id)).cloned().collect(),
                _ => Vec::new(),
            };
        if let Some(why) = estate.why_more(resource, "network_load_balancer_arns", super::workload::BALANCERS) {
            draft.left_out(resource, format!("its load balancers are {why}"), SERVICE_FLIPS);
        }
        // What is exposed is what stands behind the load balancer, where that is known.
        let behind = balancers.iter().filter_map(|name| draft.raw.load_balancers.get(name));
        let targets = behind.flat_map(|one| one.target_groups.values()).flat_map(|group| &group.targets);
        let mut targets = targets.filter(|target| draft.raw.applications.contains_key(*target));
        let application = targets.next().or_else(|| balancers.first()).cloned();
        let vpc = balancers.first().and_then(|name| draft.raw.load_balancers.get(name)).and_then(|one| one.vpc.clone());
        let balancers: Vec<String> =
            balancers.into_iter().filter(|name| draft.raw.load_balancers.contains_key(name)).collect();
        if application.is_none() {
            draft
                .unknown(&at.push("privatelink_service").push("application"), "its load balancer is not in this input");
        }
        draft.stands(at, resource);
        draft.also_called(resource, &name);
        if let Some(service) = text(resource, "service_name") {
            draft.raw.aliases.insert(service.to_owned(), name.clone());
        }
        draft.tops.insert(id, name.clone());
        let load_balancers = (!balancers.is_empty()).then_some(balancers);
        let raw = RawPrivatelinkService { application, vpc, load_balancers, ..RawPrivatelinkService::default() };
        draft.raw.links.insert(name, RawLink::PrivatelinkService(raw));
    }
    admitted(draft);
    for (id, _) in estate.of_kind(&["aws_vpc_endpoint_connection_accepter"]) {
        draft.took(id);
    }
}

/// The accounts that endpoint services admit: in the service itself, or by resources of their own. A service without
/// either may get its principals elsewhere, so nothing is said of it.
fn admitted(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut told: BTreeMap<Id, Vec<(Option<String>, &Resource)>> = BTreeMap::new();
    let texts = |resource: &Resource, attribute: &str| -> Vec<Option<String>> {
        match resource.values.get(attribute) {
            Some(Value::String(one)) => vec![Some(one.clone())],
            Some(Value::Array(all)) => all.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
            _ if is_pending(estate, resource, attribute) => vec![None],
            _ => Vec::new(),
        }
    };
    for (id, resource) in estate.of_kind(SERVICES).filter(|(_, one)| !one.is_data) {
        let own = texts(resource, "allowed_principals").into_iter().map(|one| (one, resource));
        told.entry(id).or_default().extend(own);
    }
    for (id, resource) in estate.of_kind(&["aws_vpc_endpoint_service_allowed_principal"]) {
        draft.took(id);
        let service = ["vpc_endpoint_service_id", "service_id"].iter().find_map(|name| {
            match estate.one(resource, name, SERVICES) {
                Lead::To(found, _) => found.first().copied(),
                _ => None,
            }
        });
        let Some(service) = service else {
            draft.left_out(resource, "its endpoint service is not in this input", SERVICE_FLIPS);
            continue;
        };
        let principals = ["principal_arn", "allowed_principals"].iter().flat_map(|name| texts(resource, name));
        told.entry(service).or_default().extend(principals.map(|one| (one, resource)));
    }
    for (service, principals) in told.into_iter().filter(|(_, all)| !all.is_empty()) {
        let mut accounts: Vec<String> = Vec::new();
        let mut all_known = true;
        for (principal, by) in principals {
            // Everybody may come: that is not said by naming accounts.
            if principal.as_deref() == Some("*") {
                all_known = false;
                continue;
            }
            let account = principal.as_deref().and_then(|arn| arn.split(':').nth(4));
            match account.filter(|account| crate::ids::is_account(account)) {
                Some(account) => accounts.push(account.to_owned()),
                None => {
                    all_known = false;
                    draft.left_out(by, "whom it admits is not known", SERVICE_FLIPS);
                }
            }
        }
        accounts.arrange();
        accounts.dedup();
        let link = draft.tops.get(&service).and_then(|name| draft.raw.links.get_mut(name));
        if let (Some(RawLink::PrivatelinkService(link)), true) = (link, all_known) {
            link.allowed_accounts = Some(accounts);
        }
    }
}

pub(super) fn endpoints(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let more = more_tables(draft);
    for (id, resource) in estate.of_kind(&["aws_vpc_endpoint"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let Some(vpc) = draft.vpc(resource, "vpc_id", FLIPS) else { continue };
        let (mut subnets, why) = draft.subnets(resource, "subnet_ids");
        subnets.extend(more.subnets.get(&id).cloned().unwrap_or_default());
        subnets.arrange();
        subnets.dedup();
        let endpoint = RawEndpoint {
            subnets: Draft::names_in(&vpc, &subnets),
            security_groups: super::interface::groups(draft, resource, "security_group_ids", &vpc),
            private_dns: flag(resource, "private_dns_enabled"),
            ..RawEndpoint::default()
        };
        let kind = match text(resource, "vpc_endpoint_type") {
            Some(kind) => kind,
            None if is_pending(estate, resource, "vpc_endpoint_type") => by_service(draft, resource),
            None => "Gateway",
        };
        match kind {
            "Gateway" => gateway(draft, id, resource, &vpc, &more),
            "Interface" => {
                let Some(link) = interface(draft, id, resource, &vpc, endpoint) else { continue };
                if let Some(why) = why {
                    draft.unknown(&link.push("subnets"), why);
                }
                super::interface::open_groups(draft, resource, "security_group_ids", &vpc, &link);
            }
            "Resource" => {
                let lead =
                    estate.one(resource, "resource_configuration_arn", &["aws_vpclattice_resource_configuration"]);
                into(draft, id, resource, &vpc, lead, (endpoint, why));
            }
            "ServiceNetwork" => {
                let lead = estate.one(resource, "service_network_arn", &["aws_vpclattice_service_network"]);
                into(draft, id, resource, &vpc, lead, (endpoint, why));
            }
            "GatewayLoadBalancer" => {
                firewall::of_gateway_load_balancer(draft, id, resource, &vpc, &endpoint.subnets, why);
            }
            other => {
                draft.left_out(resource, format!("an endpoint of type {other} has no place in the design"), FLIPS);
            }
        }
    }
}

/// The type of an endpoint that takes it from its service, as `aws_vpc_endpoint_service.x.service_type`.
fn by_service(draft: &Draft<'_, '_>, resource: &Resource) -> &'static str {
    match draft.estate.one(resource, "service_name", SERVICES) {
        Lead::To(found, _) if found.first().is_some_and(|id| !draft.tops.contains_key(id)) => "GatewayLoadBalancer",
        _ => "Interface",
    }
}

/// Route tables and subnets that resources of their own add to endpoints.
#[derive(Default)]
struct More {
    tables: BTreeMap<Id, Vec<Id>>,
    subnets: BTreeMap<Id, Vec<(String, String)>>,
}

fn more_tables(draft: &mut Draft<'_, '_>) -> More {
    let estate = draft.estate;
    let mut more = More::default();
    let kinds = [
        "aws_vpc_endpoint_route_table_association",
        "aws_vpc_endpoint_subnet_association",
        "aws_vpc_endpoint_security_group_association",
    ];
    for (id, resource) in estate.of_kind(&kinds) {
        draft.took(id);
        let Lead::To(found, _) = estate.one(resource, "vpc_endpoint_id", &["aws_vpc_endpoint"]) else {
            draft.left_out(resource, "its endpoint is not known", FLIPS);
            continue;
        };
        let Some(endpoint) = found.first().copied() else { continue };
        if let Lead::To(tables, _) = estate.one(resource, "route_table_id", TABLES) {
            more.tables.entry(endpoint).or_default().extend(tables);
        }
        let (subnets, _) = draft.subnets(resource, "subnet_id");
        more.subnets.entry(endpoint).or_default().extend(subnets);
    }
    more
}

const TABLES: &[&str] = &["aws_route_table", "aws_default_route_table"];

fn gateway(draft: &mut Draft<'_, '_>, id: Id, resource: &Resource, vpc: &str, more: &More) {
    let name = draft.name(resource);
    let at = Pointer::root().push("links").push(&name);
    let estate = draft.estate;
    let Some(service) = aws_service(draft, resource) else {
        draft.left_out(resource, "the service it leads to is known after apply", FLIPS);
        return;
    };
    let mut tables: Vec<Id> = more.tables.get(&id).cloned().unwrap_or_default();
    let mut open = None;
    match estate.lead(resource, "route_table_ids", TABLES) {
        Lead::To(found, _) => {
            tables.extend(found);
            if let Some(why) = estate.why_more(resource, "route_table_ids", TABLES) {
                draft.left_out(resource, format!("its route tables are {why}"), FLIPS);
            }
        }
        Lead::Unknown(because) => open = Some(because),
        Lead::Outside(ids) => open = Some(format!("they are not in this input: {}", ids.join(", "))),
        Lead::Absent => {}
    }
    // Tables are named before they join the design: the endpoint's tables are among those of its VPC.
    let names: Vec<String> =
        tables.iter().filter_map(|id| estate.get(*id)).map(|table| draft.name_inside(table, vpc)).collect();
    let routes = RawGatewayEndpointRoutes { route_tables: open.is_none().then_some(names) };
    if let Some(open) = open {
        draft.unknown(&at.push("gateway_endpoint").push("vpcs").push(vpc).push("route_tables"), open);
    }
    draft.stands(at, resource);
    draft.also_called(resource, &name);
    draft.tops.insert(id, name.clone());
    let raw = RawGatewayEndpoint {
        service: Some(service),
        vpcs: BTreeMap::from([(vpc.to_owned(), routes)]),
        ..Default::default()
    };
    draft.raw.links.insert(name, RawLink::GatewayEndpoint(raw));
}

/// An interface endpoint: of a service of AWS a link of its own, else a part of the link of the endpoint service.
fn interface(
    draft: &mut Draft<'_, '_>,
    id: Id,
    resource: &Resource,
    vpc: &str,
    endpoint: RawEndpoint,
) -> Option<Pointer> {
    let estate = draft.estate;
    let name = draft.name(resource);
    let at = Pointer::root().push("links").push(&name);
    if let Some(service) = aws_service(draft, resource) {
        let place = at.push("interface_endpoint").push("endpoints").push(vpc);
        draft.stands(at, resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        let endpoints = BTreeMap::from([(vpc.to_owned(), endpoint)]);
        let raw = RawInterfaceEndpoint { service: Some(service), endpoints, ..RawInterfaceEndpoint::default() };
        draft.raw.links.insert(name, RawLink::InterfaceEndpoint(raw));
        return Some(place);
    }
    let link = match estate.one(resource, "service_name", SERVICES) {
        Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
        Lead::Outside(names) => {
            // A service of somebody else: a mention, which another input may describe.
            let service = names.first()?.clone();
            let at = Pointer::root().push("links").push(&service);
            if !draft.raw.links.contains_key(&service) {
                let because = format!("`{}` refers to it, and this input does not describe it", resource.address);
                draft.unknown(&at, because.clone());
                draft.unknown(&at.push("privatelink_service").push("application"), because);
                draft.stands(at, resource);
                draft.raw.links.insert(service.clone(), RawLink::PrivatelinkService(RawPrivatelinkService::default()));
            }
            Some(service)
        }
        Lead::Unknown(because) => {
            draft.left_out(resource, format!("the service it leads to is {because}"), SERVICE_FLIPS);
            None
        }
        Lead::Absent => None,
    }?;
    let place = Pointer::root().push("links").push(&link).push("privatelink_service").push("endpoints").push(vpc);
    draft.stands(place.clone(), resource);
    if let Some(RawLink::PrivatelinkService(raw)) = draft.raw.links.get_mut(&link) {
        raw.endpoints.entry(vpc.to_owned()).or_default().join(endpoint);
    }
    Some(place)
}

/// An endpoint for a resource configuration or a service network becomes a part of that link.
fn into(
    draft: &mut Draft<'_, '_>,
    id: Id,
    resource: &Resource,
    vpc: &str,
    lead: Lead,
    (endpoint, why): (RawEndpoint, Option<String>),
) {
    let links: Vec<String> = match lead {
        Lead::To(found, _) => {
            // One for a group of resource configurations leads to each of its members.
            let members = found.first().map(|id| super::lattice::members(draft.estate, *id)).unwrap_or_default();
            members.iter().filter_map(|id| draft.tops.get(id)).cloned().collect()
        }
        Lead::Outside(ids) => {
            draft.left_out(resource, format!("what it leads to is not in this input: {}", ids.join(", ")), FLIPS);
            return;
        }
        Lead::Unknown(because) => {
            draft.left_out(resource, format!("what it leads to is {because}"), FLIPS);
            return;
        }
        Lead::Absent => Vec::new(),
    };
    if links.is_empty() {
        draft.left_out(resource, "what it leads to could not be placed in the design", FLIPS);
    }
    for link in links {
        let (kind, endpoints) = match draft.raw.links.get_mut(&link) {
            Some(RawLink::PrivatelinkResource(raw)) => ("privatelink_resource", &mut raw.endpoints),
            Some(RawLink::ServiceNetwork(raw)) => ("service_network", &mut raw.endpoints),
            _ => {
                draft.left_out(resource, "what it leads to could not be placed in the design", FLIPS);
                continue;
            }
        };
        endpoints.entry(vpc.to_owned()).or_default().join(endpoint.clone());
        let at = Pointer::root().push("links").push(&link).push(kind).push("endpoints").push(vpc);
        if let Some(why) = &why {
            draft.unknown(&at.push("subnets"), why.clone());
        }
        super::interface::open_groups(draft, resource, "security_group_ids", vpc, &at);
        draft.stands(at, resource);
        draft.tops.insert(id, link);
    }
}

/// The service of AWS in `com.amazonaws.us-east-1.s3`, `com.amazonaws.us-east-1.ecr.dkr`, `aws.sagemaker.us-east-1.x`.
fn aws_service(draft: &Draft<'_, '_>, resource: &Resource) -> Option<String> {
    let name = text(resource, "service_name").map(str::to_owned).or_else(|| {
        match draft.estate.one(resource, "service_name", &["aws_vpc_endpoint_service"]) {
            Lead::To(found, _) => {
                let looked_up = draft.estate.get(*found.first()?).filter(|one| one.is_data)?;
                text(looked_up, "service_name").map(str::to_owned)
            }
            _ => None,
        }
    })?;
    let parts: Vec<&str> = name.split('.').collect();
    match parts.as_slice() {
        ["com", "amazonaws", "vpce", ..] | ["cn", "com", "amazonaws", "vpce", ..] => None,
        ["com", "amazonaws", _, rest @ ..] | ["cn", "com", "amazonaws", _, rest @ ..] if !rest.is_empty() => {
            Some(rest.join("."))
        }
        ["aws", service, ..] => Some((*service).to_owned()),
        _ => None,
    }
}
