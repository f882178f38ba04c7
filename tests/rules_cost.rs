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

/// VPCs of one Region that are all peered with each other.
fn mesh(count: usize, change: impl Fn(&mut Value)) -> Value {
    let mut design = json!({ "tieline": 1, "region": "us-east-1", "vpcs": {}, "needs": {}, "links": {} });
    for one in 0..count {
        design["vpcs"][format!("v{one}")] = json!({ "cidrs": [format!("10.{one}.0.0/16")] });
        for other in 0..one {
            let peering = json!({ "vpc_peering": { "between": [format!("v{one}"), format!("v{other}")] } });
            design["links"][format!("v{one}-v{other}")] = peering;
        }
    }
    change(&mut design);
    design
}

fn messages(value: &Value, rule: u16) -> Vec<String> {
    let raw: RawDesign = serde_json::from_value(value.clone()).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, []);
    let found = rules::check(&built.design, &Facts::shipped()).into_iter();
    found.filter(|finding| finding.rule.0 == rule).map(|finding| finding.message).collect()
}

#[test]
fn a_mesh_of_peerings_is_told_with_what_a_hub_saves() {
    // 45 peerings against 10 attachments and a hub: 34 objects at 20 dollars, less 10 attachments of 36.50.
    let told = messages(&mesh(10, |_| ()), 806);
    assert!(told[0].contains("saves 315.00 US dollars a month") && told[0].contains("365.00 for the hub"), "{told:?}");
    // Below ten VPCs AWS calls peering fine.
    assert!(messages(&mesh(9, |_| ()), 806).is_empty());
    let silent = |change: &dyn Fn(&mut Value)| messages(&mesh(10, change), 806).is_empty();
    // Volumes that the hub would charge for: 315 dollars are 15,750 GB at two cents.
    let heavy = |traffic: &str| {
        let traffic = traffic.to_owned();
        move |design: &mut Value| design["needs"]["feed"] = json!({ "between": ["v0", "v1"], "traffic": traffic })
    };
    assert!(!silent(&heavy("15 TB/month")) && silent(&heavy("16 TB/month")));
    assert!(silent(&|design| design["preferences"] = json!({ "forbid": ["transit_gateway"] })));
    assert!(silent(&|design| design["preferences"] = json!({ "prefer": ["vpc_peering"] })));
    assert!(silent(&|design| design["preferences"] = json!({ "upkeep_usd_per_object": 10 })));
    // A Region whose price nobody published, and peerings that are not there yet.
    assert!(silent(&|design| design["region"] = json!("sa-east-1")));
    assert!(silent(&|design| {
        for link in design["links"].as_object_mut().unwrap().values_mut() {
            link["vpc_peering"]["status"] = json!("pending-acceptance");
        }
    }));
    // A star is as many objects on a hub.
    assert!(silent(&|design| design["links"].as_object_mut().unwrap().retain(|name, _| name.ends_with("-v0"))));
}

#[test]
fn endpoints_in_every_vpc_of_a_hub_are_told_until_their_traffic_costs_more() {
    let estate = |vpcs: usize, traffic: Option<&str>| {
        let mut design = json!({ "tieline": 1, "region": "us-east-1", "vpcs": {}, "needs": {}, "links": {} });
        for one in 0..vpcs {
            let name = format!("v{one}");
            let subnets = json!({ "a": { "az": "use1-az1", "cidr": format!("10.{one}.0.0/24") } });
            design["vpcs"][&name] = json!({ "cidrs": [format!("10.{one}.0.0/16")], "subnets": subnets });
            design["links"]["hub"]["transit_gateway"]["attachments"][&name] = json!({ "subnets": ["a"] });
            // One link for each endpoint, as the AWS CLI prints them.
            let endpoints = json!({ name.clone(): { "subnets": ["a"] } });
            design["links"][format!("ssm-{one}")] =
                json!({ "interface_endpoint": { "service": "ssm", "endpoints": endpoints } });
            if let Some(traffic) = traffic {
                design["needs"][format!("n{one}")] = json!({ "from": name, "to": "aws/ssm", "traffic": traffic });
            }
        }
        messages(&design, 807)
    };
    // Four of five endpoints in one zone each: 4 × 7.30.
    let told = estate(5, None);
    assert!(told.len() == 1 && told[0].contains("save 29.20 US dollars"), "{told:?}");
    assert!(estate(2, None).is_empty());
    // 29.20 dollars are 1,460 GB over the hub, from four VPCs.
    assert_eq!((estate(5, Some("364 GB/month")).len(), estate(5, Some("366 GB/month")).len()), (1, 0));
}

#[test]
fn a_load_balancer_for_one_database_is_told_unless_it_does_more() {
    let bad = include_str!("../src/rules/cost/resource_behind_load_balancer.md");
    let bad = bad.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let read = tieline::import::import(&[tieline::Input { name: "bad.yaml", bytes: bad.as_bytes() }]);
    let text = tieline::import::write::json(&tieline::import::write::whole(&read)).unwrap();
    let design: Value = serde_json::from_str(&text).unwrap();
    assert!(messages(&design, 808)[0].contains("saves the 16.43 US dollars"));
    let silent = |change: &dyn Fn(&mut Value)| {
        let mut design = design.clone();
        change(&mut design);
        messages(&design, 808).is_empty()
    };
    // A fleet is balanced, and another organisation is admitted one by one.
    assert!(silent(&|design| design["applications"]["orders"]["runs_on"] = json!("ec2")));
    assert!(silent(&|design| design["vpcs"]["shop"]["organization"] = json!("partner")));
    assert!(silent(&|design| {
        design["applications"]["web"] = json!({ "vpc": "data", "subnets": ["a"], "runs_on": "ec2" });
        design["load_balancers"]["front"]["target_groups"]["db"]["targets"] = json!(["orders", "web"]);
    }));
}
