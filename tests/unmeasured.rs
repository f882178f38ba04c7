//! Volumes that are not given: the band of a plan's cost, and which of them would change the answer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use tieline::advise::turning::At;
use tieline::advise::unmeasured::{REQUESTS, TRAFFIC};
use tieline::advise::{Advice, advise};
use tieline::design::Design;
use tieline::facts::{Billing, Facts, Usd};
use tieline::import::{Input, import};
use tieline::{Scope, report, review};

/// One application that two others call, each in its own VPC; all that is said of the two needs is `first` and `second`.
fn text(first: &str, second: &str) -> String {
    format!(
        "tieline: 1
region: us-east-1
vpcs:
  shop: {{ cidrs: [10.0.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }}, b: {{ az: use1-az2, cidr: 10.0.1.0/24 }} }} }}
  till: {{ cidrs: [10.0.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }}, b: {{ az: use1-az2, cidr: 10.0.1.0/24 }} }} }}
  data: {{ cidrs: [10.0.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.0.8.0/24 }}, b: {{ az: use1-az2, cidr: 10.0.9.0/24 }} }} }}
applications:
  web: {{ vpc: shop }}
  desk: {{ vpc: till }}
  orders: {{ vpc: data, runs_on: ecs, serves: [https/443] }}
needs:
  desk-to-orders: {{ from: desk, to: orders{second} }}
  web-to-orders: {{ from: web, to: orders{first} }}
"
    )
}

fn design(first: &str, second: &str) -> Design {
    let text = text(first, second);
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    imported.design
}

fn advice(first: &str, second: &str) -> Advice {
    advise(&design(first, second), &Facts::shipped(), Billing::default())
}

const KNOWN: &str = ", traffic: 5 GB/month, requests: 1M/month";

fn mechanisms(advice: &Advice) -> Vec<&'static str> {
    advice.needs.iter().map(|need| need.choice().unwrap().mechanism.wire()).collect()
}

#[test]
fn what_is_given_leaves_nothing_open() {
    assert_eq!(advice(KNOWN, KNOWN).unmeasured, None);
}

#[test]
fn the_band_is_what_the_plan_costs_at_both_ends() {
    let open = advice(", requests: 1M/month", KNOWN);
    let band = open.unmeasured.clone().unwrap();
    assert_eq!(band.needs.iter().map(|one| one.need.as_str()).collect::<Vec<_>>(), ["web-to-orders"]);
    assert!(band.complete && band.asked && band.needs[0].traffic && !band.needs[0].requests);
    assert!(band.lowest < band.highest);
    // With the least written down, the plan is the same and costs just that.
    let least = advice(&format!(", traffic: {}/month, requests: 1M/month", TRAFFIC.0), KNOWN);
    assert_eq!(mechanisms(&least), mechanisms(&open));
    assert_eq!(least.plan.bill.total(), band.lowest);
    // With the most, what the two ends are apart is the volume's price.
    let (low, high) = band.needs[0].usd;
    assert_eq!(band.highest - band.lowest, high - low);
    assert!(low > Usd::ZERO);
}

#[test]
fn the_volume_that_would_change_the_answer_is_one_that_does() {
    let open = advice(", requests: 1M/month", KNOWN);
    let band = open.unmeasured.clone().unwrap();
    let turn = band.needs[0].turns.first().unwrap();
    let At::Traffic(volume) = turn.at else { unreachable!("the requests are given") };
    assert!(volume > TRAFFIC.0 && volume < TRAFFIC.1);
    let with =
        |megabytes: u64| mechanisms(&advice(&format!(", traffic: {megabytes} MB/month, requests: 1M/month"), KNOWN));
    // Two digits are told, and the search is exact to one part in a hundred.
    assert_eq!(with(volume.0 / 100 * 90), mechanisms(&open));
    let beyond = with(volume.0 / 100 * 110);
    assert_ne!(beyond, mechanisms(&open));
    for (need, now, then) in &turn.changes {
        let index = open.needs.iter().position(|one| one.need == *need).unwrap();
        assert_eq!(now.map(|one| one.wire()), Some(mechanisms(&open)[index]));
        assert_eq!(then.map(|one| one.wire()), Some(beyond[index]));
    }
}

#[test]
fn requests_are_asked_about_where_they_are_charged() {
    let open = advice(", traffic: 5 GB/month", KNOWN);
    let band = open.unmeasured.unwrap();
    assert!(band.needs[0].requests && !band.needs[0].traffic);
    assert!(REQUESTS.0 < REQUESTS.1);
}

#[test]
fn every_report_tells_the_band_and_the_turn() {
    let text = text(", requests: 1M/month", KNOWN);
    let facts = Facts::shipped();
    let looked = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &facts, Scope::Review);
    let json: serde_json::Value = serde_json::from_str(&report::json(&looked, &facts).unwrap()).unwrap();
    let open = &json["advice"]["plan"]["unmeasured"];
    assert_eq!(open["assumed"], "1 GB/month to 10 TB/month");
    assert_eq!(open["needs"][0]["inputs"], serde_json::json!(["traffic"]));
    let turn = open["needs"][0]["turns"][0]["text"].as_str().unwrap();
    assert!(turn.starts_with("from about ") && turn.contains(" instead of "), "{turn}");
    let value = open["needs"][0]["turns"][0]["value"].as_str().unwrap();
    for told in [report::markdown(&looked, &facts), report::html(&looked, &facts)] {
        assert!(told.contains("1 volume is not given") && told.contains(value), "{told}");
    }
}
