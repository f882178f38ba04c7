//! What route tables are joined to: the subnets that use them, and routes of which it is not known whose they are.

use std::collections::BTreeMap;

use super::routing::{FLIPS, TABLES, table_of};
use crate::design::raw::{RawRoute, RawRouteTable};
use crate::import::terraform::draft::Draft;
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;

/// Tables that a route of an unknown table is noted in, at most.
const MOST_TABLES: usize = 64;

pub(super) fn associations(draft: &mut Draft<'_, '_>, made: &mut BTreeMap<Id, RawRouteTable>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_route_table_association"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        // An association with a gateway routes what comes in from outside.
        if !matches!(estate.lead(resource, "gateway_id", &["aws_internet_gateway", "aws_vpn_gateway"]), Lead::Absent) {
            draft.left_out(
                resource,
                "it routes what a gateway lets in, which has no place in the design",
                "ingress routing",
            );
            continue;
        }
        let Some(table) = table_of(draft, resource, made, "its route table is") else { continue };
        let (subnets, why) = draft.subnets(resource, "subnet_id");
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
