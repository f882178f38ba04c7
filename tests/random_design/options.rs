//! What random designs say besides: load balancers, options of links, listeners and target groups of VPC Lattice.

use std::collections::BTreeMap;

use tieline::design::raw::*;

use super::filters::flag;
use super::{Tape, names, subnets_of};

fn target_group(tape: &mut Tape<'_>, targets: &[String]) -> RawTargetGroup {
    RawTargetGroup {
        targets: tape.some_of(targets),
        target_type: tape.maybe(2, |tape| tape.pick(&["instance", "ip", "alb", "lambda"])),
        protocol: tape.maybe(2, |tape| tape.pick(&["http", "https", "tcp", "udp"])),
        protocol_version: tape.maybe(3, |tape| tape.pick(&["http1", "http2", "grpc"])),
        port: tape.maybe(2, |tape| tape.below(9000) as u64 + 1),
        client_address: flag(tape),
        ipv6: flag(tape),
        ..RawTargetGroup::default()
    }
}

fn load_balancers(tape: &mut Tape<'_>, design: &mut RawDesign) {
    let vpcs: Vec<String> = design.vpcs.keys().cloned().collect();
    for name in names("balancer", tape.below(3)) {
        let vpc = vpcs[tape.below(vpcs.len())].clone();
        let behind = design.applications.iter().filter(|(_, one)| one.vpc.as_ref() == Some(&vpc));
        let behind: Vec<String> = behind.map(|(name, _)| name.clone()).collect();
        let groups = names("targets", 1 + tape.below(2));
        let target_groups = groups.iter().map(|name| (name.clone(), target_group(tape, &behind))).collect();
        let listeners = (0..tape.below(3)).map(|_| RawListener {
            protocol: Some(tape.pick(&["tcp", "udp", "tls", "http"])),
            port: Some(tape.below(9000) as u64 + 1),
            target_group: Some(groups[tape.below(groups.len())].clone()),
        });
        let listeners = listeners.collect();
        let own = design.vpcs[&vpc].security_groups.iter().flat_map(BTreeMap::keys).cloned().collect::<Vec<_>>();
        let balancer = RawLoadBalancer {
            kind: Some(tape.pick(&["network", "network", "application", "gateway"])),
            subnets: tape.some_of(&subnets_of(design, &vpc)),
            scheme: tape.maybe(2, |tape| tape.pick(&["internal", "internet_facing"])),
            ipv6: flag(tape),
            ipv6_source_nat: flag(tape),
            cross_zone: flag(tape),
            security_groups: tape.maybe(2, |tape| tape.some_of(&own)),
            filters_privatelink: flag(tape),
            listeners,
            target_groups,
            vpc: Some(vpc),
            ..RawLoadBalancer::default()
        };
        design.load_balancers.insert(name, balancer);
    }
}

fn endpoints(tape: &mut Tape<'_>, owned: &BTreeMap<String, Vec<String>>, all: &mut BTreeMap<String, RawEndpoint>) {
    for (vpc, endpoint) in all {
        endpoint.private_dns = flag(tape);
        endpoint.security_groups = owned.get(vpc).and_then(|own| tape.maybe(2, |tape| tape.some_of(own)));
    }
}

/// What accounts forbid in VPCs, and routes that no other part of the generator draws.
fn controls(tape: &mut Tape<'_>, design: &mut RawDesign) {
    let appliances: Vec<(String, Option<String>)> =
        design.applications.iter().map(|(name, one)| (name.clone(), one.vpc.clone())).collect();
    for (name, vpc) in &mut design.vpcs {
        vpc.block_public_access = tape.maybe(4, |tape| tape.pick(&["off", "ingress", "bidirectional"]));
        vpc.encryption_controls = tape.maybe(4, |tape| tape.pick(&["off", "monitor", "enforce"]));
        let own = appliances.iter().find(|(_, home)| home.as_ref() == Some(name));
        let Some(table) = vpc.route_tables.iter_mut().flat_map(BTreeMap::values_mut).next() else { continue };
        if tape.one_in(4) {
            let (to, via) = (Some("0.0.0.0/1".to_owned()), Some("egress_only_internet_gateway".to_owned()));
            table.routes.push(RawRoute { to, via, propagated: None });
        }
        if let Some((appliance, _)) = own.filter(|_| tape.one_in(3)) {
            let (to, via) = (Some("10.0.0.0/8".to_owned()), Some(format!("application/{appliance}")));
            table.routes.push(RawRoute { to, via, propagated: None });
        }
    }
}

fn endpoint_service(tape: &mut Tape<'_>, service: &mut RawPrivatelinkService, balancers: &[String]) {
    service.load_balancers = tape.maybe(2, |tape| tape.some_of(balancers));
    service.allowed_accounts = tape.maybe(3, |_| vec!["111111111111".to_owned()]);
}

fn lattice_service(tape: &mut Tape<'_>, service: &mut RawLatticeService) {
    service.auth_policy = tape.maybe(3, |tape| tape.pick(&["allow", "deny", "none", "unknown"]));
    service.custom_domain = tape.maybe(3, |tape| tape.pick(&["one.example.com", "two.example.com"]));
    service.certificate = flag(tape);
    if service.listener.is_some() || !tape.one_in(2) {
        return;
    }
    let groups = names("targets", 1 + tape.below(3));
    service.target_groups =
        groups.iter().map(|name| (name.clone(), target_group(tape, &service.applications))).collect();
    let weight = 400 * tape.below(4) as u64;
    let forward = |tape: &mut Tape<'_>| tape.some_of(&groups).into_iter().map(|name| (name, weight)).collect();
    let listeners = (0..1 + tape.below(3)).map(|_| {
        let forwards = forward(tape);
        let rule = tape.maybe(2, |tape| RawLatticeRule {
            priority: Some(tape.below(3) as u64 * 60),
            path: Some(RawMatch { prefix: Some("/v2".to_owned()), ..RawMatch::default() }),
            host: tape.maybe(4, |_| "example.com".to_owned()),
            forward: forward(tape),
            ..RawLatticeRule::default()
        });
        RawLatticeListener {
            protocol: Some(tape.pick(&["http", "https", "tls"])),
            port: Some(tape.below(3) as u64 * 100 + 80),
            fixed_response: if forwards.is_empty() { tape.maybe(2, |_| 403) } else { None },
            forward: forwards,
            rules: rule.into_iter().collect(),
        }
    });
    service.listeners = listeners.collect();
}

/// What Direct Connect associations with VPCs and transit gateways allow to be announced.
fn allowed_prefixes(tape: &mut Tape<'_>, design: &mut RawDesign) {
    let hubs: Vec<(String, Vec<String>)> = design
        .links
        .iter()
        .filter_map(|(name, link)| match link {
            RawLink::TransitGateway(gateway) => Some((name.clone(), gateway.attachments.keys().cloned().collect())),
            _ => None,
        })
        .collect();
    for (name, link) in &mut design.links {
        let RawLink::DirectConnect(connection) = link else { continue };
        let on = hubs.iter().filter(|(_, attached)| attached.contains(name)).map(|(hub, _)| hub.clone());
        for whose in connection.vpcs.iter().cloned().chain(on) {
            if tape.one_in(2) {
                let allowed = tape.pick(&["10.0.0.0/8", "10.9.0.0/16", "10.1.0.0/16"]);
                connection.allowed_prefixes.insert(whose, vec![allowed]);
            }
        }
    }
}

/// Gives a design load balancers and options, after everything else was drawn.
pub(super) fn options(tape: &mut Tape<'_>, design: &mut RawDesign) {
    load_balancers(tape, design);
    controls(tape, design);
    let balancers: Vec<String> = design.load_balancers.keys().cloned().collect();
    let owned: BTreeMap<String, Vec<String>> = design
        .vpcs
        .iter()
        .filter_map(|(vpc, raw)| Some((vpc.clone(), raw.security_groups.as_ref()?.keys().cloned().collect())))
        .collect();
    for link in design.links.values_mut() {
        match link {
            RawLink::VpcPeering(peering) => {
                peering.status = tape.maybe(6, |tape| tape.pick(&["active", "pending-acceptance", "rejected"]));
                if let Some(vpc) = peering.between.iter().flatten().next().filter(|_| tape.one_in(3)) {
                    peering.dns_resolution.insert(vpc.clone(), tape.one_in(2));
                }
            }
            RawLink::TransitGateway(gateway) => {
                (gateway.dns_support, gateway.security_group_referencing) = (flag(tape), flag(tape));
                gateway.encryption = tape.maybe(4, |_| true);
                let vpcs = gateway.attachments.iter_mut().filter(|(name, _)| name.starts_with("n-vpc"));
                for (_, attachment) in vpcs {
                    (attachment.appliance_mode, attachment.ipv6) = (flag(tape), flag(tape));
                    (attachment.dns_support, attachment.security_group_referencing) = (flag(tape), flag(tape));
                }
            }
            RawLink::PrivatelinkService(service) => {
                endpoints(tape, &owned, &mut service.endpoints);
                endpoint_service(tape, service, &balancers);
            }
            RawLink::PrivatelinkResource(resource) => endpoints(tape, &owned, &mut resource.endpoints),
            RawLink::ServiceNetwork(network) => {
                endpoints(tape, &owned, &mut network.endpoints);
                network.auth_policy = tape.maybe(3, |tape| tape.pick(&["allow", "deny", "none", "unknown"]));
                network.services.values_mut().for_each(|service| lattice_service(tape, service));
            }
            _ => {}
        }
    }
    allowed_prefixes(tape, design);
    let gateways = design.links.iter().filter(|(_, link)| matches!(link, RawLink::TransitGateway(_)));
    let gateways: Vec<String> = gateways.map(|(name, _)| name.clone()).collect();
    if let [one, two, ..] = gateways.as_slice()
        && tape.one_in(2)
    {
        let ends = Some(vec![one.clone(), two.clone()]);
        let peering = RawTransitGatewayPeering { transit_gateways: ends, ..Default::default() };
        let name = "n-link-between".to_owned();
        if let Some(RawLink::TransitGateway(gateway)) = design.links.get_mut(one)
            && let Some(table) = gateway.route_tables.iter_mut().flat_map(BTreeMap::values_mut).next()
        {
            let (to, via) = (Some("10.2.0.0/16".to_owned()), Some(name.clone()));
            table.routes.push(RawRoute { to, via, propagated: None });
            if tape.one_in(3) {
                table.propagations.push(name.clone());
            }
        }
        design.links.insert(name, RawLink::TransitGatewayPeering(peering));
    }
}
