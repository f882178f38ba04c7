//! Endpoints of every type, and the endpoint services of one's own.

use std::collections::BTreeMap;

use super::draft::{Draft, top};
use super::hybrid::is_live;
use super::shape::VpcEndpoint;
use super::snapshot::Found;
use super::vpc::inside;
use crate::design::raw::{
    RawEndpoint, RawFirewallEndpoint, RawGatewayEndpoint, RawGatewayEndpointRoutes, RawInterfaceEndpoint, RawLink,
    RawPrivatelinkService,
};
use crate::order::Arrange;

/// Why an endpoint service of a Gateway Load Balancer is told in coverage only.
const NO_PLACE: &str = "it leads to a Gateway Load Balancer, and the appliances behind one have no place in the design";
/// What such a thing could flip.
const APPLIANCES: &str = "reach past its endpoints: what its appliances let through";
/// The most that a missing service could flip.
const NEEDS: &str = "every need that it carries";

pub(super) fn endpoints(draft: &mut Draft<'_>) {
    services(draft);
    for (id, found) in draft.snapshot.endpoints.iter() {
        let state = found.is.state.as_deref().map(str::to_ascii_lowercase);
        if !is_live(state.as_deref()) || state.as_deref() == Some("expired") {
            draft.pass(found, state.as_deref().unwrap_or("deleted"), None);
            continue;
        }
        if found.is.vpc_id.is_empty() {
            draft.pass(found, "of no VPC", None);
            continue;
        }
        if state.as_deref() == Some("pendingacceptance") {
            draft.pass(found, "not accepted yet", Some(NEEDS));
            let what = format!("endpoint `{id}` of VPC `{}`", found.is.vpc_id);
            draft.leaves_open(found.at(), what, "its service has not accepted it yet".to_owned(), NEEDS);
            continue;
        }
        draft.mention_vpc(&found.is.vpc_id, id);
        match found.is.vpc_endpoint_type.as_deref() {
            Some("Gateway") => gateway(draft, id, found),
            Some("Interface") | None => interface(draft, id, found),
            Some("GatewayLoadBalancer") => firewall(draft, id, found),
            // These lead to what `lattice` makes.
            Some("Resource" | "ServiceNetwork" | "Tunnel") => {}
            Some(_) => draft.pass(found, "of a type that is not read", Some(NEEDS)),
        }
    }
}

/// The endpoint services of the accounts at hand.
fn services(draft: &mut Draft<'_>) {
    let zone_ids: BTreeMap<String, String> = draft
        .snapshot
        .zones
        .values()
        .filter_map(|zone| Some((zone.zone_name.clone(), zone.zone_id.clone()?)))
        .collect();
    for (id, found) in draft.snapshot.endpoint_services.iter() {
        let state = found.is.service_state.as_deref().map(str::to_ascii_lowercase);
        if !is_live(state.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        if !found.is.gateway_load_balancer_arns.is_empty() {
            draft.pass(found, "of a Gateway Load Balancer", None);
            draft.leaves_open(found.at(), format!("endpoint service `{id}`"), NO_PLACE.to_owned(), APPLIANCES);
            continue;
        }
        let at = top("links", id);
        draft.took(found, at.clone(), id);
        draft.called(id, &found.is.tags);
        if let Some(name) = &found.is.service_name {
            draft.alias(name, id);
        }
        let balancers: Vec<String> =
            found.is.network_load_balancer_arns.iter().filter_map(|arn| draft.raw.aliases.get(arn).cloned()).collect();
        let made = balancers.iter().filter_map(|name| draft.raw.load_balancers.get(name));
        let mut exposed: Vec<String> = made
            .flat_map(|one| one.target_groups.values())
            .flat_map(|group| &group.targets)
            .filter(|target| draft.raw.applications.contains_key(*target))
            .cloned()
            .collect();
        exposed.arrange();
        exposed.dedup();
        let application = exposed.first().cloned();
        let below = at.push("privatelink_service");
        match exposed.as_slice() {
            [] => draft.unknown(&below.push("application"), "the targets of its load balancer are in no file"),
            [_] => {}
            [first, ..] => {
                let what = format!("endpoint service `{id}` is told as that of `{first}`, the first of its targets");
                draft.infers(found.at(), what);
            }
        }
        let vpc = balancers.first().and_then(|name| draft.raw.load_balancers.get(name)?.vpc.clone());
        let zones: Vec<String> = if found.is.availability_zone_ids.is_empty() {
            found.is.availability_zones.iter().filter_map(|name| zone_ids.get(name).cloned()).collect()
        } else {
            found.is.availability_zone_ids.clone()
        };
        let allowed_accounts = admitted(draft, id);
        let link = RawPrivatelinkService {
            allowed_accounts,
            application,
            vpc,
            load_balancers: (!balancers.is_empty()).then_some(balancers),
            availability_zones: (!zones.is_empty()).then_some(zones),
            endpoints: BTreeMap::new(),
            ..RawPrivatelinkService::default()
        };
        draft.raw.links.insert(id.clone(), RawLink::PrivatelinkService(link));
    }
}

fn gateway(draft: &mut Draft<'_>, id: &str, found: &Found<VpcEndpoint>) {
    draft.took(found, top("links", id), id);
    draft.called(id, &found.is.tags);
    let vpc = found.is.vpc_id.clone();
    let own = |table: &&String| draft.snapshot.route_tables.get(table).is_some_and(|table| table.vpc_id == vpc);
    let tables = found.is.route_table_ids.iter().filter(own).cloned().collect();
    let routes = RawGatewayEndpointRoutes { route_tables: Some(tables) };
    let link = RawGatewayEndpoint {
        service: found.is.service_name.as_deref().map(service_of),
        vpcs: BTreeMap::from([(vpc, routes)]),
        ..RawGatewayEndpoint::default()
    };
    draft.raw.links.insert(id.to_owned(), RawLink::GatewayEndpoint(link));
}

/// An endpoint that hands packets to a firewall; AWS marks those that it makes for AWS Network Firewall.
fn firewall(draft: &mut Draft<'_>, id: &str, found: &Found<VpcEndpoint>) {
    let vpc = found.is.vpc_id.clone();
    draft.took(found, inside(&vpc, "firewall_endpoints", id), id);
    draft.called(id, &found.is.tags);
    let is_managed = found.is.tags.iter().any(|tag| tag.key == "AWSNetworkFirewallManaged");
    let of = if is_managed { "network_firewall" } else { "gateway_load_balancer" };
    let subnet = draft.subnets_in(&vpc, &found.is.subnet_ids).into_iter().next();
    if subnet.is_none() {
        let at = inside(&vpc, "firewall_endpoints", id).push("subnet");
        draft.unknown(&at, "its subnet is in no file");
    }
    let raw = RawFirewallEndpoint { subnet, of: Some(of.to_owned()) };
    draft.mention_vpc(&vpc, id).firewall_endpoints.get_or_insert_default().insert(id.to_owned(), raw);
}

fn interface(draft: &mut Draft<'_>, id: &str, found: &Found<VpcEndpoint>) {
    let vpc = found.is.vpc_id.clone();
    let endpoint = placed(draft, &vpc, &found.is);
    let name = found.is.service_name.clone().unwrap_or_default();
    draft.called(id, &found.is.tags);
    let Some(service) = name.split('.').find(|part| part.starts_with("vpce-svc-")) else {
        draft.took(found, top("links", id), id);
        let service = (!name.is_empty()).then(|| service_of(&name));
        if service.is_none() {
            draft.unknown(&top("links", id).push("interface_endpoint").push("service"), "the file does not name it");
        }
        let link = RawInterfaceEndpoint {
            service,
            endpoints: BTreeMap::from([(vpc, endpoint)]),
            ..RawInterfaceEndpoint::default()
        };
        draft.raw.links.insert(id.to_owned(), RawLink::InterfaceEndpoint(link));
        return;
    };
    if !draft.raw.links.contains_key(service) {
        let at = top("links", service);
        draft.unknown(&at, format!("`{id}` names it, and it is in no file"));
        draft.unknown(&at.push("privatelink_service").push("application"), "its owner's account is in no file");
        let link = RawPrivatelinkService::default();
        draft.raw.links.insert(service.to_owned(), RawLink::PrivatelinkService(link));
    }
    let at = top("links", service).push("privatelink_service").push("endpoints").push(&vpc);
    draft.took(found, at, id);
    if let Some(RawLink::PrivatelinkService(link)) = draft.raw.links.get_mut(service) {
        link.endpoints.entry(vpc).or_default().join(endpoint);
    }
}

/// Where an endpoint stands.
pub(super) fn placed(draft: &Draft<'_>, vpc: &str, is: &VpcEndpoint) -> RawEndpoint {
    let mut addresses = Vec::new();
    for card in &is.network_interface_ids {
        let Some(card) = draft.snapshot.interfaces.get(card) else { continue };
        addresses.extend(super::card::addresses(draft, card).into_iter().map(|(private, _)| private));
    }
    addresses.arrange();
    RawEndpoint {
        subnets: draft.subnets_in(vpc, &is.subnet_ids),
        security_groups: draft.groups_in(vpc, is.groups.iter().map(|group| group.group_id.as_str())),
        private_dns: is.private_dns_enabled,
        addresses,
    }
}

/// The accounts that an endpoint service admits, its own aside; nothing where that is not known, or everybody may come.
fn admitted(draft: &mut Draft<'_>, id: &str) -> Option<Vec<String>> {
    let found = draft.snapshot.service_permissions.found(id)?;
    draft.count(found);
    let mut accounts = Vec::new();
    for principal in found.is.allowed_principals.iter().filter_map(|one| one.principal.as_deref()) {
        match principal.split(':').nth(4).filter(|account| crate::ids::is_account(account)) {
            Some(account) => accounts.push(account.to_owned()),
            None if principal == "*" => {
                draft.infers(found.at(), format!("endpoint service `{id}` admits every account"));
                return None;
            }
            None => {
                let because = format!("it admits `{principal}`, whose accounts are in no file");
                draft.leaves_open(found.at(), format!("the accounts that `{id}` admits"), because, NEEDS);
                return None;
            }
        }
    }
    accounts.arrange();
    accounts.dedup();
    Some(accounts)
}

/// The service as its endpoints spell it: `s3` of `com.amazonaws.eu-west-1.s3`, `ecr.dkr` of
/// `com.amazonaws.eu-west-1.ecr.dkr`.
fn service_of(name: &str) -> String {
    let rest = name.strip_prefix("com.amazonaws.").unwrap_or(name);
    match rest.split_once('.') {
        Some((region, service)) if super::snapshot::is_region(region) => service.to_owned(),
        _ => rest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::service_of;

    #[test]
    fn services_lose_what_stands_before_their_name() {
        assert_eq!(service_of("com.amazonaws.eu-west-1.s3"), "s3");
        assert_eq!(service_of("com.amazonaws.us-gov-west-1.ecr.dkr"), "ecr.dkr");
        assert_eq!(service_of("aws.sagemaker.eu-west-1.notebook"), "aws.sagemaker.eu-west-1.notebook");
    }
}
