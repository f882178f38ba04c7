//! Transit gateways, their peerings and what is attached to them.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, top};
use super::hub_table::{associate, tables};
use super::hybrid::is_live;
use super::shape::TransitGatewayAttachment;
use super::snapshot::Found;
use crate::design::raw::{RawAttachment, RawLink, RawTransitGateway, RawTransitGatewayPeering};

/// For attachments of one transit gateway: what the design calls what is attached.
pub(super) type Names = BTreeMap<String, String>;

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
            account: found.is.owner_id.clone().filter(|owner| crate::ids::is_account(owner)),
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
                    made.account = side.owner_id.clone().filter(|owner| crate::ids::is_account(owner));
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
        let owner = found.is.vpc_owner_id.clone().filter(|owner| crate::ids::is_account(owner));
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
