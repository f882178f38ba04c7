//! Transit gateways with their attachments and route tables.

use std::collections::BTreeMap;

use crate::design::raw::{
    RawAttachment, RawLink, RawRoute, RawTransitGateway, RawTransitGatewayPeering, RawTransitGatewayRouteTable,
};
use crate::import::terraform::draft::{Draft, flag, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::order::Arrange;
use crate::source::Pointer;

pub(super) const GATEWAYS: &[&str] = &["aws_ec2_transit_gateway"];
const ATTACHMENT: &str = "aws_ec2_transit_gateway_vpc_attachment";
const PEERING: &str = "aws_ec2_transit_gateway_peering_attachment";
const TABLES: &[&str] = &["aws_ec2_transit_gateway_route_table"];
const ATTACHED: &[&str] =
    &[ATTACHMENT, PEERING, "aws_vpn_connection", "aws_ec2_transit_gateway_vpc_attachment_accepter"];
const FLIPS: &str = "what is reached over the transit gateway";

/// A transit gateway in the making.
#[derive(Default)]
struct Making {
    raw: RawTransitGateway,
    tables: BTreeMap<String, RawTransitGatewayRouteTable>,
    /// Attachments, by the name of what is attached.
    attached: BTreeMap<Id, String>,
    /// Associations or propagations that lead somewhere unknown.
    loose: bool,
    default_association: bool,
    default_propagation: bool,
}

/// The name of the table that AWS makes.
const DEFAULT: &str = "default";

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
fn gateway(draft: &mut Draft<'_, '_>, making: &mut BTreeMap<String, Making>, resource: &Resource) -> Option<String> {
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
        let vpc = vpc.or_else(|| subnets.first().map(|(vpc, _)| vpc.clone()));
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

/// `enable` or `disable` as a truth value.
fn switch(resource: &Resource, attribute: &str) -> Option<bool> {
    match text(resource, attribute)? {
        "enable" => Some(true),
        "disable" => Some(false),
        _ => None,
    }
}

fn tables(draft: &mut Draft<'_, '_>, making: &mut BTreeMap<String, Making>) -> BTreeMap<Id, (String, String)> {
    let mut found = BTreeMap::new();
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(TABLES) {
        if resource.is_data && text(resource, "id").is_none() {
            continue;
        }
        draft.took(id);
        let Some(name) = gateway(draft, making, resource) else { continue };
        let table = resource.address.to_string();
        let at = Pointer::root().push("links").push(&name).push("transit_gateway").push("route_tables").push(&table);
        draft.stands(at, resource);
        draft.also_called(resource, &table);
        if let Some(made) = making.get_mut(&name) {
            made.tables.insert(table.clone(), RawTransitGatewayRouteTable::default());
        }
        found.insert(id, (name, table));
    }
    found
}

/// Where an attribute leads among things of transit gateways.
fn member(
    draft: &Draft<'_, '_>,
    making: &BTreeMap<String, Making>,
    resource: &Resource,
    of: Option<&str>,
) -> Option<(String, String)> {
    let Lead::To(found, _) = draft.estate.one(resource, "transit_gateway_attachment_id", ATTACHED) else { return None };
    let id = found.first()?;
    // A peering is attached to both of its gateways, of which the one is meant that the table belongs to.
    let mut all = making.iter().filter(|(name, _)| of.is_none_or(|of| of == name.as_str()));
    all.find_map(|(name, made)| made.attached.get(id).map(|attached| (name.clone(), attached.clone())))
}

/// Attachments that a policy table chooses a route table for.
fn policies(draft: &mut Draft<'_, '_>, making: &mut BTreeMap<String, Making>) {
    let kind = ["aws_ec2_transit_gateway_policy_table_association"];
    for (id, resource) in draft.estate.of_kind(&kind).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let Some((name, attached)) = member(draft, making, resource, None) else {
            draft.left_out(resource, "its attachment is not known", FLIPS);
            continue;
        };
        if let Some(raw) = making.get_mut(&name).and_then(|made| made.raw.attachments.get_mut(&attached)) {
            raw.policy_table = Some(true);
        }
    }
}

/// Associations and propagations.
fn membership(
    draft: &mut Draft<'_, '_>,
    making: &mut BTreeMap<String, Making>,
    tables: &BTreeMap<Id, (String, String)>,
) {
    let estate = draft.estate;
    let kinds = ["aws_ec2_transit_gateway_route_table_association", "aws_ec2_transit_gateway_route_table_propagation"];
    for kind in kinds {
        let mut loose: BTreeMap<(String, String), Vec<Id>> = BTreeMap::new();
        for (id, resource) in estate.of_kind(&[kind]).filter(|(_, one)| !one.is_data) {
            draft.took(id);
            let table = match estate.one(resource, "transit_gateway_route_table_id", TABLES) {
                Lead::To(found, _) => found.first().and_then(|id| tables.get(id)).cloned(),
                // The default table is referred to by an attribute of the gateway.
                _ => None,
            };
            let of = table.as_ref().map(|(name, _)| name.as_str());
            match (table.clone(), member(draft, making, resource, of)) {
                (Some((name, table)), Some((of, attached))) if name == of => {
                    join(making, kind, &name, &table, attached)
                }
                (Some(at), _) => loose.entry(at).or_default().push(id),
                (None, _) => {
                    draft.left_out(resource, "its route table or attachment is not known", FLIPS);
                    making.values_mut().for_each(|made| made.loose = true);
                }
            }
        }
        for ((name, table), ids) in loose {
            let Some(made) = making.get(&name) else { continue };
            let free: Vec<String> =
                made.attached.values().filter(|attached| !is_member(made, kind, attached)).cloned().collect();
            if free.len() == ids.len() && !made.loose {
                let what = kind.rsplit('_').next().unwrap_or_default();
                draft.coverage.inferred.push(format!(
                    "{} {what}s whose attachment is not known are taken to be those of the {} attachments of `{name}` without \
                     one, in `{table}`: their numbers are the same",
                    ids.len(),
                    free.len()
                ));
                free.into_iter().for_each(|attached| join(making, kind, &name, &table, attached));
                continue;
            }
            for id in ids {
                if let Some(resource) = estate.get(id) {
                    draft.left_out(resource, "its attachment is not known", FLIPS);
                }
            }
            if let Some(made) = making.get_mut(&name) {
                made.loose = true;
            }
        }
    }
}

fn is_member(made: &Making, kind: &str, attached: &str) -> bool {
    if kind.ends_with("association") {
        made.raw.attachments.get(attached).is_some_and(|one| one.route_table.is_some() || one.policy_table.is_some())
    } else {
        made.tables.values().any(|table| table.propagations.iter().any(|one| one == attached))
    }
}

fn join(making: &mut BTreeMap<String, Making>, kind: &str, name: &str, table: &str, attached: String) {
    let Some(made) = making.get_mut(name) else { return };
    if kind.ends_with("association") {
        if let Some(raw) = made.raw.attachments.get_mut(&attached) {
            raw.route_table = Some(table.to_owned());
        }
    } else if let Some(raw) = made.tables.get_mut(table)
        && !raw.propagations.contains(&attached)
    {
        raw.propagations.push(attached);
    }
}

fn routes(draft: &mut Draft<'_, '_>, making: &mut BTreeMap<String, Making>, tables: &BTreeMap<Id, (String, String)>) {
    let estate = draft.estate;
    let kinds = ["aws_ec2_transit_gateway_route", "aws_ec2_transit_gateway_prefix_list_reference"];
    for (id, resource) in estate.of_kind(&kinds).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let table = match estate.one(resource, "transit_gateway_route_table_id", TABLES) {
            Lead::To(found, _) => found.first().and_then(|id| tables.get(id)).cloned(),
            _ => None,
        };
        let via = if flag(resource, "blackhole") == Some(true) {
            Some("blackhole".to_owned())
        } else {
            let of = table.as_ref().map(|(name, _): &(String, String)| name.as_str());
            member(draft, making, resource, of).map(|(_, attached)| attached)
        };
        let list = match estate.one(resource, "prefix_list_id", super::filter::LISTS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)),
            _ => None,
        };
        let list = list.map(|name| format!("prefix_list/{name}"));
        let to = text(resource, "destination_cidr_block").map(str::to_owned).or(list);
        let (Some((name, table)), Some(to), Some(via)) = (table, to, via) else {
            draft.left_out(resource, "its route table, destination or attachment is not known", FLIPS);
            continue;
        };
        let Some(raw) = making.get_mut(&name).and_then(|made| made.tables.get_mut(&table)) else { continue };
        raw.routes.push(RawRoute { to: Some(to), via: Some(via), propagated: None });
        let at = Pointer::root().push("links").push(&name).push("transit_gateway").push("route_tables").push(&table);
        draft.stands(at.push("routes").index(raw.routes.len() - 1), resource);
    }
}

/// What the gateway does by itself: association with, and propagation to, its default table.
fn settle(draft: &mut Draft<'_, '_>, name: &str, made: &mut Making) {
    let at = Pointer::root().push("links").push(name).push("transit_gateway");
    if made.loose {
        let because = "not every attachment, association and propagation is known";
        draft.unknown(&at.push("route_tables"), because);
    }
    let all_default = made.tables.is_empty() && made.default_association && made.default_propagation;
    if all_default || (made.loose && made.tables.is_empty()) {
        return;
    }
    let mut default = RawTransitGatewayRouteTable::default();
    let estate = draft.estate;
    let mut used = false;
    for (id, attached) in &made.attached {
        let own = |attribute: &str| estate.get(*id).and_then(|one| flag(one, attribute)) != Some(false);
        if let Some(raw) = made.raw.attachments.get_mut(attached)
            && raw.route_table.is_none()
            && raw.policy_table.is_none()
            && made.default_association
            && own("transit_gateway_default_route_table_association")
        {
            raw.route_table = Some(DEFAULT.to_owned());
            used = true;
        }
        if made.default_propagation && own("transit_gateway_default_route_table_propagation") {
            default.propagations.push(attached.clone());
            used = true;
        }
    }
    if used {
        made.tables.insert(DEFAULT.to_owned(), default);
    }
    for table in made.tables.values_mut() {
        table.propagations.arrange();
    }
    made.raw.route_tables = Some(std::mem::take(&mut made.tables));
}
