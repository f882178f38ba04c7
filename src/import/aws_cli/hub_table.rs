//! Route tables of transit gateways: what propagates to them, their static routes, and what is associated with them.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, top};
use super::filter::prefix_list;
use super::hybrid::is_live;
use super::shape::{TransitGateway, TransitGatewayRoutes};
use super::snapshot::Found;
use super::transit_gateway::{Names, enabled};
use crate::design::raw::{RawAttachment, RawRoute, RawTransitGatewayRouteTable};

/// The route tables of a transit gateway; `None` where they are in no file.
pub(super) fn tables(
    draft: &mut Draft<'_>,
    id: &str,
    names: &Names,
    gateway: Option<&TransitGateway>,
    attached: &BTreeMap<String, RawAttachment>,
) -> Option<BTreeMap<String, RawTransitGatewayRouteTable>> {
    let snapshot = draft.snapshot;
    let own = snapshot
        .transit_gateway_tables
        .iter()
        .filter(|(_, found)| found.is.transit_gateway_id == id && is_live(found.is.state.as_deref()));
    let own: Vec<_> = own.collect();
    if own.is_empty() {
        return None;
    }
    let mut tables = BTreeMap::new();
    for (table, found) in own {
        let at = top("links", id).push("transit_gateway").push("route_tables").push(table);
        draft.took(found, at, table);
        let mut made = RawTransitGatewayRouteTable::default();
        match snapshot.propagations.found(table) {
            Some(propagations) => {
                draft.count(propagations);
                let live = propagations.is.transit_gateway_route_table_propagations.iter();
                let live = live.filter(|one| one.state.as_deref().is_none_or(|state| state.starts_with("enabl")));
                let named: BTreeSet<String> =
                    live.filter_map(|one| names.get(one.transit_gateway_attachment_id.as_deref()?).cloned()).collect();
                made.propagations = named.into_iter().collect();
            }
            None => infer_propagations(draft, (id, table), gateway, attached, &mut made),
        }
        match snapshot.transit_gateway_routes.found(table) {
            Some(routes) => {
                draft.count(routes);
                if routes.is.additional_routes_available == Some(true) {
                    let what = format!("the rest of the routes of `{table}`");
                    draft.leaves_open(routes.at(), what, "AWS gave some of them only".to_owned(), "reach over it");
                }
                made.routes = static_routes(draft, table, routes, names);
            }
            None => draft.leaves_open(
                found.at(),
                format!("static routes of transit gateway route table `{table}`"),
                "what `aws ec2 search-transit-gateway-routes` prints is in no file".to_owned(),
                "reach over the transit gateway",
            ),
        }
        tables.insert(table.clone(), made);
    }
    Some(tables)
}

/// Without the propagations, those that the transit gateway makes by itself are taken to be there.
fn infer_propagations(
    draft: &mut Draft<'_>,
    (id, table): (&str, &str),
    gateway: Option<&TransitGateway>,
    attached: &BTreeMap<String, RawAttachment>,
    made: &mut RawTransitGatewayRouteTable,
) {
    let options = gateway.map(|gateway| &gateway.options);
    let is_default = options.is_some_and(|options| {
        enabled(options.default_route_table_propagation.as_deref()) == Some(true)
            && options.propagation_default_route_table_id.as_deref() == Some(table)
    });
    if is_default {
        made.propagations = attached.keys().filter(|name| !name.starts_with("tgw-attach-")).cloned().collect();
        draft
            .infers(None, format!("every attachment of `{id}` propagates to its default route table, as it is set to"));
    }
    draft.leaves_open(
        None,
        format!("propagations to transit gateway route table `{table}`"),
        "what `aws ec2 get-transit-gateway-route-table-propagations` prints is in no file".to_owned(),
        "reach over the transit gateway",
    );
}

fn static_routes(
    draft: &mut Draft<'_>,
    table: &str,
    found: &Found<TransitGatewayRoutes>,
    names: &Names,
) -> Vec<RawRoute> {
    let mut made: Vec<RawRoute> = Vec::new();
    let mut lists = BTreeSet::new();
    for route in found.is.routes.iter().filter(|route| route.r#type.as_deref() != Some("propagated")) {
        let to = match (&route.prefix_list_id, &route.destination_cidr_block) {
            (Some(list), _) if !lists.insert(list.clone()) => continue,
            (Some(list), _) => prefix_list(draft, list),
            (None, Some(block)) => block.clone(),
            (None, None) => continue,
        };
        let ends: Vec<&String> = route
            .transit_gateway_attachments
            .iter()
            .filter_map(|one| names.get(one.transit_gateway_attachment_id.as_deref()?))
            .collect();
        let is_told_active = route.state.as_deref() == Some("active");
        let drops = route.state.as_deref() == Some("blackhole") || route.transit_gateway_attachments.is_empty();
        if drops && !is_told_active {
            made.push(RawRoute { to: Some(to), via: Some("blackhole".to_owned()), propagated: None });
            continue;
        }
        if ends.is_empty() {
            let what = format!("the route of `{table}` to `{to}`");
            draft.leaves_open(found.at(), what, "its attachment is not described".to_owned(), "reach over this route");
        }
        made.extend(ends.into_iter().map(|via| RawRoute {
            to: Some(to.clone()),
            via: Some(via.clone()),
            propagated: None,
        }));
    }
    made.dedup();
    made
}

/// The route table that each attachment is associated with.
pub(super) fn associate(
    draft: &mut Draft<'_>,
    id: &str,
    names: &Names,
    gateway: Option<&TransitGateway>,
    tables: &BTreeMap<String, RawTransitGatewayRouteTable>,
    made: &mut BTreeMap<String, RawAttachment>,
) {
    let snapshot = draft.snapshot;
    let mut told: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let live = |state: &Option<String>| state.as_deref().is_none_or(|state| state.starts_with("associat"));
    for (_, found) in snapshot.associations.iter() {
        draft.count(found);
        for one in found.is.associations.iter().filter(|one| live(&one.state)) {
            if let (Some(attachment), Some(table)) =
                (&one.transit_gateway_attachment_id, &found.is.transit_gateway_route_table_id)
            {
                told.entry(attachment).or_default().insert(table);
            }
        }
    }
    for one in snapshot.attachments.values().filter(|one| one.transit_gateway_id == id) {
        let association = one.association.as_ref().filter(|association| live(&association.state));
        if let Some(table) = association.and_then(|one| one.transit_gateway_route_table_id.as_deref()) {
            told.entry(&one.transit_gateway_attachment_id).or_default().insert(table);
        }
    }
    // The owner sees which attachments are associated; whoever does not own the transit gateway may not.
    let is_seen = snapshot.attachments.values().any(|one| one.transit_gateway_id == id)
        || snapshot.associations.values().any(|of| of.transit_gateway_route_table_id.is_some());
    let by_policy = super::policy_table::members(draft);
    let options = gateway.map(|gateway| &gateway.options);
    let default = options
        .filter(|options| enabled(options.default_route_table_association.as_deref()) == Some(true))
        .and_then(|options| options.association_default_route_table_id.as_deref());
    for (attachment, name) in names {
        let Some(one) = made.get_mut(name) else { continue };
        let own: Vec<&str> = told
            .get(attachment.as_str())
            .into_iter()
            .flatten()
            .copied()
            .filter(|table| tables.contains_key(*table))
            .collect();
        let table = match own.as_slice() {
            [table] => Some(*table),
            // AWS lets an attachment have one association, and gives up the default one for another.
            [first, ..] => {
                let is_default = |table: &str| {
                    let told = snapshot.transit_gateway_tables.get(table);
                    let named = options.and_then(|options| options.association_default_route_table_id.as_deref());
                    told.and_then(|table| table.default_association_route_table) == Some(true) || named == Some(table)
                };
                let others: Vec<&str> = own.iter().copied().filter(|table| !is_default(table)).collect();
                let what = format!("the association of attachment `{attachment}`");
                let because = format!("files tell several, with {}", own.join(" and "));
                draft.leaves_open(None, what, because, "reach over it");
                Some(if let [other] = others.as_slice() { other } else { *first })
            }
            [] if is_seen || by_policy.contains(attachment) => None,
            [] => {
                let what =
                    format!("attachments of `{id}` are associated with its default route table, as it is set to");
                draft.infers(None, what);
                default
            }
        };
        one.route_table = table.filter(|table| tables.contains_key(*table)).map(str::to_owned);
    }
}
