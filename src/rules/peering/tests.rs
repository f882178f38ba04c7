//! Cases of band 2xx that the pages do not show.
#![allow(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};

use crate::design::build::build;
use crate::design::raw::RawDesign;
use crate::facts::Facts;
use crate::rules::check;

/// Rule and place of each finding of band 2xx.
fn raised(value: Value) -> Vec<(u16, String)> {
    let raw: RawDesign = serde_json::from_value(value).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, []);
    let found = check(&built.design, &Facts::shipped()).into_iter().filter(|finding| finding.rule.0 / 100 == 2);
    found.map(|finding| (finding.rule.0, finding.at.place.pointer.to_string())).collect()
}

/// `shop` and `data` are peered, and so are `data` and `mart`; `shop` has these routes over the first peering.
fn chain(routes: &[&str]) -> Value {
    let routes: Vec<Value> = routes.iter().map(|to| json!({ "to": to, "via": "shop-data" })).collect();
    json!({
        "tieline": 1,
        "vpcs": {
            "shop": { "cidrs": ["10.0.0.0/16"], "route_tables": { "main": { "main": true, "routes": routes } } },
            "data": { "cidrs": ["10.1.0.0/16", "100.64.0.0/16"] },
            "mart": { "cidrs": ["10.2.0.0/16"] },
        },
        "sites": { "tokyo-dc": { "cidrs": ["192.168.0.0/16"] } },
        "links": {
            "shop-data": { "vpc_peering": { "between": ["shop", "data"] } },
            "data-mart": { "vpc_peering": { "between": ["data", "mart"] } },
        },
    })
}

#[test]
fn a_route_over_a_peering_leads_to_the_peer_or_to_nothing() {
    let silent = ["10.1.0.0/16", "10.1.4.0/24", "10.0.0.0/8", "100.64.3.0/24", "2001:db8::/56"];
    assert!(raised(chain(&silent)).is_empty());
    let nobody = vec![(208, "/vpcs/shop/route_tables/main/routes/0/to".to_owned())];
    assert_eq!(raised(chain(&["172.16.0.0/16"])), nobody);
    let transitive =
        ["10.2.0.0/16", "10.2.7.0/24", "10.2.0.0/15", "192.168.9.0/24", "192.0.0.0/8", "0.0.0.0/0", "::/0"];
    let expected: Vec<(u16, String)> =
        (0..transitive.len()).map(|nth| (202, format!("/vpcs/shop/route_tables/main/routes/{nth}"))).collect();
    assert_eq!(raised(chain(&transitive)), expected);
}

/// `shop` and `data` with these route tables, peered.
fn pair(shop: Value, data: Value) -> Value {
    json!({
        "tieline": 1,
        "vpcs": {
            "shop": { "cidrs": ["10.0.0.0/16"], "subnets": { "shop-a": { "cidr": "10.0.0.0/24" } }, "route_tables": shop },
            "data": { "cidrs": ["10.1.0.0/16"], "subnets": { "data-a": { "cidr": "10.1.0.0/24" } }, "route_tables": data },
        },
        "links": { "shop-data": { "vpc_peering": { "between": ["shop", "data"] } } },
    })
}

#[test]
fn of_missing_routes_exactly_one_rule_speaks() {
    let with = |to: &str| json!({ "main": { "main": true, "routes": [{ "to": to, "via": "shop-data" }] } });
    let without = json!({ "main": { "main": true } });
    // A table that no subnet uses leads nowhere.
    let idle = json!({ "main": { "main": true }, "idle": { "routes": [{ "to": "10.0.0.0/16", "via": "shop-data" }] } });
    let (there, back) = (with("10.1.0.0/16"), with("10.0.0.0/16"));
    let one_way = |vpc: &str| vec![(204, format!("/vpcs/{vpc}/route_tables"))];
    assert_eq!(raised(pair(there.clone(), back.clone())), []);
    assert_eq!(raised(pair(there.clone(), without.clone())), one_way("data"));
    assert_eq!(raised(pair(there.clone(), idle)), one_way("data"));
    assert_eq!(raised(pair(without.clone(), back)), one_way("shop"));
    assert_eq!(raised(pair(without.clone(), without.clone())), [(203, "/links/shop-data".to_owned())]);
    // Routes that nobody has written down are unknown, not missing.
    assert_eq!(raised(pair(there, Value::Null)), []);
    assert_eq!(raised(pair(Value::Null, without)), []);
}

#[test]
fn each_family_overlaps_on_its_own() {
    let peered = |one: &[&str], other: &[&str]| {
        raised(json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": one }, "data": { "cidrs": other } },
            "links": { "shop-data": { "vpc_peering": { "between": ["shop", "data"] } } },
        }))
    };
    let refused = [(201, "/links/shop-data/vpc_peering/between".to_owned())];
    assert_eq!(peered(&["10.0.0.0/16", "2001:db8::/56"], &["10.1.0.0/16", "2001:db8:0:100::/56"]), []);
    assert_eq!(peered(&["10.0.0.0/16", "2001:db8::/56"], &["10.1.0.0/16", "2001:db8::/60"]), refused);
    assert_eq!(peered(&["10.8.0.0/16", "10.9.0.0/24"], &["10.10.0.0/16", "10.9.0.0/28"]), refused);
    assert_eq!(peered(&["10.8.0.0/16", "10.9.0.0/24"], &["10.10.0.0/16", "10.9.1.0/28"]), []);
}

#[test]
fn a_star_of_overlapping_leaves_is_legal() {
    let found = raised(json!({
        "tieline": 1,
        "vpcs": {
            "shop": { "cidrs": ["10.0.0.0/16"] },
            "data": { "cidrs": ["10.1.0.0/16"] },
            "mart": { "cidrs": ["10.1.0.0/16"] },
        },
        "links": {
            "shop-data": { "vpc_peering": { "between": ["shop", "data"] } },
            "shop-mart": { "vpc_peering": { "between": ["shop", "mart"] } },
        },
    }));
    assert_eq!(found, []);
}
