//! Filters and gateways of random designs: security groups, network ACLs, prefix lists, NAT gateways, flags of VPCs.

use std::collections::BTreeMap;

use tieline::design::raw::*;

use super::{BLOCKS, Tape, names, subnets_of};

const PORTS: [&str; 5] = ["443", "80", "5432", "1024-65535", "32768-61000"];

pub(super) fn flag(tape: &mut Tape<'_>) -> Option<bool> {
    tape.maybe(2, |tape| tape.one_in(2))
}

fn protocol(tape: &mut Tape<'_>) -> (Option<String>, Option<Ports>) {
    let protocol = tape.pick(&["tcp", "tcp", "udp", "all", "icmp", "50"]);
    let has_ports = protocol == "tcp" || protocol == "udp";
    let ports = if has_ports { tape.maybe(2, |tape| Ports::One(tape.pick(&PORTS))) } else { None };
    (Some(protocol), ports)
}

fn block(tape: &mut Tape<'_>) -> String {
    if tape.one_in(3) { "0.0.0.0/0".to_owned() } else { format!("{}.0.0/16", tape.pick(&BLOCKS)) }
}

fn peers(tape: &mut Tape<'_>, groups: &[String], lists: &[String]) -> Option<Vec<String>> {
    let mut peers = vec![block(tape)];
    if !groups.is_empty() && tape.one_in(2) {
        peers.push(format!("security_group/{}", groups[tape.below(groups.len())]));
    }
    if !lists.is_empty() && tape.one_in(3) {
        peers.push(format!("prefix_list/{}", lists[tape.below(lists.len())]));
    }
    peers.dedup();
    Some(peers)
}

fn security_groups(
    tape: &mut Tape<'_>,
    own: &[String],
    groups: &[String],
    lists: &[String],
) -> BTreeMap<String, RawSecurityGroup> {
    let mut made = BTreeMap::new();
    for name in own {
        let inbound = (0..tape.below(3)).map(|_| {
            let (protocol, ports) = protocol(tape);
            RawSecurityGroupRule { protocol, ports, from: peers(tape, groups, lists), to: None }
        });
        let inbound = inbound.collect();
        let outbound = tape.maybe(3, |tape| {
            let (protocol, ports) = protocol(tape);
            vec![RawSecurityGroupRule { protocol, ports, from: None, to: peers(tape, groups, lists) }]
        });
        made.insert(name.clone(), RawSecurityGroup { inbound, outbound });
    }
    made
}

fn entries(tape: &mut Tape<'_>) -> Option<Vec<RawNetworkAclEntry>> {
    tape.maybe(2, |tape| {
        let entries = (0..1 + tape.below(3) as u64).map(|number| {
            let (protocol, ports) = protocol(tape);
            let action = Some(tape.pick(&["allow", "allow", "deny"]));
            RawNetworkAclEntry { number: Some(100 * (number + 1)), action, protocol, ports, cidr: Some(block(tape)) }
        });
        entries.collect()
    })
}

fn network_acls(tape: &mut Tape<'_>, subnets: &[String]) -> BTreeMap<String, RawNetworkAcl> {
    let mut rest = subnets.to_vec();
    let mut acls = BTreeMap::new();
    for (number, name) in names("acl", 1 + tape.below(2)).into_iter().enumerate() {
        let subnets = tape.some_of(&rest);
        rest.retain(|subnet| !subnets.contains(subnet));
        let default = (number == 0).then_some(true);
        acls.insert(name, RawNetworkAcl { default, subnets, inbound: entries(tape), outbound: entries(tape) });
    }
    acls
}

fn nat_gateways(tape: &mut Tape<'_>, subnets: &[String]) -> BTreeMap<String, RawNatGateway> {
    let mut gateways = BTreeMap::new();
    for name in names("nat", tape.below(3)) {
        let regional = tape.maybe(4, |_| true);
        let subnet = if regional.is_some() || subnets.is_empty() {
            None
        } else {
            Some(subnets[tape.below(subnets.len())].clone())
        };
        let connectivity = tape.maybe(2, |tape| tape.pick(&["public", "private"]));
        gateways.insert(name, RawNatGateway { subnet, connectivity, regional, ..RawNatGateway::default() });
    }
    gateways
}

/// Gives a design filters and gateways, after everything else was drawn.
pub(super) fn filters_and_gateways(tape: &mut Tape<'_>, design: &mut RawDesign) {
    for name in names("list", tape.below(3)) {
        let cidrs = tape.maybe(2, |tape| vec![format!("{}.0.0/16", tape.pick(&BLOCKS))]);
        let max_entries = tape.maybe(2, |tape| tape.below(50) as u64 + 1);
        design.prefix_lists.insert(name, RawPrefixList { cidrs, max_entries, aws_name: None });
    }
    let lists: Vec<String> = design.prefix_lists.keys().cloned().collect();
    let vpcs: Vec<String> = design.vpcs.keys().cloned().collect();
    // Which VPC has which groups is drawn before any group names another.
    let owned: BTreeMap<String, Vec<String>> =
        vpcs.iter().filter_map(|vpc| tape.maybe(2, |tape| (vpc.clone(), names("group", 1 + tape.below(3))))).collect();
    for vpc in &vpcs {
        let subnets = subnets_of(design, vpc);
        let mut known = owned.get(vpc).cloned().unwrap_or_default();
        known.extend(
            owned.iter().flat_map(|(owner, groups)| groups.iter().map(move |group| format!("{owner}/{group}"))),
        );
        let groups = owned.get(vpc).map(|own| security_groups(tape, own, &known, &lists));
        let acls = tape.maybe(2, |tape| network_acls(tape, &subnets));
        let nat = tape.maybe(2, |tape| nat_gateways(tape, &subnets));
        let Some(raw) = design.vpcs.get_mut(vpc) else { continue };
        (raw.dns_support, raw.dns_hostnames) = (flag(tape), flag(tape));
        (raw.internet_gateway, raw.egress_only_internet_gateway) = (flag(tape), flag(tape));
        raw.virtual_private_gateway = flag(tape);
        (raw.security_groups, raw.network_acls, raw.nat_gateways) = (groups, acls, nat);
        more_routes(tape, raw, &lists);
    }
    for vpc in &vpcs {
        let subnets = subnets_of(design, vpc);
        if let Some(raw) = design.vpcs.get_mut(vpc).filter(|_| tape.one_in(4)) {
            firewalls(tape, &subnets, raw);
        }
    }
    for application in design.applications.values_mut() {
        let Some(groups) = application.vpc.as_ref().and_then(|vpc| owned.get(vpc)) else { continue };
        application.security_groups = tape.maybe(2, |tape| tape.some_of(groups));
        application.source_destination_check = flag(tape);
    }
}

/// Firewall endpoints, routes to them, and tables of gateways.
fn firewalls(tape: &mut Tape<'_>, subnets: &[String], vpc: &mut RawVpc) {
    let endpoint = |tape: &mut Tape<'_>| RawFirewallEndpoint {
        subnet: (!subnets.is_empty()).then(|| subnets[tape.below(subnets.len())].clone()),
        of: tape.maybe(2, |tape| tape.pick(&["network_firewall", "gateway_load_balancer"])),
    };
    let endpoints: BTreeMap<_, _> =
        names("wall", 1 + tape.below(2)).into_iter().map(|name| (name, endpoint(tape))).collect();
    let names: Vec<String> = endpoints.keys().cloned().collect();
    vpc.firewall_endpoints = Some(endpoints);
    let via = |tape: &mut Tape<'_>| Some(format!("firewall_endpoint/{}", names[tape.below(names.len())]));
    for table in vpc.route_tables.iter_mut().flat_map(BTreeMap::values_mut) {
        if tape.one_in(2) {
            let to = Some(tape.pick(&["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16"]));
            table.routes.push(RawRoute { to, via: via(tape), propagated: None });
        }
    }
    if let Some(tables) = vpc.route_tables.as_mut().filter(|_| tape.one_in(2)) {
        let gateways = vec![tape.pick(&["internet_gateway", "virtual_private_gateway"])];
        let to = vpc.subnets.values().find_map(|subnet| subnet.cidr.clone());
        let routes = to.map(|to| RawRoute { to: Some(to), via: via(tape), propagated: None }).into_iter().collect();
        tables.insert("edge".to_owned(), RawRouteTable { main: None, subnets: Vec::new(), gateways, routes });
    }
    if tape.one_in(2) {
        at_the_edge(subnets, vpc);
    }
}

/// The first subnet goes out to the internet by the first firewall endpoint, which stands in the last.
fn at_the_edge(subnets: &[String], vpc: &mut RawVpc) {
    let ([first, .., last], Some(endpoints)) = (subnets, &mut vpc.firewall_endpoints) else { return };
    let Some((name, endpoint)) = endpoints.iter_mut().next() else { return };
    endpoint.subnet = Some(last.clone());
    vpc.internet_gateway = Some(true);
    if let Some(subnet) = vpc.subnets.get_mut(first) {
        subnet.public_addresses = Some(true);
    }
    let table = |subnet: &String, via: String| RawRouteTable {
        subnets: vec![subnet.clone()],
        routes: vec![RawRoute { to: Some("0.0.0.0/0".to_owned()), via: Some(via), propagated: None }],
        ..RawRouteTable::default()
    };
    let tables = [
        ("in".to_owned(), table(first, format!("firewall_endpoint/{name}"))),
        ("out".to_owned(), table(last, "internet_gateway".to_owned())),
    ];
    vpc.route_tables = Some(tables.into());
}

fn more_routes(tape: &mut Tape<'_>, vpc: &mut RawVpc, lists: &[String]) {
    let gateways: Vec<String> = vpc.nat_gateways.iter().flat_map(BTreeMap::keys).cloned().collect();
    for table in vpc.route_tables.iter_mut().flat_map(BTreeMap::values_mut) {
        if tape.one_in(3) {
            let via = match tape.below(4) {
                0 if !gateways.is_empty() => format!("nat_gateway/{}", gateways[tape.below(gateways.len())]),
                1 => "unknown".to_owned(),
                _ => "internet_gateway".to_owned(),
            };
            table.routes.push(RawRoute { to: Some("0.0.0.0/0".to_owned()), via: Some(via), propagated: None });
        }
        if !lists.is_empty() && tape.one_in(3) {
            let to = Some(format!("prefix_list/{}", lists[tape.below(lists.len())]));
            let via = Some("virtual_private_gateway".to_owned());
            table.routes.push(RawRoute { to, via, propagated: None });
        }
    }
}
