//! Small designs with needs, for laws of the adviser.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use tieline::design::raw::{RawApplication, RawDesign, RawNeed, RawSite, RawSubnet, RawVpc};

const ZONES: [&str; 3] = ["use1-az1", "use1-az2", "use1-az4"];
const BLOCKS: [&str; 4] = ["10.0", "10.1", "10.2", "172.20"];
const SERVICES: [&str; 6] = ["https/443", "http/80", "grpc/50051", "tcp/5432", "udp/514", "websocket/443"];
const TRAITS: [&str; 5] = ["iam_auth", "weighted_routing", "client_address", "server_initiates", "ipv6"];

/// Small designs with everything that decides: overlapping blocks, tight subnets, IPv6, every protocol and trait, a
/// site.
pub(crate) fn designs() -> impl Strategy<Value = RawDesign> {
    let vpc = (
        0_usize..4,
        0_usize..3,
        prop_oneof![Just(28_u8), Just(27), Just(26), Just(24)],
        proptest::option::of(0_u64..9),
        0_u8..3,
    );
    let vpcs = proptest::collection::vec(vpc, 2..5);
    let applications = proptest::collection::vec((0_usize..4, 0_usize..6), 2..6);
    let need = (
        0_usize..7,
        0_usize..7,
        proptest::option::of(0_u64..20_000),
        proptest::collection::btree_set(0_usize..TRAITS.len(), 0..2),
        proptest::bool::ANY,
    );
    let needs = proptest::collection::vec(need, 1..6);
    (vpcs, applications, needs).prop_map(|(vpcs, applications, needs)| {
        let mut design = RawDesign { tieline: Some(1), region: Some("us-east-1".to_owned()), ..RawDesign::default() };
        for (number, (block, zone, prefix, used, kind)) in vpcs.iter().enumerate() {
            let base = BLOCKS[*block];
            let subnet = |third: u8, zone: usize| RawSubnet {
                az: Some(ZONES[zone % 3].to_owned()),
                cidr: Some(format!("{base}.{third}.0/{prefix}")),
                used: *used,
                // The second of three kinds has IPv6 in every subnet, the third in none.
                ipv6_cidr: (*kind == 1).then(|| format!("2600:1f18:{block}:{third}::/64")),
                ..RawSubnet::default()
            };
            let subnets = BTreeMap::from([("a".to_owned(), subnet(0, *zone)), ("b".to_owned(), subnet(1, zone + 1))]);
            let mut cidrs = vec![format!("{base}.0.0/16")];
            cidrs.extend((*kind > 0).then(|| format!("2600:1f18:{block}::/56")));
            let vpc = RawVpc { cidrs: Some(cidrs), subnets, ..RawVpc::default() };
            design.vpcs.insert(format!("vpc{number}"), vpc);
        }
        let count = vpcs.len();
        for (number, (vpc, service)) in applications.iter().enumerate() {
            let application = RawApplication {
                vpc: Some(format!("vpc{}", vpc % count)),
                serves: vec![SERVICES[*service].to_owned()],
                ..RawApplication::default()
            };
            design.applications.insert(format!("app{number}"), application);
        }
        design.sites.insert("dc".to_owned(), RawSite { cidrs: vec!["192.168.0.0/16".to_owned()] });
        let apps = applications.len();
        // The last parties of the range are a whole VPC and the site.
        let party = |number: usize| match number {
            5 => "vpc0".to_owned(),
            6 => "dc".to_owned(),
            _ => format!("app{}", number % apps),
        };
        for (number, (from, to, gigabytes, traits, between)) in needs.iter().enumerate() {
            let (from, to) = (party(*from), party(*to));
            if from == to {
                continue;
            }
            let mut need = RawNeed {
                traffic: gigabytes.map(|gigabytes| format!("{gigabytes} GB/month")),
                requires: traits.iter().map(|index| TRAITS[*index].to_owned()).collect(),
                ..RawNeed::default()
            };
            if *between {
                need.between = Some(vec![from, to]);
            } else {
                (need.from, need.to) = (Some(from.into()), Some(to));
            }
            design.needs.insert(format!("need{number}"), need);
        }
        design
    })
}

/// The same with links that are there already, some of them wrong, and route tables that lead nowhere yet.
#[allow(dead_code, reason = "not every law asks for links")]
pub(crate) fn standing() -> impl Strategy<Value = RawDesign> {
    let hub = proptest::option::of((any::<[bool; 4]>(), 0_u8..4));
    let peering = proptest::option::of((0_usize..4, 0_usize..4));
    let network = proptest::option::of((any::<[bool; 4]>(), 0_usize..6, proptest::option::of(0_usize..6)));
    let service = proptest::option::of((0_usize..6, 0_usize..4));
    (designs(), hub, peering, network, service, any::<[bool; 4]>()).prop_map(
        |(mut design, hub, peering, network, service, tables)| {
            let vpcs: Vec<String> = design.vpcs.keys().cloned().collect();
            let applications: Vec<String> = design.applications.keys().cloned().collect();
            let application = |nth: usize| applications[nth % applications.len()].clone();
            let home = |name: &String| design.applications[name].vpc.clone().unwrap();
            let some = |chosen: [bool; 4]| -> Vec<String> {
                vpcs.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(vpc, _)| vpc.clone()).collect()
            };
            let mut links = serde_json::Map::new();
            if let Some((chosen, site)) = hub {
                let attached = some(chosen).into_iter().map(|vpc| (vpc, json!({ "subnets": ["a"] })));
                let mut attachments: serde_json::Map<_, _> = attached.collect();
                let connection = json!({ "site": "dc", "allowed_prefixes": { "hub": ["10.1.0.0/16"] } });
                let hybrid = match site {
                    1 => Some(("vpn", json!({ "site_to_site_vpn": { "site": "dc" } }))),
                    2 => Some(("dx", json!({ "direct_connect": connection }))),
                    _ => None,
                };
                if let Some((name, link)) = hybrid {
                    links.insert(name.to_owned(), link);
                    attachments.insert(name.to_owned(), json!({}));
                }
                links.insert("hub".to_owned(), json!({ "transit_gateway": { "attachments": attachments } }));
            }
            if let Some((one, other)) = peering.filter(|(one, other)| one % vpcs.len() != other % vpcs.len()) {
                let between = [&vpcs[one % vpcs.len()], &vpcs[other % vpcs.len()]];
                links.insert("pcx".to_owned(), json!({ "vpc_peering": { "between": between } }));
            }
            if let Some((associated, served, resource)) = network {
                let served = application(served);
                let mut made =
                    json!({ "associations": some(associated), "services": { &served: { "applications": [&served] } } });
                if let Some(resource) = resource.map(application) {
                    made["resources"] =
                        json!({ &resource: { "application": &resource, "gateway": { "subnets": ["a"] } } });
                }
                links.insert("net".to_owned(), json!({ "service_network": made }));
            }
            if let Some((offered, client)) = service {
                let (offered, client) = (application(offered), &vpcs[client % vpcs.len()]);
                let endpoints =
                    if home(&offered) == *client { json!({}) } else { json!({ client: { "subnets": ["b"] } }) };
                let made = json!({ "privatelink_service": { "application": offered, "endpoints": endpoints } });
                links.insert("svc".to_owned(), made);
            }
            design.links = serde_json::from_value(links.into()).unwrap();
            for (vpc, _) in design.vpcs.values_mut().zip(tables).filter(|(_, described)| *described) {
                vpc.route_tables = serde_json::from_value(json!({ "main": { "main": true } })).unwrap();
            }
            design
        },
    )
}
