//! AWS CLI output of VPC Lattice, Cloud WAN and the endpoints that lead to them: what stands under no key of its own is
//! told by its ARN, `list-*` and `get-*` make one object, and what is missing stays visible.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::Path;

use tieline::design::LinkKind;
use tieline::import::{Imported, Input, aws_cli, format_of, import, write};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import/aws_cli/lattice");

/// The files of the estate, in a fixed order: names as a caller gives them, and their bytes.
fn estate() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for account in ["111111111111", "222222222222"] {
        let folder = Path::new(ROOT).join(account).join("eu-west-1");
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{account}/eu-west-1/{}", path.file_name().unwrap().to_str().unwrap());
            found.push((name, fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

fn read(files: &[(String, Vec<u8>)]) -> Imported {
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    import(&inputs)
}

fn messages(imported: &Imported) -> Vec<&str> {
    imported.problems.iter().map(|problem| problem.message.as_str()).collect()
}

/// The estate without the files whose names hold a text.
fn without(text: &str) -> Imported {
    read(&estate().into_iter().filter(|(name, _)| !name.contains(text)).collect::<Vec<_>>())
}

fn leaves_open(imported: &Imported, what: &str) -> bool {
    imported.coverage.iter().flat_map(|one| &one.unknown).any(|one| one.what.contains(what))
}

#[test]
fn the_estate_becomes_the_design_that_it_tells() {
    let imported = read(&estate());
    assert_eq!(messages(&imported), [""; 0]);
    let found = write::json(&write::whole(&imported)).unwrap();
    let golden = format!("{ROOT}.design.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&golden).unwrap(), "run with UPDATE_GOLDEN=1 and read the difference");
    let again = read(&[("design.json".to_owned(), found.clone().into_bytes())]);
    assert_eq!(messages(&again), [""; 0]);
    assert_eq!(write::json(&write::whole(&again)).unwrap(), found);
}

#[test]
fn every_object_is_told_as_read_or_as_passed_over() {
    let files = estate();
    let imported = read(&files);
    for ((name, bytes), coverage) in files.iter().zip(&imported.coverage) {
        assert_eq!(format_of(bytes).name, "aws_cli", "{name}");
        let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        let top = value.as_object().unwrap();
        // An object around its fields is one; so are the targets and the principals of one thing, in any form.
        let whole = ["arn", "policy", "targets", "AllowedPrincipals"].iter().any(|key| top.contains_key(*key));
        let lists = || top.values().map(|one| one.as_array().map_or(1, Vec::len)).sum::<usize>();
        let has_null = top.values().any(serde_json::Value::is_null);
        let expected = if whole { 1 } else { lists() - usize::from(has_null) };
        let told: usize =
            coverage.read.values().sum::<usize>() + coverage.ignored.values().map(|one| one.count).sum::<usize>();
        assert_eq!(told, expected, "{name}: {coverage:?}");
    }
}

#[test]
fn a_policy_that_names_no_owner_is_its_files() {
    let network = |imported: &Imported| {
        let links = imported.design.links.values();
        links
            .filter_map(|link| if let LinkKind::ServiceNetwork(one) = &link.kind { Some(one.clone()) } else { None })
            .next()
    };
    let policy = network(&read(&estate())).unwrap().auth_policy;
    assert_eq!(policy, Some(tieline::design::AuthPolicy::Allow));
    assert_eq!(network(&without("auth-policy")).unwrap().auth_policy, None);
}

#[test]
fn what_was_not_collected_is_told_and_not_guessed() {
    assert!(leaves_open(&read(&estate()), "VPCs of service network"), "one association is in no file");
    assert!(leaves_open(&without("list-targets"), "the targets of target group"));
    assert!(leaves_open(&without("get-target-group"), "target group `tg-0d0d0d0d0d0d0d001`"));
    assert!(leaves_open(&without("get-core-network-policy"), "keep their attachments apart"));
    assert!(leaves_open(&without("get-resource-gateway"), "gateway"));
    // Without the object itself, what the endpoints and associations of others name stays as a mention.
    let mentions = without("get-resource-configuration");
    assert!(messages(&mentions).is_empty(), "{:?}", messages(&mentions));
    assert!(mentions.raws.iter().any(|(_, raw)| raw.unknown.contains_key("/links/rcfg-0123456789abcdef0")));
    for gone in ["list-service-networks", "get-service-svc", "get-listener", "get-core-network", "describe-vpcs"] {
        assert_eq!(messages(&without(gone)), [""; 0], "without {gone}");
    }
}

#[test]
fn the_default_rule_stands_for_the_default_action() {
    let listener = |imported: &Imported| {
        let whole = write::whole(imported);
        serde_json::to_value(&whole).unwrap()["links"]["sn-0a1b2c3d4e5f60718"]["service_network"]["services"]
            ["svc-0c0ffee0c0ffee012"]["listeners"][1]
            .clone()
    };
    let complete = listener(&read(&estate()));
    assert_eq!(complete["forward"]["tg-0d0d0d0d0d0d0d001"], 90);
    assert_eq!(listener(&without("get-listener")), complete);
}

#[test]
fn the_script_asks_for_what_is_read() {
    let script = aws_cli::script();
    for command in ["vpc-lattice get-rule", "vpc-lattice list-targets", "networkmanager get-core-network-policy"] {
        assert!(script.contains(&format!("aws {command} ")), "{command}");
    }
    // What AWS answers with an error leaves no empty file behind.
    assert_eq!(script.matches(" --output json > ").count(), script.matches("|| rm -f ").count());
}
