//! Many inputs, one design: what is the same becomes one, what differs is said, and what is written reads back the same.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::design::LinkKind;
use tieline::design::raw::RawDesign;
use tieline::facts::Facts;
use tieline::import::{Imported, Input, import, write};
use tieline::{Scope, review};

fn read(texts: &[(&str, &str)]) -> Imported {
    let inputs: Vec<Input<'_>> = texts.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    import(&inputs)
}

fn messages(imported: &Imported) -> Vec<&str> {
    imported.problems.iter().map(|problem| problem.message.as_str()).collect()
}

const SHOP: &str = "
tieline: 1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { cidr: 10.0.0.0/24 } } }
aliases: { vpc-0abc: shop, subnet-1: a }
";

#[test]
fn what_shares_an_id_becomes_one_and_either_adds_what_the_other_lacks() {
    let other = "
tieline: 1
vpcs:
  store: { account: '012345678901', subnets: { subnet-1: { az: use1-az1 }, subnet-2: { cidr: 10.0.9.0/24 } } }
  lab: { cidrs: [10.2.0.0/16] }
links:
  direct: { vpc_peering: { between: [store, lab] } }
aliases: { vpc-0abc: store }
unknown: { /vpcs/store/cidrs: not said here, /vpcs/store/subnets/subnet-1/cidr: not said here }
";
    let imported = read(&[("one.yaml", SHOP), ("two.yaml", other)]);
    assert_eq!(messages(&imported), [""; 0]);
    assert_eq!(imported.design.vpcs.keys().map(ToString::to_string).collect::<Vec<_>>(), ["lab", "shop"]);
    let whole = write::whole(&imported);
    let shop = &whole.vpcs["shop"];
    assert_eq!(shop.account.as_deref(), Some("012345678901"));
    assert_eq!(shop.subnets.keys().collect::<Vec<_>>(), ["a", "subnet-2"]);
    assert_eq!(shop.subnets["a"].az.as_deref(), Some("use1-az1"));
    assert_eq!(whole.aliases["store"], "shop");
    assert!(whole.unknown.is_empty(), "{:?}", whole.unknown);
}

#[test]
fn where_inputs_disagree_the_first_is_believed_and_a_finding_points_at_both() {
    let other = "tieline: 1\nvpcs:\n  store: { cidrs: [10.1.0.0/16] }\naliases: { vpc-0abc: store }\n";
    let inputs =
        [Input { name: "one.yaml", bytes: SHOP.as_bytes() }, Input { name: "two.yaml", bytes: other.as_bytes() }];
    let facts = Facts::shipped();
    let review = review(&inputs, &facts, Scope::Check);
    let found: Vec<_> =
        review.findings.iter().map(|finding| (finding.rule.to_string(), finding.message.clone())).collect();
    let message = "`cidrs` of VPC `shop` is not the same in `one.yaml` and `two.yaml`";
    assert_eq!(found, [("TL011".to_owned(), message.to_owned())]);
    let related = review.show(&review.findings[0].related[0].at).unwrap();
    assert_eq!((related.source.name.as_str(), related.span.is_some()), ("two.yaml", true));
    assert_eq!(review.design.vpcs.values().next().unwrap().all_blocks()[0].to_string(), "10.0.0.0/16");
}

#[test]
fn a_finding_on_what_the_second_input_gave_points_into_the_second() {
    let other =
        "tieline: 1\nvpcs:\n  vpc-0abc:\n    cidrs: [10.0.0.0/16]\n    subnets:\n      far: { cidr: 172.16.0.0/24 }\n";
    let inputs =
        [Input { name: "one.yaml", bytes: SHOP.as_bytes() }, Input { name: "two.yaml", bytes: other.as_bytes() }];
    let review = review(&inputs, &Facts::shipped(), Scope::Check);
    let finding = review.findings.iter().find(|finding| finding.name == "subnet-outside-vpc").unwrap();
    let (source, span) = review.span(&finding.at).unwrap();
    assert_eq!(source.name, "two.yaml");
    assert_eq!(source.document.as_ref().unwrap().slice(span), "172.16.0.0/24");
}

#[test]
fn a_mention_takes_the_name_of_the_thing_whichever_stands_first() {
    let mention = "
tieline: 1
vpcs: { vpc-0abc: {}, lab: { cidrs: [10.2.0.0/16] } }
links: { direct: { vpc_peering: { between: [vpc-0abc, lab] } } }
unknown: { /vpcs/vpc-0abc: only mentioned, /vpcs/vpc-0abc/cidrs: only mentioned }
";
    for order in [[("m", mention), ("s", SHOP)], [("s", SHOP), ("m", mention)]] {
        let imported = read(&order);
        assert_eq!(messages(&imported), [""; 0]);
        let names: Vec<_> = imported.design.vpcs.keys().map(ToString::to_string).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        let whole = write::whole(&imported);
        assert!(whole.unknown.is_empty(), "{:?}", whole.unknown);
        assert!(imported.design.vpcs.values().all(|vpc| !vpc.cidrs.is_empty()));
    }
}

#[test]
fn two_designs_of_ones_own_that_share_a_name_are_still_a_duplicate() {
    let imported = read(&[("one.yaml", SHOP), ("two.yaml", "tieline: 1\nvpcs: { shop: { cidrs: [10.0.0.0/16] } }\n")]);
    assert_eq!(messages(&imported), ["VPC `shop` is given in two files"]);
}

#[test]
fn an_unknown_name_stays_a_finding_over_several_inputs() {
    let needs = "tieline: 1\nneeds: { n: { from: vpc-0abc, to: vpc-0def } }\n";
    let imported = read(&[("one.yaml", SHOP), ("two.yaml", needs)]);
    assert_eq!(messages(&imported), ["no application, VPC or site is called `vpc-0def`"]);
}

#[test]
fn unknown_is_not_missing_and_says_what_it_could_flip() {
    let text = "tieline: 1\nvpcs: { shop: {} }\nunknown: { /vpcs/shop/cidrs: an IPAM pool gives it }\n";
    let imported = read(&[("one.yaml", text)]);
    assert_eq!(messages(&imported), [""; 0]);
    let unknown = &imported.coverage[0].unknown[0];
    assert_eq!(unknown.what, "`cidrs` of VPC `shop`");
    assert_eq!(unknown.because, "an IPAM pool gives it");
    assert_eq!(unknown.could_flip, "overlap, routes and reach of this VPC");
}

/// What is written reads back as the same design, in YAML (as JSON is part of it) and to the same bytes.
#[test]
fn what_is_written_reads_back_the_same() {
    for name in ["roadshow", "hub-and-spoke", "eks-lattice-platform", "privatelink-saas", "planted"] {
        let path = format!("{}/examples/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = std::fs::read_to_string(&path) else { panic!("{path}") };
        let first = write::whole(&read(&[("in.yaml", &text)]));
        let json = write::json(&first).unwrap();
        let second: RawDesign = write::whole(&read(&[("out.json", &json)]));
        assert_eq!(first, second, "{name}");
        assert_eq!(json, write::json(&second).unwrap(), "{name}");
    }
}

/// Associations are a list where nothing is said of each, and a mapping where something is: the two agree.
#[test]
fn a_list_of_names_agrees_with_a_mapping_by_name() {
    let list = "
tieline: 1
vpcs: { shop: { cidrs: [10.0.0.0/16] } }
links: { net: { service_network: { associations: [shop] } } }
aliases: { vpc-1: shop, sn-1: net }
";
    let by_vpc = "
tieline: 1
vpcs: { store: { cidrs: [10.0.0.0/16], security_groups: { web: {} } } }
links: { other: { service_network: { associations: { store: { security_groups: [web] } } } } }
aliases: { vpc-1: store, sn-1: other }
";
    for (first, second) in [(list, by_vpc), (by_vpc, list)] {
        let imported = read(&[("one.yaml", first), ("two.yaml", second)]);
        assert_eq!(messages(&imported), [""; 0]);
        let network = imported.design.links.values().next().unwrap();
        let LinkKind::ServiceNetwork(network) = &network.kind else { panic!() };
        assert_eq!((network.associations.len(), network.association_groups.len()), (1, 1));
    }
}

/// Terraform state of a VPC with a route over a peering, and what the AWS CLI prints of the same.
const STATE: &str = r#"{"format_version": "1.0", "terraform_version": "1.11.0", "values": {"root_module": {"resources": [
    {"address": "aws_vpc.shop", "mode": "managed", "type": "aws_vpc", "name": "shop", "values": {"id": "vpc-0a1",
        "arn": "arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-0a1", "cidr_block": "10.0.0.0/16"}},
    {"address": "aws_vpc.data", "mode": "managed", "type": "aws_vpc", "name": "data", "values": {"id": "vpc-0a2",
        "arn": "arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-0a2", "cidr_block": "10.1.0.0/16"}},
    {"address": "aws_subnet.a", "mode": "managed", "type": "aws_subnet", "name": "a", "values": {"id": "subnet-0a1",
        "vpc_id": "vpc-0a1", "cidr_block": "10.0.1.0/24", "availability_zone": "eu-west-1a",
        "availability_zone_id": "euw1-az1"}},
    {"address": "aws_route_table.a", "mode": "managed", "type": "aws_route_table", "name": "a", "values": {"id": "rtb-0b1",
        "vpc_id": "vpc-0a1", "route": [{"cidr_block": "10.1.0.0/16", "vpc_peering_connection_id": "pcx-0a1"}]}},
    {"address": "aws_vpc_peering_connection.p", "mode": "managed", "type": "aws_vpc_peering_connection", "name": "p",
        "values": {"id": "pcx-0a1", "vpc_id": "vpc-0a1", "peer_vpc_id": "vpc-0a2", "accept_status": "active"}}
]}}}"#;
const COLLECTED: &str = r#"{
    "Vpcs": [{"VpcId": "vpc-0a1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"},
        {"VpcId": "vpc-0a2", "CidrBlock": "10.1.0.0/16", "OwnerId": "111111111111"}],
    "Subnets": [{"SubnetId": "subnet-0a1", "VpcId": "vpc-0a1", "CidrBlock": "10.0.1.0/24",
        "AvailabilityZone": "eu-west-1a", "AvailabilityZoneId": "euw1-az1"}],
    "RouteTables": [{"RouteTableId": "rtb-0b1", "VpcId": "vpc-0a1", "Associations": [], "Routes": [
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
        {"DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": "pcx-0a1", "State": "active"}]}],
    "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-0a1", "State": "available"}]}],
    "VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-0a1", "Status": {"Code": "active"},
        "RequesterVpcInfo": {"VpcId": "vpc-0a1"}, "AccepterVpcInfo": {"VpcId": "vpc-0a2"}}]
}"#;
const BY_HAND: &str = "
tieline: 1
region: eu-west-1
applications: { orders: { vpc: vpc-0a2, serves: [tcp/5432] }, web: { vpc: vpc-0a1, subnets: [subnet-0a1] } }
needs: { ask: { from: web, to: orders } }
";

#[test]
fn state_and_collected_output_and_a_file_by_hand_are_one_estate() {
    let imported = read(&[("state.json", STATE), ("aws.json", COLLECTED), ("needs.yaml", BY_HAND)]);
    assert_eq!(messages(&imported), [""; 0]);
    let whole = write::whole(&imported);
    assert_eq!(whole.vpcs.keys().collect::<Vec<_>>(), ["aws_vpc.data", "aws_vpc.shop"]);
    let tables = whole.vpcs["aws_vpc.shop"].route_tables.as_ref().unwrap();
    let routes: Vec<_> = tables["aws_route_table.a"].routes.iter().map(|route| route.via.as_deref().unwrap()).collect();
    assert_eq!(routes, ["aws_vpc_peering_connection.p"], "one route by two names is one");
    assert_eq!(whole.links.len(), 1);
    assert_eq!(imported.design.needs.len(), 1);
    let text = write::json(&whole).unwrap();
    assert_eq!(write::json(&write::whole(&read(&[("again.json", &text)]))).unwrap(), text);
}

#[test]
fn a_route_that_drifted_is_a_finding_that_names_both_places() {
    let drifted =
        COLLECTED.replace(r#""VpcPeeringConnectionId": "pcx-0a1", "State""#, r#""GatewayId": "igw-1", "State""#);
    let imported = read(&[("state.json", STATE), ("aws.json", &drifted)]);
    assert_eq!(
        messages(&imported),
        ["`via` of route table `aws_vpc.shop/aws_route_table.a` is not the same in `state.json` and `aws.json`"]
    );
    let (_, other) = imported.problems[0].related.as_ref().unwrap();
    assert_eq!(other, "`internet_gateway` here");
    // A target that one of them does not know is what the other says it is.
    let gone =
        COLLECTED.replace(r#""VpcPeeringConnectionId": "pcx-0a1", "State""#, r#""TransitGatewayId": "tgw-9", "State""#);
    for files in [[("state.json", STATE), ("aws.json", &gone)], [("aws.json", &gone), ("state.json", STATE)]] {
        let imported = read(&files);
        assert_eq!(messages(&imported), [""; 0]);
        let whole = write::whole(&imported);
        let tables = whole.vpcs.values().flat_map(|vpc| vpc.route_tables.iter().flatten());
        let vias: Vec<_> = tables
            .map(|(_, table)| table)
            .flat_map(|table| &table.routes)
            .map(|route| route.via.as_deref().unwrap())
            .collect();
        assert_eq!(vias, ["aws_vpc_peering_connection.p"]);
    }
}

#[test]
fn rules_that_drifted_are_a_finding_and_rules_that_one_adds_are_none() {
    let groups = |ports: &[u16]| {
        let rules: Vec<String> =
            ports.iter().map(|port| format!("{{ protocol: tcp, ports: {port}, from: [10.0.0.0/8] }}")).collect();
        format!(
            "tieline: 1\nvpcs:\n  shop: {{ cidrs: [10.0.0.0/16], security_groups: {{ web: {{ inbound: [{}] }} }} }}\n\
             aliases: {{ vpc-0abc: shop, sg-1: web }}\n",
            rules.join(", ")
        )
    };
    let both = |one: &[u16], other: &[u16]| {
        let second = groups(other).replace("shop", "store");
        let imported = read(&[("one.yaml", &groups(one)), ("two.yaml", &second)]);
        let whole = write::whole(&imported);
        let count = whole.vpcs["shop"].security_groups.as_ref().unwrap()["web"].inbound.len();
        let told: Vec<String> = imported.problems.iter().map(|one| one.message.clone()).collect();
        (count, told)
    };
    assert_eq!(both(&[443], &[443, 8443]), (2, vec![]));
    let message = "`inbound` of security group `shop/web` is not the same in `one.yaml` and `two.yaml`".to_owned();
    assert_eq!(both(&[443, 22], &[443, 8443]), (3, vec![message]));
}
