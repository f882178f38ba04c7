//! Route tables of VPCs.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::filter::prefix_list;
use super::shape::{Route, RouteTable};
use super::snapshot::Found;
use super::vpc::inside;
use crate::design::raw::{RawLink, RawRoute, RawRouteTable};

pub(super) fn tables(draft: &mut Draft<'_>) {
    let ids: Vec<String> = draft.raw.vpcs.keys().cloned().collect();
    for id in ids {
        if draft.has_list("RouteTables", &id)
            && let Some(vpc) = draft.raw.vpcs.get_mut(&id)
        {
            vpc.route_tables = Some(BTreeMap::new());
        }
    }
    for (id, found) in draft.snapshot.route_tables.iter() {
        if found.is.vpc_id.is_empty() {
            draft.pass(found, "of no VPC", None);
            continue;
        }
        table(draft, id, found);
    }
}

fn table(draft: &mut Draft<'_>, id: &str, found: &Found<RouteTable>) {
    let vpc = found.is.vpc_id.clone();
    draft.took(found, inside(&vpc, "route_tables", id), id);
    let live: Vec<_> = found
        .is
        .associations
        .iter()
        .filter(|one| one.association_state.state.as_deref().is_none_or(|state| state.starts_with("associat")))
        .collect();
    let mut gateways = Vec::new();
    for gateway in live.iter().filter_map(|one| one.gateway_id.as_deref()) {
        match gateway.split('-').next() {
            Some("igw") => gateways.push("internet_gateway".to_owned()),
            Some("vgw") => gateways.push("virtual_private_gateway".to_owned()),
            _ => {
                let what = format!("the routes that `{gateway}` takes by table `{id}` of VPC `{vpc}`");
                let because = format!("`{gateway}` is no gateway that is modelled");
                draft.leaves_open(found.at(), what, because, "reach from that gateway");
            }
        }
    }
    let subnets: Vec<String> = live.iter().filter_map(|one| one.subnet_id.clone()).collect();
    let mut routes = Vec::new();
    for route in &found.is.routes {
        routes.extend(self::route(draft, &vpc, id, route, found));
    }
    let table = RawRouteTable {
        main: live.iter().any(|one| one.main == Some(true)).then_some(true),
        subnets: draft.subnets_in(&vpc, &subnets),
        gateways,
        routes,
    };
    draft.mention_vpc(&vpc, id).route_tables.get_or_insert_default().insert(id.to_owned(), table);
}

fn route(draft: &mut Draft<'_>, vpc: &str, table: &str, route: &Route, found: &Found<RouteTable>) -> Option<RawRoute> {
    let block = route.destination_cidr_block.clone().or_else(|| route.destination_ipv6_cidr_block.clone());
    let gateway = route.gateway_id.as_deref().unwrap_or_default();
    // Gateway endpoints route by themselves where their link names the table.
    if gateway.starts_with("vpce-")
        && route.destination_prefix_list_id.is_some()
        && draft.raw.links.contains_key(gateway)
    {
        return None;
    }
    if gateway == "local" {
        let own = draft.raw.vpcs.get(vpc).and_then(|vpc| vpc.cidrs.as_ref());
        // The local routes of the VPC's blocks are there without being written.
        if block.is_none() || own.is_some_and(|own| own.iter().any(|own| Some(own) == block.as_ref())) {
            return None;
        }
    }
    let to = match (&route.destination_prefix_list_id, block) {
        (Some(list), _) => prefix_list(draft, list),
        (None, Some(block)) => block,
        (None, None) => return None,
    };
    if route.state.as_deref() == Some("blackhole") {
        draft
            .infers(found.at(), format!("table `{table}` of VPC `{vpc}` leads nowhere for `{to}`: its target is gone"));
    }
    let via = match via(draft, vpc, route) {
        Ok(via) => via,
        Err(because) => {
            let what = format!("where table `{table}` of VPC `{vpc}` leads for `{to}`");
            draft.leaves_open(found.at(), what, because, "reach over this route");
            "unknown".to_owned()
        }
    };
    let propagated = (route.origin.as_deref() == Some("EnableVgwRoutePropagation")).then_some(true);
    Some(RawRoute { to: Some(to), via: Some(via), propagated })
}

/// Where a route leads, or why that is not known. AWS sets one of the targets.
fn via(draft: &Draft<'_>, vpc: &str, route: &Route) -> Result<String, String> {
    if route.state.as_deref() == Some("blackhole") {
        return Ok("blackhole".to_owned());
    }
    if route.egress_only_internet_gateway_id.is_some() {
        return Ok("egress_only_internet_gateway".to_owned());
    }
    if let Some(id) = &route.nat_gateway_id {
        let gateways = draft.raw.vpcs.get(vpc).and_then(|vpc| vpc.nat_gateways.as_ref());
        let known = gateways.is_some_and(|gateways| gateways.contains_key(id));
        return if known { Ok(format!("nat_gateway/{id}")) } else { Err(format!("NAT gateway `{id}` is in no file")) };
    }
    if let Some(id) = &route.vpc_peering_connection_id {
        let known = draft.raw.links.contains_key(id);
        return if known { Ok(id.clone()) } else { Err(format!("VPC peering `{id}` is in no file")) };
    }
    if let Some(id) = &route.transit_gateway_id {
        return match draft.raw.links.get(id) {
            Some(RawLink::TransitGateway(gateway)) if gateway.route_tables.is_some() => Ok(id.clone()),
            Some(_) => Err(format!("the route tables of transit gateway `{id}` are in no file")),
            None => Err(format!("transit gateway `{id}` is in no file")),
        };
    }
    if let Some(id) = route.network_interface_id.as_ref().or(route.instance_id.as_ref()) {
        let host = draft.hosts.by_id.get(id);
        let of_vpc =
            |name: &&String| draft.raw.applications.get(*name).is_some_and(|one| one.vpc.as_deref() == Some(vpc));
        return match host.filter(of_vpc) {
            Some(name) => Ok(format!("application/{name}")),
            None => Err(format!("what `{id}` belongs to is in no file")),
        };
    }
    if let Some(arn) = &route.core_network_arn {
        let core = arn.rsplit('/').next().unwrap_or(arn);
        let known = draft.raw.links.contains_key(core);
        return if known { Ok(core.to_owned()) } else { Err(format!("core network `{core}` is in no file")) };
    }
    match route.gateway_id.as_deref() {
        Some("local") => Ok("local".to_owned()),
        Some(id) if id.starts_with("igw-") => Ok("internet_gateway".to_owned()),
        Some(id) if id.starts_with("vgw-") => Ok("virtual_private_gateway".to_owned()),
        Some(id) if id.starts_with("vpce-") => {
            let endpoints = draft.raw.vpcs.get(vpc).and_then(|vpc| vpc.firewall_endpoints.as_ref());
            let known = endpoints.is_some_and(|endpoints| endpoints.contains_key(id));
            if known { Ok(format!("firewall_endpoint/{id}")) } else { Err(format!("endpoint `{id}` is in no file")) }
        }
        Some(id) => Err(format!("`{id}` is not modelled as the target of a route")),
        None if route.local_gateway_id.is_some() => Err("local gateways are not modelled".to_owned()),
        None if route.carrier_gateway_id.is_some() => Err("carrier gateways are not modelled".to_owned()),
        None => Err("the file gives no target that is read".to_owned()),
    }
}
