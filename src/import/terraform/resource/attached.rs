//! Network interfaces that are resources of their own and belong to instances: their subnets, addresses and security groups.

use std::collections::BTreeMap;

use serde_json::Value;

use super::interface::{groups, open_groups};
use super::workload::nested;
use crate::design::raw::RawNetworkInterface;
use crate::import::terraform::draft::{Draft, blocks, flag, number, part, text};
use crate::import::terraform::estate::{Estate, Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::order::Arrange;
use crate::source::Pointer;

const INTERFACES: &[&str] = &["aws_network_interface"];
const INSTANCES: &[&str] = &["aws_instance"];

pub(super) fn interfaces(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (instance, attached) in by_instance(estate) {
        let (Some(name), Some(resource)) = (draft.tops.get(&instance).cloned(), estate.get(instance)) else { continue };
        let Some(application) = draft.raw.applications.get(&name).cloned() else { continue };
        let Some(vpc) = application.vpc.clone() else { continue };
        let at = Pointer::root().push("applications").push(&name);
        let has_own = text(resource, "subnet_id").is_some() || resource.why_unknown("subnet_id").is_some();
        let primary = attached.first().and_then(|(_, id)| estate.get(*id)).filter(|_| !has_own);
        if let Some(primary) = primary {
            let security_groups = groups(draft, primary, "security_groups", &vpc);
            if security_groups.is_none() {
                open_groups(draft, primary, "security_groups", &vpc, &at);
            }
            let check = flag(primary, "source_dest_check");
            if let Some(raw) = draft.raw.applications.get_mut(&name) {
                raw.security_groups = security_groups.or_else(|| raw.security_groups.take());
                raw.source_destination_check = check.or(raw.source_destination_check);
                if attached.len() == 1 {
                    raw.addresses = addresses(primary);
                }
            }
            if attached.len() == 1 {
                continue;
            }
        }
        let mut made: BTreeMap<String, RawNetworkInterface> = BTreeMap::new();
        if has_own {
            // Beside others the first stands in a place of its own.
            let own = RawNetworkInterface {
                subnet: application.subnets.as_ref().and_then(|subnets| subnets.first().cloned()),
                addresses: application.addresses.clone(),
                public_addresses: application.public_addresses.clone(),
                security_groups: application.security_groups.clone(),
            };
            made.insert("primary".to_owned(), own);
        }
        for (_, id) in &attached {
            let Some(one) = estate.get(*id) else { continue };
            let called = draft.name(one);
            let at = at.push("interfaces").push(&called);
            let (subnets, why) = draft.subnets(one, "subnet_id");
            if let Some(why) = why {
                draft.unknown(&at.push("subnet"), why);
            }
            let security_groups = groups(draft, one, "security_groups", &vpc);
            if security_groups.is_none() {
                open_groups(draft, one, "security_groups", &vpc, &at);
            }
            let subnet = Draft::names_in(&vpc, &subnets).into_iter().next();
            draft.stands(at, one);
            let raw = RawNetworkInterface { subnet, addresses: addresses(one), security_groups, ..Default::default() };
            made.insert(called, raw);
        }
        if let Some(raw) = draft.raw.applications.get_mut(&name) {
            let mut subnets: Vec<String> = made.values().filter_map(|one| one.subnet.clone()).collect();
            subnets.arrange();
            subnets.dedup();
            raw.subnets = (!subnets.is_empty()).then_some(subnets).or_else(|| raw.subnets.take());
            raw.addresses.clear();
            raw.public_addresses.clear();
            raw.interfaces = made;
        }
    }
}

/// The interfaces of each instance, by their place on it.
fn by_instance(estate: &Estate<'_>) -> BTreeMap<Id, Vec<(i64, Id)>> {
    let mut found: BTreeMap<Id, Vec<(i64, Id)>> = BTreeMap::new();
    let first = |lead: Lead| match lead {
        Lead::To(found, _) if found.len() == 1 => found.first().copied(),
        _ => None,
    };
    let place = |value: Option<&Value>| number(value).unwrap_or(i64::MAX);
    for (id, resource) in estate.of_kind(INSTANCES).filter(|(_, one)| !one.is_data) {
        for block in blocks(resource, "network_interface") {
            let one = part(block, "network_interface_id").and_then(|id| estate.by_id_of(id, INTERFACES));
            found.entry(id).or_default().extend(one.map(|one| (place(block.get("device_index")), one)));
        }
        if found.get(&id).is_none_or(Vec::is_empty) {
            let one = first(nested(estate, resource, "network_interface.network_interface_id", INTERFACES));
            found.entry(id).or_default().extend(one.map(|one| (0, one)));
        }
    }
    for (id, resource) in estate.of_kind(INTERFACES).filter(|(_, one)| !one.is_data) {
        if let Some(instance) = first(nested(estate, resource, "attachment.instance", INSTANCES)) {
            let block = blocks(resource, "attachment").first();
            found.entry(instance).or_default().push((place(block.and_then(|block| block.get("device_index"))), id));
        }
    }
    for (_, resource) in estate.of_kind(&["aws_network_interface_attachment"]) {
        let instance = first(estate.one(resource, "instance_id", INSTANCES));
        let one = first(estate.one(resource, "network_interface_id", INTERFACES));
        if let (Some(instance), Some(one)) = (instance, one) {
            found.entry(instance).or_default().push((place(resource.values.get("device_index")), one));
        }
    }
    found.retain(|_, all| {
        all.arrange();
        let mut seen: Vec<Id> = Vec::new();
        all.retain(|(_, id)| {
            !seen.contains(id) && {
                seen.push(*id);
                true
            }
        });
        !all.is_empty()
    });
    found
}

fn addresses(interface: &Resource) -> Vec<String> {
    let mut all: Vec<String> = text(interface, "private_ip").map(str::to_owned).into_iter().collect();
    all.extend(blocks(interface, "private_ips").iter().filter_map(Value::as_str).map(str::to_owned));
    let more = blocks(interface, "private_ip_addresses").iter();
    all.extend(more.filter_map(|one| part(one, "private_ip_address")).map(str::to_owned));
    all.arrange();
    all.dedup();
    all
}
