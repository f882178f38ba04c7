//! Transit gateways: attachments, associations, propagations and static routes.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, top};
use super::filter::prefix_list;
use super::hybrid::is_live;
use super::shape::{TransitGateway, TransitGatewayAttachment};
use super::snapshot::Found;
use crate::design::raw::{
    RawAttachment, RawLink, RawRoute, RawTransitGateway, RawTransitGatewayPeering, RawTransitGatewayRouteTable,
};

/// For attachments of one transit gateway: what the design calls what is attached.
type Names = BTreeMap<String, String>;

pub(super) fn transit_gateways(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (id, found) in snapshot.transit_gateways.iter() {
        if !is_live(found.is.state.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        draft.took(found, top("links", id), id);
        draft.called(id, &found.is.tags);
        if let Some(arn) = &found.is.transit_gateway_arn {
            draft.alias(arn, id);
        }
        let made = RawTransitGateway {
            region: draft.region(found).or_else(|| region_of(found.is.transit_gateway_arn.as_deref())),
            account: found.is.owner_id.clone().filter(|owner| super::snapshot::is_account(owner)),
            dns_support: enabled(found.is.options.dns_support.as_deref()),
            security_group_referencing: enabled(found.is.options.security_group_referencing_support.as_deref()),
            ..RawTransitGateway::default()
        };
        draft.raw.links.insert(id.clone(), RawLink::TransitGateway(made));
    }
    mentions(draft);
    peerings(draft);
    for (_, found) in snapshot.transit_gateway_tables.iter() {
        if !is_live(found.is.state.as_deref()) {
            draft.pass(found, "deleted", None);
        }
    }
    let ids: Vec<String> = draft
        .raw
        .links
        .iter()
        .filter(|(_, link)| matches!(link, RawLink::TransitGateway(_)))
        .map(|(id, _)| id.clone())
        .collect();
    for id in ids {
        fill(draft, &id);
    }
    super::policy_table::tables(draft);
    for (_, found) in snapshot.attachments.iter() {
        // Of every attachment that is there, the transit gateway took what it tells.
        if is_live(found.is.state.as_deref()) { draft.count(found) } else { draft.pass(found, "deleted", None) }
    }
    for (_, found) in snapshot.vpc_attachments.iter() {
        if !is_live(found.is.state.as_deref()) {
            draft.pass(found, "deleted", None);
        }
    }
}

/// Transit gateways that attachments name and no file has: those of other accounts.
fn mentions(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let vpc_side = snapshot.vpc_attachments.values().filter(|one| is_live(one.state.as_deref()));
    let vpc_side = vpc_side.map(|one| (one.transit_gateway_id.clone(), one.transit_gateway_attachment_id.clone()));
    let all = snapshot.attachments.values().filter(|one| is_live(one.state.as_deref()));
    let all = all.map(|one| (one.transit_gateway_id.clone(), one.transit_gateway_attachment_id.clone()));
    let named: BTreeMap<String, String> = all.chain(vpc_side).filter(|(id, _)| !id.is_empty()).collect();
    for (id, by) in named {
        if !draft.raw.links.contains_key(&id) {
            mention(draft, &id, &by);
        }
    }
}

fn mention(draft: &mut Draft<'_>, id: &str, by: &str) {
    draft.unknown(&top("links", id), format!("`{by}` names it, and it is in no file"));
    draft.raw.links.insert(id.to_owned(), RawLink::TransitGateway(RawTransitGateway::default()));
}

fn peerings(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let mut ends: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, found) in snapshot.peering_attachments.iter() {
        if !is_live(found.is.state.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        draft.took(found, top("links", id), id);
        draft.called(id, &found.is.tags);
        if found.is.state.as_deref().is_some_and(|state| state != "available") {
            draft.leaves_open(
                found.at(),
                format!("peering attachment `{id}`"),
                "it is not available yet".to_owned(),
                "reach between the two transit gateways",
            );
            continue;
        }
        let sides = [&found.is.requester_tgw_info, &found.is.accepter_tgw_info];
        if sides.iter().all(|side| side.transit_gateway_id.is_none()) {
            if snapshot.vpc_attachments.get(id).is_some() {
                draft.pass(found, "of a VPC", None);
                continue;
            }
            draft.leaves_open(
                found.at(),
                format!("peering attachment `{id}`"),
                "its file does not tell which transit gateways it joins".to_owned(),
                "reach between the two transit gateways",
            );
            continue;
        }
        ends.entry(id.clone())
            .or_default()
            .extend(sides.into_iter().filter_map(|side| side.transit_gateway_id.clone()));
        for side in sides {
            let Some(gateway) = &side.transit_gateway_id else { continue };
            if !draft.raw.links.contains_key(gateway) {
                mention(draft, gateway, id);
                if let Some(RawLink::TransitGateway(made)) = draft.raw.links.get_mut(gateway) {
                    made.account = side.owner_id.clone().filter(|owner| super::snapshot::is_account(owner));
                    made.region.clone_from(&side.region);
                }
            }
        }
    }
    // Without the list of peerings, the list of attachments tells both ends.
    for attachment in snapshot.attachments.values() {
        if attachment.resource_type.as_deref() != Some("peering") || attachment.state.as_deref() != Some("available") {
            continue;
        }
        let of = ends.entry(attachment.transit_gateway_attachment_id.clone()).or_default();
        of.insert(attachment.transit_gateway_id.clone());
        of.extend(attachment.resource_id.clone().filter(|_| of.len() < 2));
    }
    for (id, ends) in ends {
        let ends: Vec<String> = ends.into_iter().collect();
        for end in &ends {
            if !draft.raw.links.contains_key(end) {
                mention(draft, end, &id);
            }
        }
        if ends.len() == 2 {
            let link = RawTransitGatewayPeering { transit_gateways: Some(ends), ..RawTransitGatewayPeering::default() };
            draft.raw.links.insert(id, RawLink::TransitGatewayPeering(link));
        }
    }
}

/// Attachments and route tables of one transit gateway.
fn fill(draft: &mut Draft<'_>, id: &str) {
    let snapshot = draft.snapshot;
    let mut names = Names::new();
    let mut made: BTreeMap<String, RawAttachment> = BTreeMap::new();
    for (attachment, found) in snapshot.vpc_attachments.iter() {
        if found.is.transit_gateway_id != id || !is_live(found.is.state.as_deref()) {
            continue;
        }
        let vpc = found.is.vpc_id.clone();
        draft.took(found, top("links", id).push("transit_gateway").push("attachments").push(&vpc), attachment);
        if vpc.is_empty() {
            continue;
        }
        if found.is.state.as_deref().is_some_and(|state| !matches!(state, "available" | "modifying")) {
            draft.leaves_open(
                found.at(),
                format!("attachment `{attachment}`"),
                "it is not available yet".to_owned(),
                "reach over it",
            );
            continue;
        }
        let owner = found.is.vpc_owner_id.clone().filter(|owner| super::snapshot::is_account(owner));
        let mentioned = draft.mention_vpc(&vpc, attachment);
        mentioned.account = mentioned.account.take().or(owner);
        let options = &found.is.options;
        let one = RawAttachment {
            subnets: draft.subnets_in(&vpc, &found.is.subnet_ids),
            appliance_mode: enabled(options.appliance_mode_support.as_deref()),
            dns_support: enabled(options.dns_support.as_deref()),
            security_group_referencing: enabled(options.security_group_referencing_support.as_deref()),
            ipv6: enabled(options.ipv6_support.as_deref()),
            ..RawAttachment::default()
        };
        names.insert(attachment.clone(), vpc.clone());
        made.insert(vpc, one);
    }
    for found in snapshot.attachments.iter().map(|(_, found)| found) {
        other_attachment(draft, id, found, &mut names, &mut made);
    }
    let gateway = snapshot.transit_gateways.get(id);
    let tables = tables(draft, id, &names, gateway, &made);
    if let Some(tables) = &tables {
        associate(draft, id, &names, gateway, tables, &mut made);
    } else if gateway.is_some() {
        let what = format!("the route tables of transit gateway `{id}`");
        draft.leaves_open(None, what, "they are in no file".to_owned(), "reach over it");
    }
    let by_policy = super::policy_table::members(draft);
    for (attachment, name) in names.iter().filter(|(attachment, _)| by_policy.contains(*attachment)) {
        if let Some(one) = made.get_mut(name) {
            one.policy_table = Some(true);
            if let Some(table) = one.route_table.take() {
                let what = format!("the association of attachment `{attachment}`");
                let because = format!("files tell one with route table `{table}` and one with a policy table");
                draft.leaves_open(None, what, because, "reach over it");
            }
        }
    }
    if let Some(RawLink::TransitGateway(link)) = draft.raw.links.get_mut(id) {
        link.attachments = made;
        link.route_tables = tables;
    }
}

/// An attachment of something other than a VPC, or of a VPC whose own list is in no file.
fn other_attachment(
    draft: &mut Draft<'_>,
    id: &str,
    found: &Found<TransitGatewayAttachment>,
    names: &mut Names,
    made: &mut BTreeMap<String, RawAttachment>,
) {
    let one = &found.is;
    let attachment = &one.transit_gateway_attachment_id;
    if one.transit_gateway_id != id || !is_live(one.state.as_deref()) || names.contains_key(attachment) {
        return;
    }
    if one.state.as_deref().is_some_and(|state| !matches!(state, "available" | "modifying")) {
        // Of a VPC's own list the same was told already.
        if draft.snapshot.vpc_attachments.get(attachment).is_none() {
            let what = format!("attachment `{attachment}`");
            draft.leaves_open(found.at(), what, "it is not available yet".to_owned(), "reach over it");
        }
        return;
    }
    let resource = one.resource_id.clone().unwrap_or_default();
    let name = match one.resource_type.as_deref() {
        Some("vpc") if !resource.is_empty() => {
            draft.mention_vpc(&resource, attachment);
            resource
        }
        Some("vpn" | "direct-connect-gateway") if draft.raw.links.contains_key(&resource) => resource,
        Some("peering") if draft.raw.links.contains_key(attachment) => attachment.clone(),
        kind => {
            let kind = kind.unwrap_or("unknown");
            let what = format!("attachment `{attachment}` of transit gateway `{id}`");
            draft.leaves_open(
                found.at(),
                what,
                format!("what it attaches (`{kind}`) is not described"),
                "reach over it",
            );
            return;
        }
    };
    names.insert(attachment.clone(), name.clone());
    made.entry(name).or_default();
}

fn tables(
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
    found: &Found<super::shape::TransitGatewayRoutes>,
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
fn associate(
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

pub(super) fn enabled(text: Option<&str>) -> Option<bool> {
    match text? {
        "enable" | "on" | "true" => Some(true),
        "disable" | "off" | "false" => Some(false),
        _ => None,
    }
}

/// The Region in an ARN.
pub(super) fn region_of(arn: Option<&str>) -> Option<String> {
    arn?.split(':').nth(3).filter(|region| super::snapshot::is_region(region)).map(str::to_owned)
}
