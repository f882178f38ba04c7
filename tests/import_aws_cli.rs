//! AWS CLI output: two accounts become one design, whatever the order and layout of the files; what is broken is said.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tieline::design::LinkKind;
use tieline::import::{Imported, Input, format_of, import, write};

/// The files of the estate: names as a caller gives them, and their bytes.
fn estate() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/aws_cli/estate");
    let mut paths = Vec::new();
    gather(&root, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

fn gather(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { gather(&path, into) } else { into.push(path) }
    }
}

fn read(files: &[(String, Vec<u8>)]) -> Imported {
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    import(&inputs)
}

fn messages(imported: &Imported) -> Vec<&str> {
    imported.problems.iter().map(|problem| problem.message.as_str()).collect()
}

/// One file of a list, as the AWS CLI prints it.
fn file(name: &str, text: &str) -> (String, Vec<u8>) {
    (name.to_owned(), text.as_bytes().to_vec())
}

const VPC: &str = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"}]}"#;

#[test]
fn two_accounts_become_one_design() {
    let imported = read(&estate());
    assert_eq!(messages(&imported), [""; 0]);
    let found = write::json(&write::whole(&imported)).unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/aws_cli/estate.design.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &found).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap();
    assert_eq!(found, expected, "run with UPDATE_GOLDEN=1 and read the difference");
}

#[test]
fn what_is_written_reads_back_as_the_same_design() {
    let design = write::whole(&read(&estate()));
    let text = write::json(&design).unwrap();
    let again = read(&[("design.json".to_owned(), text.into_bytes())]);
    assert_eq!(messages(&again), [""; 0]);
    assert_eq!(write::whole(&again), design);
}

#[test]
fn neither_the_order_of_the_files_nor_their_names_decide() {
    let files = estate();
    let design = write::whole(&read(&files));
    let mut reversed = files.clone();
    reversed.reverse();
    assert!(write::whole(&read(&reversed)) == design, "the order of the files decides something");
    // Other file names in the same folders: only ids that a file leaves to its name would be lost, and here none is.
    let renamed: Vec<_> = files
        .iter()
        .enumerate()
        .map(|(index, (name, bytes))| {
            let (folder, _) = name.rsplit_once('/').unwrap();
            (format!("{folder}/{index:03}.json"), bytes.clone())
        })
        .collect();
    assert!(write::whole(&read(&renamed)) == design, "the names of the files decide something");
}

#[test]
fn every_object_of_every_file_is_told_as_read_or_as_passed_over() {
    let files = estate();
    let imported = read(&files);
    for ((name, bytes), coverage) in files.iter().zip(&imported.coverage) {
        assert_eq!(coverage.format, "aws_cli", "{name}");
        let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        let lists: usize = value.as_object().unwrap().values().filter_map(|one| Some(one.as_array()?.len())).sum();
        // An object that names its parent stands around its list and counts as one.
        let wrapped = value.as_object().unwrap().values().any(serde_json::Value::is_string);
        let told: usize =
            coverage.read.values().sum::<usize>() + coverage.ignored.values().map(|one| one.count).sum::<usize>();
        assert_eq!(told, if wrapped { 1 } else { lists }, "{name}: {coverage:?}");
    }
    let ignored = |list: &str| imported.coverage.iter().filter_map(|one| one.ignored.get(list)).next();
    assert_eq!(ignored("KeyPairs").map(|one| (one.count, one.bears_on)), Some((2, None)));
    assert_eq!(ignored("Firewalls").map(|one| one.bears_on), Some(Some("reach through the firewall")));
    assert!(ignored("VpcPeeringConnections (deleted)").is_some());
}

#[test]
fn secrets_are_in_no_message_and_no_design() {
    let imported = read(&estate());
    let told = format!("{:?}{:?}{:?}", imported.coverage, imported.problems, write::whole(&imported));
    assert!(!told.contains("hush-hush"));
}

#[test]
fn things_point_at_the_file_and_line_they_came_from() {
    let files = estate();
    let imported = read(&files);
    let spoke = imported.design.vpcs.values().find(|vpc| vpc.id.as_str() == "vpc-0b01").unwrap();
    let shown = imported.origins.show(&imported.sources, &spoke.place, tieline::source::Part::Value).unwrap();
    assert_eq!(shown.source.name, "accounts/222222222222/eu-west-1/Vpcs.json");
    assert_eq!(shown.address, Some("vpc-0b01"));
    let document = shown.source.document.as_ref().unwrap();
    assert_eq!(document.position(shown.span.unwrap().start).line, 3);
}

#[test]
fn what_was_not_collected_is_unknown_and_what_was_is_known_to_be_absent() {
    let alone = read(&[file("aws/Vpcs.json", VPC)]);
    let vpc = alone.design.vpcs.values().next().unwrap();
    assert_eq!(vpc.gateways.internet, None);
    assert!(vpc.security_groups.is_none() && vpc.route_tables.is_none() && vpc.network_acls.is_none());
    let empty = r#"{"InternetGateways": []}"#;
    let together = read(&[file("aws/Vpcs.json", VPC), file("aws/igw.json", empty)]);
    assert_eq!(together.design.vpcs.values().next().unwrap().gateways.internet, Some(false));
    // What another account's folder lacks says nothing of this one.
    let apart = read(&[
        file("accounts/111111111111/eu-west-1/Vpcs.json", VPC),
        file("accounts/222222222222/eu-west-1/igw.json", empty),
    ]);
    assert_eq!(apart.design.vpcs.values().next().unwrap().gateways.internet, None);
}

#[test]
fn a_page_that_was_not_followed_leaves_the_list_open() {
    let text = r#"{"InternetGateways": [], "NextToken": "abc"}"#;
    let imported = read(&[file("aws/Vpcs.json", VPC), file("aws/igw.json", text)]);
    assert_eq!(imported.design.vpcs.values().next().unwrap().gateways.internet, None);
    let unknown = &imported.coverage[1].unknown;
    assert_eq!(unknown[0].what, "the rest of `InternetGateways`");
    assert_eq!(unknown[0].because, "`aws/igw.json` ends with `NextToken`: more would have followed");
}

#[test]
fn broken_files_are_named_and_the_others_are_read() {
    let cut = r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "Cidr"#;
    let wrong = r#"{"RouteTables": [{"RouteTableId": 7}, {"RouteTableId": "rtb-1", "VpcId": "vpc-1"}], "X": 1}"#;
    let not_a_list = r#"{"NatGateways": "none"}"#;
    let imported = read(&[
        file("aws/Vpcs.json", VPC),
        file("aws/Subnets.json", cut),
        file("aws/RouteTables.json", wrong),
        file("aws/NatGateways.json", not_a_list),
    ]);
    assert_eq!(
        messages(&imported),
        [
            "the JSON text ends before it is complete",
            "`RouteTables` holds an object of another shape than AWS gives it",
            "`NatGateways` is no list of objects",
        ]
    );
    let vpc = imported.design.vpcs.values().next().unwrap();
    assert_eq!(vpc.route_tables.as_ref().unwrap().len(), 1);
}

#[test]
fn what_is_named_and_in_no_file_stays_visible() {
    let peering = r#"{"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"},
        "RequesterVpcInfo": {"VpcId": "vpc-1"},
        "AccepterVpcInfo": {"VpcId": "vpc-2", "OwnerId": "222222222222", "Region": "eu-west-1"}}]}"#;
    let routes = r#"{"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": [
        {"DestinationCidrBlock": "10.7.0.0/16", "TransitGatewayId": "tgw-9", "State": "active"}]}]}"#;
    let imported = read(&[file("Vpcs.json", VPC), file("p.json", peering), file("r.json", routes)]);
    assert_eq!(messages(&imported), [""; 0]);
    let whole = write::whole(&imported);
    assert_eq!(whole.unknown["/vpcs/vpc-2"], "`pcx-1` names it, and it is in no file");
    assert_eq!(whole.vpcs["vpc-2"].account.as_deref(), Some("222222222222"));
    let tables = whole.vpcs["vpc-1"].route_tables.as_ref().unwrap();
    assert_eq!(tables["rtb-1"].routes[0].via.as_deref(), Some("unknown"));
    let told: Vec<&str> =
        imported.coverage.iter().flat_map(|one| &one.unknown).map(|one| one.because.as_str()).collect();
    assert!(told.contains(&"transit gateway `tgw-9` is in no file"), "{told:?}");
}

#[test]
fn a_peering_of_transit_gateways_keeps_an_association_on_either_side() {
    let attachment = |gateway: &str, peer: &str, table: &str| {
        format!(
            r#"{{"TransitGatewayAttachments": [{{"TransitGatewayAttachmentId": "tgw-attach-1", "ResourceType": "peering",
            "TransitGatewayId": "{gateway}", "ResourceId": "{peer}", "State": "available",
            "Association": {{"TransitGatewayRouteTableId": "{table}", "State": "associated"}}}}],
            "TransitGateways": [{{"TransitGatewayId": "{gateway}", "State": "available"}}],
            "TransitGatewayRouteTables": [{{"TransitGatewayRouteTableId": "{table}", "TransitGatewayId": "{gateway}"}}],
            "TransitGatewayStaticRoutes": [{{"TransitGatewayRouteTableId": "{table}", "Routes": [
            {{"DestinationCidrBlock": "10.9.0.0/16", "Type": "static", "State": "active",
            "TransitGatewayAttachments": [{{"TransitGatewayAttachmentId": "tgw-attach-1"}}]}}]}}]}}"#
        )
    };
    let imported = read(&[
        file("eu-west-1/tgw.json", &attachment("tgw-1", "tgw-2", "tgw-rtb-1")),
        file("us-east-1/tgw.json", &attachment("tgw-2", "tgw-1", "tgw-rtb-2")),
    ]);
    assert_eq!(messages(&imported), [""; 0]);
    let gateways = imported.design.links.values().filter_map(|link| match &link.kind {
        LinkKind::TransitGateway(gateway) => Some(gateway),
        _ => None,
    });
    let found: Vec<(String, String, usize)> = gateways
        .map(|gateway| {
            let attachment = gateway.peerings.values().next().unwrap();
            let tables = gateway.route_tables.as_ref().unwrap();
            let region = gateway.region.as_ref().unwrap().to_string();
            (region, attachment.route_table.as_ref().unwrap().to_string(), tables.values().next().unwrap().routes.len())
        })
        .collect();
    let expected = [("eu-west-1", "tgw-rtb-1", 1), ("us-east-1", "tgw-rtb-2", 1)];
    assert_eq!(found, expected.map(|(region, table, count)| (region.to_owned(), table.to_owned(), count)));
}

#[test]
fn other_formats_are_not_taken_for_aws_cli_output() {
    let formats = |text: &str| format_of(text.as_bytes()).name;
    assert_eq!(formats(VPC), "aws_cli");
    assert_eq!(formats(r#"{"KeyPairs": [], "NextToken": null}"#), "aws_cli");
    assert_ne!(formats(r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}"#), "aws_cli");
    assert_ne!(formats(r#"{"Resources": {"Rules": {}}}"#), "aws_cli");
    assert_ne!(formats(r#"{"apiVersion": "v1", "items": [], "kind": "List"}"#), "aws_cli");
    assert_ne!(formats(r#"{"tieline": 1, "vpcs": {}}"#), "aws_cli");
    assert_ne!(formats("vpcs: {}\n"), "aws_cli");
}

/// A file of the estate with bytes cut off or changed.
fn damaged() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let files = estate();
    let damage =
        prop::collection::vec((0..files.len(), any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..4);
    damage.prop_map(move |damage| {
        let mut files = files.clone();
        for (file, at, byte, cut) in damage {
            let bytes = &mut files[file].1;
            let at = at.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            if cut {
                bytes.truncate(at);
            } else if let Some(one) = bytes.get_mut(at) {
                *one = byte;
            }
        }
        files
    })
}

/// The estate with values of its JSON swapped for others.
fn swapped() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let files = estate();
    let other = prop_oneof![
        Just("null"),
        Just("7"),
        Just("\"x\""),
        Just("[]"),
        Just("{}"),
        Just("[null]"),
        Just("\"10.0.0.0/33\""),
        Just("-1"),
        Just("\"vpc-0a01\""),
    ];
    let swaps = prop::collection::vec((0..files.len(), any::<prop::sample::Index>(), other), 1..6);
    swaps.prop_map(move |swaps| {
        let mut files = files.clone();
        for (file, at, other) in swaps {
            let text = String::from_utf8(files[file].1.clone()).unwrap();
            let ends: Vec<usize> = text.match_indices(": ").map(|(at, _)| at + 2).collect();
            let start = ends[at.index(ends.len())];
            let rest = &text[start..];
            let length = rest.find(",\n").or_else(|| rest.find('\n')).unwrap_or(rest.len());
            files[file].1 = format!("{}{other}{}", &text[..start], &rest[length..]).into_bytes();
        }
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn damage_never_panics_and_the_same_damage_says_the_same(files in damaged()) {
        let (once, again) = (read(&files), read(&files));
        prop_assert_eq!(write::whole(&once), write::whole(&again));
        prop_assert_eq!(once.coverage, again.coverage);
    }

    #[test]
    fn values_of_other_types_never_panic_and_leave_a_design_that_reads_back(files in swapped()) {
        let design = write::whole(&read(&files));
        let text = write::json(&design).unwrap();
        let again = read(&[("design.json".to_owned(), text.into_bytes())]);
        prop_assert_eq!(write::whole(&again), design);
    }
}

#[test]
fn a_route_whose_target_is_gone_drops_packets_and_is_found() {
    let tables = r#"{"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": true}], "Routes": [
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
        {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "blackhole"}]}]}"#;
    let files = [file("vpcs.json", VPC), file("tables.json", tables)];
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let facts = tieline::facts::Facts::shipped();
    let review = tieline::review(&inputs, &facts, tieline::Scope::Check);
    let told: Vec<_> = review.findings.iter().map(|finding| (finding.rule.0, finding.message.as_str())).collect();
    let message = "route table `vpc-1/rtb-1` drops what goes to `0.0.0.0/0`: the target of the route is gone";
    assert_eq!(told, [(631, message)]);
}

#[test]
fn endpoints_of_gateway_load_balancers_are_named_with_what_they_could_flip() {
    let endpoints = r#"{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "State": "available",
        "VpcEndpointType": "GatewayLoadBalancer", "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-1"}]}"#;
    let services = r#"{"ServiceConfigurations": [{"ServiceId": "vpce-svc-1", "ServiceState": "Available",
        "GatewayLoadBalancerArns": ["arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/gwy/x/1"]}]}"#;
    let tables = r#"{"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": true}], "Routes": [
        {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "vpce-1", "State": "active"}]}]}"#;
    let imported =
        read(&[file("v.json", VPC), file("e.json", endpoints), file("s.json", services), file("t.json", tables)]);
    assert_eq!(messages(&imported), [""; 0]);
    let design = write::whole(&imported);
    let wall = &design.vpcs["vpc-1"].firewall_endpoints.as_ref().unwrap()["vpce-1"];
    assert_eq!((wall.of.as_deref(), wall.subnet.as_deref()), (Some("gateway_load_balancer"), None));
    let tables = design.vpcs["vpc-1"].route_tables.as_ref().unwrap();
    assert_eq!(tables["rtb-1"].routes[0].via.as_deref(), Some("firewall_endpoint/vpce-1"));
    let all = imported.coverage.iter().flat_map(|one| &one.unknown);
    let told: Vec<&str> = all.map(|one| one.what.as_str()).collect();
    assert!(told.iter().any(|what| what.contains("`subnet` of firewall endpoint `vpc-1/vpce-1`")), "{told:?}");
    assert!(told.contains(&"endpoint service `vpce-svc-1`"), "{told:?}");
}
