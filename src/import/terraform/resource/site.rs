//! What leads out of AWS: customer gateways as sites, Site-to-Site VPN, Direct Connect gateways.

use serde_json::Value;

use crate::design::raw::{RawDirectConnect, RawLink, RawSite, RawSiteToSiteVpn};
use crate::import::terraform::draft::{Draft, is_pending, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

const SITE_FLIPS: &str = "every need of that site";

pub(super) fn connections(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_customer_gateway"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let name = draft.name(resource);
        let at = Pointer::root().push("sites").push(&name);
        draft.stands(at.clone(), resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        draft.raw.sites.insert(name, RawSite::default());
    }
    for (id, resource) in estate.of_kind(&["aws_vpn_connection"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let site = match estate.one(resource, "customer_gateway_id", &["aws_customer_gateway"]) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        let Some(site) = site else {
            draft.left_out(resource, "its customer gateway is not known", SITE_FLIPS);
            continue;
        };
        let vpc = virtual_private_gateway(draft, id);
        let name = draft.name(resource);
        draft.stands(Pointer::root().push("links").push(&name), resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        draft
            .raw
            .links
            .insert(name, RawLink::SiteToSiteVpn(RawSiteToSiteVpn { site: Some(site), vpc, ..Default::default() }));
    }
    for (id, resource) in estate.of_kind(&["aws_vpn_connection_route"]) {
        draft.took(id);
        let connection = match estate.one(resource, "vpn_connection_id", &["aws_vpn_connection"]) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        let site = connection.and_then(|name| match draft.raw.links.get(&name) {
            Some(RawLink::SiteToSiteVpn(raw)) => raw.site.clone(),
            _ => None,
        });
        match (site.and_then(|site| draft.raw.sites.get_mut(&site)), text(resource, "destination_cidr_block")) {
            (Some(site), Some(cidr)) if !site.cidrs.iter().any(|one| one == cidr) => site.cidrs.push(cidr.to_owned()),
            (Some(_), Some(_)) => {}
            _ => draft.left_out(resource, "its connection or block is not known", SITE_FLIPS),
        }
    }
    let silent: Vec<String> =
        draft.raw.sites.iter().filter(|(_, site)| site.cidrs.is_empty()).map(|(name, _)| name.clone()).collect();
    for name in silent {
        let at = Pointer::root().push("sites").push(&name).push("cidrs");
        draft.unknown(&at, "it announces its blocks by BGP, or another input has them");
    }
    direct_connect(draft);
}

/// The VPC of the virtual private gateway that ends a connection.
fn virtual_private_gateway(draft: &mut Draft<'_, '_>, connection: Id) -> Option<String> {
    let resource = draft.estate.get(connection)?;
    let Lead::To(found, _) = draft.estate.one(resource, "vpn_gateway_id", super::gateway::PRIVATE) else { return None };
    vpc_of(draft, *found.first()?)
}

/// The VPC that a virtual private gateway is attached to.
pub(super) fn vpc_of(draft: &mut Draft<'_, '_>, gateway: Id) -> Option<String> {
    let estate = draft.estate;
    let resource = estate.get(gateway)?;
    if let Some(vpc) = draft.vpc(resource, "vpc_id", SITE_FLIPS) {
        return Some(vpc);
    }
    let mut attachments = estate.of_kind(&["aws_vpn_gateway_attachment"]);
    let (_, attachment) = attachments.find(|(_, one)| {
        matches!(estate.one(one, "vpn_gateway_id", super::gateway::PRIVATE), Lead::To(found, _) if found.contains(&gateway))
    })?;
    draft.vpc(attachment, "vpc_id", SITE_FLIPS)
}

const GATEWAYS: &[&str] = &["aws_dx_gateway"];
const CIRCUIT_FLIPS: &str = "what is reached over Direct Connect";

fn direct_connect(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, _) in estate.of_kind(GATEWAYS).filter(|(_, one)| !one.is_data) {
        circuit(draft, id, None);
    }
    let private = ["aws_dx_private_virtual_interface", "aws_dx_hosted_private_virtual_interface_accepter"];
    let transit = ["aws_dx_transit_virtual_interface", "aws_dx_hosted_transit_virtual_interface_accepter"];
    for (id, resource) in estate.of_kind(&private).filter(|(_, one)| !one.is_data) {
        // One that ends on a Direct Connect gateway is a part of that.
        match estate.one(resource, "vpn_gateway_id", super::gateway::PRIVATE) {
            Lead::To(found, _) => {
                let vpc = found.first().and_then(|gateway| vpc_of(draft, *gateway));
                circuit(draft, id, vpc);
            }
            _ => draft.took(id),
        }
    }
    estate.of_kind(&transit).for_each(|(id, _)| draft.took(id));
    for (id, resource) in estate.of_kind(&["aws_dx_gateway_association"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        association(draft, resource);
    }
    for (id, resource) in estate.of_kind(&["aws_dx_gateway_association_proposal"]) {
        draft.took(id);
        let accepts = |one: &Resource| matches!(estate.one(one, "proposal_id", &["aws_dx_gateway_association_proposal"]), Lead::To(found, _) if found.contains(&id));
        if !estate.of_kind(&["aws_dx_gateway_association"]).any(|(_, one)| accepts(one)) {
            draft.left_out(resource, "the owner of the Direct Connect gateway accepts it, or does not", CIRCUIT_FLIPS);
        }
    }
}

/// A link to a site that is in no input, whose blocks are not known.
fn circuit(draft: &mut Draft<'_, '_>, id: Id, vpc: Option<String>) {
    draft.took(id);
    let Some(resource) = draft.estate.get(id) else { return };
    let name = draft.name(resource);
    let site = format!("{name} (on premises)");
    draft.raw.sites.insert(site.clone(), RawSite::default());
    draft.stands(Pointer::root().push("sites").push(&site), resource);
    draft.unknown(&Pointer::root().push("sites").push(&site).push("cidrs"), "it announces its blocks by BGP");
    draft.stands(Pointer::root().push("links").push(&name), resource);
    draft.also_called(resource, &name);
    draft.tops.insert(id, name.clone());
    let vpcs = vpc.into_iter().collect();
    let raw = RawDirectConnect { site: Some(site), vpcs, ..RawDirectConnect::default() };
    draft.raw.links.insert(name, RawLink::DirectConnect(raw));
}

/// The link that an association or an attachment of a Direct Connect gateway belongs to.
pub(super) fn circuit_of(draft: &Draft<'_, '_>, resource: &Resource) -> Option<String> {
    match draft.estate.one(resource, "dx_gateway_id", GATEWAYS) {
        Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
        _ => None,
    }
}

/// An association, and before it the proposal of another account that it accepts.
fn with_proposal<'d>(draft: &Draft<'d, '_>, resource: &'d Resource) -> Vec<&'d Resource> {
    let proposal = match draft.estate.one(resource, "proposal_id", &["aws_dx_gateway_association_proposal"]) {
        Lead::To(found, _) => found.first().and_then(|id| draft.estate.get(*id)),
        _ => None,
    };
    std::iter::once(resource).chain(proposal).collect()
}

/// The transit gateway that an association joins to a Direct Connect gateway.
pub(super) fn associated_hub(draft: &Draft<'_, '_>, resource: &Resource) -> Option<Id> {
    with_proposal(draft, resource).into_iter().find_map(|one| {
        match draft.estate.one(one, "associated_gateway_id", super::transit_gateway::GATEWAYS) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        }
    })
}

fn association(draft: &mut Draft<'_, '_>, resource: &Resource) {
    let estate = draft.estate;
    let asked = with_proposal(draft, resource);
    let private = asked.iter().find_map(|one| {
        ["associated_gateway_id", "vpn_gateway_id"].iter().find_map(|attribute| {
            match estate.one(one, attribute, super::gateway::PRIVATE) {
                Lead::To(found, _) => found.first().copied(),
                _ => None,
            }
        })
    });
    let vpc = private.and_then(|id| vpc_of(draft, id));
    let hub = associated_hub(draft, resource).and_then(|id| estate.get(id)).map(|hub| draft.name(hub));
    let (Some(link), Some(with)) = (circuit_of(draft, resource), vpc.as_ref().or(hub.as_ref())) else {
        draft.left_out(resource, "the gateways that it joins are not both known and in this input", CIRCUIT_FLIPS);
        return;
    };
    let told = asked.iter().find_map(|one| one.values.get("allowed_prefixes")?.as_array());
    let pending = asked.iter().any(|one| is_pending(estate, one, "allowed_prefixes"));
    let told: Option<Vec<String>> = told.map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    if told.is_none() && (pending || vpc.is_none()) {
        let at = Pointer::root().push("links").push(&link).push("direct_connect").push("allowed_prefixes").push(with);
        draft.unknown(&at, "its allowed prefixes are known after apply, or are told nowhere");
    }
    let Some(RawLink::DirectConnect(raw)) = draft.raw.links.get_mut(&link) else { return };
    raw.vpcs.extend(vpc.clone());
    // AWS: of a VPC all blocks are announced where nobody says which.
    if told.is_some() || pending || vpc.is_none() {
        raw.allowed_prefixes.insert(with.clone(), told.unwrap_or_default());
    }
}
