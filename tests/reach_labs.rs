//! Laboratories in the shape that the AWS CLI prints, with probes whose truth was worked out by hand (`tests/labs`): every
//! answer is right, is checked hop by hop, and names what blocks.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};
use tieline::network::proof::flaws;

fn files(below: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// Asks every probe of a laboratory; gives how many were answered yes and no.
fn laboratory(name: &str) -> (usize, usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labs");
    let oracle: Value = serde_json::from_slice(&fs::read(root.join(format!("oracles/{name}.json"))).unwrap()).unwrap();
    let mut paths = Vec::new();
    files(&root.join(oracle["snapshot"].as_str().unwrap()), &mut paths);
    let read: Vec<(String, Vec<u8>)> =
        paths.iter().map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect();
    let inputs: Vec<Input<'_>> = read.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let imported = import(&inputs);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new());
    let exact = Exact::of(&imported.design);
    let (mut yes, mut no) = (0, 0);
    for probe in oracle["flows"].as_array().unwrap() {
        let text = |key: &str| probe[key].as_str().unwrap_or_default();
        let end = |name| if name == "8.8.8.8" { End::Internet } else { End::named(&imported.design, name).unwrap() };
        let traffic: Traffic = match probe["dport"].as_u64() {
            Some(port) => format!("{}/{port}", text("proto")).parse().unwrap(),
            None => text("proto").parse().unwrap(),
        };
        let (from, to) = (end(text("src")), end(text("dst")));
        let answer = exact.ask(&from, &to, traffic);
        let what = format!("{name}: {from} → {to} {traffic}, for {}", text("why"));
        assert_eq!(flaws(&imported.design, &to, &answer), Vec::<String>::new(), "{what}: {answer:#?}");
        let expected = if probe["reachable"].as_bool().unwrap() { Verdict::Yes } else { Verdict::No };
        assert_eq!(answer.verdict, expected, "{what}: {:#?} {:?}", answer.blocked, answer.causes);
        yes += usize::from(expected == Verdict::Yes);
        no += usize::from(expected == Verdict::No);
        if expected == Verdict::No {
            let obstacles = answer.blocked.map(|blocked| blocked.obstacles).unwrap_or_default();
            assert!(!obstacles.is_empty(), "{what}: nothing is named that blocks it");
            // Where the probe says what blocks it, the answer says the same.
            let kinds: Vec<&str> = obstacles.iter().map(|obstacle| obstacle.kind.wire()).collect();
            if let Some(told) = probe["blocked"].as_array() {
                let told: Vec<&str> = told.iter().filter_map(Value::as_str).collect();
                assert_eq!(kinds, told, "{what}: {obstacles:#?}");
            }
        }
    }
    (yes, no)
}

#[test]
fn load_balancers_of_every_kind() {
    assert_eq!(laboratory("nlb-kinds"), (24, 17));
}

#[test]
fn network_acls_at_every_hop() {
    assert_eq!(laboratory("nacl-hops"), (14, 23));
}

#[test]
fn transit_gateways_in_two_regions() {
    assert_eq!(laboratory("tgw-regions"), (10, 17));
}

#[test]
fn hosts_with_several_interfaces() {
    assert_eq!(laboratory("several-interfaces"), (15, 11));
}

#[test]
fn site_to_site_vpn() {
    assert_eq!(laboratory("vpn"), (14, 13));
}

#[test]
fn the_internet_endpoints_and_overlapping_networks() {
    assert_eq!(laboratory("edges"), (17, 18));
}

#[test]
fn direct_connect_with_allowed_prefixes() {
    assert_eq!(laboratory("direct-connect"), (11, 15));
}

#[test]
fn a_hybrid_network_of_two_regions() {
    assert_eq!(laboratory("hybrid"), (15, 11));
}

#[test]
fn icmp_types_and_references_of_groups() {
    assert_eq!(laboratory("icmp-and-groups"), (11, 15));
}
