//! Real Terraform plans and state, and CloudFormation templates, by others, when a folder of them is at hand:
//! `TIELINE_CORPUS=FOLDER cargo test --test import_corpus -- --ignored`. The folder holds an `index.json` that says of
//! each file what a correct reader finds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tieline::design::raw::{RawDesign, RawLink};
use tieline::import::{Input, import, write};

const NOT_MADE: &str = " (not made: its condition does not hold)";

fn read(root: &Path, file: &str) -> (RawDesign, Vec<String>, BTreeMap<String, usize>) {
    let bytes = fs::read(root.join(file)).unwrap();
    let imported = import(&[Input { name: file, bytes: &bytes }]);
    let problems = imported.problems.iter().map(|problem| problem.message.clone()).collect();
    // The index counts what a template holds; what its conditions rule out is told in coverage.
    let ignored = imported.coverage[0].ignored.iter();
    let absent = ignored.filter_map(|(kind, one)| Some((kind.strip_suffix(NOT_MADE)?.to_owned(), one.count)));
    (write::whole(&imported), problems, absent.collect())
}

fn count(design: &RawDesign, is: impl Fn(&RawLink) -> bool) -> usize {
    design.links.values().filter(|link| is(link)).count()
}

#[test]
#[ignore = "needs a folder of inputs by others"]
fn every_item_is_read_and_says_what_the_index_says() {
    let Some(root) = std::env::var_os("TIELINE_CORPUS") else { panic!("set TIELINE_CORPUS to the folder") };
    let root = Path::new(&root);
    let index: Value = serde_json::from_slice(&fs::read(root.join("index.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let mut read_files = 0;
    for entry in index["entries"].as_array().unwrap() {
        let kind = entry["kind"].as_str().unwrap();
        if !kind.starts_with("terraform-") && !kind.starts_with("cloudformation") {
            continue;
        }
        for key in ["file", "show_json"] {
            let Some(file) = entry[key].as_str() else { continue };
            let (design, problems, absent) = read(root, file);
            read_files += 1;
            wrong.extend(problems.into_iter().map(|problem| format!("{file}: {problem}")));
            let facts = &entry["facts"];
            // VPCs are told by address in plans, by id in state.
            for (name, blocks) in facts["vpc_cidrs"].as_object().into_iter().flatten() {
                let name = design.aliases.get(name).unwrap_or(name);
                let expected: Vec<&str> = match blocks {
                    Value::Array(blocks) => blocks.iter().filter_map(Value::as_str).collect(),
                    block => block.as_str().into_iter().collect(),
                };
                let found = design.vpcs.get(name).and_then(|vpc| vpc.cidrs.clone()).unwrap_or_default();
                if !expected.iter().all(|block| found.iter().any(|one| one == block)) {
                    wrong.push(format!("{file}: {name} has {found:?}, not {expected:?}"));
                }
            }
            let small = facts["small_subnets_lt_64_addresses"].as_array();
            let cidrs: BTreeMap<String, usize> = design
                .vpcs
                .values()
                .flat_map(|vpc| vpc.subnets.values())
                .filter_map(|subnet| subnet.cidr.clone())
                .fold(BTreeMap::new(), |mut all, cidr| {
                    *all.entry(cidr).or_default() += 1;
                    all
                });
            for pair in small.into_iter().flatten() {
                let cidr = pair[1].as_str().unwrap();
                if !cidrs.contains_key(cidr) {
                    wrong.push(format!("{file}: no subnet {cidr}"));
                }
            }
            let counts = &entry["counts"];
            let attachments: usize = design
                .links
                .values()
                .map(|link| match link {
                    RawLink::TransitGateway(raw) => {
                        raw.attachments.keys().filter(|name| design.vpcs.contains_key(*name)).count()
                    }
                    _ => 0,
                })
                .sum();
            let found: [(&str, usize); 7] = [
                ("vpcs", design.vpcs.values().filter(|vpc| vpc.cidrs.is_some()).count()),
                ("subnets", design.vpcs.values().map(|vpc| vpc.subnets.len()).sum()),
                ("peerings", count(&design, |link| matches!(link, RawLink::VpcPeering(_)))),
                ("tgws", count(&design, |link| matches!(link, RawLink::TransitGateway(_)))),
                ("tgw_vpc_attachments", attachments),
                (
                    "nat_gateways",
                    design.vpcs.values().filter_map(|vpc| vpc.nat_gateways.as_ref()).map(BTreeMap::len).sum(),
                ),
                ("load_balancers", design.load_balancers.len()),
            ];
            for (name, found) in found {
                let kind = match name {
                    "vpcs" => "AWS::EC2::VPC",
                    "subnets" => "AWS::EC2::Subnet",
                    "peerings" => "AWS::EC2::VPCPeeringConnection",
                    "nat_gateways" => "AWS::EC2::NatGateway",
                    _ => "",
                };
                let found = found + absent.get(kind).copied().unwrap_or_default();
                if let Some(expected) = counts[name].as_u64().filter(|_| !facts.is_null())
                    && usize::try_from(expected).unwrap() != found
                {
                    wrong.push(format!("{file}: {found} {name}, not {expected}"));
                }
            }
        }
    }
    assert!(read_files > 0, "the index names no Terraform file");
    assert!(wrong.is_empty(), "{read_files} files:\n{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs a folder of inputs by others"]
fn every_manifest_gives_the_gateways_and_routes_that_the_index_tells() {
    let Some(root) = std::env::var_os("TIELINE_CORPUS") else { panic!("set TIELINE_CORPUS to the folder") };
    let root = Path::new(&root);
    let index: Value = serde_json::from_slice(&fs::read(root.join("index.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let mut read_files = 0;
    let entries = index["entries"].as_array().unwrap().iter();
    for entry in entries.filter(|entry| entry["kind"] == "gateway-api-manifest") {
        let file = entry["file"].as_str().unwrap();
        let bytes = fs::read(root.join(file)).unwrap();
        let imported = import(&[Input { name: file, bytes: &bytes }]);
        wrong.extend(imported.problems.iter().map(|problem| format!("{file}: {}", problem.message)));
        read_files += 1;
        let design = write::whole(&imported);
        let coverage = &imported.coverage[0];
        let told: usize =
            coverage.read.values().sum::<usize>() + coverage.ignored.values().map(|one| one.count).sum::<usize>();
        let expected: u64 = entry["counts"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
        if told as u64 != expected {
            wrong.push(format!("{file}: {told} objects are told, not {expected}"));
        }
        let networks: BTreeMap<&String, _> = design
            .links
            .iter()
            .filter_map(|(name, link)| match link {
                RawLink::ServiceNetwork(network) => Some((name, network)),
                _ => None,
            })
            .collect();
        for gateway in entry["facts"]["gateways"].as_array().into_iter().flatten() {
            let name = gateway["name"].as_str().unwrap().to_owned();
            if !networks.contains_key(&name) {
                wrong.push(format!("{file}: no service network `{name}`"));
            }
        }
        for route in entry["facts"]["routes"].as_array().into_iter().flatten() {
            let name = route["name"].as_str().unwrap();
            let open = coverage.unknown.iter().any(|one| one.what.contains(name) && one.because.contains("standalone"));
            for parent in route["parents"].as_array().into_iter().flatten().filter(|_| !open) {
                let parent = parent["name"].as_str().unwrap().to_owned();
                let Some(service) = networks.get(&parent).and_then(|network| network.services.get(name)) else {
                    wrong.push(format!("{file}: `{name}` is not in `{parent}`"));
                    continue;
                };
                for backend in route["backends"].as_array().into_iter().flatten() {
                    let backend = backend["name"].as_str().unwrap().to_owned();
                    if !service.target_groups.values().any(|group| group.targets.contains(&backend)) {
                        wrong.push(format!("{file}: `{name}` does not lead to `{backend}`"));
                    }
                }
            }
        }
    }
    assert!(read_files > 0, "the index names no manifest");
    assert!(wrong.is_empty(), "{read_files} files:\n{}", wrong.join("\n"));
}
