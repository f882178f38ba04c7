//! Route tables of transit gateways: which one is meant, what belongs to them, and their routes.

use std::collections::{BTreeMap, BTreeSet};

use super::transit_gateway::{ATTACHED, FLIPS, GATEWAYS, Making, PEERING, gateway};
use crate::design::raw::{RawRoute, RawTransitGatewayRouteTable};
use crate::import::terraform::draft::{Draft, flag, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::order::Arrange;
use crate::source::Pointer;

const TABLES: &[&str] = &["aws_ec2_transit_gateway_route_table"];
/// The attribute that names an attachment.
const ATTACHMENT: &str = "transit_gateway_attachment_id";
/// The name of the table that AWS makes.
const DEFAULT: &str = "default";

pub(super) fn tables(
    draft: &mut Draft<'_, '_>,
    making: &mut BTreeMap<String, Making>,
) -> BTreeMap<Id, (String, String)> {
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
    draft: &mut Draft<'_, '_>,
    making: &BTreeMap<String, Making>,
    resource: &Resource,
    of: Option<&str>,
) -> Option<(String, String)> {
    let estate = draft.estate;
    let Lead::To(found, how) = estate.one(resource, ATTACHMENT, ATTACHED) else { return None };
    if let Some(one) = found.first().and_then(|id| estate.get(*id)) {
        draft.infer(resource, "taken to be of", &one.address, &how);
    }
    let mut id = found.first()?;
    // What accepts an attachment is called by its id, and so is what looks it up.
    let found = match estate.get(*id)? {
        one if one.kind.ends_with("_accepter") => estate.one(one, ATTACHMENT, ATTACHED),
        one if one.is_data => estate.only_one(&[&one.kind]),
        _ => Lead::Absent,
    };
    if let Lead::To(found, _) = &found {
        id = found.first()?;
    }
    // A peering is attached to both of its gateways, of which the one is meant that the table belongs to.
    let mut all = making.iter().filter(|(name, _)| of.is_none_or(|of| of == name.as_str()));
    all.find_map(|(name, made)| made.attached.get(id).map(|attached| (name.clone(), attached.clone())))
}

/// The route table that a resource is about: one of its own, or the default one, which attributes of the gateway lead to.
fn table_of(
    draft: &Draft<'_, '_>,
    making: &mut BTreeMap<String, Making>,
    resource: &Resource,
    tables: &BTreeMap<Id, (String, String)>,
) -> Option<(String, String)> {
    const TABLE: &str = "transit_gateway_route_table_id";
    let estate = draft.estate;
    let ids = match estate.one(resource, TABLE, TABLES) {
        Lead::To(found, _) => return found.first().and_then(|id| tables.get(id)).cloned(),
        Lead::Outside(ids) => ids,
        _ => Vec::new(),
    };
    let is_default = |one: &Resource| {
        let given = ["association_default_route_table_id", "propagation_default_route_table_id"];
        given.iter().filter_map(|name| text(one, name)).any(|id| ids.iter().any(|other| other == id))
    };
    let gateway = match estate.one(resource, TABLE, GATEWAYS) {
        Lead::To(found, How::Reference) => found.first().copied(),
        _ => estate.of_kind(GATEWAYS).find(|(_, one)| is_default(one)).map(|(id, _)| id),
    };
    let name = draft.tops.get(&gateway?)?.clone();
    making.get_mut(&name)?.tables.entry(DEFAULT.to_owned()).or_default();
    Some((name, DEFAULT.to_owned()))
}

/// Attachments that a policy table chooses a route table for.
pub(super) fn policies(draft: &mut Draft<'_, '_>, making: &mut BTreeMap<String, Making>) {
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
pub(super) fn membership(
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
            let table = table_of(draft, making, resource, tables);
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
            if let Some(all) = together(draft, making, &name, &ids) {
                all.into_iter().for_each(|attached| join(making, kind, &name, &table, attached));
                continue;
            }
            let Some(made) = making.get(&name) else { continue };
            // Several resources may name one attachment.
            let free: BTreeSet<String> =
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

/// The attachments that several resources join to one table, where each is known to be one of as many: which of them is
/// which makes no difference.
fn together(
    draft: &mut Draft<'_, '_>,
    making: &BTreeMap<String, Making>,
    name: &str,
    ids: &[Id],
) -> Option<Vec<String>> {
    let estate = draft.estate;
    let leads: BTreeSet<Vec<Id>> = ids
        .iter()
        .map(|id| match estate.lead(estate.get(*id)?, ATTACHMENT, ATTACHED) {
            Lead::To(found, _) => Some(found),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let [found] = <[Vec<Id>; 1]>::try_from(Vec::from_iter(leads)).ok()?;
    let attached = &making.get(name)?.attached;
    let all: Vec<String> = found.iter().filter_map(|id| attached.get(id)).cloned().collect();
    if all.len() != ids.len() || all.len() != found.len() {
        return None;
    }
    let resource = estate.get(*ids.first()?)?;
    let ground = format!("{} resources join as many attachments to one table", ids.len());
    all.iter().for_each(|one| draft.infer(resource, "taken to be of", one, &How::Inferred(ground.clone())));
    Some(all)
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

pub(super) fn routes(
    draft: &mut Draft<'_, '_>,
    making: &mut BTreeMap<String, Making>,
    tables: &BTreeMap<Id, (String, String)>,
) {
    let estate = draft.estate;
    let kinds = ["aws_ec2_transit_gateway_route", "aws_ec2_transit_gateway_prefix_list_reference"];
    for (id, resource) in estate.of_kind(&kinds).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let table = table_of(draft, making, resource, tables);
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
        let of = table.as_ref().map(|(name, _)| name.clone());
        let (Some((name, table)), Some(to), Some(via)) = (table, to, via) else {
            draft.left_out(resource, "its route table, destination or attachment is not known", FLIPS);
            if let Some(made) = of.and_then(|name| making.get_mut(&name)) {
                made.loose = true;
            }
            continue;
        };
        let Some(raw) = making.get_mut(&name).and_then(|made| made.tables.get_mut(&table)) else { continue };
        raw.routes.push(RawRoute { to: Some(to), via: Some(via), propagated: None });
        let at = Pointer::root().push("links").push(&name).push("transit_gateway").push("route_tables").push(&table);
        draft.stands(at.push("routes").index(raw.routes.len() - 1), resource);
    }
}

/// What the gateway does by itself: association with, and propagation to, its default table.
pub(super) fn settle(draft: &mut Draft<'_, '_>, name: &str, made: &mut Making) {
    let at = Pointer::root().push("links").push(name).push("transit_gateway");
    if made.loose {
        let because = "not every attachment, association and propagation is known";
        draft.unknown(&at.push("route_tables"), because);
    }
    let all_default = made.tables.is_empty() && made.default_association && made.default_propagation;
    if all_default || (made.loose && made.tables.is_empty()) {
        return;
    }
    let mut default = made.tables.remove(DEFAULT);
    let mut used = default.is_some();
    let default = default.get_or_insert_default();
    let estate = draft.estate;
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
        // What is behind a peering is never propagated.
        let is_peering = estate.get(*id).is_some_and(|one| &*one.kind == PEERING);
        if made.default_propagation && !is_peering && own("transit_gateway_default_route_table_propagation") {
            if !default.propagations.contains(attached) {
                default.propagations.push(attached.clone());
            }
            used = true;
        }
    }
    if used {
        made.tables.insert(DEFAULT.to_owned(), std::mem::take(default));
    }
    for table in made.tables.values_mut() {
        table.propagations.arrange();
    }
    made.raw.route_tables = Some(std::mem::take(&mut made.tables));
}
