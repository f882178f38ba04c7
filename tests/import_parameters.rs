//! Files of template parameters: both of AWS's forms, what goes before what, and what stays unknown.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use tieline::design::raw::RawDesign;
use tieline::import::{Imported, Input, Options, format_of, import_with, write};

const TEMPLATE: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Block: { Type: String }
  Zone: { Type: String, Default: eu-west-1a }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Block } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: !Ref Block, AvailabilityZone: !Ref Zone } }
"#;

const LIST: &str = r#"[
  { "ParameterKey": "Block", "ParameterValue": "10.7.0.0/20" },
  { "ParameterKey": "Zone", "ParameterValue": "eu-west-1c" }
]"#;

const PIPELINE: &str =
    r#"{ "Parameters": { "Block": "10.7.0.0/20", "Zone": "eu-west-1c" }, "Tags": { "Team": "net", "Cost": "7" } }"#;

fn read(texts: &[(&str, &str)], told: &[(&str, &str)]) -> (Imported, RawDesign) {
    let inputs: Vec<Input<'_>> = texts.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let parameters = told.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let imported = import_with(&inputs, &Options { parameters, ..Options::default() });
    let whole = write::whole(&imported);
    (imported, whole)
}

fn block(design: &RawDesign) -> (Option<&str>, Option<&str>) {
    let vpc = &design.vpcs["Vpc"];
    (vpc.cidrs.as_ref().and_then(|all| all.first()).map(String::as_str), vpc.subnets["Subnet"].az.as_deref())
}

fn messages(imported: &Imported) -> Vec<&str> {
    imported.problems.iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn both_forms_give_values_wherever_they_stand_among_the_inputs() {
    for text in [LIST, PIPELINE] {
        assert_eq!(format_of(text.as_bytes()).name, "parameters");
        for files in [[("net.yaml", TEMPLATE), ("prod.json", text)], [("prod.json", text), ("net.yaml", TEMPLATE)]] {
            let (imported, design) = read(&files, &[]);
            assert_eq!(messages(&imported), Vec::<&str>::new());
            assert_eq!(block(&design), (Some("10.7.0.0/20"), Some("eu-west-1c")));
            let told = imported.coverage.iter().find(|one| one.format == "parameters").unwrap();
            assert_eq!(told.read, BTreeMap::from([("parameter".to_owned(), 2)]));
            let tags = told.ignored.get("tag").map(|one| one.count);
            assert_eq!(tags, (text == PIPELINE).then_some(2));
        }
    }
}

#[test]
fn what_is_told_with_the_command_goes_before_the_file_and_the_file_before_the_default() {
    let (_, design) = read(&[("net.yaml", TEMPLATE), ("prod.json", LIST)], &[("Block", "10.9.0.0/20")]);
    assert_eq!(block(&design), (Some("10.9.0.0/20"), Some("eu-west-1c")));
}

#[test]
fn two_files_that_differ_contradict_each_other_and_the_first_is_taken() {
    let other = r#"[{ "ParameterKey": "Block", "ParameterValue": "10.8.0.0/20" }]"#;
    let (imported, design) = read(&[("net.yaml", TEMPLATE), ("a.json", LIST), ("b.json", other)], &[]);
    assert_eq!(messages(&imported), ["parameter `Block` has another value in another place"]);
    assert_eq!(imported.problems[0].at.place.pointer.as_str(), "/0");
    assert_eq!(block(&design).0, Some("10.7.0.0/20"));
    let (imported, _) = read(&[("net.yaml", TEMPLATE), ("a.json", LIST), ("b.json", LIST)], &[]);
    assert_eq!(messages(&imported), Vec::<&str>::new());
}

#[test]
fn a_value_that_the_stack_keeps_is_unknown_and_not_the_default() {
    let kept = r#"[{ "ParameterKey": "Block", "ParameterValue": "10.7.0.0/20" }, { "ParameterKey": "Zone", "UsePreviousValue": true }]"#;
    let (imported, design) = read(&[("net.yaml", TEMPLATE), ("a.json", kept)], &[]);
    assert_eq!(messages(&imported), Vec::<&str>::new());
    assert_eq!(block(&design), (Some("10.7.0.0/20"), None));
    assert!(design.unknown["/vpcs/Vpc/subnets/Subnet/az"].contains("keeps the value that the stack has"));
    assert_eq!(imported.coverage[1].unknown[0].what, "parameter `Zone`");
}

#[test]
fn what_is_no_file_of_parameters_is_told_where_it_stands() {
    let wrong = r#"[{ "ParameterKey": "Block", "ParameterValu": "x" }]"#;
    let (imported, _) = read(&[("net.yaml", TEMPLATE), ("a.json", wrong)], &[]);
    assert!(messages(&imported).iter().any(|message| message.contains("ParameterValu")), "{:?}", messages(&imported));
    // A template keeps its own parameters, and parameters alone with types are no values.
    assert_eq!(format_of(TEMPLATE.as_bytes()).name, "cloudformation");
    let (imported, _) = read(&[("a.yaml", "Parameters:\n  Block: { Type: String }\n")], &[]);
    assert_eq!(imported.problems.len(), 1);
}
