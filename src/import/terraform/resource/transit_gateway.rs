//! Transit gateways and their attachments; what their route tables hold stands in `hub_table`.

use std::collections::BTreeMap;

use super::hub_table::{membership, policies, routes, settle, tables};
use super::site;
use crate::design::raw::{
    RawAttachment, RawLink, RawTransitGateway, RawTransitGatewayPeering, RawTransitGatewayRouteTable,
};
use crate::import::terraform::draft::{Draft, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

pub(super) const GATEWAYS: &[&str] = &["aws_ec2_transit_gateway"];
const ATTACHMENT: &str = "aws_ec2_transit_gateway_vpc_attachment";
pub(super) const PEERING: &str = "aws_ec2_transit_gateway_peering_attachment";
const CIRCUIT: &str = "aws_dx_gateway_association";
/// Data sources that find the attachment of a Direct Connect gateway or a VPN connection.
const FOUND: &[&str] = &["aws_ec2_transit_gateway_dx_gateway_attachment", "aws_ec2_transit_gateway_vpn_attachment"];
pub(super) const ATTACHED: &[&str] = &[
    ATTACHMENT,
    PEERING,
    CIRCUIT,
    "aws_vpn_connection",
    "aws_ec2_transit_gateway_vpc_attachment_accepter",
    "aws_ec2_transit_gateway_peering_attachment_accepter",
    "aws_ec2_transit_gateway_dx_gateway_attachment",
    "aws_ec2_transit_gateway_vpn_attachment",
];
pub(super) const FLIPS: &str = "what is reached over the transit gateway";

/// A transit gateway in the making.
#[derive(Default)]
pub(super) struct Making {
    pub(super) raw: RawTransitGateway,
    pub(super) tables: BTreeMap<String, RawTransitGatewayRouteTable>,
    /// Attachments, by the name of what is attached.
    pub(super) attached: BTreeMap<Id, String>,
    /// Associations or propagations that lead somewhere unknown.
    pub(super) loose: bool,
    pub(super) default_association: bool,
    pub(super) default_propagation: bool,
}

pub(super) fn transit_gateways(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut making: BTreeMap<String, Making> = BTreeMap::new();
    for (id, resource) in estate.of_kind(GATEWAYS) {
        if resource.is_data && text(resource, "id").is_none() {
            continue;
        }
        let name = draft.name(resource);
        let enabled = |attribute: &str| text(resource, attribute).is_none_or(|text| text != "disable");
        let raw = RawTransitGateway {
            region: draft.context.region(resource),
            account: draft.context.account(resource),
            dns_support: switch(resource, "dns_support"),
            security_group_referencing: switch(resource, "security_group_referencing_support"),
            ..RawTransitGateway::default()
        };
        let made = Making {
            raw,
            default_association: enabled("default_route_table_association"),
            default_propagation: enabled("default_route_table_propagation"),
            ..Making::default()
        };
        draft.took(id);
        draft.tops.insert(id, name.clone());
        draft.stands(Pointer::root().push("links").push(&name), resource);
        draft.also_called(resource, &name);
        making.insert(name, made);
    }
    attachments(draft, &mut making);
    let tables = tables(draft, &mut making);
    policies(draft, &mut making);
    membership(draft, &mut making, &tables);
    routes(draft, &mut making, &tables);
    for (name, mut made) in making {
        settle(draft, &name, &mut made);
        draft.raw.links.insert(name, RawLink::TransitGateway(made.raw));
    }
}

/// The transit gateway an attribute leads to; one that the input does not hold becomes a mention.
pub(super) fn gateway(
    draft: &mut Draft<'_, '_>,
    making: &mut BTreeMap<String, Making>,
    resource: &Resource,
) -> Option<String> {
    match draft.estate.one(resource, "transit_gateway_id", GATEWAYS) {
        Lead::To(found, how) => {
            let name = found.first().and_then(|id| draft.tops.get(id)).cloned()?;
            draft.infer(resource, "taken to belong to", &name, &how);
            Some(name)
        }
        Lead::Outside(ids) => {
            let name = ids.first()?.clone();
            let at = Pointer::root().push("links").push(&name);
            let because = format!("`{}` refers to it, and this input does not describe it", resource.address);
            if !making.contains_key(&name) {
                draft.unknown(&at, because);
                draft.stands(at, resource);
                // What its tables hold is told elsewhere.
                making.insert(name.clone(), Making { loose: true, ..Making::default() });
            }
            Some(name)
        }
        Lead::Unknown(because) => {
            draft.left_out(resource, format!("its transit gateway is {because}"), FLIPS);
            None
        }
        Lead::Absent => None,
    }
}

fn attachments(draft: &mut Draft<'_, '_>, making: &mut BTreeMap<String, Making>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&[ATTACHMENT]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let Some(name) = gateway(draft, making, resource) else { continue };
        let vpc = draft.vpc(resource, "vpc_id", FLIPS);
        let (subnets, why) = draft.subnets(resource, "subnet_ids");
        // An attachment stands where its subnets do, when its VPC cannot be told.
        let is_one = subnets.iter().all(|(vpc, _)| subnets.first().is_some_and(|(first, _)| first == vpc));
        let vpc = vpc.or_else(|| subnets.first().filter(|_| is_one).map(|(vpc, _)| vpc.clone()));
        let Some(vpc) = vpc else {
            if let Some(made) = making.get_mut(&name) {
                made.loose = true;
            }
            continue;
        };
        let at = Pointer::root().push("links").push(&name).push("transit_gateway").push("attachments").push(&vpc);
        if let Some(why) = why {
            draft.unknown(&at.push("subnets"), why);
        }
        draft.stands(at, resource);
        draft.also_called(resource, &format!("{name}/{vpc}"));
        let raw = RawAttachment {
            subnets: Draft::names_in(&vpc, &subnets),
            appliance_mode: switch(resource, "appliance_mode_support"),
            dns_support: switch(resource, "dns_support"),
            security_group_referencing: switch(resource, "security_group_referencing_support"),
            ipv6: switch(resource, "ipv6_support"),
            ..RawAttachment::default()
        };
        let Some(made) = making.get_mut(&name) else { continue };
        made.raw.attachments.insert(vpc.clone(), raw);
        made.attached.insert(id, vpc);
    }
    for (id, resource) in estate.of_kind(&["aws_ec2_transit_gateway_vpc_attachment_accepter"]) {
        draft.took(id);
        if !matches!(estate.one(resource, "transit_gateway_attachment_id", &[ATTACHMENT]), Lead::To(..)) {
            draft.left_out(resource, "the attachment it accepts is not in this input", FLIPS);
        }
    }
    for (id, resource) in estate.of_kind(&["aws_vpn_connection"]).filter(|(_, one)| !one.is_data) {
        let Some(link) = draft.tops.get(&id).cloned() else { continue };
        if !matches!(estate.one(resource, "transit_gateway_id", GATEWAYS), Lead::To(..) | Lead::Outside(..)) {
            continue;
        }
        let Some(name) = gateway(draft, making, resource) else { continue };
        if let Some(made) = making.get_mut(&name) {
            made.raw.attachments.insert(link.clone(), RawAttachment::default());
            made.attached.insert(id, link);
        }
    }
    hybrid(draft, making);
    for (id, resource) in estate.of_kind(&[PEERING]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let far = match estate.one(resource, "peer_transit_gateway_id", GATEWAYS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        let near = gateway(draft, making, resource);
        let (Some(near), Some(far)) = (near, far) else {
            draft.left_out(
                resource,
                "the transit gateway at one end is not in this input",
                "what is reached between the two",
            );
            continue;
        };
        let name = draft.name(resource);
        draft.stands(Pointer::root().push("links").push(&name), resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        for end in [&near, &far] {
            if let Some(made) = making.get_mut(end) {
                made.raw.attachments.insert(name.clone(), RawAttachment::default());
                made.attached.insert(id, name.clone());
            }
        }
        let raw =
            RawTransitGatewayPeering { transit_gateways: Some(vec![near, far]), ..RawTransitGatewayPeering::default() };
        draft.raw.links.insert(name, RawLink::TransitGatewayPeering(raw));
    }
    for (id, resource) in estate.of_kind(&["aws_ec2_transit_gateway_peering_attachment_accepter"]) {
        draft.took(id);
        if !matches!(estate.one(resource, "transit_gateway_attachment_id", &[PEERING]), Lead::To(..)) {
            draft.left_out(resource, "the peering it accepts is not in this input", "what is reached between the two");
        }
    }
}

/// Attachments that AWS makes of associations with Direct Connect gateways, and data sources that find such.
fn hybrid(draft: &mut Draft<'_, '_>, making: &mut BTreeMap<String, Making>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&[CIRCUIT]).filter(|(_, one)| !one.is_data) {
        let hub = site::associated_hub(draft, resource).and_then(|id| draft.tops.get(&id));
        let (Some(link), Some(made)) = (site::circuit_of(draft, resource), hub.and_then(|hub| making.get_mut(hub)))
        else {
            continue;
        };
        made.raw.attachments.insert(link.clone(), RawAttachment::default());
        made.attached.insert(id, link);
    }
    for (id, resource) in estate.of_kind(FOUND) {
        draft.took(id);
        let link = match estate.one(resource, "vpn_connection_id", &["aws_vpn_connection"]) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => site::circuit_of(draft, resource),
        };
        for made in making.values_mut() {
            if let Some(link) = link.as_ref().filter(|link| made.raw.attachments.contains_key(*link)) {
                made.attached.insert(id, link.clone());
            }
        }
    }
}

/// `enable` or `disable` as a truth value.
fn switch(resource: &Resource, attribute: &str) -> Option<bool> {
    match text(resource, attribute)? {
        "enable" => Some(true),
        "disable" => Some(false),
        _ => None,
    }
}
