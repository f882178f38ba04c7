//! `space`, `init`, `diagram` and the report's forms as scripts call them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn run(arguments: &[&str], stdin: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tieline"));
    command.args(arguments).env("NO_COLOR", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_beginning_is_a_design_that_can_be_reviewed() {
    let begun = run(&["init", "--vpcs", "4", "--accounts", "2", "--overlapping", "--traffic", "2 TB/month"], "");
    assert_eq!(begun.status.code(), Some(0));
    let reviewed = run(&["review", "-", "--format", "json"], &text(&begun));
    assert_eq!(reviewed.status.code(), Some(0), "{}", text(&reviewed));
    let result: Value = serde_json::from_str(&text(&reviewed)).unwrap();
    let needs = result["advice"]["needs"].as_array().unwrap();
    assert_eq!(needs.len(), 3);
    // With one range for all, whatever routes between networks is out.
    assert!(
        needs.iter().all(|need| !matches!(need["chosen"].as_str(), None | Some("vpc_peering" | "transit_gateway")))
    );
}

#[test]
fn an_answer_that_makes_no_design_is_refused() {
    let refused = run(&["init", "--protocol", "smtp/25"], "");
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
    assert!(String::from_utf8(refused.stderr).unwrap().starts_with("error: `smtp/25` is no protocol and port"));
}

#[test]
fn space_is_told_in_text_and_json() {
    let design =
        "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/24], subnets: { a: { cidr: 10.0.0.0/25, used: 100 } } }\n";
    let told = run(&["space", "-"], design);
    assert_eq!(told.status.code(), Some(0));
    let wanted = "VPC shop\n  10.0.0.0/24  256 addresses, 50.0 % in no subnet\n    10.0.0.0/25    a, 100 used, 23 left\n    10.0.0.128/25  free, 128 addresses\n  next fit: /28 at 10.0.0.128, /27 at 10.0.0.128, /26 at 10.0.0.128, /25 at 10.0.0.128\n\n";
    assert_eq!(text(&told), wanted);
    let json: Value = serde_json::from_str(&text(&run(&["space", "-", "--format", "json"], design))).unwrap();
    assert_eq!(json["networks"][0]["blocks"][0]["parts"][0]["available"], 23);
    assert_eq!(run(&["space", "-"], "vpcs: [[[").status.code(), Some(2));
}

#[test]
fn the_form_of_a_report_never_changes_the_status() {
    let design = "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16], subnets: { a: { cidr: 10.0.0.0/29 } } }\n";
    for (form, start) in
        [("markdown", "# Tieline report\n"), ("sarif", "{\n  \"$schema\""), ("html", "<!doctype html>")]
    {
        let told = run(&["check", "-", "--format", form], design);
        assert_eq!(told.status.code(), Some(1), "{form}");
        assert!(text(&told).starts_with(start) && text(&told).ends_with('\n'), "{form}");
    }
}

#[test]
fn pictures_come_in_four_forms_with_and_without_the_plan() {
    let design = "tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16], subnets: { s: { cidr: 10.0.0.0/24 } } }\n  b: { cidrs: [10.1.0.0/16], subnets: { s: { cidr: 10.1.0.0/24 } } }\nneeds:\n  ab: { between: [a, b], traffic: 1 TB/month }\n";
    for (form, start) in
        [("svg", "<svg "), ("mermaid", "flowchart LR\n"), ("dot", "graph tieline {\n"), ("drawio", "<mxfile ")]
    {
        let with = text(&run(&["diagram", "-", "--format", form], design));
        let without = text(&run(&["diagram", "-", "--format", form, "--without-plan"], design));
        assert!(with.starts_with(start) && without.starts_with(start), "{form}");
        assert!(with.len() > without.len(), "{form}: the plan adds a link");
    }
}
