//! Edges of the rules about cost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Value, json};
use tieline::design::{build::build, raw::RawDesign};
use tieline::facts::Facts;
use tieline::rules;

fn numbers(value: &Value) -> Vec<u16> {
    let raw: RawDesign = serde_json::from_value(value.clone()).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, []);
    rules::check(&built.design, &Facts::shipped()).into_iter().map(|finding| finding.rule.0).collect()
}

/// A transit gateway with two VPCs of one Region.
fn hub(change: impl Fn(&mut Value)) -> Value {
    let mut design = json!({
        "tieline": 1,
        "region": "us-east-1",
        "vpcs": {
            "shop": { "cidrs": ["10.0.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.0.0.0/24" } } },
            "data": { "cidrs": ["10.1.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.1.0.0/24" } } },
        },
        "needs": {},
        "links": {
            "hub": { "transit_gateway": {
                "attachments": {
                    "shop": { "subnets": ["a"], "route_table": "all" },
                    "data": { "subnets": ["a"], "route_table": "all" },
                },
                "route_tables": { "all": { "propagations": ["shop", "data"] } },
            } },
        },
    });
    change(&mut design);
    design
}

#[test]
fn a_hub_for_two_is_told_unless_it_does_what_no_peering_does() {
    let told = |change: &dyn Fn(&mut Value)| numbers(&hub(change)).contains(&801);
    assert!(told(&|_| ()));
    let gateway = |design: &mut Value| design["links"]["hub"]["transit_gateway"].take();
    let with = |design: &mut Value, gateway: Value| design["links"]["hub"]["transit_gateway"] = gateway;
    // A firewall stands in one of the two.
    assert!(!told(&|design| {
        let mut changed = gateway(design);
        changed["attachments"]["data"]["appliance_mode"] = json!(true);
        with(design, changed);
    }));
    // One leads to elsewhere through the other; a route to the other's own blocks is no reason.
    for (to, expected) in [("0.0.0.0/0", false), ("10.1.0.0/16", true)] {
        assert_eq!(
            told(&|design| {
                let mut changed = gateway(design);
                changed["route_tables"]["all"]["routes"] = json!([{ "to": to, "via": "data" }]);
                with(design, changed);
            }),
            expected,
            "{to}"
        );
    }
    // Addresses are translated on the way.
    assert!(!told(&|design| {
        let mut changed = gateway(design);
        changed["attachments"]["data"]["nat"] = json!({ "10.1.0.0/16": "100.64.0.0/16" });
        with(design, changed);
    }));
    // A need for what only a hub carries, between these two; other needs are no reason.
    for (asked, expected) in [("multicast", false), ("inspection", false), ("client_address", true)] {
        assert_eq!(
            told(&|design| design["needs"]["feed"] = json!({ "between": ["shop", "data"], "requires": [asked] })),
            expected,
            "{asked}"
        );
    }
}
