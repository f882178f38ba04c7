//! Where published sources disagree: each dispute is told of a need that it bears on, names both sides, and where a
//! preference is said to flip it, that preference does.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;

use tieline::advise::{Advice, advise, dispute};
use tieline::design::{Design, Mechanism};
use tieline::facts::{Billing, Facts};
use tieline::import::{Input, import};
use tieline::{Scope, report, review};

/// Two networks of two accounts with what a need says, beside what else there is.
fn text(server: &str, need: &str, rest: &str) -> String {
    format!(
        "tieline: 1
region: us-east-1
vpcs:
  shop: {{ account: '111111111111', cidrs: [10.1.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.1.0.0/24 }}, b: {{ az: use1-az2, cidr: 10.1.1.0/24 }} }} }}
  data: {{ account: '222222222222', cidrs: [10.2.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.2.0.0/24 }}, b: {{ az: use1-az2, cidr: 10.2.1.0/24 }} }} }}
applications:
  web: {{ vpc: shop, runs_on: ec2 }}
  server: {{ vpc: data, {server} }}
needs:
  asked: {{ {need} }}
{rest}"
    )
}

const HTTP: &str = "runs_on: ecs, serves: [https/443]";
const RDS: &str = "runs_on: rds, serves: [tcp/5432]";
const CALL: &str = "from: web, to: server, traffic: 10 GB/month, requests: 1M/month";

fn design(text: &str) -> Design {
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    imported.design
}

fn advice(text: &str) -> Advice {
    advise(&design(text), &Facts::shipped(), Billing::default())
}

fn disputes(text: &str) -> BTreeSet<&'static str> {
    advice(text).needs[0].disputes.iter().map(|dispute| dispute.name).collect()
}

/// A design for each dispute, and one on which it does not bear.
fn cases() -> Vec<(&'static str, String, String)> {
    let preferring = |mechanism: &str| format!("preferences: {{ prefer: [{mechanism}] }}\n");
    let site =
        "sites: { dc: { cidrs: [192.168.0.0/16] } }\nlinks: { dx: { direct_connect: { site: dc, vpcs: [shop] } } }\n";
    let http = text(HTTP, CALL, "");
    let elsewhere = http
        .replace("  data: { account", "  data: { region: eu-west-1, account")
        .replace("use1-az1, cidr: 10.2", "euw1-az1, cidr: 10.2")
        .replace("use1-az2, cidr: 10.2", "euw1-az2, cidr: 10.2");
    let grouped = text(HTTP, "between: [shop, data]", &preferring("transit_gateway")).replacen(
        "subnets:",
        "security_groups: { own: { inbound: [], outbound: [] } }, subnets:",
        1,
    );
    vec![
        (
            "peering-price",
            text(HTTP, "between: [shop, data]", ""),
            text(HTTP, "from: web, to: server, requires: [iam_auth]", ""),
        ),
        (
            "one-service-network",
            text(HTTP, CALL, &preferring("lattice_association")),
            text(HTTP, "between: [shop, data]", ""),
        ),
        ("policies-on-resources", text(RDS, "from: web, to: server, requires: [iam_auth]", ""), text(RDS, CALL, "")),
        ("lattice-as-a-network", text(HTTP, "between: [shop, data]", ""), http.clone()),
        ("one-http-call", http.clone(), http.replace("222222222222", "111111111111")),
        ("database-behind-a-load-balancer", text(RDS, CALL, ""), http.clone()),
        ("sites-into-lattice", text(HTTP, "from: dc, to: server", site), http.clone()),
        ("privatelink-across-regions", elsewhere, http.clone()),
        (
            "groups-over-a-hub",
            grouped.clone(),
            grouped.replace("security_groups: { own: { inbound: [], outbound: [] } }, ", ""),
        ),
        ("lattice-across-zones", http.clone(), text(HTTP, "between: [shop, data], traffic: 1 GB/month", "")),
        ("endpoint-or-nat", text(HTTP, "from: web, to: aws/sqs", ""), http),
    ]
}

#[test]
fn every_dispute_is_told_where_it_bears_on_a_need_and_nowhere_else() {
    let mut told = BTreeSet::new();
    for (name, bears, does_not) in cases() {
        assert!(disputes(&bears).contains(name), "{name}: {:?}", disputes(&bears));
        assert!(!disputes(&does_not).contains(name), "{name}");
        told.insert(name);
    }
    assert_eq!(told, dispute::all().map(|one| one.name).collect());
}

#[test]
fn every_dispute_names_both_sides() {
    let facts = Facts::shipped();
    for one in dispute::all() {
        assert!(one.facts.iter().any(|fact| facts.fact(*fact).contradicted_by.is_some()), "{}", one.name);
        assert!(one.facts.iter().all(|fact| !facts.fact(*fact).sources.is_empty()), "{}", one.name);
    }
}

/// Where a dispute says which preference flips it, that does: for each mechanism that fits and was not taken.
#[test]
fn what_is_disputed_flips_by_preference() {
    let mut flipped = BTreeSet::new();
    for (name, text, _) in cases() {
        let now = advice(&text);
        let Some(told) = now.needs[0].disputes.iter().find(|one| one.name == name) else { continue };
        if !told.flips.contains("prefer") || text.contains("prefer:") {
            continue;
        }
        for option in now.needs[0].options.iter().filter(|option| option.is_open()) {
            let mechanism: Mechanism = option.mechanism;
            let preferred = format!("{text}preferences: {{ prefer: [{}] }}\n", mechanism.wire());
            let again = advice(&preferred);
            assert_eq!(again.needs[0].choice().map(|one| one.mechanism), Some(mechanism), "{name}");
            flipped.insert(name);
        }
    }
    for name in ["one-http-call", "database-behind-a-load-balancer", "endpoint-or-nat"] {
        assert!(flipped.contains(name), "{name}: {flipped:?}");
    }
}

#[test]
fn reports_tell_a_dispute_once_with_both_pages() {
    let text = text(RDS, CALL, "");
    let facts = Facts::shipped();
    let review = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &facts, Scope::Review);
    let json: serde_json::Value = serde_json::from_str(&report::json(&review, &facts).unwrap()).unwrap();
    let disputes = json["advice"]["needs"][0]["disputes"].as_array().unwrap().clone();
    let one = disputes.iter().find(|one| one["principle"] == "database-behind-a-load-balancer").unwrap();
    assert_eq!(one["flips"], "`prefer: [privatelink_service]`");
    let otherwise = one["disputed"][0]["url"].as_str().unwrap();
    let followed = one["sources"][0]["url"].as_str().unwrap();
    for told in [report::markdown(&review, &facts), report::html(&review, &facts)] {
        assert!(
            told.contains("database-behind-a-load-balancer") && told.contains(otherwise) && told.contains(followed)
        );
    }
}
