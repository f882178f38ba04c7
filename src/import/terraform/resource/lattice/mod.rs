//! VPC Lattice: service networks with their associations, auth policies and logs; services and resources stand beside.

mod resource;
mod service;

use std::collections::{BTreeMap, BTreeSet};

use crate::design::raw::{RawAssociation, RawAssociations, RawLink, RawServiceNetwork};
use crate::import::terraform::draft::{Draft, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

pub(super) use resource::{members, resources};

const NETWORKS: &[&str] = &["aws_vpclattice_service_network"];
const SERVICES: &[&str] = &["aws_vpclattice_service"];
const FLIPS: &str = "every need over this service network";

pub(super) fn service_networks(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let services = service::services(draft);
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
    resource::associations(draft);
    auth_policies(draft);
    access_logs(draft);
}

/// The service network or service that something is attached to. Both are looked for at once: the only network of an input
/// must not be taken for what refers to a service.
fn target<'d>(draft: &Draft<'d, '_>, resource: &Resource) -> Option<&'d Resource> {
    let estate = draft.estate;
    match estate.one(resource, "resource_identifier", &[NETWORKS, SERVICES].concat()) {
        Lead::To(found, _) => found.first().and_then(|id| estate.get(*id)),
        _ => None,
    }
}

/// What auth policies say to callers of a service network or a service.
fn auth_policies(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_vpclattice_auth_policy"]) {
        draft.took(id);
        let said = text(resource, "policy").map_or("unknown", crate::import::auth_policy::effect);
        let Some(target) = target(draft, resource) else {
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

/// Which service networks and services have their access logs delivered.
fn access_logs(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_vpclattice_access_log_subscription"]) {
        draft.took(id);
        let Some(target) = target(draft, resource) else {
            draft.left_out(resource, "what it logs is not known", "whether calls over VPC Lattice are logged");
            continue;
        };
        let target = draft.name(target);
        for (name, link) in &mut draft.raw.links {
            let RawLink::ServiceNetwork(network) = link else { continue };
            if *name == target {
                network.access_logs = Some(true);
            }
            if let Some(service) = network.services.get_mut(&target) {
                service.access_logs = Some(true);
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

/// A VPC of an association, its security groups where they are known, and the association.
type Associated<'r> = (String, Option<Vec<String>>, &'r Resource);

fn vpc_associations(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut told: BTreeMap<String, Vec<Associated<'_>>> = BTreeMap::new();
    for (id, resource) in estate.of_kind(&["aws_vpclattice_service_network_vpc_association"]) {
        draft.took(id);
        let Some(network) = network(draft, resource) else { continue };
        let Some(vpc) = draft.vpc(resource, "vpc_identifier", FLIPS) else { continue };
        let groups = super::interface::groups(draft, resource, "security_group_ids", &vpc);
        let at = Pointer::root().push("links").push(&network).push("service_network").push("associations").push(&vpc);
        super::interface::open_groups(draft, resource, "security_group_ids", &vpc, &at);
        told.entry(network).or_default().push((vpc, groups, resource));
    }
    for (network, all) in told {
        let at = Pointer::root().push("links").push(&network).push("service_network").push("associations");
        // A list says nothing of security groups.
        let by_vpc = all.iter().any(|(_, groups, _)| groups.is_some());
        let mut made = BTreeMap::new();
        for (index, (vpc, security_groups, resource)) in all.iter().enumerate() {
            let at = if by_vpc { at.push(vpc) } else { at.index(index) };
            draft.stands(at, resource);
            made.insert(vpc.clone(), RawAssociation { security_groups: security_groups.clone() });
        }
        if let Some(RawLink::ServiceNetwork(raw)) = draft.raw.links.get_mut(&network) {
            raw.associations = if by_vpc {
                RawAssociations::ByVpc(made)
            } else {
                RawAssociations::Names(all.into_iter().map(|(vpc, ..)| vpc).collect())
            };
        }
    }
}

/// The applications that have one of some addresses.
fn by_address(draft: &Draft<'_, '_>, ids: &[String]) -> Vec<String> {
    let all = draft.raw.applications.iter();
    all.filter(|(_, one)| one.addresses.iter().any(|address| ids.contains(address)))
        .map(|(name, _)| name.clone())
        .collect()
}
