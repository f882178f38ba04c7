//! What route tables are joined to: the subnets that use them, and routes of which it is not known whose they are.

use std::collections::BTreeMap;

use super::routing::{FLIPS, TABLES, table_of};
use crate::cidr::Cidr;
use crate::design::raw::{RawRoute, RawRouteTable};
use crate::import::terraform::draft::Draft;
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::source::Pointer;

/// Tables that a route of an unknown table is noted in, at most.
const MOST_TABLES: usize = 64;

pub(super) fn associations(draft: &mut Draft<'_, '_>, made: &mut BTreeMap<Id, RawRouteTable>) {
    let estate = draft.estate;
    let mut open: BTreeMap<(String, String), Id> = BTreeMap::new();
    for (id, resource) in estate.of_kind(&["aws_route_table_association"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        if let Some(gateway) = gateway(draft, resource) {
            if let Some(raw) = table_of(draft, resource, made, "its route table is").and_then(|id| made.get_mut(&id)) {
                raw.gateways.push(gateway.to_owned());
            }
            continue;
        }
        let table = table_of(draft, resource, made, "its route table is");
        let (subnets, why) = draft.subnets(resource, "subnet_id");
        let Some(table) = table.filter(|_| subnets.len() < 2) else {
            open.extend(subnets.into_iter().take(MOST_TABLES).map(|subnet| (subnet, id)));
            continue;
        };
        let of = draft.inside.get(&table).map(|(vpc, _)| vpc.clone()).unwrap_or_default();
        let names = Draft::names_in(&of, &subnets);
        match made.get_mut(&table) {
            Some(raw) if !names.is_empty() => raw.subnets.extend(names),
            _ => {
                let why = why.unwrap_or_else(|| "not in the VPC of the table".to_owned());
                draft.left_out(resource, format!("its subnet is {why}"), FLIPS);
            }
        }
    }
    unknown_tables(draft, open, made);
    for (id, resource) in estate.of_kind(&["aws_main_route_table_association"]) {
        draft.took(id);
        if let Some(table) = table_of(draft, resource, made, "its route table is")
            && let Some(raw) = made.get_mut(&table)
        {
            raw.main = Some(true);
            // The one that AWS made is it no longer.
            let vpc = draft.inside.get(&table).map(|(vpc, _)| vpc.clone());
            for (id, other) in made.iter_mut().filter(|(id, _)| **id != table) {
                if draft.inside.get(id).map(|(vpc, _)| vpc) == vpc.as_ref() {
                    other.main = None;
                }
            }
        }
    }
}

/// Subnets of which it is not known which table they use do not use the main one: each has one with routes that are not
/// known.
fn unknown_tables(
    draft: &mut Draft<'_, '_>,
    mut open: BTreeMap<(String, String), Id>,
    made: &mut BTreeMap<Id, RawRouteTable>,
) {
    for (id, raw) in made.iter() {
        let Some((vpc, _)) = draft.inside.get(id) else { continue };
        for subnet in &raw.subnets {
            open.remove(&(vpc.clone(), subnet.clone()));
        }
    }
    for ((vpc, subnet), id) in open {
        let Some(resource) = draft.estate.get(id) else { continue };
        let name = draft.name_inside(resource, &vpc);
        let at = Pointer::root().push("vpcs").push(&vpc).push("route_tables").push(&name);
        draft.unknown(&at.push("routes"), format!("which route table `{}` joins is not known", resource.address));
        draft.stands(at, resource);
        draft.inside.insert(id, (vpc, name));
        made.entry(id).or_default().subnets.push(subnet);
    }
}

/// Notes in each table that may have a route that it may: what it leads to from there is unknown, and not missing.
pub(super) fn may_have(
    draft: &Draft<'_, '_>,
    resource: &Resource,
    made: &mut BTreeMap<Id, RawRouteTable>,
    to: Option<&str>,
) {
    let tables = match draft.estate.lead(resource, "route_table_id", TABLES) {
        Lead::To(found, _) => found,
        // What is known only after apply comes from this input, most likely from the module itself.
        Lead::Unknown(_) => {
            TABLES.iter().flat_map(|kind| draft.estate.in_module(&resource.module, kind)).copied().collect()
        }
        Lead::Outside(_) | Lead::Absent => Vec::new(),
    };
    let Some(to) = to.filter(|_| tables.len() <= MOST_TABLES) else { return };
    for table in tables {
        if let Some(raw) = made.get_mut(&table)
            && raw.routes.iter().all(|route| route.to.as_deref() != Some(to))
        {
            raw.routes.push(RawRoute { to: Some(to.to_owned()), via: Some("unknown".to_owned()), propagated: None });
        }
    }
}

/// Of two tables that the key of a route names, the one that is not at its destination: that of a mesh whose pairs are
/// worked out in locals.
pub(super) fn beside(draft: &mut Draft<'_, '_>, resource: &Resource, to: Option<&str>) -> Option<Id> {
    let estate = draft.estate;
    let to: Cidr = to?.parse().ok()?;
    let (Lead::Unknown(_), Lead::To(found, _)) =
        (estate.own(resource, "route_table_id", TABLES), estate.lead(resource, "route_table_id", TABLES))
    else {
        return None;
    };
    let holds = |id: &Id| {
        let vpc = draft.inside.get(id).and_then(|(vpc, _)| draft.raw.vpcs.get(vpc));
        let mut blocks = vpc.into_iter().flat_map(|vpc| vpc.cidrs.iter().flatten());
        blocks.any(|block| block.parse::<Cidr>().is_ok_and(|block| block.contains(to)))
    };
    let [one, other] = estate.pair(resource, &found)?;
    let table = match (holds(&one), holds(&other)) {
        (true, false) => other,
        (false, true) => one,
        _ => return None,
    };
    if let Some((vpc, name)) = draft.inside.get(&table).cloned() {
        let ground = format!(
            "of {} that the configuration refers to, its key names two, and its destination is at the other",
            found.len()
        );
        draft.infer(resource, "taken to belong to", &format!("{vpc}/{name}"), &How::Inferred(ground));
    }
    Some(table)
}

/// The gateway that an association names in the place of a subnet: the table then routes what comes in by it.
fn gateway(draft: &mut Draft<'_, '_>, resource: &Resource) -> Option<&'static str> {
    let estate = draft.estate;
    let word = match estate.one(resource, "gateway_id", &["aws_internet_gateway", "aws_vpn_gateway"]) {
        Lead::Absent => return None,
        Lead::To(found, _) => {
            let kind = found.first().and_then(|id| estate.get(*id)).map(|one| one.kind.clone());
            if kind.as_deref() == Some("aws_vpn_gateway") { "virtual_private_gateway" } else { "internet_gateway" }
        }
        Lead::Outside(ids) if ids.iter().any(|id| id.starts_with("vgw-")) => "virtual_private_gateway",
        Lead::Outside(_) => "internet_gateway",
        Lead::Unknown(because) => {
            draft.left_out(resource, format!("the gateway whose traffic it routes is {because}"), FLIPS);
            return None;
        }
    };
    Some(word)
}
