//! Quota rules one below, at and above each boundary of the shipped facts.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use serde_json::{Map, Value, json};
use tieline::design::{build::build, raw::RawDesign};
use tieline::facts::{Facts, LimitId};
use tieline::rules;
use tieline::why::Premise;

/// The quota rules that a design raises about one fact.
fn raised(value: &Value, limit: LimitId) -> Vec<u16> {
    let raw: RawDesign = serde_json::from_value(value.clone()).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, []);
    let found = rules::check(&built.design, &Facts::shipped())
        .into_iter()
        .filter(|finding| finding.rule.0 / 100 == 7 && finding.why.premises.contains(&Premise::Fact(limit.fact())));
    found.map(|finding| finding.rule.0).collect()
}

/// Builds a design with so many of a thing around every boundary of its quota, and says what must be raised.
fn boundaries(limit: LimitId, design: impl Fn(u64) -> Value) {
    let facts = Facts::shipped();
    let default = facts.limit(limit);
    let near = (default * 80).div_ceil(100);
    let mut cases = vec![(near - 1, vec![]), (near, vec![703]), (default, vec![703])];
    match facts.maximum(limit) {
        Some(maximum) if maximum == default => cases.push((default + 1, vec![701])),
        Some(maximum) => cases.extend([(default + 1, vec![702]), (maximum, vec![702]), (maximum + 1, vec![701])]),
        None => cases.push((default + 1, vec![702])),
    }
    for (number, expected) in cases {
        assert_eq!(raised(&design(number), limit), expected, "{number} for `{limit}`");
    }
}

fn map(number: u64, entry: impl Fn(u64) -> (String, Value)) -> Map<String, Value> {
    (0..number).map(entry).collect()
}

/// The nth /24 of 10.0.0.0/8.
fn block(nth: u64) -> String {
    format!("10.{}.{}.0/24", nth / 256, nth % 256)
}

fn vpcs(number: u64) -> Map<String, Value> {
    map(number, |nth| (format!("vpc-{nth}"), json!({ "cidrs": [block(nth)] })))
}

fn shop(fields: Value) -> Value {
    json!({ "tieline": 1, "vpcs": { "shop": fields } })
}

#[test]
fn ipv4_blocks_per_vpc() {
    boundaries(LimitId::VpcCidrMax, |number| {
        shop(json!({ "cidrs": (0..number).map(|nth| block(512 + nth)).collect::<Vec<_>>() }))
    });
}

#[test]
fn ipv6_blocks_per_vpc() {
    boundaries(LimitId::VpcIpv6Count, |number| {
        let ipv6 = (0..number).map(|nth| format!("2001:db8:{nth:x}::/56"));
        shop(json!({ "cidrs": std::iter::once("10.0.0.0/16".to_owned()).chain(ipv6).collect::<Vec<_>>() }))
    });
}

#[test]
fn subnets_per_vpc() {
    boundaries(LimitId::QuotaSubnetsPerVpc, |number| {
        let subnets = map(number, |nth| (format!("shop-{nth}"), json!({ "cidr": block(nth) })));
        shop(json!({ "cidrs": ["10.0.0.0/16"], "subnets": subnets }))
    });
}

#[test]
fn route_tables_per_vpc() {
    boundaries(LimitId::QuotaRouteTablesPerVpc, |number| {
        shop(
            json!({ "cidrs": ["10.0.0.0/16"], "route_tables": map(number, |nth| (format!("table-{nth}"), json!({}))) }),
        )
    });
}

#[test]
fn routes_per_route_table_count_each_family_apart_and_with_its_local_routes() {
    boundaries(LimitId::QuotaRoutesPerRt, |number| {
        // One local IPv4 route for the block of the VPC, and as many IPv6 routes as leave that family silent.
        let ipv4 = (1..number).map(|nth| json!({ "to": block(nth), "via": "nat_gateway" }));
        let ipv6 = (0..300).map(|nth| json!({ "to": format!("2001:db8:{nth:x}::/48"), "via": "internet_gateway" }));
        let routes: Vec<Value> = ipv4.chain(ipv6).collect();
        shop(json!({ "cidrs": ["172.16.0.0/16"], "route_tables": { "main": { "main": true, "routes": routes } } }))
    });
}

#[test]
fn peering_connections_per_vpc() {
    boundaries(LimitId::PeerQuotaActive, |number| {
        let mut all = vpcs(number);
        all.insert("shop".to_owned(), json!({ "cidrs": ["172.16.0.0/16"] }));
        let links = map(number, |nth| {
            (format!("peering-{nth}"), json!({ "vpc_peering": { "between": ["shop", format!("vpc-{nth}")] } }))
        });
        json!({ "tieline": 1, "vpcs": all, "links": links })
    });
}

#[test]
fn transit_gateways_per_vpc() {
    boundaries(LimitId::TgwPerVpc, |number| {
        let links =
            map(number, |nth| (format!("hub-{nth}"), json!({ "transit_gateway": { "attachments": { "shop": {} } } })));
        json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } }, "links": links })
    });
}

fn hub(number: u64) -> Value {
    let attachments = map(number, |nth| (format!("vpc-{nth}"), json!({})));
    let links = json!({ "hub": { "transit_gateway": { "attachments": attachments } } });
    json!({ "tieline": 1, "vpcs": vpcs(number), "links": links })
}

#[test]
fn attachments_per_transit_gateway() {
    boundaries(LimitId::TgwAttachments, hub);
}

#[test]
fn routes_per_transit_gateway() {
    boundaries(LimitId::TgwRoutesTotal, hub);
}

#[test]
fn routes_of_a_transit_gateway_add_up_over_its_tables_and_kinds() {
    // Two blocks propagate into each of two tables, and one of these has a static route besides.
    let count = |routes: u64| {
        let routes: Vec<Value> = (0..routes).map(|nth| json!({ "to": block(nth), "via": "blackhole" })).collect();
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["172.16.0.0/16", "172.18.0.0/16"] } },
            "links": { "hub": { "transit_gateway": {
                "attachments": { "shop": { "route_table": "one" } },
                "route_tables": {
                    "one": { "propagations": ["shop"], "routes": routes },
                    "two": { "propagations": ["shop"] },
                },
            } } },
        })
    };
    let near = Facts::shipped().limit(LimitId::TgwRoutesTotal) * 8 / 10;
    assert!(raised(&count(near - 5), LimitId::TgwRoutesTotal).is_empty());
    assert_eq!(raised(&count(near - 4), LimitId::TgwRoutesTotal), [703]);
}

#[test]
fn route_tables_per_transit_gateway() {
    boundaries(LimitId::TgwRouteTables, |number| {
        let tables = map(number, |nth| (format!("table-{nth}"), json!({})));
        json!({ "tieline": 1, "links": { "hub": { "transit_gateway": { "route_tables": tables } } } })
    });
}

/// A VPC that consumes one application through so many links of a kind.
fn consumers(number: u64, kind: &str) -> Value {
    let links = map(number, |nth| {
        let link = match kind {
            "service_network" => json!({ "endpoints": { "shop": {} } }),
            _ => json!({ "application": "orders", "endpoints": { "shop": {} } }),
        };
        (format!("link-{nth}"), json!({ kind: link }))
    });
    json!({
        "tieline": 1,
        "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] }, "data": { "cidrs": ["10.1.0.0/16"] } },
        "applications": { "orders": { "vpc": "data", "load_balancer": "nlb", "serves": ["tcp/5432"] } },
        "links": links,
    })
}

#[test]
fn endpoints_per_vpc() {
    boundaries(LimitId::PlQuotaVpc, |number| consumers(number, "privatelink_service"));
    boundaries(LimitId::PlQuotaResource, |number| consumers(number, "privatelink_resource"));
    boundaries(LimitId::PlQuotaSn, |number| consumers(number, "service_network"));
}

#[test]
fn parts_of_a_service_network() {
    let network = |fields: Value, vpcs: Map<String, Value>| {
        let mut all = vpcs;
        all.insert("data".to_owned(), json!({ "cidrs": ["172.16.0.0/16"] }));
        let applications = json!({ "orders": { "vpc": "data", "serves": ["https/443"] } });
        json!({ "tieline": 1, "vpcs": all, "applications": applications,
            "links": { "network": { "service_network": fields } } })
    };
    boundaries(LimitId::VlqVpcPerSn, |number| {
        let names: Vec<String> = (0..number).map(|nth| format!("vpc-{nth}")).collect();
        network(json!({ "associations": names }), vpcs(number))
    });
    boundaries(LimitId::VlqSnePerSn, |number| {
        let endpoints = map(number, |nth| (format!("vpc-{nth}"), json!({})));
        network(json!({ "endpoints": endpoints }), vpcs(number))
    });
    boundaries(LimitId::VlqSvcPerSn, |number| {
        let services = map(number, |nth| (format!("service-{nth}"), json!({ "applications": ["orders"] })));
        network(json!({ "services": services }), Map::new())
    });
    boundaries(LimitId::VlqRcSn, |number| {
        let resources = map(number, |nth| (format!("resource-{nth}"), json!({ "application": "orders" })));
        network(json!({ "resources": resources }), Map::new())
    });
}

/// A site of so many blocks, joined to `shop` in this way.
fn joined(blocks: impl Iterator<Item = String>, link: &Value) -> Value {
    json!({
        "tieline": 1,
        "vpcs": { "shop": { "cidrs": ["172.16.0.0/16"] } },
        "sites": { "tokyo-dc": { "cidrs": blocks.collect::<Vec<_>>() } },
        "links": { "tokyo": link },
    })
}

#[test]
fn blocks_that_a_site_announces() {
    let direct = json!({ "direct_connect": { "site": "tokyo-dc", "vpcs": ["shop"] } });
    boundaries(LimitId::DxPrefixIn, |number| joined((0..number).map(block), &direct));
    boundaries(LimitId::DxPrefixIn, |number| joined((0..number).map(|nth| format!("2001:db8:{nth:x}::/56")), &direct));
    let vpn = json!({ "site_to_site_vpn": { "site": "tokyo-dc", "vpc": "shop" } });
    boundaries(LimitId::VpnRoutesInVgw, |number| joined((0..number).map(block), &vpn));
    // On a transit gateway that quota is another.
    let on_hub = json!({ "site_to_site_vpn": { "site": "tokyo-dc" } });
    assert!(raised(&joined((0..200).map(block), &on_hub), LimitId::VpnRoutesInVgw).is_empty());
}

#[test]
fn what_ends_on_virtual_private_gateways() {
    boundaries(LimitId::DxgwVgw, |number| {
        let names: Vec<String> = (0..number).map(|nth| format!("vpc-{nth}")).collect();
        json!({ "tieline": 1, "vpcs": vpcs(number), "sites": { "tokyo-dc": { "cidrs": ["192.168.0.0/16"] } },
            "links": { "tokyo": { "direct_connect": { "site": "tokyo-dc", "vpcs": names } } } })
    });
    boundaries(LimitId::VpnConnectionsPerVgw, |number| {
        let links = map(number, |nth| {
            (format!("vpn-{nth}"), json!({ "site_to_site_vpn": { "site": "tokyo-dc", "vpc": "shop" } }))
        });
        json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } },
            "sites": { "tokyo-dc": { "cidrs": ["192.168.0.0/16"] } }, "links": links })
    });
}

/// Filters, gateways and services: one below, at and above the quota, by how many of a thing there are.
#[test]
fn what_stands_inside_a_vpc_or_a_service_is_counted() {
    let blocks = |count: usize| (0..count).map(|n| format!("10.{n}.0.0/16")).collect::<Vec<_>>();
    let found = |design: &Value| -> Vec<u16> {
        let text = design.to_string();
        let review = tieline::review(
            &[tieline::Input { name: "net.json", bytes: text.as_bytes() }],
            &Facts::shipped(),
            tieline::Scope::Check,
        );
        let mut rules: Vec<u16> =
            review.findings.iter().map(|one| one.rule.0).filter(|id| (700..800).contains(id)).collect();
        rules.dedup();
        rules
    };
    let group = |count: usize| {
        json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "security_groups": { "web": {
            "inbound": [{ "protocol": "tcp", "ports": 443, "from": blocks(count) }] } } } } })
    };
    let acl = |count: usize| {
        let entry = |n: usize| json!({ "number": n, "action": "allow", "cidr": "10.0.0.0/8" });
        let entries: Vec<_> = (1..=count).map(entry).collect();
        json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "network_acls": { "app": {
            "inbound": entries } } } } })
    };
    let service = |count: usize| {
        let listener = |n: usize| json!({ "protocol": "https", "port": 443 + n });
        let listeners: Vec<_> = (0..count).map(listener).collect();
        json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } },
            "applications": { "api": { "vpc": "shop", "serves": ["https/443"] } },
            "links": { "net": { "service_network": { "associations": ["shop"], "services": { "api": {
                "applications": ["api"], "listeners": listeners } } } } } })
    };
    for (design, expected) in [
        (group(47), vec![]),
        (group(48), vec![703]),
        (group(60), vec![703]),
        (group(61), vec![702]),
        (acl(15), vec![]),
        (acl(16), vec![703]),
        (acl(20), vec![703]),
        (acl(21), vec![702]),
        (acl(40), vec![702]),
        (acl(41), vec![701]),
        (service(1), vec![]),
        (service(2), vec![]),
        (service(3), vec![702]),
    ] {
        assert_eq!(found(&design), expected, "{design}");
    }
}
