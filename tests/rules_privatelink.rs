//! Boundaries of the rules on PrivateLink and resilience that their pages do not show.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Value, json};
use tieline::design::{build::build, raw::RawDesign};
use tieline::facts::{FactId, Facts, LimitId};
use tieline::finding::Finding;
use tieline::rules;

fn findings(design: &Value) -> Vec<Finding> {
    let raw: RawDesign = serde_json::from_value(design.clone()).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, Vec::new(), "{design}");
    rules::check(&built.design, &Facts::shipped())
}

/// The rules of these bands that speak about a design, each once, in order.
fn found(design: &Value) -> Vec<u16> {
    let mut ids: Vec<u16> = findings(design).iter().map(|finding| finding.rule.0).collect();
    ids.retain(|id| matches!(id / 100, 4 | 5 | 6 | 8));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// A server in `data`, a client in `shop`, and a link between them.
fn linked(shop: &Value, data: &Value, link: &Value, need: &Value) -> Value {
    let mut need = need.clone();
    if need.get("between").is_none() && need.get("from").is_none() {
        need["from"] = json!("client");
        need["to"] = json!("server");
    }
    need["via"] = json!("link");
    json!({
        "tieline": 1,
        "vpcs": { "shop": shop, "data": data },
        "applications": { "client": { "vpc": "shop" }, "server": { "vpc": "data", "serves": ["tcp/443"] } },
        "needs": { "call": need },
        "links": { "link": link },
    })
}

fn vpc(cidr: &str, az: &str) -> Value {
    json!({ "cidrs": [cidr], "subnets": { "a": { "cidr": cidr.replace("/16", "/24"), "az": az } } })
}

fn service() -> Value {
    json!({ "privatelink_service": { "application": "server", "endpoints": { "shop": { "subnets": ["a"] } } } })
}

fn resource() -> Value {
    json!({ "privatelink_resource": {
        "application": "server",
        "gateway": { "subnets": ["a"] },
        "endpoints": { "shop": { "subnets": ["a"] } },
    } })
}

fn network() -> Value {
    json!({ "service_network": {
        "associations": ["shop"],
        "resources": { "r": { "application": "server", "gateway": { "subnets": ["a"] } } },
    } })
}

fn peering() -> Value {
    json!({ "vpc_peering": { "between": ["shop", "data"] } })
}

fn plain(link: &Value, need: &Value) -> Value {
    linked(&vpc("10.0.0.0/16", "use1-az1"), &vpc("10.1.0.0/16", "use1-az1"), link, need)
}

#[test]
fn what_each_kind_of_link_cannot_offer_is_told_by_one_rule() {
    let both = json!({ "between": ["shop", "data"] });
    let whole = json!({ "from": "client", "to": "data" });
    let initiates = json!({ "requires": ["server_initiates"] });
    let address = json!({ "requires": ["client_address"] });
    let iam = json!({ "requires": ["iam_auth"] });
    let weights = json!({ "requires": ["weighted_routing"] });
    let cases = [
        (&both, [vec![405], vec![405], vec![405], vec![]]),
        (&whole, [vec![405], vec![405], vec![405], vec![]]),
        (&initiates, [vec![404], vec![404], vec![404], vec![]]),
        (&address, [vec![406], vec![406], vec![406], vec![]]),
        (&iam, [vec![603], vec![603], vec![509], vec![603]]),
        (&weights, [vec![604], vec![604], vec![516], vec![604]]),
        (&json!({}), [vec![], vec![], vec![], vec![]]),
    ];
    for (need, expected) in cases {
        for (link, expected) in [service(), resource(), network(), peering()].iter().zip(expected) {
            assert_eq!(found(&plain(link, need)), expected, "{need} {link}");
        }
    }
}

#[test]
fn a_reason_names_the_fact_of_its_own_link_and_no_other() {
    let need = json!({ "requires": ["server_initiates"] });
    let cases = [
        (service(), FactId::PlUnidirectional),
        (resource(), FactId::ReUnidirectional),
        (network(), FactId::SneClientInitiated),
    ];
    for (link, fact) in cases {
        let told = findings(&plain(&link, &need));
        let one = told.iter().find(|finding| finding.rule.0 == 404).unwrap();
        assert_eq!(one.why.facts().collect::<Vec<_>>(), [fact], "{link}");
    }
}

#[test]
fn zones_must_match_inside_a_region_and_only_there() {
    let case = |shop_az: Value, shop_region: Value, data_az: Value, zones: Value| {
        let subnet = |block: &str, az: Value| json!({ "a": { "cidr": block, "az": az } });
        let shop =
            json!({ "cidrs": ["10.0.0.0/16"], "region": shop_region, "subnets": subnet("10.0.0.0/24", shop_az) });
        let data =
            json!({ "cidrs": ["10.1.0.0/16"], "region": "us-east-1", "subnets": subnet("10.1.0.0/24", data_az) });
        let mut link = service();
        link["privatelink_service"]["availability_zones"] = zones;
        found(&linked(&shop, &data, &link, &json!({})))
    };
    let (one, two) = (json!("use1-az1"), json!("use1-az2"));
    let here = json!("us-east-1");
    let fine = Vec::<u16>::new();
    assert_eq!(case(one.clone(), here.clone(), one.clone(), Value::Null), fine);
    assert_eq!(case(two.clone(), here.clone(), one.clone(), Value::Null), [401]);
    assert_eq!(case(two.clone(), here.clone(), one.clone(), json!(["use1-az1", "use1-az2"])), fine);
    assert_eq!(case(one.clone(), here.clone(), one.clone(), json!(["use1-az2"])), [401]);
    // Nothing is claimed of zones the design does not give.
    assert_eq!(case(Value::Null, here.clone(), one.clone(), Value::Null), fine);
    assert_eq!(case(one.clone(), here, Value::Null, Value::Null), fine);
    // Across Regions, said or seen from the ids, zones need not match.
    assert_eq!(case(two.clone(), json!("us-west-2"), one.clone(), json!(["use1-az1", "use1-az4"])), fine);
    // But the service must then be in two of them.
    assert_eq!(case(two, json!("us-west-2"), one.clone(), Value::Null), [415]);
    assert_eq!(case(json!("usw2-az2"), Value::Null, one, Value::Null), fine);
}

#[test]
fn a_gateway_needs_its_addresses_in_every_subnet() {
    let case = |subnet: Value, addresses: Value| {
        let data = json!({ "cidrs": ["10.1.0.0/16"], "subnets": { "a": subnet } });
        let mut link = resource();
        link["privatelink_resource"]["gateway"]["ipv4_per_interface"] = addresses;
        found(&linked(&vpc("10.0.0.0/16", "use1-az1"), &data, &link, &json!({})))
    };
    let default = Facts::shipped().limit(LimitId::RgIpsPerEni);
    // A /27 has 27 usable addresses.
    for (used, expected) in [(26 - default, vec![]), (27 - default, vec![]), (28 - default, vec![403])] {
        assert_eq!(case(json!({ "cidr": "10.1.0.0/27", "used": used }), Value::Null), expected, "{used} used");
    }
    for (addresses, expected) in [(26, vec![]), (27, vec![]), (28, vec![403])] {
        assert_eq!(case(json!({ "cidr": "10.1.0.0/27" }), json!(addresses)), expected, "{addresses} asked for");
    }
    // Free blocks count without the addresses that AWS keeps: 16 - 4 here.
    let free = json!({ "cidr": "10.1.0.0/24", "free": ["10.1.0.0/28"] });
    assert_eq!(case(free.clone(), json!(12)), Vec::<u16>::new());
    assert_eq!(case(free, json!(13)), [403]);
}

#[test]
fn the_gateways_of_a_service_network_need_room_too() {
    let data = json!({ "cidrs": ["10.1.0.0/16"], "subnets": { "a": { "cidr": "10.1.0.0/28" } } });
    let design = linked(&vpc("10.0.0.0/16", "use1-az1"), &data, &network(), &json!({}));
    let told = findings(&design);
    let at: Vec<String> =
        told.iter().filter(|one| one.rule.0 == 403).map(|one| one.at.place.pointer.to_string()).collect();
    assert_eq!(at, ["/links/link/service_network/resources/r/gateway/subnets"]);
}

#[test]
fn an_endpoint_serves_its_vpc_and_those_one_link_away() {
    let design = |home: &str, doors: &str| {
        json!({
            "tieline": 1,
            "vpcs": {
                "shop": vpc("10.0.0.0/16", "use1-az1"),
                "hub": vpc("10.2.0.0/16", "use1-az1"),
                "far": vpc("10.3.0.0/16", "use1-az1"),
                "data": vpc("10.1.0.0/16", "use1-az1"),
            },
            "sites": { "office": { "cidrs": ["192.168.0.0/16"] } },
            "applications": { "server": { "vpc": "data" } },
            "needs": { "call": { "from": home, "to": "server", "via": "link" } },
            "links": {
                "shop-hub": { "vpc_peering": { "between": ["shop", "hub"] } },
                "hub-far": { "vpc_peering": { "between": ["hub", "far"] } },
                "vpn": { "site_to_site_vpn": { "site": "office", "vpc": "hub" } },
                "link": { "privatelink_service": { "application": "server", "endpoints": { doors: { "subnets": ["a"] } } } },
            },
        })
    };
    let cases = [
        ("shop", "shop", vec![]),
        ("shop", "hub", vec![]),
        ("shop", "far", vec![409]),
        ("office", "hub", vec![]),
        ("office", "shop", vec![409]),
    ];
    for (home, doors, expected) in cases {
        assert_eq!(found(&design(home, doors)), expected, "from {home} by {doors}");
    }
}

#[test]
fn a_resource_endpoint_needs_one_zone_in_common_not_all() {
    let case = |shop: [&str; 2], data: [&str; 2]| {
        let vpc = |second: u8, zones: [&str; 2]| {
            json!({ "cidrs": [format!("10.{second}.0.0/16")], "subnets": {
                "a": { "cidr": format!("10.{second}.0.0/24"), "az": zones[0] },
                "b": { "cidr": format!("10.{second}.1.0/24"), "az": zones[1] },
            } })
        };
        let link = json!({ "privatelink_resource": {
            "application": "server",
            "gateway": { "subnets": ["a", "b"] },
            "endpoints": { "shop": { "subnets": ["a", "b"] } },
        } });
        found(&linked(&vpc(0, shop), &vpc(1, data), &link, &json!({})))
    };
    assert_eq!(case(["use1-az1", "use1-az2"], ["use1-az2", "use1-az4"]), Vec::<u16>::new());
    assert_eq!(case(["use1-az1", "use1-az2"], ["use1-az4", "use1-az6"]), [408]);
}

#[test]
fn two_subnets_in_one_zone_are_told_for_every_kind_of_endpoint() {
    let links = [
        json!({ "privatelink_service": { "application": "server", "endpoints": { "shop": { "subnets": ["a", "b"] } } } }),
        json!({ "privatelink_resource": { "application": "server", "endpoints": { "shop": { "subnets": ["a", "b"] } } } }),
        json!({ "service_network": {
            "endpoints": { "shop": { "subnets": ["a", "b"] } },
            "resources": { "r": { "application": "server" } },
        } }),
    ];
    let shop = |zone: &str| {
        json!({ "cidrs": ["10.0.0.0/16"], "subnets": {
            "a": { "cidr": "10.0.0.0/24", "az": "use1-az1" },
            "b": { "cidr": "10.0.1.0/24", "az": zone },
        } })
    };
    let data = json!({ "cidrs": ["10.1.0.0/16"] });
    for link in links {
        assert_eq!(found(&linked(&shop("use1-az1"), &data, &link, &json!({}))), [407], "{link}");
        assert_eq!(found(&linked(&shop("use1-az2"), &data, &link, &json!({}))), Vec::<u16>::new(), "{link}");
    }
}

#[test]
fn one_zone_is_told_only_where_its_clients_have_more() {
    let zones = |count: usize| -> Value {
        let names = ["a", "b", "c"].iter().take(count).enumerate();
        let subnets = names.map(|(index, name)| {
            ((*name).to_owned(), json!({ "cidr": format!("10.0.{index}.0/24"), "az": format!("use1-az{}", index + 1) }))
        });
        Value::Object(subnets.collect())
    };
    let case = |client: usize, server: usize, door: &[&str]| {
        let shop = json!({ "cidrs": ["10.0.0.0/16"], "subnets": zones(client) });
        let data = json!({ "cidrs": ["10.0.0.0/16"], "subnets": zones(server) });
        let link =
            json!({ "privatelink_service": { "application": "server", "endpoints": { "shop": { "subnets": door } } } });
        found(&linked(&shop, &data, &link, &json!({})))
    };
    assert_eq!(case(1, 1, &["a"]), Vec::<u16>::new());
    assert_eq!(case(1, 2, &["a"]), Vec::<u16>::new());
    assert_eq!(case(2, 2, &["a", "b"]), Vec::<u16>::new());
    assert_eq!(case(2, 2, &["a"]), [651]);
    // The server's one zone leaves the endpoint no choice, so only the server is told.
    assert_eq!(case(2, 1, &["a"]), [650]);
}

#[test]
fn two_ways_to_one_resource_are_fine_where_neither_has_private_dns() {
    let case = |resource: Option<bool>, network: Option<bool>| {
        let endpoint = |private_dns: Option<bool>| match private_dns {
            Some(on) => json!({ "shop": { "subnets": ["a"], "private_dns": on } }),
            None => json!({ "shop": { "subnets": ["a"] } }),
        };
        let mut design = linked(
            &vpc("10.0.0.0/16", "use1-az1"),
            &vpc("10.1.0.0/16", "use1-az1"),
            &json!({ "privatelink_resource": {
                "application": "server", "gateway": { "subnets": ["a"] }, "endpoints": endpoint(resource) } }),
            &json!({}),
        );
        design["links"]["net"] = json!({ "service_network": {
            "endpoints": endpoint(network),
            "resources": { "r": { "application": "server", "gateway": { "subnets": ["a"] } } } } });
        findings(&design).iter().filter(|finding| finding.rule.0 == 413).count()
    };
    assert_eq!(case(Some(false), Some(false)), 0);
    for (one, other) in [(None, None), (Some(false), None), (Some(true), Some(false)), (Some(false), Some(true))] {
        assert_eq!(case(one, other), 1, "{one:?} {other:?}");
    }
}
