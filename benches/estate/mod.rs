//! Generated designs of any size: VPCs of ten subnets and a security group on transit gateways, with
//! applications and needs. The same
//! number gives the same design.

use std::collections::BTreeMap;

use tieline::design::raw::{
    Ports, RawApplication, RawAttachment, RawDesign, RawLink, RawNeed, RawRoute, RawRouteTable, RawSecurityGroup,
    RawSecurityGroupRule, RawSubnet, RawTransitGateway, RawVpc,
};

/// VPCs on one transit gateway: well below its quota of attachments.
const VPCS_PER_HUB: usize = 3_000;

/// A design of so many VPCs (at most 16,384: each has a /22 of 10.0.0.0/8).
pub(crate) fn design(vpcs: usize) -> RawDesign {
    let mut design = RawDesign { tieline: Some(1), region: Some("us-east-1".to_owned()), ..RawDesign::default() };
    let mut hubs: BTreeMap<String, RawTransitGateway> = BTreeMap::new();
    for number in 0..vpcs {
        let name = name(number);
        let hub = format!("hub-{}", number / VPCS_PER_HUB);
        design.vpcs.insert(name.clone(), vpc(number, &hub));
        design.applications.insert(format!("app-{number:05}"), application(&name));
        let attachment =
            RawAttachment { subnets: vec!["attach-a".to_owned(), "attach-b".to_owned()], ..RawAttachment::default() };
        hubs.entry(hub.clone()).or_default().attachments.insert(name, attachment);
        if number % 10 == 9 {
            design.needs.insert(format!("need-{number:05}"), need(number, hub));
        }
    }
    design.links = hubs.into_iter().map(|(name, hub)| (name, RawLink::TransitGateway(hub))).collect();
    design
}

fn name(number: usize) -> String {
    format!("vpc-{number:05}")
}

fn vpc(number: usize, hub: &str) -> RawVpc {
    let base = 10 * (1 << 24) + number * 1024;
    let block = |offset: usize, prefix: u8| {
        let address = base + offset;
        format!("{}.{}.{}.{}/{prefix}", address >> 24, (address >> 16) & 255, (address >> 8) & 255, address & 255)
    };
    let subnet = |offset: usize, prefix: u8, zone: usize, used: u64| RawSubnet {
        az: Some(format!("use1-az{zone}")),
        cidr: Some(block(offset, prefix)),
        used: Some(used),
        ..RawSubnet::default()
    };
    let subnets = [
        ("apps-a", subnet(0, 25, 1, 40)),
        ("apps-b", subnet(128, 25, 2, 40)),
        ("data-a", subnet(256, 25, 1, 12)),
        ("data-b", subnet(384, 25, 2, 12)),
        ("attach-a", subnet(512, 28, 1, 1)),
        ("attach-b", subnet(528, 28, 2, 1)),
        ("endpoints-a", subnet(544, 28, 1, 3)),
        ("endpoints-b", subnet(560, 28, 2, 3)),
        ("balancers-a", subnet(576, 27, 1, 8)),
        ("balancers-b", subnet(608, 27, 2, 8)),
    ];
    let route = RawRoute { to: Some("10.0.0.0/8".to_owned()), via: Some(hub.to_owned()), propagated: None };
    let rule = |ports: &str, from: Option<&str>, to: Option<&str>| RawSecurityGroupRule {
        protocol: Some("tcp".to_owned()),
        ports: Some(Ports::One(ports.to_owned())),
        from: from.map(|one| vec![one.to_owned()]),
        to: to.map(|one| vec![one.to_owned()]),
    };
    let group = RawSecurityGroup {
        inbound: vec![rule("443", Some("10.0.0.0/8"), None), rule("8443", Some("security_group/apps"), None)],
        outbound: Some(vec![rule("443", None, Some("10.0.0.0/8")), rule("8443", None, Some("security_group/apps"))]),
    };
    let main = RawRouteTable { main: Some(true), subnets: Vec::new(), gateways: Vec::new(), routes: vec![route] };
    RawVpc {
        account: Some(format!("{number:012}")),
        cidrs: Some(vec![block(0, 22)]),
        subnets: subnets.into_iter().map(|(name, subnet)| (name.to_owned(), subnet)).collect(),
        route_tables: Some(BTreeMap::from([("main".to_owned(), main)])),
        security_groups: Some(BTreeMap::from([("apps".to_owned(), group)])),
        ..RawVpc::default()
    }
}

fn application(vpc: &str) -> RawApplication {
    RawApplication {
        vpc: Some(vpc.to_owned()),
        subnets: Some(vec!["apps-a".to_owned(), "apps-b".to_owned()]),
        runs_on: Some("ecs".to_owned()),
        security_groups: Some(vec!["apps".to_owned()]),
        serves: vec!["https/443".to_owned()],
        ..RawApplication::default()
    }
}

fn need(number: usize, hub: String) -> RawNeed {
    RawNeed {
        from: Some(format!("app-{number:05}").into()),
        to: Some(format!("app-{:05}", number - 9)),
        traffic: Some("1 TB/month".to_owned()),
        via: Some(hub),
        ..RawNeed::default()
    }
}
