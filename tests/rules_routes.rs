//! Edges of the rules about routes over peerings, links to sites and routes inside a VPC.
#![allow(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use tieline::design::{build::build, raw::RawDesign};
use tieline::facts::{Facts, LimitId};
use tieline::finding::Severity;
use tieline::rules;

/// Number and severity of each finding.
fn raised(value: &Value) -> Vec<(u16, Severity)> {
    let raw: RawDesign = serde_json::from_value(value.clone()).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, []);
    let found = rules::check(&built.design, &Facts::shipped());
    found.into_iter().map(|finding| (finding.rule.0, finding.severity)).collect()
}

fn numbers(value: &Value) -> Vec<u16> {
    raised(value).into_iter().map(|(number, _)| number).collect()
}

/// `shared` with these routes; `shop` and `mart` overlap and are its peers, `mart` with a block of its own besides.
fn star(routes: &[(&str, &str)]) -> Value {
    let routes: Vec<Value> = routes.iter().map(|(to, via)| json!({ "to": to, "via": via })).collect();
    json!({
        "tieline": 1,
        "vpcs": {
            "shared": { "cidrs": ["10.0.0.0/16"], "route_tables": { "main": { "main": true, "routes": routes } } },
            "shop": { "cidrs": ["10.1.0.0/16"] },
            "mart": { "cidrs": ["10.1.0.0/17", "10.2.0.0/16"] },
        },
        "links": {
            "to-shop": { "vpc_peering": { "between": ["shared", "shop"] } },
            "to-mart": { "vpc_peering": { "between": ["mart", "shared"] } },
        },
    })
}

#[test]
fn routes_to_overlapping_peers_must_tell_them_apart() {
    let hidden = [
        [("10.1.0.0/16", "to-shop"), ("10.0.0.0/8", "to-mart")],
        [("10.0.0.0/8", "to-mart"), ("10.1.0.0/16", "to-shop")],
        [("10.1.0.0/16", "to-mart"), ("10.1.0.0/17", "to-shop")],
    ];
    for routes in hidden {
        assert_eq!(numbers(&star(&routes)), [207], "{routes:?}");
    }
    let apart = [
        [("10.1.0.0/16", "to-shop"), ("10.1.0.0/17", "to-mart")],
        [("10.1.0.0/16", "to-shop"), ("10.1.9.0/24", "to-mart")],
        [("10.1.0.0/16", "to-shop"), ("10.2.0.0/16", "to-mart")],
        [("10.1.128.0/17", "to-shop"), ("10.0.0.0/8", "to-mart")],
        [("10.1.0.0/16", "to-shop"), ("10.1.0.0/16", "to-shop")],
    ];
    for routes in apart {
        assert_eq!(numbers(&star(&routes)), Vec::<u16>::new(), "{routes:?}");
    }
    // One destination twice is refused, which is enough to say.
    assert_eq!(numbers(&star(&[("10.1.0.0/17", "to-shop"), ("10.1.0.0/17", "to-mart")])), [605]);
    // A part of the aggregate is split off again.
    let split = [("10.1.0.0/16", "to-shop"), ("10.0.0.0/8", "to-mart"), ("10.1.4.0/24", "to-mart")];
    assert_eq!(numbers(&star(&split)), Vec::<u16>::new());
}

/// A site with this block on Direct Connect with two VPCs.
fn direct(block: &str, needs: &Value) -> Value {
    json!({
        "tieline": 1,
        "vpcs": { "shop": { "cidrs": ["10.1.0.0/16"] }, "data": { "cidrs": ["10.2.0.0/16"] } },
        "sites": { "dc": { "cidrs": [block] } },
        "needs": needs,
        "links": { "dx": { "direct_connect": { "site": "dc", "vpcs": ["shop", "data"] } } },
    })
}

#[test]
fn a_supernet_of_two_vpcs_leaks_and_is_an_error_where_they_must_not_meet() {
    let none = json!({});
    assert_eq!(raised(&direct("10.0.0.0/8", &none)), [(313, Severity::Warning)]);
    assert_eq!(raised(&direct("10.0.0.0/14", &none)), [(313, Severity::Warning)]);
    assert_eq!(raised(&direct("10.2.0.0/15", &none)), []);
    let apart = json!({ "apart": { "from": "shop", "to": "data", "never": true } });
    assert_eq!(raised(&direct("10.0.0.0/8", &apart)), [(313, Severity::Error)]);
    // The site is no part of what leaks.
    let site = json!({ "apart": { "from": "dc", "to": "data", "never": true } });
    assert!(raised(&direct("10.0.0.0/8", &site)).contains(&(313, Severity::Warning)));
}

#[test]
fn a_site_is_lost_in_a_vpc_as_large_or_larger() {
    for (block, expected) in
        [("10.1.0.0/16", vec![314]), ("10.1.255.0/24", vec![314]), ("10.0.0.0/15", vec![]), ("10.3.0.0/16", vec![])]
    {
        assert_eq!(numbers(&direct(block, &json!({}))), expected, "{block}");
    }
}

#[test]
fn a_route_inside_the_vpc_may_lead_to_a_nat_gateway_and_not_away() {
    let case = |to: &str, via: &str| {
        numbers(&json!({
            "tieline": 1,
            "vpcs": {
                "shop": {
                    "cidrs": ["10.0.0.0/16"],
                    "route_tables": { "main": { "main": true, "routes": [{ "to": to, "via": via }] } },
                },
                "data": { "cidrs": ["10.1.0.0/16"] },
            },
            "links": { "hub": { "transit_gateway": { "attachments": { "shop": {}, "data": {} } } } },
        }))
    };
    assert_eq!(case("10.0.0.0/16", "hub"), [607]);
    assert_eq!(case("10.0.8.0/24", "hub"), [607]);
    assert_eq!(case("10.0.8.0/24", "internet_gateway"), [607]);
    assert_eq!(case("10.0.0.0/15", "hub"), Vec::<u16>::new());
    assert_eq!(case("0.0.0.0/0", "hub"), Vec::<u16>::new());
    assert_eq!(case("10.0.8.0/24", "nat_gateway"), Vec::<u16>::new());
}

#[test]
fn a_tunnel_carries_its_width_all_month_and_no_more() {
    let facts = Facts::shipped();
    let seconds = facts.limit(LimitId::BeHours) * 3_600;
    let most = facts.limit(LimitId::VpnBwStandard) * seconds / 8;
    for (megabytes, expected) in [(most - 1, vec![]), (most, vec![]), (most + 1, vec![321])] {
        let design = json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } },
            "sites": { "dc": { "cidrs": ["192.168.0.0/16"] } },
            "needs": { "backup": { "from": "dc", "to": "shop", "traffic": format!("{megabytes} MB/month"), "via": "vpn" } },
            "links": { "vpn": { "site_to_site_vpn": { "site": "dc", "vpc": "shop" } } },
        });
        assert_eq!(numbers(&design), expected, "{megabytes} MB");
    }
}
