//! AWS CLI output as people save it: in UTF-16, in pages behind each other, queried, in other formats, with errors
//! instead of answers. What can be read is read alike; what cannot says what to do.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::import::{Imported, Input, format_of, import, write};

fn read(files: &[(&str, Vec<u8>)]) -> Imported {
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    import(&inputs)
}

fn one(name: &str, text: &str) -> Imported {
    read(&[(name, text.as_bytes().to_vec())])
}

fn messages(imported: &Imported) -> Vec<&str> {
    imported.problems.iter().map(|problem| problem.message.as_str()).collect()
}

fn unknown(imported: &Imported) -> Vec<(&str, &str)> {
    let all = imported.coverage.iter().flat_map(|one| &one.unknown);
    all.map(|one| (one.what.as_str(), one.because.as_str())).collect()
}

const VPCS: &str = r#"{
    "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"}]
}
"#;
const SUBNETS: &str = r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
    "AvailabilityZone": "eu-west-1a", "AvailabilityZoneId": "euw1-az1"}]}"#;

#[test]
fn the_encoding_a_shell_saves_in_does_not_decide() {
    let plain = write::whole(&one("vpcs.json", VPCS));
    assert_eq!(plain.vpcs.len(), 1);
    let little: Vec<u8> = [0xfeff].into_iter().chain(VPCS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = [0xfeff].into_iter().chain(VPCS.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let windows = VPCS.replace('\n', "\r\n").into_bytes();
    let marked = [b"\xef\xbb\xbf", VPCS.as_bytes()].concat();
    for (what, bytes) in [("UTF-16LE", little), ("UTF-16BE", big), ("CRLF", windows), ("a mark", marked)] {
        assert_eq!(format_of(&bytes).name, "aws_cli", "{what}");
        let imported = read(&[("vpcs.json", bytes)]);
        assert_eq!(messages(&imported), [""; 0], "{what}");
        assert_eq!(write::whole(&imported), plain, "{what}");
    }
    // Half a unit at the end is broken, not skipped.
    let mut odd: Vec<u8> = [0xfeff].into_iter().chain(VPCS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    odd.pop();
    assert_eq!(messages(&read(&[("vpcs.json", odd)])), ["the file is in UTF-16"]);
}

#[test]
fn answers_behind_each_other_are_all_read() {
    let second = VPCS.replace("vpc-1", "vpc-2").replace("10.0", "10.1");
    let pages = format!("{VPCS}{second}{SUBNETS}");
    let imported = one("all.json", &pages);
    assert_eq!(messages(&imported), [""; 0]);
    let whole = write::whole(&imported);
    assert_eq!(whole.vpcs.keys().collect::<Vec<_>>(), ["vpc-1", "vpc-2"]);
    assert_eq!(whole.vpcs["vpc-1"].subnets.len(), 1);
    assert_eq!(imported.coverage[0].read["Vpcs"], 2);
    // What stands around a list is told apart too.
    let entries = |id: &str, block: &str| format!(r#"{{"PrefixListId": "{id}", "Entries": [{{"Cidr": "{block}"}}]}}"#);
    let lists = r#"{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "a"}, {"PrefixListId": "pl-2", "PrefixListName": "b"}]}"#;
    let text = format!("{lists}\n{}\n{}", entries("pl-1", "10.8.0.0/16"), entries("pl-2", "10.9.0.0/16"));
    let whole = write::whole(&one("lists.json", &text));
    let blocks: Vec<_> = whole.prefix_lists.values().flat_map(|list| list.cidrs.iter().flatten().cloned()).collect();
    assert_eq!(blocks, ["10.8.0.0/16", "10.9.0.0/16"]);
    // A page that names a further one is complete when the next stands behind it.
    let first = VPCS.replacen('{', r#"{"NextToken": "abc","#, 1);
    assert_eq!(unknown(&one("vpcs.json", &first)).len(), 1);
    assert_eq!(unknown(&one("vpcs.json", &format!("{first}{second}"))), [("", ""); 0]);
    // The second answer is cut off: that is an error at its place.
    let cut = one("all.json", &format!("{VPCS}{}", &second[..40]));
    assert_eq!(messages(&cut), ["the JSON text ends before it is complete"]);
}

#[test]
fn lists_without_their_key_are_known_by_their_fields() {
    let items = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        value.as_object().unwrap().values().next().unwrap().to_string()
    };
    let keyed = read(&[("v.json", VPCS.into()), ("s.json", SUBNETS.into())]);
    let bare = read(&[("v.json", items(VPCS).into()), ("s.json", items(SUBNETS).into())]);
    assert_eq!(messages(&bare), [""; 0]);
    assert_eq!(write::whole(&bare), write::whole(&keyed));
    // One object, lists in lists (`Reservations[*].Instances[*]`), and instances without their reservation.
    let instance = r#"{"InstanceId": "i-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.1.9",
        "NetworkInterfaces": [], "SecurityGroups": []}"#;
    for text in [instance.to_owned(), format!("[{instance}]"), format!("[[{instance}]]")] {
        let imported = read(&[("v.json", VPCS.into()), ("s.json", SUBNETS.into()), ("i.json", text.clone().into())]);
        assert_eq!(messages(&imported), [""; 0], "{text}");
        assert!(write::whole(&imported).applications.contains_key("i-1"), "{text}");
    }
}

#[test]
fn a_queried_list_says_nothing_of_what_it_leaves_out() {
    // Fields that the reader needs are missing: a security group without rules is not one that lets nothing in.
    for text in [
        r#"[{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1"}]"#,
        r#"[{"Id": "vpc-1", "Block": "10.0.0.0/16"}]"#,
        r#"["vpc-1", "vpc-2"]"#,
    ] {
        let imported = read(&[("v.json", VPCS.into()), ("q.json", text.into())]);
        assert_eq!(messages(&imported), [""; 0], "{text}");
        assert!(write::whole(&imported).vpcs["vpc-1"].security_groups.is_none(), "{text}");
        let because = "`q.json` holds a list without the key that says what it lists, and not all that is needed of it; \
                       collect it again without `--query`";
        assert_eq!(unknown(&imported), [("what `q.json` lists", because)], "{text}");
    }
    // Nor does such a list say that what is not in it is not there.
    let gateway = r#"[{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-9", "State": "available"}]}]"#;
    let imported = read(&[("v.json", VPCS.into()), ("g.json", gateway.into())]);
    assert_eq!(imported.design.vpcs.values().next().unwrap().gateways.internet, None);
}

#[test]
fn errors_that_were_saved_in_place_of_an_answer_are_told() {
    let denied = "\nAn error occurred (UnauthorizedOperation) when calling the DescribeRouteTables operation: You are \
                  not authorized to perform this operation. User: arn:aws:iam::111111111111:user/secret-name\n";
    let imported = read(&[("v.json", VPCS.into()), ("r.json", denied.into())]);
    assert_eq!(messages(&imported), [""; 0]);
    assert_eq!(
        unknown(&imported),
        [("what `DescribeRouteTables` gives", "AWS answered `r.json` with the error UnauthorizedOperation")]
    );
    assert!(!format!("{:?}", imported.coverage).contains("secret-name"));
    for text in [
        "Unable to locate credentials. You can configure credentials by running \"aws configure\".\n",
        "\nCould not connect to the endpoint URL: \"https://ec2.eu-west-1.amazonaws.com/\"\n",
        "usage: aws [options] <command> <subcommand> [parameters]\n",
        "\naws: error: argument operation: Invalid choice\n",
        "aws: [ERROR]: An error occurred (ExpiredToken) when calling the X operation: The token is expired\n",
    ] {
        let imported = read(&[("v.json", VPCS.into()), ("r.json", text.into())]);
        assert_eq!(messages(&imported), [""; 0], "{text}");
        assert_eq!(unknown(&imported).len(), 1, "{text}");
    }
    let body = r#"{"__type": "AccessDeniedException", "Message": "no"}"#;
    let imported = read(&[("v.json", VPCS.into()), ("r.json", body.into())]);
    assert_eq!(
        unknown(&imported),
        [("what `r.json` was to hold", "AWS answered `r.json` with the error AccessDeniedException")]
    );
}

#[test]
fn other_output_formats_are_refused_with_what_to_do() {
    let table =
        "-------------------------\n|      DescribeVpcs     |\n+-----------------------+\n||        Vpcs         ||\n";
    let text = "VPCS\t10.0.0.0/16\tdopt-1\tdefault\tFalse\t111111111111\tavailable\tvpc-1\n";
    let yaml = "Vpcs:\n- CidrBlock: 10.0.0.0/16\n  VpcId: vpc-1\n";
    let stream = "- Vpcs:\n  - CidrBlock: 10.0.0.0/16\n    VpcId: vpc-1\n";
    for (format, content) in [("table", table), ("text", text), ("yaml", yaml), ("yaml-stream", stream)] {
        let imported = one("vpcs.txt", content);
        assert_eq!(messages(&imported), [format!("this is what the AWS CLI prints with `--output {format}`")]);
        let help = imported.problems[0].help.as_deref();
        assert_eq!(help, Some("run the command again with `--output json`"));
    }
    for (content, message) in [
        ("{'Vpcs': [{'VpcId': 'vpc-1', 'IsDefault': False}]}\n", "this is what Python prints of an answer"),
        ("$ aws ec2 describe-vpcs\n{\n  \"Vpcs\": []\n}\n", "a command line stands before what it printed"),
    ] {
        assert_eq!(messages(&one("vpcs.json", content)), [message]);
    }
    // A design of our own and a template keep their readers.
    assert_eq!(format_of(b"vpcs:\n  shop: {}\n").name, "native");
    assert_eq!(format_of(b"Rules:\n  A: {}\nResources:\n  B: {}\n").name, "cloudformation");
}

#[test]
fn what_other_services_print_in_small_letters_is_known_as_output_too() {
    for (text, list) in [
        (r#"{"connections": [{"connectionId": "dxcon-1"}, {"connectionId": "dxcon-2"}]}"#, "connections"),
        (r#"{"clusterArns": ["a", "b"]}"#, "clusterArns"),
        (r#"{"nodegroup": {"nodegroupName": "a"}, "failures": []}"#, "nodegroup"),
        (r#"{"resourceShares": [{"name": "a"}], "nextToken": null}"#, "resourceShares"),
        (r#"{"taskDefinition": {"family": "a"}, "tags": []}"#, "taskDefinition"),
    ] {
        assert_eq!(format_of(text.as_bytes()).name, "aws_cli", "{text}");
        let imported = one("x.json", text);
        assert_eq!(messages(&imported), [""; 0], "{text}");
        assert!(imported.coverage[0].ignored.contains_key(list), "{:?}", imported.coverage[0]);
    }
}

#[test]
fn records_of_aws_config_and_resource_explorer_are_told_as_not_read() {
    let config = r#"{"fileVersion": "1.0", "configSnapshotId": "x", "configurationItems": [
        {"resourceType": "AWS::EC2::VPC", "resourceId": "vpc-1"}, {"resourceType": "AWS::EC2::Subnet"}]}"#;
    let history = r#"{"configurationItems": [{"resourceType": "AWS::EC2::VPC"}]}"#;
    let explorer = r#"{"Resources": [{"Arn": "arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-1"}], "ViewArn": "x"}"#;
    let tagging = r#"{"ResourceTagMappingList": [{"ResourceARN": "arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-1"}]}"#;
    for (text, list) in [
        (config, "configurationItems"),
        (history, "configurationItems"),
        (explorer, "Resources"),
        (tagging, "ResourceTagMappingList"),
    ] {
        let imported = one("x.json", text);
        assert_eq!(messages(&imported), [""; 0], "{text}");
        let ignored = imported.coverage[0].ignored.get(list);
        assert!(ignored.is_some_and(|one| one.bears_on.is_some()), "{:?}", imported.coverage[0]);
    }
}

#[test]
fn a_part_of_one_object_is_not_taken_for_a_list() {
    let template = r#"{"ImageId": "ami-1", "InstanceType": "t2.micro",
        "NetworkInterfaces": [{"DeviceIndex": 0, "Groups": ["sg-1"], "SubnetId": "subnet-1"}]}"#;
    let imported = read(&[("v.json", VPCS.into()), ("t.json", template.into())]);
    assert_eq!(messages(&imported), [""; 0]);
    assert!(!write::whole(&imported).vpcs["vpc-1"].complete.unwrap_or_default());
    assert!(imported.coverage[1].ignored.contains_key("NetworkInterfaces (of another answer)"));
}

#[test]
fn copies_that_differ_are_told_with_both_files() {
    let tables = |to: &str| {
        format!(
            r#"{{"RouteTables": [{{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": [
            {{"DestinationCidrBlock": "10.9.0.0/16", "TransitGatewayId": "{to}", "State": "active"}}]}}]}}"#
        )
    };
    let imported = read(&[
        ("2026-01-01/v.json", VPCS.into()),
        ("2026-01-01/r.json", tables("tgw-1").into()),
        ("2026-02-01/v.json", VPCS.into()),
        ("2026-02-01/r.json", tables("tgw-2").into()),
    ]);
    assert_eq!(messages(&imported), [""; 0]);
    let told = unknown(&imported);
    let because = "`2026-01-01/r.json` and `2026-02-01/r.json` tell it differently: collected at two times, perhaps";
    assert!(told.contains(&("`Routes` of `rtb-1`", because)), "{told:?}");
    // The same copy twice is one thing, and no difference.
    let twice = read(&[("a/v.json", VPCS.into()), ("b/v.json", VPCS.into())]);
    assert_eq!(unknown(&twice), [("", ""); 0]);
}

#[test]
fn the_last_entry_of_a_network_acl_is_no_entry_in_either_family() {
    let entry = |number: u32, block: &str| {
        format!(r#"{{"RuleNumber": {number}, "Protocol": "-1", "RuleAction": "deny", "Egress": false, {block}}}"#)
    };
    let acls = format!(
        r#"{{"NetworkAcls": [{{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Entries": [{}, {}, {}]}}]}}"#,
        entry(32767, r#""CidrBlock": "0.0.0.0/0""#),
        entry(32768, r#""Ipv6CidrBlock": "::/0""#),
        entry(100, r#""CidrBlock": "10.0.0.0/8""#),
    );
    let imported = read(&[("v.json", VPCS.into()), ("a.json", acls.into())]);
    assert_eq!(messages(&imported), [""; 0]);
    let whole = write::whole(&imported);
    let acl = &whole.vpcs["vpc-1"].network_acls.as_ref().unwrap()["acl-1"];
    assert_eq!(acl.inbound.as_ref().unwrap().iter().map(|one| one.number).collect::<Vec<_>>(), [Some(100)]);
}

#[test]
fn direct_connect_in_the_spelling_of_collectors_is_read_too() {
    let pascal = r#"{"DirectConnectGateways": [{"DirectConnectGatewayId": "dxgw-1", "DirectConnectGatewayName": "dx"}],
        "DirectConnectGatewayAssociations": [{"DirectConnectGatewayId": "dxgw-1", "AssociationState": "associated",
            "AssociatedGateway": {"Id": "vgw-1", "Type": "virtualPrivateGateway"},
            "AllowedPrefixesToDirectConnectGateway": [{"Cidr": "10.0.0.0/16"}]}],
        "VirtualInterfaces": [{"VirtualInterfaceId": "dxvif-1", "VirtualInterfaceState": "available",
            "DirectConnectGatewayId": "dxgw-1"}],
        "VpnGateways": [{"VpnGatewayId": "vgw-1", "VpcAttachments": [{"VpcId": "vpc-1", "State": "attached"}]}]}"#;
    let mut camel: String = pascal.to_owned();
    for (theirs, ours) in [
        ("DirectConnect", "directConnect"),
        ("\"Associat", "\"associat"),
        ("\"Id\"", "\"id\""),
        ("\"Cidr\"", "\"cidr\""),
        ("AllowedPrefixesTodirect", "allowedPrefixesToDirect"),
        ("\"VirtualI", "\"virtualI"),
    ] {
        camel = camel.replace(theirs, ours);
    }
    let of = |text: &str| write::whole(&read(&[("v.json", VPCS.into()), ("d.json", text.into())]));
    let found = of(pascal);
    assert!(found.links.contains_key("dxgw-1"));
    assert_eq!(found, of(&camel));
}

#[test]
fn a_value_that_is_no_address_is_left_out_and_told() {
    let instances = r#"{"Reservations": [{"ReservationId": "r-1", "Instances": [{"InstanceId": "i-1", "VpcId": "vpc-1",
        "PrivateIpAddress": "10-0-0-157", "State": {"Name": "running"}}]}]}"#;
    let imported = read(&[("v.json", VPCS.into()), ("i.json", instances.into())]);
    assert_eq!(messages(&imported), [""; 0]);
    assert_eq!(write::whole(&imported).applications["i-1"].addresses, [""; 0]);
    assert!(unknown(&imported).iter().any(|(_, because)| because.contains("`10-0-0-157`")), "{:?}", unknown(&imported));
}

#[test]
fn bare_lists_of_vpc_lattice_are_known_by_their_arns() {
    let items = r#"[{"arn": "arn:aws:vpc-lattice:eu-west-1:111111111111:servicenetwork/sn-0123456789abcdef0",
        "id": "sn-0123456789abcdef0", "name": "shared"}]"#;
    let imported = one("networks.json", items);
    assert_eq!(messages(&imported), [""; 0]);
    assert!(write::whole(&imported).links.contains_key("sn-0123456789abcdef0"));
}

#[test]
fn an_endpoint_that_nobody_accepted_carries_nothing_yet() {
    let endpoints = r#"{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "State": "pendingAcceptance",
        "VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-1", "SubnetIds": []}]}"#;
    let imported = read(&[("v.json", VPCS.into()), ("e.json", endpoints.into())]);
    assert_eq!(messages(&imported), [""; 0]);
    assert!(write::whole(&imported).links.is_empty());
    assert!(unknown(&imported).contains(&("endpoint `vpce-1` of VPC `vpc-1`", "its service has not accepted it yet")));
}

#[test]
fn a_broken_file_is_told_with_the_line_unless_it_holds_a_secret() {
    let shown = |text: &str| {
        let imported = one("x.json", text);
        let error = imported.sources[0].document.as_ref().unwrap_err().clone();
        (error.position.map(|at| at.line), error.line.map(|line| line.text))
    };
    let broken = "{\n  \"Vpcs\": [\n    {\"VpcId\": 'vpc-1'}\n  ]\n}\n";
    assert_eq!(shown(broken), (Some(3), Some("    {\"VpcId\": 'vpc-1'}".to_owned())));
    let secret = "{\n  \"VpnConnections\": [\n    {\"CustomerGatewayConfiguration\": \"<pre_shared_key>hush";
    assert_eq!(shown(secret), (Some(3), None));
}
