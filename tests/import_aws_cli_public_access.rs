//! VPC Block Public Access from AWS CLI output: where it holds, what is left out, and what is not told.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::import::{Imported, Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};

const NET: &str = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"}],
 "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZoneId": "use1-az1"}],
 "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
 "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": true}],
   "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}]}],
 "Reservations": [{"Instances": [{"InstanceId": "i-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": {"Name": "running"},
   "PrivateIpAddress": "10.0.0.9", "PublicIpAddress": "198.51.100.9"}]}]}"#;
const OPTIONS: &str = r#"{"VpcBlockPublicAccessOptions": {"AwsAccountId": "111111111111", "AwsRegion": "us-east-1",
  "InternetGatewayBlockMode": "block-bidirectional", "ExclusionsAllowed": "allowed"}}"#;
const NONE_LEFT_OUT: &str = r#"{"VpcBlockPublicAccessExclusions": []}"#;

fn read(files: &[(&str, &str)]) -> Imported {
    let names: Vec<String> =
        files.iter().map(|(name, _)| format!("aws/accounts/111111111111/us-east-1/{name}")).collect();
    let inputs: Vec<Input<'_>> =
        names.iter().zip(files).map(|(name, (_, text))| Input { name, bytes: text.as_bytes() }).collect();
    let imported = import(&inputs);
    let messages: Vec<_> = imported.problems.iter().map(|problem| &problem.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
    imported
}

/// Whether the instance reaches the internet.
fn out(imported: &Imported) -> (Verdict, String) {
    let design = &imported.design;
    let from = End::Application(design.applications.keys().next().unwrap().clone());
    let answer = Exact::of(design).ask(&from, &End::Internet, Traffic::ANY);
    let kinds =
        answer.blocked.map(|blocked| blocked.obstacles.iter().map(|one| one.kind.wire()).collect::<Vec<_>>().join(" "));
    (answer.verdict, kinds.unwrap_or_else(|| answer.causes.join("; ")))
}

#[test]
fn what_an_account_stops_is_stopped() {
    assert_eq!(out(&read(&[("net.json", NET)])).0, Verdict::Yes);
    let stopped = read(&[("net.json", NET), ("options.json", OPTIONS), ("exclusions.json", NONE_LEFT_OUT)]);
    assert_eq!(out(&stopped), (Verdict::No, "block_public_access".to_owned()));
    let off = OPTIONS.replace("block-bidirectional", "off");
    assert_eq!(out(&read(&[("net.json", NET), ("options.json", &off)])).0, Verdict::Yes);
    let elsewhere = OPTIONS.replace("us-east-1", "eu-west-1");
    assert_eq!(out(&read(&[("net.json", NET), ("options.json", &elsewhere)])).0, Verdict::Yes);
}

#[test]
fn what_is_left_out_is_not_stopped_and_what_is_not_told_is_unknown() {
    let untold = read(&[("net.json", NET), ("options.json", OPTIONS)]);
    assert_eq!(out(&untold).0, Verdict::Unknown);
    let told = format!("{:?}", untold.coverage.iter().flat_map(|one| &one.unknown).collect::<Vec<_>>());
    assert!(told.contains("left out of it is in no file"), "{told}");
    let never = OPTIONS.replace(r#""allowed""#, r#""not-allowed""#);
    assert_eq!(out(&read(&[("net.json", NET), ("options.json", &never)])).0, Verdict::No);
    let left_out = |what: &str, mode: &str| {
        let list = format!(
            r#"{{"VpcBlockPublicAccessExclusions": [{{"ExclusionId": "vpcbpa-exclude-1", "State": "create-complete",
              "InternetGatewayExclusionMode": "{mode}", "ResourceArn": "arn:aws:ec2:us-east-1:111111111111:{what}"}}]}}"#
        );
        out(&read(&[("net.json", NET), ("options.json", OPTIONS), ("exclusions.json", &list)]))
    };
    assert_eq!(left_out("vpc/vpc-1", "allow-bidirectional").0, Verdict::Yes);
    // AWS does not say by which gateways the way out goes that alone is left open.
    assert_eq!(left_out("vpc/vpc-1", "allow-egress").0, Verdict::Unknown);
    let (verdict, cause) = left_out("subnet/subnet-1", "allow-bidirectional");
    assert!(verdict == Verdict::Unknown && cause.contains("but for subnets it leaves out"), "{cause}");
    // What is left out and in no file is told.
    assert_eq!(left_out("vpc/vpc-9", "allow-bidirectional").0, Verdict::No);
}
