//! Site-to-Site VPN and Direct Connect: links to sites, whose blocks are known only as far as routes tell them.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, top};
use crate::design::raw::{RawDirectConnect, RawLink, RawSiteToSiteVpn};

/// The VPC of each attached virtual private gateway.
fn vpcs_by_gateway(draft: &Draft<'_>) -> BTreeMap<String, String> {
    let gateways = draft.snapshot.vpn_gateways.values();
    let attached = gateways.flat_map(|gateway| {
        let live = gateway.vpc_attachments.iter().filter(|one| one.state.as_deref() != Some("detached"));
        live.map(|one| (gateway.vpn_gateway_id.clone(), one.vpc_id.clone()))
    });
    attached.filter(|(_, vpc)| draft.raw.vpcs.contains_key(vpc)).collect()
}

pub(super) fn connections(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let vpcs = vpcs_by_gateway(draft);
    for (id, found) in snapshot.vpn_connections.iter() {
        if let Some(state) = found.is.state.as_deref().filter(|state| state.starts_with("delet")) {
            draft.pass(found, state, None);
            continue;
        }
        draft.took(found, top("links", id), id);
        draft.called(id, &found.is.tags);
        let site = found.is.customer_gateway_id.clone().unwrap_or_else(|| format!("beyond {id}"));
        let vpc = found.is.vpn_gateway_id.as_ref().and_then(|gateway| vpcs.get(gateway)).cloned();
        let live = found
            .is
            .routes
            .iter()
            .filter(|route| route.state.as_deref().is_none_or(|state| !state.starts_with("delet")));
        let mut blocks: BTreeSet<String> = live.filter_map(|route| route.destination_cidr_block.clone()).collect();
        blocks.extend(vpc.iter().flat_map(|vpc| propagated(draft, vpc)));
        blocks.extend(announced(draft, id));
        add_site(draft, &site, id, blocks);
        let link = RawSiteToSiteVpn { site: Some(site), vpc, ..RawSiteToSiteVpn::default() };
        draft.raw.links.insert(id.clone(), RawLink::SiteToSiteVpn(link));
    }
    for (id, found) in snapshot.customer_gateways.iter() {
        if let Some(state) = found.is.state.as_deref().filter(|state| state.starts_with("delet")) {
            draft.pass(found, state, None);
        } else if draft.raw.sites.contains_key(id) {
            draft.took(found, top("sites", id), id);
            draft.called(id, &found.is.tags);
        } else {
            draft.pass(found, "without a connection", None);
        }
    }
    direct_connect(draft, &vpcs);
}

/// What is behind a Direct Connect gateway, or behind a virtual interface that ends on a virtual private gateway.
#[derive(Default)]
struct Circuit {
    vpcs: BTreeSet<String>,
    /// What associations allow to be announced; `None` where no file tells.
    allowed: BTreeMap<String, Option<Vec<String>>>,
}

fn direct_connect(draft: &mut Draft<'_>, vpcs: &BTreeMap<String, String>) {
    let snapshot = draft.snapshot;
    let mut circuits: BTreeMap<String, Circuit> =
        snapshot.direct_connect_gateways.iter().map(|(id, _)| (id.clone(), Circuit::default())).collect();
    for attachment in snapshot.attachments.values() {
        if attachment.resource_type.as_deref() == Some("direct-connect-gateway") && is_live(attachment.state.as_deref())
        {
            // A transit gateway association always has allowed prefixes.
            let circuit = circuits.entry(attachment.resource_id.clone().unwrap_or_default()).or_default();
            let hub = &attachment.transit_gateway_id;
            let gone = snapshot.transit_gateways.get(hub).is_some_and(|one| !is_live(one.state.as_deref()));
            if !gone && !hub.is_empty() {
                circuit.allowed.insert(hub.clone(), None);
            }
        }
    }
    for (_, found) in snapshot.direct_connect_associations.iter() {
        let Some(gateway) = found.is.direct_connect_gateway_id.clone() else { continue };
        if found.is.association_state.as_deref().is_some_and(|state| state.starts_with("disassociat")) {
            draft.pass(found, "disassociated", None);
            continue;
        }
        draft.count(found);
        let with = found.is.associated_gateway.id.as_ref().or(found.is.virtual_gateway_id.as_ref());
        let circuit = circuits.entry(gateway).or_default();
        let prefixes = found.is.allowed_prefixes_to_direct_connect_gateway.as_ref();
        let prefixes = prefixes.map(|all| all.iter().map(|one| one.cidr.clone()).collect());
        let Some(with) = with else { continue };
        if let Some(vpc) = vpcs.get(with) {
            circuit.vpcs.insert(vpc.clone());
            circuit.allowed.insert(vpc.clone(), prefixes);
        } else if let Some(known) = circuit.allowed.get_mut(with) {
            *known = prefixes;
        }
    }
    for (_, found) in snapshot.direct_connect_attachments.iter() {
        match found.is.attachment_state.as_deref().filter(|state| state.starts_with("detach")) {
            Some(state) => draft.pass(found, state, None),
            None => draft.count(found),
        }
    }
    for (id, found) in snapshot.virtual_interfaces.iter() {
        if let Some(state) = found.is.virtual_interface_state.as_deref().filter(|state| state.starts_with("delet")) {
            draft.pass(found, state, None);
            continue;
        }
        draft.count(found);
        let ends = found.is.virtual_gateway_id.as_ref().filter(|gateway| !gateway.is_empty());
        match ends.and_then(|gateway| vpcs.get(gateway)) {
            Some(vpc) => drop(circuits.entry(id.clone()).or_default().vpcs.insert(vpc.clone())),
            None if ends.is_some() => draft.leaves_open(
                found.at(),
                format!("virtual interface `{id}`"),
                "the VPC of its virtual private gateway is in no file".to_owned(),
                "reach over it",
            ),
            None => {}
        }
    }
    for (id, circuit) in circuits {
        if id.is_empty() {
            continue;
        }
        let gateway = snapshot.direct_connect_gateways.found(&id);
        if let Some(found) = gateway {
            draft.took(found, top("links", &id), &id);
        } else if let Some(found) = snapshot.virtual_interfaces.found(&id) {
            draft.took(found, top("links", &id), &id);
        }
        let mut blocks: BTreeSet<String> = circuit.vpcs.iter().flat_map(|vpc| propagated(draft, vpc)).collect();
        blocks.extend(announced(draft, &id));
        let name = gateway.and_then(|found| found.is.direct_connect_gateway_name.clone());
        // Links that announce one block lead to one network.
        let known = draft.raw.sites.iter().find(|(_, site)| site.cidrs.iter().any(|block| blocks.contains(block)));
        let site = match known {
            Some((site, _)) => {
                let site = site.clone();
                draft.infers(None, "that sites are one which announce the same blocks".to_owned());
                site
            }
            None => format!("beyond {}", name.unwrap_or_else(|| id.clone())),
        };
        add_site(draft, &site, &id, blocks);
        let mut allowed_prefixes = BTreeMap::new();
        for (with, prefixes) in circuit.allowed {
            if prefixes.is_none() {
                let at = top("links", &id).push("direct_connect").push("allowed_prefixes").push(&with);
                draft.unknown(
                    &at,
                    "what `aws directconnect describe-direct-connect-gateway-associations` prints is in no file",
                );
            }
            allowed_prefixes.insert(with, prefixes.unwrap_or_default());
        }
        let vpcs = circuit.vpcs.into_iter().collect();
        let link = RawDirectConnect { site: Some(site), vpcs, allowed_prefixes, ..RawDirectConnect::default() };
        draft.raw.links.insert(id, RawLink::DirectConnect(link));
    }
}

/// Whether a thing in a state is there.
pub(super) fn is_live(state: Option<&str>) -> bool {
    state.is_none_or(|state| !matches!(state, "deleted" | "deleting" | "rejected" | "rejecting" | "failed" | "failing"))
}

/// Blocks that a virtual private gateway propagated to route tables of its VPC.
fn propagated(draft: &Draft<'_>, vpc: &str) -> Vec<String> {
    let tables = draft.snapshot.route_tables.values().filter(|table| table.vpc_id == vpc);
    let learnt = tables.flat_map(|table| &table.routes).filter(|route| {
        route.origin.as_deref() == Some("EnableVgwRoutePropagation")
            && route.gateway_id.as_deref().is_some_and(|gateway| gateway.starts_with("vgw-"))
    });
    learnt.filter_map(|route| route.destination_cidr_block.clone()).collect()
}

/// Blocks that transit gateways have learnt from a connection, or that somebody wrote down as behind it.
fn announced(draft: &Draft<'_>, resource: &str) -> Vec<String> {
    let routes = draft.snapshot.transit_gateway_routes.values().flat_map(|one| &one.routes);
    let learnt = routes.filter(|route| {
        route.destination_cidr_block.as_deref() != Some("0.0.0.0/0")
            && route.transit_gateway_attachments.iter().any(|one| {
                one.resource_id.as_deref().is_some_and(|id| id == resource || id.starts_with(&format!("{resource}(")))
            })
    });
    learnt.filter_map(|route| route.destination_cidr_block.clone()).collect()
}

fn add_site(draft: &mut Draft<'_>, site: &str, by: &str, blocks: BTreeSet<String>) {
    let at = top("sites", site);
    let made = draft.raw.sites.entry(site.to_owned()).or_default();
    for block in blocks {
        if !made.cidrs.contains(&block) {
            made.cidrs.push(block);
        }
    }
    if made.cidrs.is_empty() {
        draft.unknown(&at.push("cidrs"), format!("no route over `{by}` tells what is behind it"));
    } else {
        draft.raw.unknown.remove(&at.push("cidrs").to_string());
        draft.infers(None, "blocks of sites, by the routes over VPN and Direct Connect".to_owned());
    }
}
