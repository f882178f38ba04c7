//! Explanations are sufficient: a design cut down to what a reason cites gives the same verdict for the same reason.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod small_designs;

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;
use tieline::advise::bench::Bench;
use tieline::advise::cost::Prices;
use tieline::advise::estate::Estate;
use tieline::advise::mechanism::Situation;
use tieline::advise::verdict::{Asked, Candidate, Reason, Verdict, judge};
use tieline::design::build::build;
use tieline::design::raw::RawDesign;
use tieline::design::{Design, Mechanism, Party};
use tieline::facts::{Billing, Facts};
use tieline::finding::{Finding, Locus, Severity};
use tieline::network::Network;
use tieline::why::Premise;

use small_designs::{designs, standing};

/// Every mechanism judged for one need of a design.
fn judged(design: &Design, need: &str, mechanisms: &[Mechanism]) -> Vec<Candidate> {
    let facts = Facts::shipped();
    let network = Network::of(design);
    let prices = Prices::new(design, &facts, Billing::default());
    let estate = Estate::of(design, &facts);
    let need = design.needs.get(need).unwrap();
    let pairs = need.pairs().into_iter();
    let pairs = pairs.filter_map(|pair| Situation::of(design, &network, &facts, &estate, pair)).collect();
    let asked = Asked { need, pairs };
    let mut bench = Bench::new(design, &facts, &estate);
    mechanisms.iter().filter_map(|one| judge(*one, &asked, &prices, &mut bench)).collect()
}

/// The names of the things that a finding cites: where it stands, what it points at besides, and what its reasons say.
fn cited(finding: &Finding) -> BTreeSet<String> {
    let inputs = finding.why.premises.iter().filter_map(|premise| match premise {
        Premise::Input { at, .. } => Some(at.as_ref()),
        Premise::Fact(_) => None,
    });
    named(std::iter::once(&finding.at).chain(finding.related.iter().map(|label| &label.at)).chain(inputs))
}

/// The names of the things at some places.
fn named<'a>(places: impl Iterator<Item = &'a Locus>) -> BTreeSet<String> {
    let named = |at: &Locus| {
        // What stands inside a VPC or a link is named by the way to it.
        let way: Vec<String> = at.place.pointer.segments().map(|segment| segment.to_string()).collect();
        let own = at.id.split('/').map(str::to_owned);
        own.chain(way).collect::<Vec<_>>()
    };
    places.flat_map(named).collect()
}

/// Every text in a value, keys included.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            texts(value, found);
        }),
        _ => {}
    }
}

/// The design with one need, its parties, and what is cited; things that these name come with them.
fn cut(raw: &RawDesign, need: &str, cited: &BTreeSet<String>) -> RawDesign {
    let mut value = serde_json::to_value(raw).unwrap();
    let mut kept = cited.clone();
    kept.insert(need.to_owned());
    texts(&value["needs"][need], &mut kept);
    const ROOMS: [&str; 5] = ["vpcs", "sites", "applications", "links", "load_balancers"];
    loop {
        let before = kept.len();
        for room in ROOMS {
            for (name, thing) in value[room].as_object().unwrap() {
                if kept.contains(name) {
                    texts(thing, &mut kept);
                }
            }
        }
        if kept.len() == before {
            break;
        }
    }
    for room in ROOMS {
        value[room].as_object_mut().unwrap().retain(|name, _| kept.contains(name));
    }
    value["needs"].as_object_mut().unwrap().retain(|name, _| name == need);
    serde_json::from_value(value).unwrap()
}

/// Holds each reason that refuses a mechanism against the design cut down to it.
fn check_sufficiency(raw: &RawDesign) -> Result<usize, TestCaseError> {
    let built = build(&[(None, raw.clone())]);
    prop_assert!(built.problems.is_empty(), "{:?}", built.problems);
    let mut held = 0;
    for need in built.design.needs.values().filter(|need| !need.never && !matches!(need.to(), Party::AwsService(_))) {
        for candidate in judged(&built.design, need.id.as_str(), Mechanism::ALL) {
            if candidate.verdict != Verdict::Cannot {
                continue;
            }
            for reason in &candidate.reasons {
                let names = match reason {
                    Reason::Finding(finding) => cited(finding),
                    Reason::Told { inputs, .. } => named(inputs.iter()),
                };
                let small = cut(raw, need.id.as_str(), &names);
                let rebuilt = build(&[(None, small)]);
                prop_assert!(rebuilt.problems.is_empty(), "{:?}", rebuilt.problems);
                let again = judged(&rebuilt.design, need.id.as_str(), &[candidate.mechanism]);
                let again = again.first();
                let is_same = |other: &Reason| match (reason, other) {
                    (Reason::Finding(one), Reason::Finding(other)) => one.rule == other.rule,
                    (Reason::Told { text: one, .. }, Reason::Told { text: other, .. }) => one == other,
                    _ => false,
                };
                // Without the others whose addresses collide, nobody would ask about translation.
                let translates = [Mechanism::TransitGatewayNat, Mechanism::PrivateNatTransitGateway];
                if again.is_none() && translates.contains(&candidate.mechanism) {
                    continue;
                }
                let refused =
                    again.is_some_and(|again| again.verdict == Verdict::Cannot && again.reasons.iter().any(is_same));
                prop_assert!(
                    refused,
                    "{} for {}: {reason:?} cites {names:?}, and then {:?}",
                    candidate.mechanism.wire(),
                    need.id,
                    again.map(|again| (again.verdict, &again.reasons)),
                );
                held += 1;
            }
        }
    }
    Ok(held)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_design_cut_down_to_what_a_reason_cites_is_refused_for_the_same_reason(raw in designs()) {
        check_sufficiency(&raw)?;
    }

    #[test]
    fn so_is_one_with_links_that_are_there_already(raw in standing()) {
        check_sufficiency(&raw)?;
    }
}

#[test]
fn a_clash_on_a_hub_that_is_there_cites_what_clashes() {
    let raw: RawDesign = serde_json::from_str(
        r#"{
        "tieline": 1, "region": "us-east-1",
        "vpcs": {
            "shop": { "cidrs": ["10.0.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.0.0.0/24" } } },
            "mart": { "cidrs": ["10.0.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.0.0.0/24" } } },
            "data": { "cidrs": ["10.1.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.1.0.0/24" } } },
            "far": { "cidrs": ["10.2.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.2.0.0/24" } } }
        },
        "needs": { "mart-data": { "between": ["mart", "data"] } },
        "links": {
            "hub": { "transit_gateway": { "attachments": {
                "shop": { "subnets": ["a"] }, "data": { "subnets": ["a"] }, "far": { "subnets": ["a"] }
            } } }
        }
    }"#,
    )
    .unwrap();
    let built = build(&[(None, raw.clone())]);
    let candidates = judged(&built.design, "mart-data", &[Mechanism::TransitGateway]);
    let refused = &candidates[0];
    assert_eq!(refused.verdict, Verdict::Cannot);
    let Reason::Finding(finding) = &refused.reasons[0] else { panic!("{refused:?}") };
    assert_eq!(finding.severity, Severity::Error);
    assert!(cited(finding).contains("shop") && cited(finding).contains("mart"), "{:?}", cited(finding));
    assert!(check_sufficiency(&raw).unwrap() > 0);
}

#[test]
fn an_association_used_from_outside_cites_the_link_by_which_its_client_arrives() {
    let raw: RawDesign = serde_json::from_str(
        r#"{
        "tieline": 1, "region": "us-east-1",
        "vpcs": {
            "tools": { "cidrs": ["10.0.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.0.0.0/24" } } },
            "guest": { "cidrs": ["10.1.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.1.0.0/24" } } },
            "prov": { "cidrs": ["10.2.0.0/16"], "subnets": { "a": { "az": "use1-az1", "cidr": "10.2.0.0/24" } } }
        },
        "applications": {
            "client": { "vpc": "guest", "runs_on": "ec2" },
            "api": { "vpc": "prov", "runs_on": "ecs", "serves": ["https/443"] }
        },
        "needs": { "call": { "from": "client", "to": "api", "via": "net" } },
        "links": {
            "net": { "service_network": { "associations": ["tools"], "services": { "api": { "applications": ["api"] } } } },
            "peer": { "vpc_peering": { "between": ["tools", "guest"] } }
        }
    }"#,
    )
    .unwrap();
    let built = build(&[(None, raw)]);
    let found = tieline::rules::check(&built.design, &Facts::shipped());
    let outside = found.iter().find(|finding| finding.name == "association-used-from-outside").unwrap();
    assert!(cited(outside).contains("peer"), "{:?}", cited(outside));
}

/// A site that a circuit brings to one VPC calls an application of another; both applications are in a mesh.
fn beside_links(service: &str, need: &str) -> RawDesign {
    let text = format!(
        r#"{{
        "tieline": 1, "region": "us-east-1",
        "vpcs": {{
            "shop": {{ "cidrs": ["10.0.0.0/16"], "subnets": {{ "a": {{ "az": "use1-az1", "cidr": "10.0.0.0/24" }} }} }},
            "data": {{ "cidrs": ["10.1.0.0/16"], "subnets": {{ "a": {{ "az": "use1-az1", "cidr": "10.1.0.0/24" }} }} }}
        }},
        "sites": {{ "dc": {{ "cidrs": ["192.168.0.0/16"] }} }},
        "applications": {{
            "web": {{ "vpc": "shop", "runs_on": "ec2" }},
            "server": {{ "vpc": "data", "runs_on": "ec2", "serves": ["{service}"] }}
        }},
        "needs": {{ "asked": {{ {need}, "to": "server" }} }},
        "links": {{
            "circuit": {{ "direct_connect": {{ "site": "dc", "vpcs": ["shop"] }} }},
            "mesh": {{ "service_mesh": {{ "kind": "istio", "applications": ["web", "server"] }} }}
        }}
    }}"#
    );
    serde_json::from_str(&text).unwrap()
}

#[test]
fn what_a_drawn_link_cannot_carry_from_a_site_cites_how_the_site_arrives() {
    let raw = beside_links("udp/514", r#""from": "dc""#);
    let built = build(&[(None, raw.clone())]);
    let resource = judged(&built.design, "asked", &[Mechanism::PrivatelinkResource]);
    let Some(Reason::Finding(udp)) = resource[0].reasons.first() else { panic!("{resource:?}") };
    assert!(udp.name == "udp-over-resource" && cited(udp).contains("circuit"), "{:?}", cited(udp));
    assert!(check_sufficiency(&raw).unwrap() > 0);
}

#[test]
fn why_there_can_be_no_mesh_cites_the_mesh_that_is_there() {
    let raw = beside_links("https/443", r#""from": "web""#);
    let built = build(&[(None, raw.clone())]);
    let mesh = judged(&built.design, "asked", &[Mechanism::ServiceMesh]);
    let Some(Reason::Told { inputs, .. }) = mesh[0].reasons.first() else { panic!("{mesh:?}") };
    assert!(named(inputs.iter()).contains("mesh"), "{inputs:?}");
    assert!(check_sufficiency(&raw).unwrap() > 0);
}
