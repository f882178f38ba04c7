//! Quota rules one below, at and above each boundary of the shipped facts.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod counted;

use counted::{block, boundaries, map, raised, shop, vpcs};
use serde_json::{Map, Value, json};
use tieline::facts::{Facts, LimitId};

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
fn blocks_that_a_transit_gateway_announces() {
    boundaries(LimitId::DxPrefixOut, |number| {
        let allowed = json!({ "hub": (0..number).map(block).collect::<Vec<_>>() });
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["172.16.0.0/16"], "subnets": { "a": { "cidr": "172.16.0.0/24" } } } },
            "sites": { "tokyo-dc": { "cidrs": ["192.168.0.0/16"] } },
            "links": {
                "tokyo": { "direct_connect": { "site": "tokyo-dc", "allowed_prefixes": allowed } },
                "hub": { "transit_gateway": { "attachments": { "shop": { "subnets": ["a"] }, "tokyo": {} } } },
            },
        })
    });
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
