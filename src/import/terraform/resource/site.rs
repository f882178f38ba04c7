//! What leads out of AWS: customer gateways as sites, Site-to-Site VPN, Direct Connect gateways.

use crate::design::raw::{RawDirectConnect, RawLink, RawSite, RawSiteToSiteVpn};
use crate::import::terraform::draft::{Draft, text};
use crate::import::terraform::estate::Id;
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

fn direct_connect(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_dx_gateway"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let name = draft.name(resource);
        // What stands at the other end is in no input: a site of its own, whose blocks are not known.
        let site = format!("{name} (on premises)");
        draft.raw.sites.insert(site.clone(), RawSite::default());
        draft.stands(Pointer::root().push("sites").push(&site), resource);
        draft.unknown(&Pointer::root().push("sites").push(&site).push("cidrs"), "it announces its blocks by BGP");
        draft.stands(Pointer::root().push("links").push(&name), resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        let raw = RawDirectConnect { site: Some(site), ..RawDirectConnect::default() };
        draft.raw.links.insert(name, RawLink::DirectConnect(raw));
    }
    for (id, resource) in estate.of_kind(&["aws_dx_gateway_association"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let gateway = match estate.one(resource, "dx_gateway_id", &["aws_dx_gateway"]) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        let private = ["associated_gateway_id", "vpn_gateway_id"].iter().find_map(|attribute| {
            match estate.one(resource, attribute, super::gateway::PRIVATE) {
                Lead::To(found, _) => found.first().copied(),
                _ => None,
            }
        });
        let vpc = private.and_then(|id| vpc_of(draft, id));
        match (gateway.and_then(|name| draft.raw.links.get_mut(&name)), vpc) {
            (Some(RawLink::DirectConnect(raw)), Some(vpc)) => raw.vpcs.push(vpc),
            _ => draft.left_out(
                resource,
                "the gateways it joins are not both virtual private and in this input",
                "what is reached over Direct Connect",
            ),
        }
    }
}
