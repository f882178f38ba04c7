//! Boundaries of the rules on VPC Lattice, routing, isolation and cost that their pages do not show.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Value, json};
use tieline::design::{build::build, raw::RawDesign};
use tieline::facts::{Facts, LimitId};
use tieline::rules;

/// The rules of these bands that speak about a design, each once, in order.
fn found(design: &Value) -> Vec<u16> {
    let raw: RawDesign = serde_json::from_value(design.clone()).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, Vec::new(), "{design}");
    let findings = rules::check(&built.design, &Facts::shipped());
    let mut ids: Vec<u16> = findings.iter().map(|finding| finding.rule.0).collect();
    ids.retain(|id| matches!(id / 100, 4 | 5 | 6 | 8));
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn limit(id: LimitId) -> u64 {
    Facts::shipped().limit(id)
}

/// A service-network endpoint in one subnet, beside so many resource configurations.
fn endpoint_in(subnet: &Value, resources: usize) -> Value {
    let apps: Vec<String> = (0..resources).map(|index| format!("db-{index}")).collect();
    let each = |make: &dyn Fn(&String) -> Value| -> Value {
        Value::Object(apps.iter().map(|name| (name.clone(), make(name))).collect())
    };
    json!({
        "tieline": 1,
        "vpcs": {
            "shop": { "cidrs": ["10.0.0.0/16"], "subnets": { "a": subnet } },
            "data": { "cidrs": ["10.1.0.0/16"] },
        },
        "applications": each(&|_| json!({ "vpc": "data", "serves": ["tcp/5432"] })),
        "links": { "net": { "service_network": {
            "endpoints": { "shop": { "subnets": ["a"] } },
            "resources": each(&|name| json!({ "application": name })),
        } } },
    })
}

#[test]
fn only_a_26_or_larger_holds_an_endpoint_for_sure() {
    for (size, expected) in [(25, vec![]), (26, vec![]), (27, vec![502]), (28, vec![501])] {
        let subnet = json!({ "cidr": format!("10.0.0.0/{size}") });
        assert_eq!(found(&endpoint_in(&subnet, 0)), expected, "/{size}");
    }
}

/// A need goes over the service that lets it through, whatever the names are.
#[test]
fn a_service_that_keeps_callers_out_is_left_for_one_that_does_not() {
    let closed = json!({ "applications": ["orders"], "auth": "aws_iam", "auth_policy": "deny" });
    let open = json!({ "applications": ["orders"], "auth": "none" });
    let design = |services: Value| {
        json!({
            "tieline": 1,
            "region": "us-east-1",
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] }, "data": { "cidrs": ["10.1.0.0/16"] } },
            "applications": { "web": { "vpc": "shop" }, "orders": { "vpc": "data", "serves": ["https/443"] } },
            "needs": { "web-to-orders": { "from": "web", "to": "orders" } },
            "links": { "net": { "service_network": { "associations": ["shop"], "services": services } } },
        })
    };
    assert!(found(&design(json!({ "a": closed }))).contains(&529));
    assert!(!found(&design(json!({ "a": closed, "b": open }))).contains(&529));
    assert!(!found(&design(json!({ "a": open, "b": closed }))).contains(&529));
}

#[test]
fn an_endpoint_without_ipv4_needs_no_block() {
    let subnet = json!({ "cidr": "2001:db8::/64" });
    assert_eq!(found(&endpoint_in(&subnet, 0)), Vec::<u16>::new());
}

#[test]
fn a_block_is_missing_only_when_that_is_certain() {
    // A /26 has 59 usable addresses: with 43 in use the other 16 may still be in a row.
    for (used, expected) in [(0, vec![]), (43, vec![]), (44, vec![503]), (1000, vec![503])] {
        let subnet = json!({ "cidr": "10.0.0.0/26", "used": used });
        assert_eq!(found(&endpoint_in(&subnet, 0)), expected, "{used} used");
    }
}

#[test]
fn free_blocks_must_make_a_run_of_sixteen() {
    let cases: [(&[&str], u16); 4] = [
        (&["10.0.0.16/28"], 0),
        (&["10.0.0.24/29", "10.0.0.32/29"], 502),
        (&["10.0.0.24/29", "10.0.0.40/29"], 503),
        (&[], 503),
    ];
    for (free, expected) in cases {
        let subnet = json!({ "cidr": "10.0.0.0/24", "free": free });
        let expected: Vec<u16> = Some(expected).filter(|id| *id > 0).into_iter().collect();
        assert_eq!(found(&endpoint_in(&subnet, 0)), expected, "{free:?}");
    }
}

#[test]
fn resources_take_one_address_each_beside_the_block() {
    // Sixteen and four free addresses: room for four resources and no more.
    let subnet = json!({ "cidr": "10.0.0.0/24", "free": ["10.0.0.16/28", "10.0.0.64/30"] });
    for (resources, expected) in [(3, vec![]), (4, vec![]), (5, vec![503])] {
        assert_eq!(found(&endpoint_in(&subnet, resources)), expected, "{resources} resources");
    }
}

/// `client` calls `server` over the service network `net`; `net` and the need are given in parts.
fn call(need: &Value, server: &Value, net: &Value, more_links: &Value) -> Value {
    let mut need = need.clone();
    let server_app = {
        let mut app = server.clone();
        app["vpc"] = json!("data");
        app
    };
    if need.get("from").is_none() {
        need["from"] = json!("client");
    }
    need["to"] = json!("server");
    need["via"] = json!("net");
    let mut links = more_links.clone();
    links["net"] = json!({ "service_network": net });
    json!({
        "tieline": 1,
        "vpcs": {
            "shop": { "cidrs": ["10.0.0.0/16"], "subnets": { "a": { "cidr": "10.0.0.0/24" } } },
            "hub": { "cidrs": ["10.2.0.0/16"], "subnets": { "a": { "cidr": "10.2.0.0/24" } } },
            "far": { "cidrs": ["10.3.0.0/16"], "subnets": { "a": { "cidr": "10.3.0.0/24" } } },
            "data": { "cidrs": ["10.1.0.0/16"], "subnets": { "a": { "cidr": "10.1.0.0/24" } } },
        },
        "sites": { "office": { "cidrs": ["192.168.0.0/16"] } },
        "applications": { "client": { "vpc": "shop" }, "server": server_app },
        "needs": { "call": need },
        "links": links,
    })
}

fn by_service() -> Value {
    json!({ "associations": ["shop"], "services": { "s": { "applications": ["server"] } } })
}

fn by_resource() -> Value {
    json!({ "associations": ["shop"], "resources": { "r": { "application": "server" } } })
}

fn by_both() -> Value {
    let mut both = by_service();
    both["resources"] = by_resource()["resources"].clone();
    both
}

#[test]
fn a_connection_may_last_as_long_as_the_service_keeps_it_and_no_longer() {
    let longest = limit(LimitId::VlqLifeSvc);
    let server = json!({ "serves": ["https/443"] });
    for (seconds, expected) in [(longest - 1, vec![]), (longest, vec![]), (longest + 1, vec![507])] {
        let need = json!({ "connection": format!("{seconds} s") });
        assert_eq!(found(&call(&need, &server, &by_service(), &json!({}))), expected, "{seconds}");
        assert_eq!(found(&call(&need, &server, &by_resource(), &json!({}))), Vec::<u16>::new());
    }
}

#[test]
fn requests_are_told_from_the_first_that_is_not_free() {
    let free = limit(LimitId::VlFreeRequests) * limit(LimitId::BeHours);
    let server = json!({ "serves": ["https/443"] });
    for (requests, expected) in [(free - 1, vec![]), (free, vec![]), (free + 1, vec![802])] {
        let need = json!({ "requests": format!("{requests}/month") });
        assert_eq!(found(&call(&need, &server, &by_service(), &json!({}))), expected, "{requests}");
    }
}

#[test]
fn each_protocol_meets_services_and_resources_as_they_are() {
    let cases = [
        ("http", vec![], vec![]),
        ("https", vec![], vec![]),
        ("grpc", vec![], vec![]),
        ("tls", vec![], vec![]),
        ("websocket", vec![508], vec![]),
        ("tcp", vec![511], vec![]),
        ("udp", vec![506], vec![402]),
    ];
    for (protocol, service, resource) in cases {
        let server = json!({ "serves": [format!("{protocol}/443")] });
        let over = |net: &Value| found(&call(&json!({}), &server, net, &json!({})));
        assert_eq!(over(&by_service()), service, "{protocol} over a service");
        assert_eq!(over(&by_resource()), resource, "{protocol} over a resource");
        // Offered by both, the need takes the one that can carry it.
        assert_eq!(over(&by_both()), resource, "{protocol} over either");
    }
}

#[test]
fn what_only_services_have_is_asked_of_the_service_where_both_lead_to_the_server() {
    let server = json!({ "serves": ["https/443"] });
    let over_both = |need: &Value| found(&call(need, &server, &by_both(), &json!({})));
    assert_eq!(over_both(&json!({ "requires": ["weighted_routing"] })), Vec::<u16>::new());
    assert_eq!(over_both(&json!({ "requires": ["iam_auth"] })), [510]);
    // Nothing offers both weights and connections that last.
    let longest = limit(LimitId::VlqLifeSvc);
    let long = json!({ "requires": ["weighted_routing"], "connection": format!("{} s", longest + 1) });
    assert_eq!(over_both(&long), [507]);
}

#[test]
fn a_passthrough_listener_carries_websocket() {
    let net = json!({
        "associations": ["shop"],
        "services": { "s": { "applications": ["server"], "listener": "tls/443" } },
    });
    let server = json!({ "serves": ["websocket/443"] });
    assert_eq!(found(&call(&json!({}), &server, &net, &json!({}))), Vec::<u16>::new());
}

#[test]
fn identity_is_checked_by_services_with_auth_alone() {
    let need = json!({ "requires": ["iam_auth"] });
    let service = |net_auth: &str, auth: &str, listener: &str| {
        json!({
            "associations": ["shop"],
            "auth": net_auth,
            "services": { "s": { "applications": ["server"], "auth": auth, "listener": listener } },
        })
    };
    let cases = [
        (service("none", "none", "https/443"), vec![510]),
        (service("aws_iam", "none", "https/443"), vec![]),
        (service("none", "aws_iam", "https/443"), vec![]),
        (service("aws_iam", "none", "tls/443"), vec![509]),
        (service("aws_iam", "aws_iam", "tls/443"), vec![509, 520]),
        (by_resource(), vec![509]),
    ];
    for (net, expected) in cases {
        let server = json!({ "serves": ["https/443"] });
        assert_eq!(found(&call(&need, &server, &net, &json!({}))), expected, "{net}");
    }
}

#[test]
fn kubernetes_is_told_unless_the_way_round_is_closed() {
    let net = json!({
        "associations": ["shop"],
        "services": { "s": { "applications": ["server"], "auth": "aws_iam" } },
    });
    let cases = [
        (json!({ "runs_on": "eks" }), vec![513]),
        (json!({ "runs_on": "eks", "network_policy": false }), vec![513]),
        (json!({ "runs_on": "eks", "network_policy": true }), vec![]),
        (json!({ "runs_on": "ecs" }), vec![]),
        (json!({}), vec![]),
    ];
    for (server, expected) in cases {
        assert_eq!(found(&call(&json!({}), &server, &net, &json!({}))), expected, "{server}");
    }
}

#[test]
fn clients_get_in_by_their_own_association_or_by_an_endpoint_one_link_away() {
    let services = json!({ "s": { "applications": ["server"] } });
    let associated = |vpc: &str| json!({ "associations": [vpc], "services": services });
    let endpoint = |vpc: &str| json!({ "endpoints": { vpc: { "subnets": ["a"] } }, "services": services });
    let mut links = json!({
        "shop-hub": { "vpc_peering": { "between": ["shop", "hub"] } },
        "hub-far": { "vpc_peering": { "between": ["hub", "far"] } },
        "dx": { "direct_connect": { "site": "office", "vpcs": ["hub"] } },
    });
    let cases = [
        ("client", associated("shop"), vec![]),
        ("client", associated("hub"), vec![505]),
        ("client", associated("far"), vec![515]),
        ("client", endpoint("shop"), vec![]),
        ("client", endpoint("hub"), vec![]),
        ("client", endpoint("far"), vec![515]),
        ("office", associated("hub"), vec![505]),
        ("office", associated("far"), vec![505]),
        ("office", endpoint("hub"), vec![]),
        ("office", endpoint("far"), vec![515]),
    ];
    for (from, net, expected) in cases {
        let need = json!({ "from": from });
        assert_eq!(found(&call(&need, &json!({}), &net, &links)), expected, "{from} {net}");
    }
    // A transit gateway joins like a peering does.
    links["shop-hub"] = json!({ "transit_gateway": { "attachments": { "shop": {}, "hub": {} } } });
    assert_eq!(found(&call(&json!({}), &json!({}), &associated("hub"), &links)), [505]);
    assert_eq!(found(&call(&json!({}), &json!({}), &endpoint("hub"), &links)), Vec::<u16>::new());
}

#[test]
fn every_association_after_the_first_is_told() {
    for (networks, expected) in [(1, 0), (2, 1), (4, 3)] {
        let links: serde_json::Map<String, Value> = (0..networks)
            .map(|index| (format!("net-{index}"), json!({ "service_network": { "associations": ["shop"] } })))
            .collect();
        let design = json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } }, "links": links });
        let raw: RawDesign = serde_json::from_value(design).unwrap();
        let findings = rules::check(&build(&[(None, raw)]).design, &Facts::shipped());
        assert_eq!(findings.iter().filter(|finding| finding.rule.0 == 504).count(), expected);
    }
}

/// `dev` must never reach `prod`; route tables and links are given.
fn never(dev_routes: &Value, prod_routes: &Value, links: &Value) -> Value {
    json!({
        "tieline": 1,
        "vpcs": {
            "dev": { "cidrs": ["10.0.0.0/16"], "subnets": { "a": { "cidr": "10.0.0.0/24" } }, "route_tables": dev_routes },
            "prod": { "cidrs": ["10.1.0.0/16"], "subnets": { "a": { "cidr": "10.1.0.0/24" } }, "route_tables": prod_routes },
        },
        "applications": { "ledger": { "vpc": "prod", "serves": ["https/443"] } },
        "needs": { "apart": { "from": "dev", "to": "prod", "never": true } },
        "links": links,
    })
}

#[test]
fn isolation_is_broken_only_where_that_is_known() {
    let none = json!({ "main": { "main": true } });
    let to = |block: &str| json!({ "main": { "main": true, "routes": [{ "to": block, "via": "dev-prod" }] } });
    let (there, back) = (to("10.1.0.0/16"), to("10.0.0.0/16"));
    let peering = json!({ "dev-prod": { "vpc_peering": { "between": ["dev", "prod"] } } });
    let hub = json!({ "dev-prod": { "transit_gateway": { "attachments": { "dev": {}, "prod": {} } } } });
    let parted = json!({ "dev-prod": { "transit_gateway": {
        "attachments": { "dev": { "route_table": "dev" }, "prod": { "route_table": "prod" } },
        "route_tables": { "dev": {}, "prod": {} },
    } } });
    let cases = [
        (&there, &back, &peering, vec![602]),
        (&there, &none, &peering, vec![]),
        (&Value::Null, &back, &peering, vec![]),
        (&there, &back, &hub, vec![602]),
        (&there, &back, &parted, vec![]),
    ];
    for (dev, prod, links, expected) in cases {
        assert_eq!(found(&never(dev, prod, links)), expected, "{dev} {prod} {links}");
    }
}

#[test]
fn isolation_is_broken_by_an_endpoint_but_not_by_a_guarded_service() {
    let none = json!({ "main": { "main": true } });
    let network = |auth: &str| {
        json!({ "net": { "service_network": {
            "associations": ["dev"], "auth": auth, "services": { "s": { "applications": ["ledger"] } },
        } } })
    };
    let endpoint = |vpc: &str| json!({ "pl": { "privatelink_service": { "application": "ledger", "endpoints": { vpc: { "subnets": ["a"] } } } } });
    let cases = [
        (endpoint("dev"), vec![602]),
        (endpoint("prod"), vec![]),
        (network("none"), vec![602]),
        (network("aws_iam"), vec![]),
    ];
    for (links, expected) in cases {
        assert_eq!(found(&never(&none, &none, &links)), expected, "{links}");
    }
}

#[test]
fn routes_over_links_that_touch_the_vpc_are_fine_whatever_the_kind() {
    let design = |via: &str| {
        json!({
            "tieline": 1,
            "vpcs": {
                "shop": { "cidrs": ["10.0.0.0/16"], "route_tables": { "main": { "main": true, "routes": [
                    { "to": "10.9.0.0/16", "via": via },
                ] } } },
                "data": { "cidrs": ["10.1.0.0/16"] },
                "stock": { "cidrs": ["10.2.0.0/16"] },
            },
            "sites": { "office": { "cidrs": ["192.168.0.0/16"] } },
            "applications": { "orders": { "vpc": "data" } },
            "links": {
                "peer": { "vpc_peering": { "between": ["data", "shop"] } },
                "other-peer": { "vpc_peering": { "between": ["data", "stock"] } },
                "hub": { "transit_gateway": { "attachments": { "shop": {} } } },
                "other-hub": { "transit_gateway": { "attachments": { "data": {} } } },
                "vpn": { "site_to_site_vpn": { "site": "office", "vpc": "shop" } },
                "other-vpn": { "site_to_site_vpn": { "site": "office", "vpc": "data" } },
                "dx": { "direct_connect": { "site": "office", "vpcs": ["shop"] } },
                "pl": { "privatelink_service": { "application": "orders" } },
            },
        })
    };
    for via in ["peer", "hub", "vpn", "dx", "local", "nat_gateway"] {
        assert_eq!(found(&design(via)), Vec::<u16>::new(), "{via}");
    }
    assert_eq!(found(&design("blackhole")), [631]);
    for via in ["other-peer", "other-hub", "other-vpn", "pl"] {
        assert_eq!(found(&design(via)), [601], "{via}");
    }
}

#[test]
fn only_routes_inside_a_reserved_range_are_refused() {
    let cases = [
        ("169.254.168.0/22", vec![606]),
        ("169.254.169.253/32", vec![606]),
        ("169.254.0.0/16", vec![]),
        ("169.254.172.0/22", vec![]),
        ("fd00:ec2::/32", vec![606]),
        ("fd00:ec2::253/128", vec![606]),
        ("fd00::/16", vec![]),
    ];
    for (to, expected) in cases {
        let design = json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "route_tables": {
            "main": { "main": true, "routes": [{ "to": to, "via": "nat_gateway" }] },
        } } } });
        assert_eq!(found(&design), expected, "{to}");
    }
}

#[test]
fn one_destination_twice_is_a_conflict_unless_it_may_be_propagated() {
    let cases = [
        ("nat_gateway", "internet_gateway", vec![605]),
        ("nat_gateway", "nat_gateway", vec![]),
        ("nat_gateway", "virtual_private_gateway", vec![]),
    ];
    for (one, other, expected) in cases {
        let design = json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "route_tables": {
            "main": { "main": true, "routes": [{ "to": "0.0.0.0/0", "via": one }, { "to": "0.0.0.0/0", "via": other }] },
        } } } });
        assert_eq!(found(&design), expected, "{one} {other}");
    }
}

#[test]
fn a_hub_is_one_too_many_for_exactly_two_vpcs_that_could_be_peered() {
    let attached = |attachments: &Value| json!({ "hub": { "transit_gateway": { "attachments": attachments } } });
    let design = |other: &str, region: &Value, mut links: Value| {
        links["dx"] = json!({ "direct_connect": { "site": "office" } });
        let vpc = |cidr: &str| json!({ "cidrs": [cidr], "subnets": { "a": { "cidr": cidr.replace("/16", "/28") } } });
        json!({
            "tieline": 1,
            "region": region,
            "sites": { "office": { "cidrs": ["192.168.0.0/16"] } },
            "vpcs": { "one": vpc("10.0.0.0/16"), "two": vpc(other), "three": vpc("10.8.0.0/16") },
            "links": links,
        })
    };
    let two = attached(&json!({ "one": {}, "two": {} }));
    let here = json!("us-east-1");
    assert_eq!(found(&design("10.1.0.0/16", &here, two.clone())), [801]);
    assert!(!found(&design("10.0.0.0/16", &here, two.clone())).contains(&801), "overlapping blocks");
    assert!(!found(&design("10.1.0.0/16", &Value::Null, two)).contains(&801), "no Region said");
    let three = attached(&json!({ "one": {}, "two": {}, "three": {} }));
    assert!(!found(&design("10.1.0.0/16", &here, three)).contains(&801), "three VPCs");
    let hybrid = attached(&json!({ "one": {}, "two": {}, "dx": {} }));
    assert!(!found(&design("10.1.0.0/16", &here, hybrid)).contains(&801), "a site hangs on it");
    let parted = json!({ "hub": { "transit_gateway": {
        "attachments": { "one": { "route_table": "t1" }, "two": { "route_table": "t2" } },
        "route_tables": { "t1": {}, "t2": {} },
    } } });
    assert!(!found(&design("10.1.0.0/16", &here, parted)).contains(&801), "kept apart");
}
