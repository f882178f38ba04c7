//! Laws of reachability over random networks: what must not change an answer, and what may only take away.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "naive_packets/topology.rs"]
mod topology;

use serde_json::{Value, json};
use tieline::cidr::Family;
use tieline::design::{Design, LinkKind, Party};
use tieline::ids::AppId;
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};
use tieline::network::matrix::Matrix;
use tieline::network::packet::PacketSet;
use tieline::network::{Network, Reach};
use tieline::report::reach::FailureReport;
use topology::random;

const NETWORKS: std::ops::Range<u64> = 10_000..10_150;

fn design(text: &str) -> Design {
    let imported = import(&[Input { name: "random.json", bytes: text.as_bytes() }]);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new(), "{text}");
    imported.design
}

fn changed(text: &str, change: impl Fn(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap();
    change(&mut value);
    value.to_string()
}

/// What gets from each application to each other one, in order of names.
fn all(design: &Design) -> Vec<(AppId, AppId, PacketSet)> {
    let exact = Exact::of(design);
    let mut found = Vec::new();
    for from in design.applications.keys() {
        for to in design.applications.keys().filter(|to| *to != from) {
            let (one, other) = (End::Application(from.clone()), End::Application(to.clone()));
            let answer = exact.ask_family(&one, &other, Traffic::ANY, Family::V4);
            let set = answer.packets().unwrap_or_else(|| PacketSet::none(Family::V4));
            found.push((from.clone(), to.clone(), set));
        }
    }
    found
}

#[test]
fn a_deny_never_adds_reach() {
    let mut took_away = 0;
    for seed in NETWORKS {
        let before = random(seed);
        let after = changed(&before, |design| {
            for vpc in design["vpcs"].as_object_mut().unwrap().values_mut() {
                let entries = [("inbound", "10.0.0.0/8"), ("outbound", "10.0.0.0/9")];
                for (direction, cidr) in entries {
                    if let Some(list) = vpc["network_acls"]["strict"][direction].as_array_mut() {
                        list.insert(0, json!({ "number": 1, "action": "deny", "protocol": "tcp", "ports": "400-500", "cidr": cidr }));
                    }
                }
            }
        });
        for ((from, to, was), (_, _, is)) in all(&design(&before)).iter().zip(all(&design(&after))) {
            assert!(was.covers(&is), "seed {seed}: {from} → {to}");
            took_away += usize::from(!is.covers(was));
        }
    }
    assert!(took_away > 10, "the deny took something away {took_away} times only");
}

#[test]
fn a_longer_prefix_to_the_same_target_changes_nothing() {
    for seed in NETWORKS {
        let before = random(seed);
        let after = changed(&before, |design| {
            for vpc in design["vpcs"].as_object_mut().unwrap().values_mut() {
                for table in vpc["route_tables"].as_object_mut().unwrap().values_mut() {
                    let routes = table["routes"].as_array_mut().unwrap();
                    let longer: Vec<Value> = routes
                        .iter()
                        .filter(|route| route["to"].as_str().unwrap().ends_with("/16"))
                        .map(|route| json!({ "to": route["to"].as_str().unwrap().replace("/16", "/17"), "via": route["via"] }))
                        .collect();
                    routes.extend(longer);
                }
            }
        });
        for ((from, to, was), (_, _, is)) in all(&design(&before)).iter().zip(all(&design(&after))) {
            assert!(was.same_as(&is), "seed {seed}: {from} → {to}");
        }
    }
}

#[test]
fn names_decide_nothing() {
    for seed in NETWORKS {
        let before = random(seed);
        let mut after = before.clone();
        for (old, new) in [
            ("\"v0\"", "\"z2\""),
            ("\"v1\"", "\"z1\""),
            ("\"v2\"", "\"z0\""),
            ("/v0/", "/z2/"),
            ("/v1/", "/z1/"),
            ("/v2/", "/z0/"),
        ] {
            after = after.replace(old, new);
        }
        let (one, two) = ("\"one\"", "\"two\"");
        after = after
            .replace(one, "\"third\"")
            .replace(two, "\"first\"")
            .replace("/one\"", "/third\"")
            .replace("/two\"", "/first\"");
        for ((from, to, was), (_, _, is)) in all(&design(&before)).iter().zip(all(&design(&after))) {
            assert!(was.same_as(&is), "seed {seed}: {from} → {to}");
        }
    }
}

#[test]
fn what_a_failure_leaves_alone_need_not_be_asked_again() {
    let (mut lost, mut kept) = (0, 0);
    for seed in NETWORKS.step_by(3) {
        let text = changed(&random(seed), |design| {
            let names: Vec<String> = design["applications"].as_object().unwrap().keys().cloned().collect();
            let pairs = names.iter().flat_map(|from| names.iter().map(move |to| (from, to)));
            let needs = pairs.filter(|(from, to)| from != to).enumerate();
            design["needs"] =
                needs.map(|(nth, (from, to))| (format!("n{nth}"), json!({ "from": from, "to": to }))).collect();
        });
        let design = design(&text);
        let exact = Exact::of(&design);
        let served: Vec<_> = design.needs.values().filter(|need| exact.serves(need) == Verdict::Yes).collect();
        let report = FailureReport::of(&design, &exact);
        for (failing, told) in exact.fabric().failing().iter().zip(&report.failures) {
            assert_eq!(failing.to_string(), told.what);
            let left = exact.without(failing);
            let now = |wanted| {
                let those = served.iter().filter(|need| left.serves(need) == wanted);
                those.map(|need| need.id.to_string()).collect::<Vec<_>>()
            };
            let (mut no, mut unknown) = (now(Verdict::No), now(Verdict::Unknown));
            no.sort();
            unknown.sort();
            assert_eq!((&no, &unknown), (&told.lost, &told.unknown), "seed {seed}: {failing}");
            lost += no.len();
            kept += served.len() - no.len() - unknown.len();
        }
    }
    assert!(lost > 100 && kept > 100, "{lost} lost, {kept} kept");
}

#[test]
fn the_matrix_says_what_single_questions_say() {
    let (mut pairs, mut asked, mut yes) = (0, 0, 0);
    for seed in 20_000..20_300 {
        let design = design(&random(seed));
        let exact = Exact::of(&design);
        let matrix = Matrix::of(&exact, Traffic::ANY);
        for (row, from) in matrix.vpcs().iter().enumerate() {
            for (column, to) in matrix.vpcs().iter().enumerate().filter(|(column, _)| *column != row) {
                let single = exact.verdict(&End::Vpc(from.clone()), &End::Vpc(to.clone()), Traffic::ANY);
                assert_eq!(matrix.verdict(row, column), single, "seed {seed}: {from} → {to}");
                pairs += 1;
                yes += usize::from(single == Verdict::Yes);
            }
        }
        asked += matrix.asked_one_by_one();
    }
    assert!(yes > pairs / 20, "{yes} of {pairs}");
    assert!(asked < pairs, "every pair of {pairs} was asked by itself");
}

#[test]
fn where_no_link_joins_two_networks_no_packet_gets_through() {
    let mut looked_at = 0;
    for seed in NETWORKS {
        // Without public addresses and static routes of transit gateways, one link is all there is between two VPCs.
        let text = changed(&random(seed), |design| {
            for application in design["applications"].as_object_mut().unwrap().values_mut() {
                application.as_object_mut().unwrap().remove("public_addresses");
            }
            if let Some(tables) = design["links"]["hub"]["transit_gateway"]["route_tables"].as_object_mut() {
                tables.values_mut().for_each(|table| table["routes"] = json!([]));
            }
        });
        let design = design(&text);
        let (network, exact) = (Network::of(&design), Exact::of(&design));
        for from in design.vpcs.keys() {
            for to in design.vpcs.keys().filter(|to| *to != from) {
                let cheap = network.reach(&Party::Vpc(from.clone()), &Party::Vpc(to.clone()));
                if matches!(&cheap, Reach::No(blocks) if blocks.is_empty()) {
                    looked_at += 1;
                    let verdict = exact.verdict(&End::Vpc(from.clone()), &End::Vpc(to.clone()), Traffic::EVERY_PACKET);
                    // A peering forth and a transit gateway back is a way over two links.
                    let both =
                        design.links.values().filter(|link| matches!(link.kind, LinkKind::VpcPeering(_))).count();
                    assert!(verdict == Verdict::No || both > 0, "seed {seed}: {from} → {to}\n{text}");
                }
            }
        }
    }
    assert!(looked_at > 20, "{looked_at}");
}
