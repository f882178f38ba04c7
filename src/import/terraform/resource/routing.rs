//! Route tables with their routes, inline and separate, and the subnets that use them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::filter::LISTS;
use super::{association, firewall, gateway, peering, propagation, transit_gateway, wan};
use crate::cidr::Cidr;
use crate::design::raw::{RawLink, RawRoute, RawRouteTable};
use crate::import::terraform::draft::{Draft, VPCS, blocks, is_pending, part, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::kinds::MAIN;
use crate::import::terraform::reference::{How, Lead};
use crate::order::Arrange;
use crate::source::Pointer;

pub(super) const TABLES: &[&str] = &["aws_route_table", "aws_default_route_table"];
pub(super) const FLIPS: &str = "missing and wrong routes there";

/// The attributes of a route that say where packets go, with the types each may lead to.
const TARGETS: &[(&str, &[&str])] = &[
    ("gateway_id", &["aws_internet_gateway", "aws_vpn_gateway", "aws_vpc_endpoint"]),
    ("nat_gateway_id", gateway::NAT),
    ("transit_gateway_id", transit_gateway::GATEWAYS),
    ("vpc_peering_connection_id", peering::PEERINGS),
    ("egress_only_gateway_id", &["aws_egress_only_internet_gateway"]),
    ("core_network_arn", wan::NETWORKS),
    ("vpc_endpoint_id", firewall::ENDPOINTS),
    ("network_interface_id", &["aws_network_interface", "aws_instance"]),
    ("instance_id", &["aws_instance"]),
    ("local_gateway_id", &[]),
    ("carrier_gateway_id", &[]),
];

pub(super) fn route_tables(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut made: BTreeMap<Id, RawRouteTable> = BTreeMap::new();
    for (id, resource) in estate.of_kind(TABLES) {
        // What is looked up tells of a VPC that something else leads to.
        let is_looked_up = resource.is_data && resource.made.is_none();
        if is_looked_up
            && !matches!(estate.one(resource, "vpc_id", VPCS), Lead::To(found, _) if found.iter().all(|id| draft.vpcs.contains_key(id)))
        {
            continue;
        }
        draft.took(id);
        let is_default = resource.kind.as_ref() == "aws_default_route_table";
        let vpc = if let Some(made) = &resource.made {
            draft.vpcs.get(&made.vpc).cloned()
        } else if is_default {
            draft.vpc_adopting(resource, "default_route_table_id", FLIPS)
        } else {
            draft.vpc(resource, "vpc_id", FLIPS)
        };
        let Some(vpc) = vpc else { continue };
        let name = draft.name_inside(resource, &vpc);
        let at = Pointer::root().push("vpcs").push(&vpc).push("route_tables").push(&name);
        draft.stands(at.clone(), resource);
        if resource.made.is_none() {
            draft.also_called(resource, &name);
        }
        draft.inside.insert(id, (vpc.clone(), name));
        let mut raw = RawRouteTable {
            main: (is_default && (resource.made.is_none() || &*resource.name == MAIN)).then_some(true),
            ..RawRouteTable::default()
        };
        for block in blocks(resource, "associations").iter().filter(|_| is_looked_up) {
            raw.main = raw.main.or((block.get("main") == Some(&Value::Bool(true))).then_some(true));
            let subnet = part(block, "subnet_id").and_then(|id| estate.by_id(id)).and_then(|id| draft.subnet_by(id));
            raw.subnets.extend(subnet.map(|(_, name)| name));
        }
        for block in blocks(resource, if is_looked_up { "routes" } else { "route" }) {
            if let Some(route) = inline(draft, resource, block, &vpc) {
                raw.routes.push(route);
            }
        }
        if resource.made.is_none() && !is_looked_up && is_pending(estate, resource, "route") {
            draft.unknown(&at.push("routes"), "known after apply");
        }
        made.insert(id, raw);
    }
    separate(draft, &mut made);
    association::associations(draft, &mut made);
    firewall::settle(draft, &mut made);
    propagation::propagations(draft, &mut made);
    for (id, mut raw) in made {
        let Some((vpc, name)) = draft.inside.get(&id).cloned() else { continue };
        if let Some(resource) = estate.get(id).filter(|one| one.made.is_some()) {
            if resource.is_idle() {
                continue;
            }
            let at = Pointer::root().push("vpcs").push(&vpc).push("route_tables").push(&name);
            draft.stands(at.clone(), resource);
            draft.also_called(resource, &name);
            if resource.is_data {
                draft.unknown(&at.push("routes"), "its VPC is only looked up: other routes may be there");
            }
        }
        raw.subnets.arrange();
        raw.subnets.dedup();
        if let Some(owner) = draft.raw.vpcs.get_mut(&vpc) {
            owner.route_tables.get_or_insert_default().insert(name, raw);
        }
    }
    main_tables(draft);
}

/// A VPC has a main table whether or not Terraform describes it.
fn main_tables(draft: &mut Draft<'_, '_>) {
    let managed: Vec<(Id, String)> = draft.vpcs.iter().map(|(id, name)| (*id, name.clone())).collect();
    for (id, name) in managed {
        let Some(resource) = draft.estate.get(id) else { continue };
        let Some(raw) = draft.raw.vpcs.get_mut(&name) else { continue };
        // Of a VPC that is only looked up, other tables may be there.
        if resource.is_data {
            if let Some(tables) = &mut raw.route_tables
                && !tables.values().any(|table| table.main == Some(true))
            {
                tables.insert(MAIN.to_owned(), RawRouteTable { main: Some(true), ..RawRouteTable::default() });
                let at = Pointer::root().push("vpcs").push(&name).push("route_tables").push(MAIN);
                draft.unknown(&at.push("routes"), "its VPC is only looked up");
                draft.stands(at, resource);
            }
            continue;
        }
        // AWS gives a default VPC a way to the internet; what else its main table holds is not here.
        if resource.kind.as_ref() == "aws_default_vpc"
            && !raw.route_tables.iter().flatten().any(|(_, table)| table.main == Some(true))
        {
            raw.route_tables = None;
            draft.unknown(
                &Pointer::root().push("vpcs").push(&name).push("route_tables"),
                "the main table of a default VPC is not in this input, and AWS makes it with more than local routes",
            );
            continue;
        }
        let tables = raw.route_tables.get_or_insert_default();
        if tables.values().any(|table| table.main == Some(true)) {
            continue;
        }
        let used = raw.subnets.keys().any(|subnet| !tables.values().any(|table| table.subnets.contains(subnet)));
        tables.insert(MAIN.to_owned(), RawRouteTable { main: Some(true), ..RawRouteTable::default() });
        draft.stands(Pointer::root().push("vpcs").push(&name).push("route_tables").push(MAIN), resource);
        if let Some(table) = text(resource, "main_route_table_id").map(str::to_owned) {
            draft.raw.aliases.entry(table).or_insert_with(|| MAIN.to_owned());
        }
        if used {
            draft.coverage.inferred.push(format!(
                "the main route table of `{name}`, which its other subnets use, is not in this input and taken to have no \
                 route but the local ones, as AWS makes it"
            ));
        }
    }
}

fn destination(draft: &Draft<'_, '_>, resource: &Resource, block: &Value, names: [&str; 3]) -> Option<String> {
    let [ipv4, ipv6, list] = names;
    if let Some(cidr) = part(block, ipv4).or_else(|| part(block, ipv6)) {
        return Some(cidr.to_owned());
    }
    let lead = match part(block, list) {
        Some(id) => draft.estate.by_id(id).map_or(Lead::Absent, |at| Lead::To(vec![at], How::Value)),
        None => match draft.estate.of_block(resource, "route", block, list, LISTS) {
            Ok(lead) if resource.values.contains_key("route") => draft.estate.the_one(resource, lead),
            _ => draft.estate.one(resource, list, LISTS),
        },
    };
    match lead {
        Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).map(|name| format!("prefix_list/{name}")),
        _ => None,
    }
}

fn inline(draft: &mut Draft<'_, '_>, resource: &Resource, block: &Value, vpc: &str) -> Option<RawRoute> {
    let names = ["cidr_block", "ipv6_cidr_block", "destination_prefix_list_id"];
    // State holds the routes of gateway endpoints too, which route by themselves.
    if part(block, "gateway_id").is_some_and(|id| id.starts_with("vpce-")) {
        return None;
    }
    let Some(to) = destination(draft, resource, block, names) else {
        draft.left_out(resource, "the destination of one of its routes is not known", FLIPS);
        return None;
    };
    if part(block, "gateway_id") == Some("local") {
        return None;
    }
    for (attribute, wanted) in TARGETS {
        let lead = match part(block, attribute) {
            Some(id) => draft
                .estate
                .by_id(id)
                .map_or_else(|| Lead::Outside(vec![id.to_owned()]), |at| Lead::To(vec![at], How::Value)),
            None if resource.is_planned && block.get(*attribute).is_none() => {
                match draft.estate.of_block(resource, "route", block, attribute, wanted) {
                    Ok(lead) => lead,
                    Err(candidates) => match draft.estate.one_each(resource, "route", &candidates) {
                        Some(own) if *wanted == gateway::NAT => own,
                        _ => leading_to(draft, &candidates, vpc, &to),
                    },
                }
            }
            None => continue,
        };
        if let Some(via) = target(draft, resource, vpc, attribute, lead) {
            return Some(RawRoute { to: Some(to), via: Some(via), propagated: None });
        }
    }
    Some(RawRoute { to: Some(to), via: Some("unknown".to_owned()), propagated: None })
}

/// Of several peering connections the one that leads to the destination.
fn leading_to(draft: &Draft<'_, '_>, candidates: &[Id], vpc: &str, to: &str) -> Lead {
    let leads = |id: &&Id| {
        let Some(RawLink::VpcPeering(raw)) = draft.tops.get(id).and_then(|name| draft.raw.links.get(name)) else {
            return false;
        };
        if !raw.between.iter().flatten().any(|name| name == vpc) {
            return false;
        }
        let others = raw.between.iter().flatten().filter(|name| *name != vpc);
        let mut blocks = others.filter_map(|name| draft.raw.vpcs.get(name)).flat_map(|vpc| vpc.cidrs.iter().flatten());
        blocks.any(|block| match (block.parse::<Cidr>(), to.parse::<Cidr>()) {
            (Ok(block), Ok(to)) => block.overlaps(to),
            _ => false,
        })
    };
    let found: Vec<Id> = candidates.iter().filter(leads).copied().collect();
    if found.len() == 1 {
        let ground = format!("of {} that the configuration refers to, it leads to `{to}`", candidates.len());
        return Lead::To(found, How::Inferred(ground));
    }
    Lead::Unknown(format!("known after apply, and may be any of {} that the blocks refer to", candidates.len()))
}

fn separate(draft: &mut Draft<'_, '_>, made: &mut BTreeMap<Id, RawRouteTable>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(&["aws_route"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let block = Value::Object(resource.values.clone());
        let names = ["destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"];
        let table = match association::beside(draft, resource, destination(draft, resource, &block, names).as_deref()) {
            Some(table) => Some(table),
            None => table_of(draft, resource, made, "its route table is"),
        };
        let Some(table) = table else {
            let to = destination(draft, resource, &block, names);
            association::may_have(draft, resource, made, to.as_deref());
            continue;
        };
        let Some((vpc, name)) = draft.inside.get(&table).cloned() else { continue };
        let Some(to) = destination(draft, resource, &block, names) else {
            draft.left_out(resource, "its destination is not known", FLIPS);
            continue;
        };
        let mut via = None;
        for (attribute, wanted) in TARGETS {
            let mut lead = estate.one(resource, attribute, wanted);
            if let (Lead::Unknown(_), Lead::To(found, _)) = (&lead, estate.lead(resource, attribute, wanted)) {
                lead = match leading_to(draft, &found, &vpc, &to) {
                    led @ Lead::To(..) => led,
                    _ => lead,
                };
            }
            if via.is_none() && lead != Lead::Absent {
                via = target(draft, resource, &vpc, attribute, lead);
            }
        }
        let via = via.unwrap_or_else(|| "unknown".to_owned());
        if via == "local" {
            continue;
        }
        let Some(raw) = made.get_mut(&table) else { continue };
        // State lists under the table what stands as resources of their own as well.
        if raw
            .routes
            .iter()
            .any(|one| one.to.as_ref() == Some(&to) && (one.via.as_ref() == Some(&via) || via == "unknown"))
        {
            continue;
        }
        raw.routes.retain(|one| one.to.as_ref() != Some(&to) || one.via.as_deref() != Some("unknown"));
        raw.routes.push(RawRoute { to: Some(to), via: Some(via), propagated: None });
        let at = Pointer::root().push("vpcs").push(&vpc).push("route_tables").push(&name);
        draft.stands(at.push("routes").index(raw.routes.len() - 1), resource);
    }
}

/// The table that a resource refers to: by itself, or as the main table of a VPC.
pub(super) fn table_of(
    draft: &mut Draft<'_, '_>,
    resource: &Resource,
    made: &mut BTreeMap<Id, RawRouteTable>,
    what: &str,
) -> Option<Id> {
    let estate = draft.estate;
    match estate.own(resource, "route_table_id", TABLES) {
        Lead::To(found, how) => {
            let Some(id) = found.first().copied().filter(|id| made.contains_key(id)) else {
                draft.left_out(resource, format!("{what} of a VPC that is not known"), FLIPS);
                return None;
            };
            if let Some((vpc, name)) = draft.inside.get(&id).cloned() {
                draft.infer(resource, "taken to belong to", &format!("{vpc}/{name}"), &how);
            }
            Some(id)
        }
        lead => {
            let because = match lead {
                Lead::Unknown(because) => because,
                Lead::Outside(ids) => format!("{}, which is not in this input", ids.join(", ")),
                _ => "not said".to_owned(),
            };
            draft.left_out(resource, format!("{what} {because}"), FLIPS);
            None
        }
    }
}

fn target(draft: &mut Draft<'_, '_>, by: &Resource, vpc: &str, attribute: &str, lead: Lead) -> Option<String> {
    match lead {
        Lead::Absent => None,
        Lead::Unknown(because) => {
            draft.left_out(by, format!("where it leads is {because}"), "reach over this route");
            Some("unknown".to_owned())
        }
        Lead::Outside(ids) => {
            let id = ids.first()?;
            if id == "local" {
                return Some("local".to_owned());
            }
            if let Some(endpoint) = firewall::by_id(draft, id, vpc) {
                return Some(endpoint);
            }
            // A hub of another input that something here is attached to.
            if draft.raw.links.contains_key(id) {
                return Some(id.clone());
            }
            let word = match id.split('-').next().unwrap_or_default() {
                "igw" => "internet_gateway",
                "vgw" => "virtual_private_gateway",
                "eigw" => "egress_only_internet_gateway",
                "nat" => "nat_gateway",
                _ => {
                    let because = format!("it leads to {id}, which this input does not describe");
                    draft.left_out(by, because, "reach over this route");
                    "unknown"
                }
            };
            Some(word.to_owned())
        }
        Lead::To(found, how) => {
            let id = *found.first()?;
            if let Some(to) = draft.estate.get(id) {
                draft.infer(by, "taken to lead to", &to.address, &how);
            }
            let kind = draft.estate.get(id)?.kind.clone();
            Some(match kind.as_ref() {
                "aws_internet_gateway" => "internet_gateway".to_owned(),
                "aws_egress_only_internet_gateway" => "egress_only_internet_gateway".to_owned(),
                "aws_vpn_gateway" => "virtual_private_gateway".to_owned(),
                "aws_nat_gateway" => match draft.inside.get(&id) {
                    Some((of, name)) if of == vpc => format!("nat_gateway/{name}"),
                    _ => "nat_gateway".to_owned(),
                },
                "aws_instance" | "aws_network_interface" => appliance(draft, id, vpc, by),
                kind if firewall::ENDPOINTS.contains(&kind) => {
                    firewall::target(draft, id, vpc, by).unwrap_or_else(|| {
                        draft.left_out(
                            by,
                            "the endpoint it leads to is none of a firewall in this VPC",
                            "reach over this route",
                        );
                        "unknown".to_owned()
                    })
                }
                _ => match draft.tops.get(&id) {
                    Some(name) if draft.raw.links.contains_key(name) => name.clone(),
                    _ => {
                        let because = format!("the `{attribute}` it leads to could not be placed in the design");
                        draft.left_out(by, because, "reach over this route");
                        "unknown".to_owned()
                    }
                },
            })
        }
    }
}

/// An instance that forwards packets, or the instance behind a network interface.
fn appliance(draft: &mut Draft<'_, '_>, id: Id, vpc: &str, by: &Resource) -> String {
    let estate = draft.estate;
    let instance = match estate.get(id) {
        Some(one) if one.kind.as_ref() == "aws_network_interface" => super::interface::instance_of(estate, id),
        _ => Some(id),
    };
    let name = instance.and_then(|id| draft.tops.get(&id)).cloned();
    match name.filter(|name| draft.raw.applications.get(name).is_some_and(|one| one.vpc.as_deref() == Some(vpc))) {
        Some(name) => format!("application/{name}"),
        None => {
            draft.left_out(by, "whose network interface it leads to is not known", "reach over this route");
            "unknown".to_owned()
        }
    }
}
