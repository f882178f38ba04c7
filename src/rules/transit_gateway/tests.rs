//! Cases of band 3xx that the pages do not show.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Value, json};

use crate::design::Design;
use crate::design::build::build;
use crate::design::raw::RawDesign;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::ids::{LinkId, NeedId};
use crate::rules::{Context, check, check_carriage};

fn design(value: Value) -> Design {
    let raw: RawDesign = serde_json::from_value(value).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, []);
    built.design
}

fn findings(value: Value, rule: u16) -> Vec<Finding> {
    check(&design(value), &Facts::shipped()).into_iter().filter(|finding| finding.rule.0 == rule).collect()
}

/// The messages with which a link is refused for the need `need`.
fn refused(design: &Design, link: &str) -> Vec<String> {
    let facts = Facts::shipped();
    let context = Context::new(design, &facts);
    let need = design.need(&NeedId::new("need").unwrap()).unwrap();
    let found = check_carriage(&context, need, design.link(&LinkId::new(link).unwrap()).unwrap());
    found.into_iter().map(|finding| finding.message).collect()
}

/// `shop` reaches `data` over `hub`, with these tables and this table for `shop`.
fn hub(tables: &Value, of_shop: &Value) -> Design {
    design(json!({
        "tieline": 1,
        "vpcs": {
            "shop": { "cidrs": ["10.0.0.0/16"] },
            "data": { "cidrs": ["10.1.0.0/16"], "subnets": { "data-a": { "cidr": "10.1.4.0/24" } } },
            "mart": { "cidrs": ["10.2.0.0/16"] },
        },
        "applications": { "orders": { "vpc": "data", "subnets": ["data-a"] } },
        "needs": { "need": { "from": "shop", "to": "orders" } },
        "links": { "hub": { "transit_gateway": {
            "attachments": { "shop": of_shop, "data": { "route_table": "back" }, "mart": {} },
            "route_tables": tables,
        } } },
    }))
}

#[test]
fn the_longest_prefix_decides_and_a_static_route_wins_a_tie() {
    let back = json!({ "propagations": ["shop"] });
    let spokes = json!({ "route_table": "spokes" });
    // What the table of `shop` holds, and the reason it gives, if any.
    let cases: &[(Value, &str)] = &[
        (json!({ "propagations": ["data"] }), ""),
        (json!({ "propagations": ["mart"] }), "has no route to VPC `data`"),
        (json!({ "routes": [{ "to": "10.0.0.0/8", "via": "data" }] }), ""),
        (json!({ "routes": [{ "to": "10.1.4.0/25", "via": "data" }] }), ""),
        (json!({ "routes": [{ "to": "10.1.8.0/24", "via": "data" }] }), "has no route to VPC `data`"),
        (json!({ "routes": [{ "to": "10.0.0.0/8", "via": "blackhole" }] }), "drops `10.0.0.0/8` in a blackhole"),
        (json!({ "propagations": ["data"], "routes": [{ "to": "10.0.0.0/8", "via": "blackhole" }] }), ""),
        (
            json!({ "propagations": ["data"], "routes": [{ "to": "10.1.0.0/16", "via": "blackhole" }] }),
            "drops `10.1.0.0/16` in a blackhole",
        ),
        (
            json!({ "propagations": ["data"], "routes": [{ "to": "10.1.4.0/24", "via": "mart" }] }),
            "sends `10.1.4.0/24` to VPC `mart`",
        ),
        (
            json!({ "routes": [{ "to": "10.0.0.0/8", "via": "data" }, { "to": "10.1.0.0/16", "via": "mart" }] }),
            "sends `10.1.0.0/16` to VPC `mart`",
        ),
    ];
    for (table, reason) in cases {
        let found = refused(&hub(&json!({ "spokes": table, "back": back }), &spokes), "hub");
        assert_eq!(found.len(), usize::from(!reason.is_empty()), "{table}: {found:?}");
        assert!(found.iter().all(|message| message.contains(reason)), "{table}: {found:?}");
    }
}

#[test]
fn replies_need_a_way_back_and_an_attachment_needs_a_table() {
    let there = json!({ "propagations": ["data"] });
    let found = refused(&hub(&json!({ "spokes": there, "back": {} }), &json!({ "route_table": "spokes" })), "hub");
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("packets from VPC `data` to VPC `shop`"), "{found:?}");
    let found = refused(&hub(&json!({ "spokes": there, "back": { "propagations": ["shop"] } }), &json!({})), "hub");
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("VPC `shop` is associated with no route table"), "{found:?}");
}

#[test]
fn a_site_is_attached_through_any_of_its_links() {
    let hybrid = |attachments: Value| {
        design(json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } },
            "sites": { "tokyo-dc": { "cidrs": ["192.168.0.0/16"] } },
            "needs": { "need": { "between": ["shop", "tokyo-dc"] } },
            "links": {
                "dx": { "direct_connect": { "site": "tokyo-dc" } },
                "vpn": { "site_to_site_vpn": { "site": "tokyo-dc" } },
                "hub": { "transit_gateway": { "attachments": attachments } },
            },
        }))
    };
    assert!(refused(&hybrid(json!({ "shop": {}, "vpn": {} })), "hub").is_empty());
    let found = refused(&hybrid(json!({ "shop": {} })), "hub");
    assert_eq!(found, ["site `tokyo-dc` is not attached to transit gateway `hub`"]);
    // The VPN ends on the transit gateway, so by itself it joins no VPC.
    assert_eq!(refused(&hybrid(json!({ "shop": {}, "vpn": {} })), "vpn"), ["`vpn` does not join VPC `shop`"]);
}

#[test]
fn a_direct_connect_gateway_does_not_join_its_vpcs_with_each_other() {
    let design = design(json!({
        "tieline": 1,
        "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] }, "data": { "cidrs": ["10.1.0.0/16"] } },
        "sites": { "tokyo-dc": { "cidrs": ["192.168.0.0/16"] } },
        "needs": { "need": { "from": "shop", "to": "data" } },
        "links": { "dx": { "direct_connect": { "site": "tokyo-dc", "vpcs": ["shop", "data"] } } },
    }));
    assert_eq!(refused(&design, "dx"), ["`dx` joins VPC `shop` and VPC `data` with the site, but not with each other"]);
}

/// A hub to which VPCs are attached that all have the same block.
fn same_blocks(number: usize, tables: Option<Value>) -> Value {
    let names: Vec<String> = (0..number).map(|nth| format!("vpc-{nth:05}")).collect();
    let vpcs: serde_json::Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!({ "cidrs": ["10.8.0.0/16"] }))).collect();
    let attachments: serde_json::Map<String, Value> = names.iter().map(|name| (name.clone(), json!({}))).collect();
    let mut gateway = json!({ "attachments": attachments });
    if let Some(tables) = tables {
        gateway["route_tables"] = tables;
    }
    json!({ "tieline": 1, "vpcs": vpcs, "links": { "hub": { "transit_gateway": gateway } } })
}

#[test]
fn overlaps_are_told_by_pair_up_to_a_limit_that_is_told_too() {
    let told = |number| findings(same_blocks(number, None), 301);
    assert_eq!(told(1).len(), 0);
    assert_eq!(told(2).len(), 1);
    // 6 × 5 / 2 pairs.
    assert_eq!(told(6).len(), 15);
    assert!(told(6).iter().all(|finding| !finding.message.contains("not listed")));
    assert_eq!(told(7).len(), 20);
    assert!(told(7)[19].message.ends_with("(further overlapping pairs of it are not listed)"));
    assert_eq!(told(4_000).len(), 20);
}

#[test]
fn overlaps_count_only_within_one_routing_domain() {
    let apart = json!({ "one": { "propagations": ["vpc-00000"] }, "two": { "propagations": ["vpc-00001"] } });
    assert_eq!(findings(same_blocks(2, Some(apart)), 301).len(), 0);
    let both = ["vpc-00000", "vpc-00001"];
    let twice = json!({ "one": { "propagations": both }, "two": { "propagations": both } });
    assert_eq!(findings(same_blocks(2, Some(twice)), 301).len(), 1);
}

#[test]
fn a_site_with_two_links_does_not_overlap_itself_but_a_vpc_overlaps_it() {
    let value = |block: &str| {
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": [block] } },
            "sites": { "tokyo-dc": { "cidrs": ["10.0.0.0/8"] } },
            "links": {
                "dx": { "direct_connect": { "site": "tokyo-dc" } },
                "vpn": { "site_to_site_vpn": { "site": "tokyo-dc" } },
                "hub": { "transit_gateway": { "attachments": { "shop": {}, "dx": {}, "vpn": {} } } },
            },
        })
    };
    assert_eq!(findings(value("172.16.0.0/16"), 301).len(), 0);
    let found = findings(value("10.9.0.0/16"), 301);
    assert_eq!(found.len(), 2);
    // The site stays where it is: the VPC moves, and out of the site's range.
    assert!(
        found[0].fix.as_ref().unwrap().title.starts_with("renumber `10.9.0.0/16` of VPC `shop`, for example as `172.")
    );
}

#[test]
fn zones_are_compared_only_where_all_of_them_are_known() {
    let value = |hub_az: Option<&str>, application: Value| {
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "subnets": {
                "shop-a": { "az": "apne1-az1", "cidr": "10.0.0.0/24" },
                "shop-c": { "az": "apne1-az4", "cidr": "10.0.1.0/24" },
                "shop-x": { "cidr": "10.0.2.0/24" },
                "hub-a": { "az": hub_az, "cidr": "10.0.3.0/28" },
            } } },
            "applications": { "storefront": application },
            "links": { "hub": { "transit_gateway": { "attachments": { "shop": { "subnets": ["hub-a"] } } } } },
        })
    };
    let count =
        |hub_az, subnets: Value| findings(value(hub_az, json!({ "vpc": "shop", "subnets": subnets })), 302).len();
    assert_eq!(count(Some("apne1-az1"), json!(["shop-a"])), 0);
    assert_eq!(count(Some("apne1-az1"), json!(["shop-a", "shop-c"])), 1);
    assert_eq!(count(Some("apne1-az1"), json!(["shop-x"])), 0);
    assert_eq!(count(None, json!(["shop-a", "shop-c"])), 0);
    // An application that names no subnets runs in all of them.
    assert_eq!(findings(value(Some("apne1-az1"), json!({ "vpc": "shop" })), 302).len(), 1);
}
