//! Terraform configurations with the graph that each must give, checked by hand against the configuration: `graph.txt`
//! beside `plan.json`. `TIELINE_GRAPHS=FOLDER` looks at the folders in another one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tieline::facts::Facts;
use tieline::import::{Imported, Input, import, write};
use tieline::{Scope, review};

/// What a design is, a line a thing, without what the configurations do not differ in.
fn graph(imported: &Imported, bytes: &[u8]) -> BTreeSet<String> {
    let design: Value = serde_json::from_str(&write::json(&write::whole(imported)).unwrap()).unwrap();
    let mut lines = BTreeSet::new();
    let mut say = |line: String| {
        lines.insert(line.trim().to_owned());
    };
    for (vpc, raw) in entries(&design["vpcs"]) {
        let gateways = ["internet_gateway", "egress_only_internet_gateway", "virtual_private_gateway"];
        let has = gateways.iter().filter(|name| raw[**name] == true).map(|name| format!(" {name}"));
        let told = ["account", "region", "block_public_access"].iter().filter_map(|name| raw[*name].as_str());
        let told: String = told.map(|text| format!(" {text}")).chain(has).collect();
        say(format!("vpc {vpc}: {}{told}", list(&raw["cidrs"])));
        for (name, one) in entries(&raw["subnets"]) {
            let public = if one["public_addresses"] == true { " public" } else { "" };
            let shared = list(&one["shared_with"]);
            let shared = if shared.is_empty() { shared } else { format!(" shared with {shared}") };
            let part = |field: &str| one[field].as_str().map(|text| format!(" {text}")).unwrap_or_default();
            say(format!("subnet {vpc}/{name}:{}{}{}{public}{shared}", part("cidr"), part("ipv6_cidr"), part("az")));
        }
        for (name, one) in entries(&raw["route_tables"]) {
            let main = if one["main"] == true { " main" } else { "" };
            say(format!("table {vpc}/{name}{main}: {}", list(&one["subnets"])));
            routes(&format!("route {vpc}/{name}"), &one["routes"], &mut say);
        }
        for (name, one) in entries(&raw["nat_gateways"]) {
            let kind = one["connectivity"].as_str().unwrap_or_default();
            say(format!("nat {vpc}/{name} in {} {kind}", one["subnet"].as_str().unwrap_or("?")));
        }
        for (name, one) in entries(&raw["network_acls"]) {
            let default = if one["default"] == true { " default" } else { "" };
            say(format!("acl {vpc}/{name}{default}: {}", list(&one["subnets"])));
            for side in ["inbound", "outbound"] {
                for entry in items(&one[side]) {
                    let what = format!("{} {} {}", entry["number"], word(&entry["action"]), match_of(entry));
                    say(format!("entry {vpc}/{name} {side} {what} {}", word(&entry["cidr"])));
                }
            }
        }
        for (name, one) in entries(&raw["security_groups"]) {
            say(format!("group {vpc}/{name}{}", if one["outbound"].is_null() { " outbound unknown" } else { "" }));
            for (side, peer) in [("inbound", "from"), ("outbound", "to")] {
                for rule in items(&one[side]) {
                    say(format!("{side} {vpc}/{name} {} {peer} {}", match_of(rule), list(&rule[peer])));
                }
            }
        }
    }
    for (name, one) in entries(&design["applications"]) {
        let groups =
            if one["security_groups"].is_null() { "unknown".to_owned() } else { list(&one["security_groups"]) };
        let serves = list(&one["serves"]);
        let serves = if serves.is_empty() { serves } else { format!("; serves {serves}") };
        let place = if one["subnets"].is_null() { "unknown".to_owned() } else { list(&one["subnets"]) };
        say(format!("{} {name} in {}: {place}; groups {groups}{serves}", word(&one["runs_on"]), word(&one["vpc"])));
    }
    for (name, one) in entries(&design["load_balancers"]) {
        for listener in items(&one["listeners"]) {
            let to = listener["target_group"].as_str().unwrap_or("nothing");
            say(format!("listener {name} {}/{} > {to}", word(&listener["protocol"]), listener["port"]));
        }
        for (group, part) in entries(&one["target_groups"]) {
            say(format!("targets {group}: {}", list(&part["targets"])));
        }
    }
    for (name, one) in entries(&design["prefix_lists"]) {
        say(format!("list {name}: {}", list(&one["cidrs"])));
    }
    for (name, link) in entries(&design["links"]) {
        let Some((kind, one)) = entries(link).into_iter().next() else { continue };
        let between = [list(&one["between"]), list(&one["transit_gateways"])].concat();
        let told = ["service", "status", "application"].iter().filter_map(|field| one[*field].as_str());
        let told: String = told.map(|text| format!(" {text}")).collect();
        say(format!("{kind} {name}:{told} {between}"));
        for field in ["attachments", "endpoints", "vpcs", "associations"] {
            for (at, part) in entries(&one[field]) {
                let to = ["route_table", "segment"].iter().filter_map(|name| part[*name].as_str());
                let to: String = to.map(|table| format!("; in {table}")).collect();
                let appliance = if part["appliance_mode"] == true { "; appliance mode" } else { "" };
                let with =
                    if part["route_tables"].is_null() { &part["security_groups"] } else { &part["route_tables"] };
                let with = if with.is_null() { String::new() } else { format!("; with {}", list(with)) };
                say(format!("{field} {name} {at}: {}{to}{appliance}{with}", list(&part["subnets"])));
            }
        }
        if let Value::Array(vpcs) = &one["associations"] {
            vpcs.iter().for_each(|vpc| say(format!("associations {name} {}:", word(vpc))));
        }
        for (table, part) in entries(&one["route_tables"]) {
            say(format!("hub table {name}/{table}: {}", list(&part["propagations"])));
            routes(&format!("hub route {name}/{table}"), &part["routes"], &mut say);
        }
        for (service, part) in entries(&one["services"]) {
            let listeners = items(&part["listeners"]).iter();
            let told: Vec<String> =
                listeners.map(|one| format!("{}/{}", word(&one["protocol"]), one["port"])).collect();
            say(format!("lattice service {name}/{service}: {}", told.join(", ")));
        }
        entries(&one["resources"]).iter().for_each(|(what, _)| say(format!("lattice resource {name}/{what}")));
        if let Some(gateway) = one["gateway"].as_object() {
            say(format!("resource gateway {name}: {} {}", word(&gateway["vpc"]), list(&gateway["subnets"])));
        }
    }
    for at in entries(&design["unknown"]) {
        say(format!("unknown {}", at.0));
    }
    for one in &imported.coverage[0].unknown {
        // What the design marks as unknown is told by its own place.
        if one.what.starts_with('`') && (one.what.contains("aws_") && !one.what.contains("` of ")) {
            say(format!("open {}", one.what.trim_matches('`')));
        }
    }
    for (kind, one) in &imported.coverage[0].ignored {
        let bears = if one.bears_on.is_some() { " bears on something" } else { "" };
        say(format!("ignored {} {kind}{bears}", one.count));
    }
    imported.problems.iter().for_each(|one| say(format!("problem {}", one.message)));
    let facts = Facts::shipped();
    for finding in &review(&[Input { name: "plan.json", bytes }], &facts, Scope::Check).findings {
        say(format!("finding TL{:03} {}", finding.rule.0, finding.at.id));
    }
    lines
}

fn routes(what: &str, routes: &Value, say: &mut impl FnMut(String)) {
    for one in items(routes) {
        let learnt = if one["propagated"] == true { " propagated" } else { "" };
        say(format!("{what} {} > {}{learnt}", word(&one["to"]), word(&one["via"])));
    }
}

fn match_of(rule: &Value) -> String {
    let ports = match &rule["ports"] {
        Value::Null => String::new(),
        Value::Array(_) => format!(" {}", list(&rule["ports"])),
        one => format!(" {}", one.as_str().map_or_else(|| one.to_string(), str::to_owned)),
    };
    format!("{}{ports}", word(&rule["protocol"]))
}

fn entries(value: &Value) -> Vec<(&String, &Value)> {
    value.as_object().into_iter().flatten().collect()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}

fn list(value: &Value) -> String {
    items(value).iter().map(word).collect::<Vec<_>>().join(", ")
}

fn folders() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/terraform");
    let root = std::env::var_os("TIELINE_GRAPHS").map_or(own, PathBuf::from);
    let mut all: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.retain(|folder| folder.join("graph.txt").exists());
    all.sort();
    all
}

fn told(name: &str) -> Imported {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/terraform").join(name);
    import(&[Input { name: "plan.json", bytes: &fs::read(path).unwrap() }])
}

#[test]
fn what_a_plan_destroys_forgets_and_does_not_speak_of_is_told_apart() {
    let changed = told("changes/plan.json");
    let inferred = &changed.coverage[0].inferred;
    let destroyed = "the design is that after apply, without what is destroyed: 1 aws_route, 1 aws_subnet, 1 aws_vpc, \
                     1 aws_vpc_peering_connection";
    let forgotten =
        "what the plan no longer manages stays in the design, for it is not destroyed: 1 aws_subnet, 1 aws_vpc";
    for text in [destroyed, forgotten] {
        assert!(inferred.iter().any(|one| one == text), "{text} in {inferred:#?}");
    }
    // A plan that only refreshes changes nothing of what is there.
    let refreshed = told("changes/refresh.json").design;
    let names: Vec<&str> = refreshed.vpcs.keys().map(|id| id.as_str()).collect();
    assert_eq!(names, ["aws_vpc.gone", "aws_vpc.kept", "aws_vpc.main", "aws_vpc.peer"]);
    assert_eq!(refreshed.links.len(), 1);
}

/// An attribute as Terraform 0.11 wrote it: `ingress.123.cidr_blocks.0`, and everything as text.
fn flat(path: &str, value: &Value, into: &mut serde_json::Map<String, Value>) {
    let is_map = path.ends_with("tags") || path.ends_with("tags_all");
    match value {
        Value::Null => {}
        Value::Array(all) => {
            into.insert(format!("{path}.#"), all.len().to_string().into());
            // The members of a set were called by a hash.
            let name = |index: usize, one: &Value| if one.is_object() { index + 2_541_437_006 } else { index };
            all.iter().enumerate().for_each(|(index, one)| flat(&format!("{path}.{}", name(index, one)), one, into));
        }
        Value::Object(all) => {
            if is_map {
                into.insert(format!("{path}.%"), all.len().to_string().into());
            }
            all.iter().for_each(|(name, one)| flat(&format!("{path}.{name}"), one, into));
        }
        Value::String(text) => drop(into.insert(path.to_owned(), text.as_str().into())),
        other => drop(into.insert(path.to_owned(), other.to_string().into())),
    }
}

#[test]
fn state_of_version_3_gives_the_same_graph() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/terraform/stack/terraform.tfstate");
    let mut state: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    // There was no `for_each` then.
    for resource in state["resources"].as_array_mut().unwrap() {
        for (index, instance) in resource["instances"].as_array_mut().unwrap().iter_mut().enumerate() {
            if instance["index_key"].is_string() {
                instance["index_key"] = index.into();
            }
        }
    }
    let bytes = serde_json::to_vec(&state).unwrap();
    let mut modules: std::collections::BTreeMap<Vec<&str>, Value> = std::collections::BTreeMap::new();
    for resource in state["resources"].as_array().unwrap() {
        let steps = resource["module"].as_str().unwrap_or_default().split('.');
        let path: Vec<&str> =
            ["root"].into_iter().chain(steps.filter(|step| !matches!(*step, "" | "module"))).collect();
        let module =
            modules.entry(path.clone()).or_insert_with(|| serde_json::json!({ "path": path, "resources": {} }));
        for instance in resource["instances"].as_array().unwrap() {
            let mut attributes = serde_json::Map::new();
            instance["attributes"].as_object().unwrap().iter().for_each(|(name, one)| flat(name, one, &mut attributes));
            let data = if resource["mode"] == "data" { "data." } else { "" };
            let index = instance["index_key"].as_u64().map(|index| format!(".{index}")).unwrap_or_default();
            let name = format!("{data}{}.{}{index}", word(&resource["type"]), word(&resource["name"]));
            module["resources"][name] = serde_json::json!({
                "type": resource["type"],
                "primary": { "id": instance["attributes"]["id"], "attributes": attributes },
            });
        }
    }
    let modules: Vec<Value> = modules.into_values().collect();
    let old = serde_json::json!({ "version": 3, "terraform_version": "0.11.14", "serial": 1, "lineage": "a", "modules": modules });
    let old = serde_json::to_vec(&old).unwrap();
    let told = |bytes: &[u8]| graph(&import(&[Input { name: "plan.json", bytes }]), bytes);
    let (new, old) = (told(&bytes), told(&old));
    // What a provider tells of account and Region is in no such state but in ARNs.
    let differ: Vec<&String> = new.symmetric_difference(&old).collect();
    assert!(differ.is_empty() && new.len() > 20, "{differ:#?}");
}

#[test]
fn a_plan_of_a_part_says_what_it_passes_over() {
    let read = |name: &str| {
        let told = told(&format!("targeted/{name}.json"));
        let names: Vec<String> = told.design.vpcs.keys().map(|id| id.as_str().to_owned()).collect();
        let partial =
            told.coverage[0].unknown.iter().any(|one| one.what == "the plan" && one.because.contains("-target"));
        (names, told.design.links.len(), partial, told)
    };
    let (left, right) =
        (r#"module.net["left"].aws_vpc.this"#.to_owned(), r#"module.net["right"].aws_vpc.this"#.to_owned());
    // The subnet on the left is in the plan without its VPC: it is not taken to stand in the only one there is.
    let (names, links, partial, first) = read("plan");
    assert_eq!((names, links, partial), (vec![right.clone()], 0, true));
    let because = "its VPC is known after apply, and it comes from `aws_vpc.this`, which this plan passes over";
    assert!(first.coverage[0].unknown.iter().any(|one| one.because == because), "{:#?}", first.coverage[0].unknown);
    let (names, links, partial, _) = read("second");
    assert_eq!((names, links, partial), (vec![left.clone(), right.clone()], 1, false));
    let (names, links, partial, _) = read("part");
    assert_eq!((names, links, partial), (vec![left, right], 0, true));
    let (names, links, partial, destroyed) = read("destroy");
    assert_eq!((names.len(), links, partial), (0, 0, false));
    let text = "the design is that after apply, without what is destroyed: 2 aws_route, 2 aws_route_table, \
                2 aws_route_table_association, 2 aws_subnet, 2 aws_vpc, 1 aws_vpc_peering_connection";
    assert!(destroyed.coverage[0].inferred.iter().any(|one| one == text), "{:#?}", destroyed.coverage[0].inferred);
}

#[test]
fn after_a_plan_that_destroys_all_nothing_is_there() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/terraform/changes/plan.json");
    let mut plan: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    plan["planned_values"] = serde_json::json!({ "root_module": {} });
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        change["change"]["actions"] = serde_json::json!(["delete"]);
    }
    plan["prior_state"]["values"]["root_module"]["resources"]
        .as_array_mut()
        .unwrap()
        .retain(|one| one["mode"] == "managed");
    let bytes = serde_json::to_vec(&plan).unwrap();
    let imported = import(&[Input { name: "plan.json", bytes: &bytes }]);
    assert!(imported.problems.is_empty() && imported.design.vpcs.is_empty() && imported.design.links.is_empty());
    assert!(imported.coverage[0].inferred.iter().any(|one| one.contains("what is destroyed")));
}

#[test]
fn each_configuration_gives_the_graph_that_it_tells() {
    let mut told = String::new();
    let all = folders();
    for folder in &all {
        let expected = fs::read_to_string(folder.join("graph.txt")).unwrap();
        let lines = expected.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let expected: BTreeSet<String> = lines.map(str::to_owned).collect();
        for file in ["plan.json", "show.json", "terraform.tfstate"] {
            let Ok(bytes) = fs::read(folder.join(file)) else { continue };
            let found = graph(&import(&[Input { name: "plan.json", bytes: &bytes }]), &bytes);
            let missing = expected.difference(&found).map(|line| format!("  missing    {line}\n"));
            let more = found.difference(&expected).map(|line| format!("  unexpected {line}\n"));
            let differences: String = missing.chain(more).collect();
            if !differences.is_empty() {
                told.push_str(&format!("{}/{file}:\n{differences}", folder.display()));
            }
        }
    }
    assert!(!all.is_empty() && told.is_empty(), "\n{told}");
}
