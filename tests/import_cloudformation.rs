//! CloudFormation templates as designs: what each function comes to, what a loop makes, what goes from one template to
//! another, and that nothing makes the reader fail.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use tieline::design::raw::{RawDesign, RawLink};
use tieline::finding::{FileIndex, Place};
use tieline::import::{Imported, Input, Options, format_of, import_with, write};
use tieline::source::{Part, Pointer};

const FLAT: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Block: { Type: String, Default: 10.1.0.0/16 }
  Nat: { Type: String, Default: "yes" }
  Outside: { Type: "AWS::EC2::VPC::Id" }
Conditions:
  HasNat: !Equals [!Ref Nat, "yes"]
  HasNone: !Not [!Condition HasNat]
Mappings:
  Sizes: { small: { bits: 8 } }
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref Block
      EnableDnsSupport: true
  Public:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      AvailabilityZone: !Select [0, !GetAZs ""]
      CidrBlock: !Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, !FindInMap [Sizes, small, bits]]]
  Gateway: { Type: AWS::EC2::InternetGateway }
  Attached:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway }
  Address: { Type: AWS::EC2::EIP }
  NatGateway:
    Type: AWS::EC2::NatGateway
    Condition: HasNat
    Properties: { SubnetId: !Ref Public, AllocationId: !GetAtt Address.AllocationId }
  NoNat:
    Type: AWS::EC2::NatGateway
    Condition: HasNone
    Properties: { SubnetId: !Ref Public }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  Default:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway }
  Used:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { RouteTableId: !Ref Table, SubnetId: !Ref Public }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: !Ref Block }
        - { IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !ImportValue nowhere }
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref Vpc, PeerVpcId: !Ref Outside }
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
      RouteTableIds: [!Ref Table]
  Log: { Type: AWS::Logs::LogGroup }
Outputs:
  Vpc: { Value: !Ref Vpc, Export: { Name: !Sub "${AWS::StackName}-Vpc" } }
  Subnets: { Value: !Join [",", [!Ref Public]], Export: { Name: !Sub "${AWS::StackName}-Subnets" } }
"#;

const NESTED: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Parent: { Type: String }
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      VpcConfig:
        SubnetIds: !Split [",", {"Fn::ImportValue": !Sub "${Parent}-Subnets"}]
        SecurityGroupIds: [!Ref Group]
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: x, VpcId: !ImportValue {"Fn::Sub": "${Parent}-Vpc"} }
"#;

const LOOP: &str = r#"
Transform: AWS::LanguageExtensions
Mappings:
  Index: { Appa: { at: 0 }, Appb: { at: 1 }, Datab: { at: 3 }, Dataa: { at: 2 } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.2.0.0/16 } }
  Fn::ForEach::Layers:
    - Layer
    - [App, Data]
    - "${Layer}":
        Fn::ForEach::Zones:
          - Zone
          - [a, b]
          - "${Layer}${Zone}":
              Type: AWS::EC2::Subnet
              Properties:
                VpcId: !Ref Vpc
                AvailabilityZone: !Sub "${AWS::Region}${Zone}"
                CidrBlock: !Select [!FindInMap [Index, !Sub "${Layer}${Zone}", at], !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
"#;

const CDK: &str = r#"{
  "Resources": {
    "VpcA12345": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.3.0.0/16" } },
    "VpcA12345Subnet1": { "Type": "AWS::EC2::Subnet", "Properties": {
      "VpcId": { "Ref": "VpcA12345" }, "CidrBlock": "10.3.0.0/24",
      "AvailabilityZone": { "Fn::Select": [ 0, { "Fn::GetAZs": "" } ] } } },
    "Hub": { "Type": "AWS::EC2::TransitGateway", "Properties": { "DefaultRouteTableAssociation": "disable" } },
    "HubVpc": { "Type": "AWS::EC2::TransitGatewayAttachment", "Properties": {
      "TransitGatewayId": { "Ref": "Hub" }, "VpcId": { "Fn::GetAtt": ["VpcA12345", "VpcId"] },
      "SubnetIds": [ { "Ref": "VpcA12345Subnet1" } ], "Options": { "ApplianceModeSupport": "enable" } } },
    "HubTable": { "Type": "AWS::EC2::TransitGatewayRouteTable", "Properties": { "TransitGatewayId": { "Ref": "Hub" } } },
    "HubUse": { "Type": "AWS::EC2::TransitGatewayRouteTableAssociation", "Properties": {
      "TransitGatewayAttachmentId": { "Ref": "HubVpc" }, "TransitGatewayRouteTableId": { "Ref": "HubTable" } } },
    "Net": { "Type": "AWS::VpcLattice::ServiceNetwork", "Properties": { "AuthType": "AWS_IAM" } },
    "NetVpc": { "Type": "AWS::VpcLattice::ServiceNetworkVpcAssociation", "Properties": {
      "ServiceNetworkIdentifier": { "Fn::GetAtt": ["Net", "Id"] }, "VpcIdentifier": { "Ref": "VpcA12345" } } },
    "NetPolicy": { "Type": "AWS::VpcLattice::AuthPolicy", "Properties": {
      "ResourceIdentifier": { "Ref": "Net" }, "Policy": { "Statement": [] } } },
    "Meta": { "Type": "AWS::CDK::Metadata" }
  }
}"#;

fn read(texts: &[(&str, &str)], parameters: &[(&str, &str)]) -> (Imported, RawDesign) {
    let inputs: Vec<Input<'_>> = texts.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let told = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let imported = import_with(&inputs, &Options { parameters: told, ..Options::default() });
    let messages: Vec<_> = imported.problems.iter().map(|problem| problem.message.clone()).collect();
    assert_eq!(messages, Vec::<String>::new());
    let whole = write::whole(&imported);
    (imported, whole)
}

#[test]
fn a_template_is_worked_out() {
    assert_eq!(format_of(FLAT.as_bytes()).name, "cloudformation");
    let (imported, design) = read(&[("net.yaml", FLAT)], &[("AWS::Region", "eu-west-1")]);
    let vpc = &design.vpcs["Vpc"];
    assert_eq!(vpc.cidrs.as_deref(), Some(&["10.1.0.0/16".to_owned()][..]));
    assert_eq!((vpc.region.as_deref(), vpc.internet_gateway), (Some("eu-west-1"), Some(true)));
    let subnet = &vpc.subnets["Public"];
    assert_eq!((subnet.cidr.as_deref(), subnet.az.as_deref()), (Some("10.1.1.0/24"), Some("eu-west-1a")));
    let nats: Vec<&String> = vpc.nat_gateways.as_ref().unwrap().keys().collect();
    assert_eq!(nats, ["NatGateway"]);
    let table = &vpc.route_tables.as_ref().unwrap()["Table"];
    assert_eq!(table.subnets, ["Public"]);
    assert_eq!(table.routes[0].via.as_deref(), Some("internet_gateway"));
    let group = &vpc.security_groups.as_ref().unwrap()["Group"];
    assert_eq!(group.inbound[0].from.as_deref(), Some(&["10.1.0.0/16".to_owned()][..]));
    assert_eq!(group.inbound[1].from.as_deref(), Some(&["unknown".to_owned()][..]));
    let RawLink::VpcPeering(peering) = &design.links["Peering"] else { panic!("a peering") };
    assert_eq!(peering.between.as_deref(), Some(&["Vpc".to_owned(), "Outside".to_owned()][..]));
    let RawLink::GatewayEndpoint(endpoint) = &design.links["S3"] else { panic!("a gateway endpoint") };
    assert_eq!(endpoint.service.as_deref(), Some("s3"));
    let coverage = &imported.coverage[0];
    assert_eq!((coverage.read["AWS::EC2::VPC"], coverage.ignored["AWS::Logs::LogGroup"].count), (1, 1));
    assert_eq!(coverage.ignored["AWS::EC2::NatGateway (not made: its condition does not hold)"].count, 1);
}

#[test]
fn a_parameter_goes_before_its_default_and_what_has_neither_is_unknown() {
    let (_, design) = read(&[("net.yaml", FLAT)], &[("Block", "10.9.0.0/20")]);
    assert_eq!(design.vpcs["Vpc"].subnets["Public"].cidr.as_deref(), Some("10.9.1.0/24"));
    let because = &design.unknown["/vpcs/Vpc/subnets/Public/az"];
    assert!(because.contains("--parameter AWS::Region="), "{because}");
}

#[test]
fn things_stand_where_the_template_has_them() {
    let (imported, _) = read(&[("net.yaml", FLAT)], &[]);
    let pointer = Pointer::root().push("vpcs").push("Vpc").push("subnets").push("Public").push("cidr");
    let place = Place { file: Some(FileIndex(0)), pointer };
    let shown = imported.origins.show(&imported.sources, &place, Part::Value).unwrap();
    assert_eq!(shown.address, Some("Public"));
    let document = shown.source.document.as_ref().unwrap();
    let line = FLAT.lines().position(|line| line.contains("CidrBlock: !Select [1")).unwrap() + 1;
    assert_eq!(document.position(shown.span.unwrap().start).line as usize, line);
}

#[test]
fn exports_are_imported_by_other_templates() {
    let (imported, design) = read(&[("net.yaml", FLAT), ("app.yaml", NESTED)], &[]);
    let function = &design.applications["Function"];
    assert_eq!(function.vpc.as_deref(), Some("Vpc"));
    assert_eq!(function.subnets.as_deref(), Some(&["Public".to_owned()][..]));
    // Both templates have a group of that name.
    let groups: Vec<&String> = design.vpcs["Vpc"].security_groups.as_ref().unwrap().keys().collect();
    assert_eq!(groups, ["Group", "app.yaml:Group"]);
    assert_eq!(imported.coverage[1].read["AWS::Lambda::Function"], 1);
}

#[test]
fn loops_are_written_out() {
    let (_, design) = read(&[("loop.yaml", LOOP)], &[("AWS::Region", "us-east-1")]);
    let subnets: Vec<(String, Option<String>, Option<String>)> = design.vpcs["Vpc"]
        .subnets
        .iter()
        .map(|(name, subnet)| (name.clone(), subnet.az.clone(), subnet.cidr.clone()))
        .collect();
    let expected = [("Appa", "a", 0), ("Appb", "b", 1), ("Dataa", "a", 2), ("Datab", "b", 3)]
        .map(|(name, zone, at)| (name.to_owned(), Some(format!("us-east-1{zone}")), Some(format!("10.2.{at}.0/24"))));
    assert_eq!(subnets, expected);
}

#[test]
fn what_cdk_writes_is_read() {
    let (_, design) = read(&[("cdk.template.json", CDK)], &[]);
    let RawLink::TransitGateway(hub) = &design.links["Hub"] else { panic!("a transit gateway") };
    let attachment = &hub.attachments["VpcA12345"];
    assert_eq!(attachment.subnets, ["VpcA12345Subnet1"]);
    assert_eq!((attachment.appliance_mode, attachment.route_table.as_deref()), (Some(true), Some("HubTable")));
    let RawLink::ServiceNetwork(net) = &design.links["Net"] else { panic!("a service network") };
    let associated: Vec<&str> = net.associations.iter().map(|(vpc, _)| vpc.as_str()).collect();
    assert_eq!((associated.as_slice(), net.auth.as_deref()), (&["VpcA12345"][..], Some("aws_iam")));
    assert_eq!(net.auth_policy.as_deref(), Some("deny"));
}

#[test]
fn what_refers_to_itself_is_unknown() {
    let text = r#"
Resources:
  A: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !GetAtt B.CidrBlock } }
  B: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Join ["", [!GetAtt A.CidrBlock, !GetAtt A.CidrBlock]] } }
Conditions:
  X: !Not [!Condition X]
"#;
    let (_, design) = read(&[("cycle.yaml", text)], &[]);
    for name in ["A", "B"] {
        let because = &design.unknown[&format!("/vpcs/{name}/cidrs")];
        assert!(because.contains("refers to itself") || because.contains("too long"), "{because}");
    }
}

/// What each of many refers to twice, or all to all, must not take time that grows with the ways through them.
#[test]
fn what_is_referred_to_often_is_worked_out_once() {
    let mut chain = "Conditions:\n  C0: !Equals [a, a]\n".to_owned();
    for at in 1..60 {
        let before = at - 1;
        chain.push_str(&format!("  C{at}: !And [!Condition C{before}, !Condition C{before}]\n"));
    }
    chain.push_str(
        "Resources:\n  V0: { Type: AWS::EC2::VPC, Condition: C59, Properties: { CidrBlock: 10.0.0.0/16 } }\n",
    );
    for at in 1..60 {
        let before = at - 1;
        let twice = format!("[!GetAtt V{before}.CidrBlock, !GetAtt V{before}.CidrBlock]");
        chain.push_str(&format!(
            "  V{at}: {{ Type: AWS::EC2::VPC, Properties: {{ CidrBlock: !Select [1, {twice}] }} }}\n"
        ));
    }
    let (_, design) = read(&[("chain.yaml", &chain)], &[]);
    assert_eq!(design.vpcs["V59"].cidrs.as_deref(), Some(&["10.0.0.0/16".to_owned()][..]));
    let all: Vec<String> = (0..16).map(|at| format!("!GetAtt W{at}.CidrBlock")).collect();
    let mut clique = "Resources:\n".to_owned();
    for at in 0..16 {
        clique.push_str(&format!(
            "  W{at}: {{ Type: AWS::EC2::VPC, Properties: {{ CidrBlock: !Join [\"\", [{}]] }} }}\n",
            all.join(", ")
        ));
    }
    let (_, design) = read(&[("clique.yaml", &clique)], &[]);
    assert!(design.unknown["/vpcs/W7/cidrs"].contains("refers to itself"));
    let big = "x".repeat(100_000);
    let refs = "!Ref P, ".repeat(20_000);
    let long = format!(
        "Parameters:\n  P: {{ Type: String, Default: {big} }}\nResources:\n  A: {{ Type: AWS::EC2::VPC, Properties: {{ CidrBlock: !Join [\"\", [{refs}]] }} }}\n"
    );
    let (_, design) = read(&[("long.yaml", &long)], &[]);
    assert!(design.unknown["/vpcs/A/cidrs"].contains("too long"));
}

#[test]
fn a_secret_parameter_is_not_told() {
    let text = "Parameters:\n  P: { Type: String, NoEcho: true, Default: hush }\nResources:\n  A: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref P } }\n";
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    assert!(design.unknown["/vpcs/A/cidrs"].contains("parameter `P`"));
    assert!(!format!("{:?}", imported.raws).contains("hush"));
}

/// What a template may hold where a value should stand.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("\"10.0.0.0/16\"".to_owned()),
        Just("{\"Ref\":\"A\"}".to_owned()),
        Just("{\"Fn::GetAtt\":[\"B\",\"CidrBlock\"]}".to_owned()),
        Just("{\"Fn::GetAtt\":\"A.CidrBlock\"}".to_owned()),
        Just("{\"Fn::Sub\":\"${A.CidrBlock}${B}${\"}".to_owned()),
        Just("{\"Ref\":\"AWS::NoValue\"}".to_owned()),
        Just("null".to_owned()),
        Just("-1".to_owned()),
        Just("[]".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let names = prop::sample::select(vec![
            "Fn::Join",
            "Fn::Select",
            "Fn::Split",
            "Fn::Cidr",
            "Fn::FindInMap",
            "Fn::ImportValue",
            "Fn::GetAZs",
            "Fn::If",
            "Fn::Sub",
            "Fn::Equals",
            "Fn::Length",
            "Ref",
            "Fn::GetAtt",
            "Condition",
            "Fn::ForEach::X",
            "Fn::Other",
        ]);
        (names, prop::collection::vec(inner, 0..4))
            .prop_map(|(name, items)| format!("{{\"{name}\":[{}]}}", items.join(",")))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_expression_comes_to_an_end(one in expression(), other in expression(), list in expression()) {
        let text = format!(
            r#"{{"AWSTemplateFormatVersion":"2010-09-09","Resources":{{
                "A":{{"Type":"AWS::EC2::VPC","Properties":{{"CidrBlock":{one},"Tags":{list}}}}},
                "B":{{"Type":"AWS::EC2::VPC","Properties":{{"CidrBlock":{other}}}}},
                "S":{{"Type":"AWS::EC2::Subnet","Properties":{{"VpcId":{other},"CidrBlock":{one}}}}},
                "G":{{"Type":"AWS::EC2::SecurityGroup","Properties":{{"VpcId":{{"Ref":"A"}},"SecurityGroupIngress":{list}}}}},
                "R":{{"Type":"AWS::RAM::ResourceShare","Properties":{list}}},
                "Fn::ForEach::L":["X",{list},{{"N${{X}}":{{"Type":"AWS::EC2::EIP"}}}}]
            }}}}"#
        );
        let inputs = [Input { name: "x.json", bytes: text.as_bytes() }];
        let one = import_with(&inputs, &Options::default());
        let again = import_with(&inputs, &Options::default());
        prop_assert_eq!(format!("{:?}", one.raws), format!("{:?}", again.raws));
        let told = format!("{:?}", one.coverage);
        prop_assert!(!told.contains("\\0"), "{}", told);
    }

    #[test]
    fn a_template_cut_short_is_read_or_refused(which in 0_usize..4, at in 0_usize..4000) {
        let text = [FLAT, NESTED, LOOP, CDK][which];
        let cut = &text.as_bytes()[..at.min(text.len())];
        let imported = import_with(&[Input { name: "x", bytes: cut }], &Options::default());
        prop_assert_eq!(imported.sources.len(), 1);
    }
}

#[test]
fn an_attribute_of_what_is_not_known_yet_is_an_unknown_in_plain_words() {
    let text = r#"{"Resources":{"A":{"Type":"AWS::EC2::VPC","Properties":{
        "CidrBlock":{"Fn::GetAtt":[{"Ref":"A"},"10.0.0.0/16"]}}}}}"#;
    let inputs = [Input { name: "stack.json", bytes: text.as_bytes() }];
    let told = format!("{:?}", import_with(&inputs, &Options::default()).coverage);
    assert!(told.contains("one is not known before deployment"), "{told}");
    assert!(!told.contains('\u{0}') && !told.contains("\\0") && !told.contains("\\u{"), "{told}");
}

#[test]
fn dynamic_references_are_unknown_and_not_told() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: "{{resolve:ssm:/net/cidr:1}}" } }
  W: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Sub "{{resolve:ssm:/net/${AWS::StackName}}}" } }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[("AWS::StackName", "x")]);
    for name in ["V", "W"] {
        let because = &design.unknown[&format!("/vpcs/{name}/cidrs")];
        assert!(because.contains("dynamic reference"), "{because}");
    }
    assert!(!format!("{:?}{:?}", imported.raws, imported.coverage).contains("/net/"));
}

#[test]
fn serverless_functions_macros_and_core_networks_are_read_or_told() {
    let text = r#"
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { VpcConfig: { SubnetIds: [!Ref S], SecurityGroupIds: [] } } }
Resources:
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: "s3://b/x.yaml" } }
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  F: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, CodeUri: . } }
  Core:
    Type: AWS::NetworkManager::CoreNetwork
    Properties:
      GlobalNetworkId: g
      PolicyDocument:
        core-network-configuration: { edge-locations: [{ location: eu-west-1 }] }
        segments: [{ name: prod, isolate-attachments: true }]
  Att:
    Type: AWS::NetworkManager::VpcAttachment
    Properties:
      CoreNetworkId: !GetAtt Core.CoreNetworkId
      VpcArn: !Sub "arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:vpc/${V}"
      SubnetArns: [!Sub "arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:subnet/${S}"]
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    assert_eq!(design.applications["F"].subnets.as_deref(), Some(&["S".to_owned()][..]));
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`Fn::Transform`"));
    let RawLink::CloudWan(core) = &design.links["Core"] else { panic!() };
    assert_eq!((core.edges.as_slice(), core.segments["prod"].isolate), (&["eu-west-1".to_owned()][..], Some(true)));
    assert_eq!(core.attachments["V"].subnets, ["S"]);
}

#[test]
fn a_nested_stack_gives_parameters_to_its_template_and_outputs_come_back() {
    let parent = r#"
Parameters: { Block: { Type: String, Default: 10.7.0.0/16 } }
Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub "https://${Bucket}.s3.amazonaws.com/templates/net.yaml"
      Parameters: { Cidr: !Ref Block, Zones: "eu-west-1a,eu-west-1b" }
  Bucket: { Type: AWS::S3::Bucket }
  Peer: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.8.0.0/16 } }
  Link: { Type: AWS::EC2::VPCPeeringConnection, Properties: { VpcId: !GetAtt Net.Outputs.Vpc, PeerVpcId: !Ref Peer } }
"#;
    let child = r#"
Parameters: { Cidr: { Type: String, Default: 10.99.0.0/16 }, Zones: { Type: CommaDelimitedList } }
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Cidr } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.7.1.0/24, AvailabilityZone: !Select [1, !Ref Zones] } }
Outputs: { Vpc: { Value: !Ref V } }
"#;
    let (imported, design) = read(&[("main.yaml", parent), ("templates/net.yaml", child)], &[]);
    assert_eq!(design.vpcs["V"].cidrs.as_deref(), Some(&["10.7.0.0/16".to_owned()][..]));
    assert_eq!(design.vpcs["V"].subnets["S"].az.as_deref(), Some("eu-west-1b"));
    let RawLink::VpcPeering(peering) = &design.links["Link"] else { panic!() };
    assert_eq!(peering.between.as_deref().unwrap(), ["V", "Peer"]);
    assert_eq!(imported.coverage[0].read["AWS::CloudFormation::Stack"], 1);
    // Two stacks of one template: it is neither's.
    let twice =
        format!("{parent}  Other: {{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: ./net.yaml }} }}\n");
    let (imported, design) = read(&[("main.yaml", &twice), ("net.yaml", child)], &[]);
    assert_eq!(design.vpcs["V"].cidrs.as_deref(), Some(&["10.99.0.0/16".to_owned()][..]));
    assert_eq!(imported.coverage[0].ignored["AWS::CloudFormation::Stack"].count, 2);
    // A template that asks for its own output ends.
    let own = r#"
Resources:
  Net: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: b.yaml, Parameters: { P: !GetAtt Net.Outputs.X } } }
"#;
    let other = r#"
Parameters: { P: { Type: String } }
Resources: { V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref P } } }
Outputs: { X: { Value: !Ref P } }
"#;
    let (_, design) = read(&[("a.yaml", own), ("b.yaml", other)], &[]);
    assert!(design.unknown["/vpcs/V/cidrs"].contains("refers to itself"), "{:?}", design.unknown);
}

#[test]
fn what_macros_could_change_is_told_and_what_aws_carries_out_in_the_open_is_not() {
    let told = |transform: &str, more: &str| -> Vec<String> {
        let text = format!(
            "{transform}Resources:\n  V: {{ Type: AWS::EC2::VPC, Properties: {{ CidrBlock: 10.0.0.0/16{more} }} }}\n"
        );
        let (imported, design) = read(&[("a.yaml", &text)], &[]);
        // What stands there is read all the same.
        assert_eq!(design.vpcs["V"].cidrs.as_deref(), Some(&["10.0.0.0/16".to_owned()][..]), "{text}");
        imported.coverage[0].unknown.iter().map(|one| one.what.clone()).collect()
    };
    assert_eq!(told("", ""), [""; 0]);
    for quiet in ["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31", "[AWS::LanguageExtensions]"] {
        assert_eq!(told(&format!("Transform: {quiet}\n"), ""), [""; 0]);
    }
    assert_eq!(told("Transform: Subnets\n", ""), ["`Transform: Subnets`"]);
    let two = "Transform: [AWS::Serverless-2016-10-31, Subnets, { Name: AWS::Include, Parameters: { Location: x } }]\n";
    assert_eq!(told(two, ""), ["`Transform: AWS::Include`", "`Transform: Subnets`"]);
    assert_eq!(told("", ", Fn::Transform: { Name: Tags }"), ["`V`"]);
    assert_eq!(told("", ", Tags: !Transform { Name: Tags }"), ["`V`"]);
    assert_eq!(told("Mappings: { Fn::Transform: { Name: AWS::Include } }\n", ""), ["`Mappings`"]);
}

#[test]
fn what_aws_makes_with_a_vpc_or_hub_is_found_by_its_attributes() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  W: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  Deny:
    Type: AWS::EC2::NetworkAclEntry
    Properties: { NetworkAclId: !GetAtt V.DefaultNetworkAcl, RuleNumber: 50, Protocol: 6, RuleAction: deny,
                  CidrBlock: 192.0.2.0/24, PortRange: { From: 22, To: 22 } }
  In:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !GetAtt V.DefaultSecurityGroup, IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.1.0.0/16 }
  Host: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref S, SecurityGroupIds: [!GetAtt V.DefaultSecurityGroup] } }
  Hub: { Type: AWS::EC2::TransitGateway }
  Att: { Type: AWS::EC2::TransitGatewayVpcAttachment, Properties: { TransitGatewayId: !Ref Hub, VpcId: !Ref V, SubnetIds: [!Ref S] } }
  Hole:
    Type: AWS::EC2::TransitGatewayRoute
    Properties: { TransitGatewayRouteTableId: !GetAtt Hub.AssociationDefaultRouteTableId, DestinationCidrBlock: 10.9.0.0/16, Blackhole: true }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let group = &design.vpcs["V"].security_groups.as_ref().unwrap()["default"];
    let peers: Vec<&str> =
        group.inbound.iter().flat_map(|rule| rule.from.iter().flatten()).map(String::as_str).collect();
    assert_eq!(peers, ["security_group/V/default", "10.1.0.0/16"]);
    let acl = &design.vpcs["V"].network_acls.as_ref().unwrap()["default"];
    let numbers: Vec<_> = acl.inbound.iter().flatten().map(|one| (one.number, one.action.as_deref())).collect();
    assert_eq!(&numbers[..2], [(Some(50), Some("deny")), (Some(100), Some("allow"))]);
    assert_eq!(design.applications["Host"].security_groups.as_deref(), Some(&["default".to_owned()][..]));
    assert_eq!((&design.vpcs["W"].security_groups, &design.vpcs["W"].network_acls), (&None, &None));
    let RawLink::TransitGateway(hub) = &design.links["Hub"] else { panic!("a transit gateway") };
    let routes: Vec<_> = hub.route_tables.as_ref().unwrap()["default"]
        .routes
        .iter()
        .map(|one| (one.to.as_deref(), one.via.as_deref()))
        .collect();
    assert_eq!(routes, [(Some("10.9.0.0/16"), Some("blackhole"))]);
    assert!(imported.coverage[0].ignored.is_empty(), "{:?}", imported.coverage[0].ignored);
}

#[test]
fn several_things_that_one_stack_or_function_gives_back_stay_several() {
    let text = r#"
Resources:
  Net: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://b.example/elsewhere.yaml } }
  Look: { Type: "Custom::Lookup", Properties: { ServiceToken: x } }
  A: { Type: AWS::EC2::Subnet, Properties: { VpcId: !GetAtt Net.Outputs.AppVpcId, CidrBlock: 10.0.0.0/24 } }
  B: { Type: AWS::EC2::Subnet, Properties: { VpcId: !GetAtt [Net, Outputs.DataVpc], CidrBlock: 10.1.0.0/24 } }
  Att:
    Type: AWS::EC2::TransitGatewayVpcAttachment
    Properties: { TransitGatewayId: !GetAtt Look.HubId, VpcId: !GetAtt Net.Outputs.AppVpcId, SubnetIds: [!Ref A] }
  Px: { Type: AWS::EC2::VPCPeeringConnection, Properties: { VpcId: !GetAtt Net.Outputs.AppVpcId, PeerVpcId: !GetAtt Net.Outputs.DataVpc } }
"#;
    let (_, design) = read(&[("a.yaml", text)], &[]);
    let vpcs: Vec<(&str, Vec<&str>)> = design
        .vpcs
        .iter()
        .map(|(name, vpc)| (name.as_str(), vpc.subnets.keys().map(String::as_str).collect()))
        .collect();
    assert_eq!(vpcs, [("Net.Outputs.AppVpcId", vec!["A"]), ("Net.Outputs.DataVpc", vec!["B"])]);
    assert!(vpcs.iter().all(|(name, _)| design.unknown.contains_key(&format!("/vpcs/{name}"))));
    let RawLink::VpcPeering(peering) = &design.links["Px"] else { panic!("a peering") };
    assert_eq!(peering.between.as_deref().unwrap(), ["Net.Outputs.AppVpcId", "Net.Outputs.DataVpc"]);
    assert!(
        matches!(&design.links["Look.HubId"], RawLink::TransitGateway(hub) if hub.attachments.contains_key("Net.Outputs.AppVpcId"))
    );
}

#[test]
fn direct_connect_and_the_block_on_public_access_are_read() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.90.0.0/16 } }
  W: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.91.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.90.1.0/24 } }
  Gate: { Type: AWS::EC2::VPNGateway, Properties: { Type: ipsec.1 } }
  At: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref V, VpnGatewayId: !Ref Gate } }
  Circuit: { Type: AWS::DirectConnect::DirectConnectGateway, Properties: { DirectConnectGatewayName: x, AmazonSideAsn: "64530" } }
  Joined:
    Type: AWS::DirectConnect::DirectConnectGatewayAssociation
    Properties: { DirectConnectGatewayId: !GetAtt Circuit.DirectConnectGatewayId, AssociatedGatewayId: !Ref Gate,
                  AllowedPrefixesToDirectConnectGateway: [10.90.0.0/17] }
  Vif:
    Type: AWS::DirectConnect::PrivateVirtualInterface
    Properties: { ConnectionId: dxcon-a, DirectConnectGatewayId: !Ref Circuit, Vlan: 100, VirtualInterfaceName: v, BgpPeers: [] }
  Block: { Type: AWS::EC2::VPCBlockPublicAccessOptions, Properties: { InternetGatewayBlockMode: block-bidirectional } }
  But: { Type: AWS::EC2::VPCBlockPublicAccessExclusion, Properties: { InternetGatewayExclusionMode: allow-bidirectional, SubnetId: !Ref S } }
  Not: { Type: AWS::EC2::VPCBlockPublicAccessExclusion, Properties: { InternetGatewayExclusionMode: allow-bidirectional, VpcId: !Ref W } }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let RawLink::DirectConnect(circuit) = &design.links["Circuit"] else { panic!("Direct Connect") };
    assert_eq!(
        (circuit.vpcs.as_slice(), &circuit.allowed_prefixes["V"][..]),
        (&["V".to_owned()][..], &["10.90.0.0/17".to_owned()][..])
    );
    let blocked = |name: &str| design.vpcs[name].block_public_access.as_deref();
    assert_eq!((blocked("V"), blocked("W")), (Some("bidirectional"), Some("off")));
    assert_eq!(design.vpcs["V"].subnets["S"].block_public_access_excluded, Some(true));
    assert!(imported.coverage[0].ignored.is_empty(), "{:?}", imported.coverage[0].ignored);
    let (imported, _) =
        read(&[("a.yaml", text), ("b.yaml", "Resources: { X: { Type: AWS::EC2::InternetGateway } }")], &[]);
    assert!(imported.coverage[0].inferred.iter().any(|one| one.starts_with("`Block` is taken to hold")));
}

#[test]
fn ports_of_databases_are_theirs_or_unknown_and_never_all() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  G: { Type: AWS::RDS::DBSubnetGroup, Properties: { SubnetIds: [!Ref S] } }
  One: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-mysql, Port: 3307, DBSubnetGroupName: !Ref G } }
  Two: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-mysql, DBSubnetGroupName: !Ref G } }
  Writer: { Type: AWS::RDS::DBInstance, Properties: { DBClusterIdentifier: !Ref One, Engine: aurora-mysql } }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref V
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: !GetAtt One.Endpoint.Port, ToPort: !GetAtt One.Endpoint.Port, CidrIp: 10.0.0.0/24 }
        - { IpProtocol: tcp, FromPort: !GetAtt Two.Endpoint.Port, ToPort: !GetAtt Two.Endpoint.Port, CidrIp: 10.0.0.0/24 }
  Known:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref Group, IpProtocol: tcp, FromPort: !GetAtt One.Endpoint.Port, ToPort: !GetAtt One.Endpoint.Port, CidrIp: 10.0.1.0/24 }
  Open:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref Group, IpProtocol: tcp, FromPort: !GetAtt Two.Endpoint.Port, ToPort: !GetAtt Two.Endpoint.Port, CidrIp: 10.0.1.0/24 }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let rules: Vec<(String, bool)> = design.vpcs["V"].security_groups.as_ref().unwrap()["Group"]
        .inbound
        .iter()
        .map(|rule| (rule.from.as_deref().unwrap().join(" "), rule.ports.is_some()))
        .collect();
    let expected = [("10.0.0.0/24", true), ("unknown", false), ("10.0.1.0/24", true), ("unknown", false)];
    assert_eq!(rules, expected.map(|(from, ports)| (from.to_owned(), ports)));
    // An instance of a cluster is a part of it.
    assert_eq!(design.applications.keys().map(String::as_str).collect::<Vec<_>>(), ["One", "Two"]);
    assert_eq!(imported.coverage[0].read["AWS::RDS::DBInstance"], 1);
}

#[test]
fn blocks_that_a_template_gives_a_vpc_are_divided_and_those_of_aws_are_unknown() {
    let text = |block: &str| {
        format!(
            r#"
Resources:
  V: {{ Type: AWS::EC2::VPC, Properties: {{ CidrBlock: 10.0.0.0/16 }} }}
  V6: {{ Type: AWS::EC2::VPCCidrBlock, Properties: {{ VpcId: !Ref V, {block} }} }}
  S:
    Type: AWS::EC2::Subnet
    Properties: {{ VpcId: !Ref V, CidrBlock: 10.0.0.0/24, Ipv6CidrBlock: !Select [2, !Cidr [!Select [0, !GetAtt V.Ipv6CidrBlocks], 4, 64]] }}
"#
        )
    };
    let (_, design) = read(&[("a.yaml", &text("Ipv6Pool: p, Ipv6CidrBlock: \"2001:db8:12:3400::/56\""))], &[]);
    assert_eq!(design.vpcs["V"].subnets["S"].ipv6_cidr.as_deref(), Some("2001:db8:12:3402::/64"));
    let (_, design) = read(&[("a.yaml", &text("AmazonProvidedIpv6CidrBlock: true"))], &[]);
    assert_eq!(design.vpcs["V"].subnets["S"].ipv6_cidr, None);
    assert!(design.unknown["/vpcs/V/subnets/S/ipv6_cidr"].contains("when the stack is made"));
}

#[test]
fn groups_of_launch_templates_are_those_of_what_they_start() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  G: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref V } }
  One: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: { SecurityGroupIds: [!GetAtt G.GroupId] } } }
  Two: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: { NetworkInterfaces: [{ DeviceIndex: 0, Groups: [!Ref G] }] } } }
  Asg1:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { VPCZoneIdentifier: [!Ref S], LaunchTemplate: { LaunchTemplateId: !Ref One, Version: !GetAtt One.LatestVersionNumber } }
  Asg2:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { VPCZoneIdentifier: [!Ref S], LaunchTemplate: { LaunchTemplateId: !Ref Two, Version: "1" } }
  Old: { Type: AWS::AutoScaling::LaunchConfiguration }
  Proxy: { Type: AWS::RDS::DBProxy }
  Set: { Type: AWS::CloudFormation::StackSet }
  Written: { Type: AWS::EC2::RouteServerPropagation }
  Part: { Type: "Corp::Net::Vpc::MODULE" }
  Bucket: { Type: AWS::S3::Bucket }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    for name in ["Asg1", "Asg2"] {
        assert_eq!(design.applications[name].security_groups.as_deref(), Some(&["G".to_owned()][..]), "{name}");
    }
    // What is not read and matters is told apart from what does not.
    let told: Vec<(&str, bool)> =
        imported.coverage[0].ignored.iter().map(|(kind, one)| (kind.as_str(), one.bears_on.is_some())).collect();
    let expected = [
        ("AWS::AutoScaling::LaunchConfiguration", true),
        ("AWS::CloudFormation::StackSet", true),
        ("AWS::EC2::RouteServerPropagation", true),
        ("AWS::RDS::DBProxy", true),
        ("AWS::S3::Bucket", false),
        ("Corp::Net::Vpc::MODULE", true),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_forward_to_one_group_in_the_form_for_several_leads_to_it() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Scheme: internal, Subnets: [!Ref S] } }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, TargetType: ip, VpcId: !Ref V,
           Targets: [{ Id: 10.0.0.9 }] } }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Alb, Port: 80, Protocol: HTTP,
                  DefaultActions: [{ Type: forward, ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref Group, Weight: 1 }] } }] }
"#;
    let (_, design) = read(&[("a.yaml", text)], &[]);
    let balancer = &design.load_balancers["Alb"];
    assert_eq!(balancer.listeners[0].target_group.as_deref(), Some("Group"));
    assert_eq!(balancer.target_groups["Group"].targets, ["10.0.0.9"]);
}

#[test]
fn a_forward_to_several_groups_leads_to_each() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Scheme: internal, Subnets: [!Ref S] } }
  Blue: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, TargetType: ip, VpcId: !Ref V } }
  Green: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, TargetType: ip, VpcId: !Ref V } }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Alb
      Port: 80
      Protocol: HTTP
      DefaultActions:
        - Type: forward
          ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref Blue, Weight: 9 }, { TargetGroupArn: !Ref Green, Weight: 1 }] }
"#;
    let (_, design) = read(&[("a.yaml", text)], &[]);
    let listeners = &design.load_balancers["Alb"].listeners;
    let groups: Vec<_> = listeners.iter().filter_map(|one| one.target_group.as_deref()).collect();
    assert_eq!((listeners.len(), groups), (2, vec!["Blue", "Green"]));
}

#[test]
fn target_groups_of_rules_are_those_of_their_listener() {
    let text = r#"
Parameters: { Elsewhere: { Type: String } }
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Scheme: internal, Subnets: [!Ref S] } }
  One: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, TargetType: ip, VpcId: !Ref V } }
  Two: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 81, Protocol: HTTP, TargetType: ip, VpcId: !Ref V } }
  Three: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 82, Protocol: HTTP, TargetType: ip, VpcId: !Ref V } }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Alb, Port: 80, Protocol: HTTP, DefaultActions: [{ Type: fixed-response }] }
  A:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: !Ref Listener, Priority: 1, Conditions: [], Actions: [{ Type: forward, TargetGroupArn: !Ref One }] }
  B:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !GetAtt Listener.ListenerArn
      Priority: 2
      Actions: [{ Type: forward, ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref Two }, { TargetGroupArn: !Ref One }] } }]
  C:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: !Ref Elsewhere, Priority: 1, Actions: [{ Type: forward, TargetGroupArn: !Ref Three }] }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let balancer = &design.load_balancers["Alb"];
    let groups: Vec<_> = balancer.listeners.iter().map(|one| (one.port, one.target_group.as_deref())).collect();
    assert_eq!(groups, [(Some(80), Some("One")), (Some(80), Some("Two"))]);
    assert_eq!(balancer.target_groups.keys().collect::<Vec<_>>(), ["One", "Two"]);
    assert_eq!(imported.coverage[0].read["AWS::ElasticLoadBalancingV2::ListenerRule"], 3);
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`C`"), "{:?}", imported.coverage[0].unknown);
}

#[test]
fn members_of_a_group_of_resource_configurations_have_its_gateway_and_are_what_its_endpoints_lead_to() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  Host: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref S, PrivateIpAddress: 10.0.0.9 } }
  Net: { Type: AWS::VpcLattice::ServiceNetwork }
  Gate: { Type: AWS::VpcLattice::ResourceGateway, Properties: { Name: g, VpcIdentifier: !Ref V, SubnetIds: [!Ref S] } }
  All: { Type: AWS::VpcLattice::ResourceConfiguration, Properties: { Name: a, ResourceConfigurationType: GROUP, ResourceGatewayId: !Ref Gate } }
  One:
    Type: AWS::VpcLattice::ResourceConfiguration
    Properties: { Name: b, ResourceConfigurationType: CHILD, ResourceConfigurationGroupId: !Ref All, PortRanges: ["80"],
                  ResourceConfigurationDefinition: { IpResource: 10.0.0.9 } }
  Two:
    Type: AWS::VpcLattice::ResourceConfiguration
    Properties: { Name: c, ResourceConfigurationType: CHILD, ResourceConfigurationGroupId: !GetAtt All.Id, PortRanges: ["81"],
                  ResourceConfigurationDefinition: { DnsResource: { DomainName: elsewhere.example, IpAddressType: IPV4 } } }
  In: { Type: AWS::VpcLattice::ServiceNetworkResourceAssociation, Properties: { ResourceConfigurationId: !Ref All, ServiceNetworkId: !Ref Net } }
  To:
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcEndpointType: Resource, VpcId: !Ref V, SubnetIds: [!Ref S], ResourceConfigurationArn: !GetAtt All.Arn }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    assert_eq!(design.links.keys().collect::<Vec<_>>(), ["Net", "One", "Two"]);
    for name in ["One", "Two"] {
        let RawLink::PrivatelinkResource(link) = &design.links[name] else { panic!("a resource configuration") };
        assert_eq!(link.gateway.as_ref().and_then(|gateway| gateway.vpc.as_deref()), Some("V"), "{name}");
        assert_eq!(link.endpoints["V"].subnets, ["S"], "{name}");
    }
    let RawLink::ServiceNetwork(net) = &design.links["Net"] else { panic!("a service network") };
    assert_eq!(net.resources.keys().collect::<Vec<_>>(), ["One", "Two"]);
    assert_eq!(net.resources["One"].application.as_deref(), Some("Host"));
    assert!(design.unknown.contains_key("/links/Two/privatelink_resource/application"));
    assert_eq!(imported.coverage[0].read["AWS::VpcLattice::ResourceConfiguration"], 3);
}

#[test]
fn a_launch_template_is_found_by_its_name() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  G: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref V } }
  Web: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateName: web, LaunchTemplateData: { SecurityGroupIds: [!Ref G] } } }
  Asg: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { VPCZoneIdentifier: [!Ref S], LaunchTemplate: { LaunchTemplateName: web, Version: "1" } } }
  Mixed:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      VPCZoneIdentifier: [!Ref S]
      MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: web, Version: "1" } } }
  Host: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref S, LaunchTemplate: { LaunchTemplateName: web, Version: "1" } } }
  Other: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { VPCZoneIdentifier: [!Ref S], LaunchTemplate: { LaunchTemplateName: theirs, Version: "1" } } }
"#;
    let (_, design) = read(&[("a.yaml", text)], &[]);
    for name in ["Asg", "Mixed", "Host"] {
        assert_eq!(design.applications[name].security_groups.as_deref(), Some(&["G".to_owned()][..]), "{name}");
    }
    assert_eq!(design.applications["Other"].security_groups, None);
    assert!(design.unknown["/applications/Other/security_groups"].contains("`theirs`"));
}

#[test]
fn what_is_known_of_a_list_is_kept_and_the_rest_is_told() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  G: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref V } }
  T: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref V } }
  F: { Type: AWS::Lambda::Function, Properties: { VpcConfig: { SubnetIds: [!Ref S], SecurityGroupIds: [!Ref G, !ImportValue other] } } }
  H: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref S, SecurityGroupIds: [!Ref G, sg-0a1b2c3d] } }
  E: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref V, ServiceName: com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref T, !ImportValue other] } }
  Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Scheme: internal, Subnets: [!Ref S, !ImportValue other] } }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    for (name, because) in [("F", "exports `other`"), ("H", "sg-0a1b2c3d")] {
        assert_eq!(design.applications[name].security_groups, None, "{name}");
        let told = &design.unknown[&format!("/applications/{name}/security_groups")];
        assert!(told.contains(because), "{told}");
    }
    let RawLink::GatewayEndpoint(endpoint) = &design.links["E"] else { panic!("a gateway endpoint") };
    assert_eq!(endpoint.vpcs["V"].route_tables.as_deref(), Some(&["T".to_owned()][..]));
    assert!(
        imported.coverage[0].unknown.iter().any(|one| one.what == "`E`" && one.because.contains("exports `other`"))
    );
    assert_eq!(design.applications["Alb"].vpc.as_deref(), Some("V"));
    assert!(design.unknown["/applications/Alb/subnets"].contains("exports `other`"));
}

#[test]
fn a_default_group_that_cdk_restricts_lets_nothing_through() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  W: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  X: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref W, CidrBlock: 10.1.0.0/24 } }
  Restrict:
    Type: Custom::VpcRestrictDefaultSG
    Properties: { ServiceToken: !GetAtt Handler.Arn, DefaultSecurityGroupId: !GetAtt V.DefaultSecurityGroup, Account: !Ref AWS::AccountId }
  Handler: { Type: AWS::Lambda::Function, Properties: { Handler: a.b } }
  Host: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref S, SecurityGroupIds: [!GetAtt V.DefaultSecurityGroup] } }
  Open: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref X, SecurityGroupIds: [!GetAtt W.DefaultSecurityGroup] } }
  Lost:
    Type: Custom::VpcRestrictDefaultSG
    Properties: { ServiceToken: !GetAtt Handler.Arn, DefaultSecurityGroupId: !ImportValue nowhere }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let groups = design.vpcs["V"].security_groups.as_ref().unwrap();
    let [name] = design.applications["Host"].security_groups.as_deref().unwrap() else { panic!("one group") };
    assert_eq!((groups.len(), &groups[name].inbound, &groups[name].outbound), (1, &Vec::new(), &Some(Vec::new())));
    // That of the other VPC lets through what AWS lets it.
    assert_eq!(design.vpcs["W"].security_groups.as_ref().unwrap()["default"].inbound.len(), 1);
    assert_eq!(imported.coverage[0].read["Custom::VpcRestrictDefaultSG"], 2);
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`Lost`"), "{:?}", imported.coverage[0].unknown);
}

#[test]
fn a_template_may_be_indented_as_a_whole_and_have_tags_without_a_name() {
    let text = "---\n  # All of it stands two columns in.\n\n  Parameters:\n    Level: { Type: String, Default: ! \"two\" }\n  Conditions:\n    IsTwo: !Equals [two, !Ref Level]\n  Resources:\n    V:\n      Type: AWS::EC2::VPC\n      Condition: IsTwo\n      Properties: { CidrBlock: ! 10.0.0.0/16 }\n";
    assert_eq!(format_of(text.as_bytes()).name, "cloudformation");
    let (_, design) = read(&[("a.yaml", text)], &[]);
    assert_eq!(design.vpcs["V"].cidrs.as_deref(), Some(&["10.0.0.0/16".to_owned()][..]));
    // A tag that no function has is refused in words about templates.
    let imported = import_with(
        &[Input { name: "a.yaml", bytes: b"Resources:\n  V: !<tag:example.com,2000:x> 1\n" }],
        &Options::default(),
    );
    let problem = &imported.problems[0];
    assert!(problem.help.as_deref().unwrap_or_default().contains("template"), "{problem:?}");
}

#[test]
fn loops_stand_in_properties_conditions_and_outputs_too() {
    let net = r#"
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: "app,data" } }
Mappings: { Sizes: { app: { bits: 8 } } }
Conditions:
  Fn::ForEach::Has:
    - Name
    - [app, none]
    - "Has${Name}": !Equals ["${Name}", app]
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Made: { Type: AWS::EC2::InternetGateway, Condition: Hasnone }
  Fn::ForEach::Tiers:
    - Name
    - !Ref Names
    - "Subnet${Name}":
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref V
          CidrBlock: !Select
            - !If [Hasapp, !FindInMap [Sizes, "${Name}", at, { DefaultValue: !Length [a, b] }], 9]
            - !Cidr [!GetAtt V.CidrBlock, 4, !FindInMap [Sizes, !Sub "${Name}", bits, { DefaultValue: 4 }]]
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref V
      Fn::ForEach::Sides:
        - Side
        - [Ingress]
        - "SecurityGroup${Side}": [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }]
  Gate:
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcId: !Ref V, ServiceName: com.amazonaws.eu-west-1.s3, PolicyDocument: { "Fn::ToJsonString": { a: 1 } } }
Outputs:
  Fn::ForEach::Out:
    - Name
    - !Ref Names
    - "Subnet${Name}": { Value: !Ref { "Fn::Sub": "Subnet${Name}" }, Export: { Name: !Sub "net-${Name}" } }
"#;
    let app = r#"
Resources:
  F: { Type: AWS::Lambda::Function, Properties: { VpcConfig: { SubnetIds: [!ImportValue net-data], SecurityGroupIds: [] } } }
"#;
    let (imported, design) = read(&[("net.yaml", net), ("app.yaml", app)], &[]);
    let subnet = |name: &str| design.vpcs["V"].subnets[name].cidr.clone();
    assert_eq!(
        (subnet("Subnetapp").as_deref(), subnet("Subnetdata").as_deref()),
        (Some("10.0.2.0/24"), Some("10.0.0.32/28"))
    );
    assert_eq!(design.vpcs["V"].security_groups.as_ref().unwrap()["Group"].inbound.len(), 1);
    assert_eq!(design.applications["F"].subnets.as_deref(), Some(&["Subnetdata".to_owned()][..]));
    assert_eq!(
        imported.coverage[0].ignored["AWS::EC2::InternetGateway (not made: its condition does not hold)"].count,
        1
    );
}

#[test]
fn a_loop_of_which_an_item_is_not_known_says_so() {
    let text = r#"
Transform: AWS::LanguageExtensions
Parameters: { More: { Type: String } }
Resources:
  Fn::ForEach::Vpcs: [Name, [A, !Ref More], { "Vpc${Name}": { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } } }]
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    assert_eq!(design.vpcs.keys().collect::<Vec<_>>(), ["VpcA"]);
    let told = &imported.coverage[0].unknown;
    assert!(told.iter().any(|one| one.what == "`Fn::ForEach::Vpcs`" && one.because.contains("`More`")), "{told:?}");
}

#[test]
fn a_serverless_function_joins_what_globals_say_to_its_own() {
    let text = r#"
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { VpcConfig: { SubnetIds: [!Ref S], SecurityGroupIds: [!Ref G] } } }
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  X: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.1.0/24 } }
  G: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref V } }
  H: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref V } }
  Both: { Type: AWS::Serverless::Function, Properties: { VpcConfig: { SubnetIds: [!Ref X], SecurityGroupIds: [!Ref H] } } }
  Bare: { Type: AWS::Serverless::Function }
  Own: { Type: AWS::Serverless::Function, IgnoreGlobals: [VpcConfig], Properties: { VpcConfig: { SubnetIds: [!Ref X], SecurityGroupIds: [!Ref H] } } }
  Out: { Type: AWS::Serverless::Function, IgnoreGlobals: "*", Properties: { Handler: a.b } }
  Targets: { Type: AWS::VpcLattice::TargetGroup, Properties: { Type: LAMBDA, Targets: [{ Id: !Ref Both.Alias }] } }
  Net: { Type: AWS::VpcLattice::ServiceNetwork }
  Svc: { Type: AWS::VpcLattice::Service }
  In: { Type: AWS::VpcLattice::ServiceNetworkServiceAssociation, Properties: { ServiceNetworkIdentifier: !Ref Net, ServiceIdentifier: !Ref Svc } }
  Ear:
    Type: AWS::VpcLattice::Listener
    Properties: { ServiceIdentifier: !Ref Svc, Protocol: HTTPS, DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: !Ref Targets }] } } }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let placed = |name: &str| {
        let one = &design.applications[name];
        (one.subnets.clone().unwrap().join(" "), one.security_groups.clone().unwrap().join(" "))
    };
    assert_eq!(placed("Both"), ("S X".to_owned(), "G H".to_owned()));
    assert_eq!(placed("Bare"), ("S".to_owned(), "G".to_owned()));
    assert_eq!(placed("Own"), ("X".to_owned(), "H".to_owned()));
    assert!(!design.applications.contains_key("Out"));
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`Out`"));
    let RawLink::ServiceNetwork(net) = &design.links["Net"] else { panic!("a service network") };
    assert_eq!(net.services["Svc"].applications, ["Both"]);
}

#[test]
fn what_load_balancers_say_in_lists_of_keys_and_auth_policies_in_documents_is_read() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  Nlb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: network
      Scheme: internal
      Subnets: [!Ref S]
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "off"
      LoadBalancerAttributes: [{ Key: load_balancing.cross_zone.enabled, Value: "true" }, { Key: deletion_protection.enabled, Value: !ImportValue other }]
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: 443
      Protocol: TCP
      TargetType: ip
      VpcId: !Ref V
      TargetGroupAttributes: [{ Key: preserve_client_ip.enabled, Value: false }]
  Ear:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Nlb, Port: 443, Protocol: TCP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
  Net: { Type: AWS::VpcLattice::ServiceNetwork, Properties: { AuthType: AWS_IAM } }
  Policy:
    Type: AWS::VpcLattice::AuthPolicy
    Properties:
      ResourceIdentifier: !GetAtt Net.Arn
      Policy: { Statement: [{ Effect: Allow, Principal: "*", Action: "vpc-lattice-svcs:Invoke", Resource: "*" }] }
  Other: { Type: AWS::VpcLattice::ServiceNetwork, Properties: { AuthType: AWS_IAM } }
  Part:
    Type: AWS::VpcLattice::AuthPolicy
    Properties: { ResourceIdentifier: !GetAtt Other.Arn, Policy: { Statement: [{ Effect: Allow, Principal: !ImportValue who, Action: "*", Resource: "*" }] } }
  Notebook: { Type: AWS::SageMaker::NotebookInstance, Properties: { SubnetId: !Ref S, SecurityGroupIds: [] } }
  Queue: { Type: AWS::SQS::Queue }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let balancer = &design.load_balancers["Nlb"];
    assert_eq!((balancer.cross_zone, balancer.filters_privatelink), (Some(true), Some(false)));
    assert_eq!(balancer.target_groups["Group"].client_address, Some(false));
    let policy = |name: &str| match &design.links[name] {
        RawLink::ServiceNetwork(net) => net.auth_policy.clone(),
        _ => None,
    };
    assert_eq!((policy("Net").as_deref(), policy("Other").as_deref()), (Some("allow"), Some("unknown")));
    let coverage = &imported.coverage[0];
    assert!(coverage.unknown.iter().any(|one| one.what == "`Policy` of `Part`"), "{:?}", coverage.unknown);
    assert_eq!(coverage.ignored["AWS::SageMaker::NotebookInstance"].bears_on, Some("what runs in a VPC"));
    assert_eq!(coverage.ignored["AWS::SQS::Queue"].bears_on, None);
}

#[test]
fn interfaces_that_an_instance_is_given_say_where_it_stands_and_what_it_lets_in() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  X: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.1.0/24 } }
  G: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref V } }
  H: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref V } }
  Eni: { Type: AWS::EC2::NetworkInterface, Properties: { SubnetId: !Ref S, SourceDestCheck: false, GroupSet: [!Ref G], PrivateIpAddress: 10.0.0.7 } }
  Inside: { Type: AWS::EC2::NetworkInterface, Properties: { SubnetId: !Ref X, GroupSet: [!ImportValue theirs] } }
  One: { Type: AWS::EC2::Instance, Properties: { NetworkInterfaces: [{ DeviceIndex: "0", NetworkInterfaceId: !Ref Eni }] } }
  Two:
    Type: AWS::EC2::Instance
    Properties:
      NetworkInterfaces:
        - { DeviceIndex: "0", SubnetId: !Ref S, GroupSet: [!Ref G] }
        - { DeviceIndex: "1", SubnetId: !Ref X, GroupSet: [!Ref H], PrivateIpAddress: 10.0.1.8 }
  Three: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref S, SecurityGroupIds: [!Ref G], PrivateIpAddress: 10.0.0.9 } }
  More: { Type: AWS::EC2::NetworkInterfaceAttachment, Properties: { InstanceId: !Ref Three, NetworkInterfaceId: !Ref Inside, DeviceIndex: "1" } }
"#;
    let (_, design) = read(&[("a.yaml", text)], &[]);
    let one = &design.applications["One"];
    assert_eq!((one.source_destination_check, one.addresses.as_slice()), (Some(false), &["10.0.0.7".to_owned()][..]));
    assert_eq!((one.security_groups.as_deref(), one.interfaces.len()), (Some(&["G".to_owned()][..]), 0));
    let placed = |name: &str| -> Vec<(Option<String>, Option<Vec<String>>, String)> {
        let all = design.applications[name].interfaces.values();
        all.map(|one| (one.subnet.clone(), one.security_groups.clone(), one.addresses.join(" "))).collect()
    };
    let groups = |name: &str| Some(vec![name.to_owned()]);
    let (s, x) = (Some("S".to_owned()), Some("X".to_owned()));
    assert_eq!(
        placed("Two"),
        [(x.clone(), groups("H"), "10.0.1.8".to_owned()), (s.clone(), groups("G"), String::new())]
    );
    assert_eq!(placed("Three"), [(x, None, String::new()), (s, groups("G"), "10.0.0.9".to_owned())]);
    assert_eq!(design.applications["Three"].subnets.as_deref(), Some(&["S".to_owned(), "X".to_owned()][..]));
    assert!(design.unknown["/applications/Three/interfaces/Inside/security_groups"].contains("`theirs`"));
}

#[test]
fn what_stands_in_subnets_given_as_parameters_is_taken_to_stand_in_the_one_vpc_that_is_given() {
    let text = r#"
Parameters:
  Net: { Type: "AWS::EC2::VPC::Id" }
  Subs: { Type: "List<AWS::EC2::Subnet::Id>" }
Resources:
  Nlb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: network, Scheme: internal, Subnets: !Ref Subs } }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 443, Protocol: TCP, TargetType: ip, VpcId: !Ref Net } }
  Ear:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Nlb, Port: 443, Protocol: TCP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
  Offer: { Type: AWS::EC2::VPCEndpointService, Properties: { NetworkLoadBalancerArns: [!Ref Nlb] } }
  F: { Type: AWS::Lambda::Function, Properties: { VpcConfig: { SubnetIds: !Ref Subs, SecurityGroupIds: [sg-0abc] } } }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    assert_eq!(design.vpcs.keys().collect::<Vec<_>>(), ["Net"]);
    assert_eq!(design.load_balancers["Nlb"].vpc.as_deref(), Some("Net"));
    let RawLink::PrivatelinkService(offer) = &design.links["Offer"] else { panic!("an endpoint service") };
    assert_eq!(offer.load_balancers.as_deref(), Some(&["Nlb".to_owned()][..]));
    assert_eq!(design.applications["F"].vpc.as_deref(), Some("Net"));
    let inferred = &imported.coverage[0].inferred;
    assert!(inferred.iter().any(|one| one.starts_with("`F` is taken to stand in `Net`")), "{inferred:?}");
    assert!(design.unknown["/applications/F/subnets"].contains("`Subs`"));
    // With two it may be either.
    let two = text.replace("Parameters:", "Parameters:\n  Other: { Type: \"AWS::EC2::VPC::Id\" }");
    assert!(!read(&[("a.yaml", &two)], &[]).1.applications.contains_key("F"));
}

#[test]
fn local_modules_are_told_and_their_inputs_are_parameters() {
    let text = r#"
Inputs: { Block: { Type: String, Default: 10.3.0.0/16 } }
Modules: { Site: { Source: site.yaml } }
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Block } }
  Data: { Type: LocalModule, Source: data.yaml }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    assert_eq!(design.vpcs["V"].cidrs.as_deref(), Some(&["10.3.0.0/16".to_owned()][..]));
    assert_eq!(imported.coverage[0].ignored["LocalModule"].bears_on, Some("what the module makes"));
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`Modules`"));
}

#[test]
fn groups_and_services_that_register_themselves_are_targets_of_vpc_lattice() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  One: { Type: AWS::VpcLattice::TargetGroup, Properties: { Type: INSTANCE, Config: { Port: 80, Protocol: HTTP, VpcIdentifier: !Ref V } } }
  Two: { Type: AWS::VpcLattice::TargetGroup, Properties: { Type: IP, Config: { Port: 80, Protocol: HTTP, VpcIdentifier: !Ref V } } }
  Asg:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { VPCZoneIdentifier: [!Ref S], TrafficSources: [{ Identifier: !GetAtt One.Arn, Type: vpc-lattice }] }
  Task:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [!Ref S] } }
      VpcLatticeConfigurations: [{ RoleArn: r, PortName: web, TargetGroupArn: !GetAtt Two.Arn }]
  Net: { Type: AWS::VpcLattice::ServiceNetwork }
  Svc: { Type: AWS::VpcLattice::Service }
  In: { Type: AWS::VpcLattice::ServiceNetworkServiceAssociation, Properties: { ServiceNetworkIdentifier: !Ref Net, ServiceIdentifier: !Ref Svc } }
  Ear:
    Type: AWS::VpcLattice::Listener
    Properties:
      ServiceIdentifier: !Ref Svc
      Protocol: HTTP
      DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: !Ref One, Weight: 1 }, { TargetGroupIdentifier: !Ref Two, Weight: 1 }] } }
"#;
    let (_, design) = read(&[("a.yaml", text)], &[]);
    let RawLink::ServiceNetwork(net) = &design.links["Net"] else { panic!("a service network") };
    let service = &net.services["Svc"];
    assert_eq!(
        (service.target_groups["One"].targets.as_slice(), service.target_groups["Two"].targets.as_slice()),
        (&["Asg".to_owned()][..], &["Task".to_owned()][..])
    );
    assert_eq!(service.applications, ["Asg", "Task"]);
}

#[test]
fn attachment_policies_tell_segments_and_a_core_network_elsewhere_is_a_mention() {
    let text = r#"
Parameters: { Theirs: { Type: String } }
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  W: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  X: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref W, CidrBlock: 10.1.0.0/24 } }
  Core:
    Type: AWS::NetworkManager::CoreNetwork
    Properties:
      GlobalNetworkId: g
      PolicyDocument:
        core-network-configuration: { edge-locations: [{ location: eu-west-1 }, { location: !Ref AWS::Region }] }
        segments: [{ name: prod }, { name: shared }]
        attachment-policies:
          - { rule-number: 100, conditions: [{ type: tag-exists, key: domain }], action: { association-method: tag, tag-value-of-key: domain } }
  One:
    Type: AWS::NetworkManager::VpcAttachment
    Properties: { CoreNetworkId: !Ref Core, VpcArn: !Sub "arn:aws:ec2:eu-west-1:111111111111:vpc/${V}",
                  SubnetArns: [!Sub "arn:aws:ec2:eu-west-1:111111111111:subnet/${S}"], Tags: [{ Key: domain, Value: shared }] }
  Two:
    Type: AWS::NetworkManager::VpcAttachment
    Properties: { CoreNetworkId: !Ref Core, VpcArn: !Sub "arn:aws:ec2:eu-west-1:111111111111:vpc/${W}",
                  SubnetArns: [!Sub "arn:aws:ec2:eu-west-1:111111111111:subnet/${X}"] }
  Three:
    Type: AWS::NetworkManager::VpcAttachment
    Properties: { CoreNetworkId: !Ref Theirs, VpcArn: !Sub "arn:aws:ec2:eu-west-1:111111111111:vpc/${W}",
                  SubnetArns: [!Sub "arn:aws:ec2:eu-west-1:111111111111:subnet/${X}"] }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let RawLink::CloudWan(core) = &design.links["Core"] else { panic!("a core network") };
    assert_eq!(core.edges, ["eu-west-1"]);
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`Core`" && one.because.contains("edges")));
    assert_eq!(core.attachments["V"].segment.as_deref(), Some("shared"));
    assert_eq!(core.attachments["W"].segment, None);
    assert!(design.unknown["/links/Core/cloud_wan/attachments/W/segment"].contains("no rule"));
    let RawLink::CloudWan(theirs) = &design.links["Theirs"] else { panic!("a core network") };
    assert_eq!(theirs.attachments["W"].subnets, ["X"]);
    assert!(design.unknown.contains_key("/links/Theirs"));
}

#[test]
fn rules_that_name_nobody_and_properties_that_are_none_are_told() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  G: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref V, SecurityGroupIngress: [{ IpProtocol: "-1" }] } }
  T: { Type: AWS::EC2::RouteTable, Properties: none }
"#;
    let (imported, design) = read(&[("a.yaml", text)], &[]);
    let rule = &design.vpcs["V"].security_groups.as_ref().unwrap()["G"].inbound[0];
    assert_eq!(rule.from.as_deref(), Some(&["unknown".to_owned()][..]));
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`T`"));
}

#[test]
fn groups_and_services_that_register_themselves_stand_behind_load_balancers() {
    let text = r#"
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.0.0/24 } }
  Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Scheme: internal, Subnets: [!Ref S] } }
  One: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, VpcId: !Ref V } }
  Two: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, TargetType: ip, VpcId: !Ref V } }
  Ear:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Alb
      Port: 80
      Protocol: HTTP
      DefaultActions: [{ Type: forward, ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref One }, { TargetGroupArn: !Ref Two }] } }]
  Asg: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { VPCZoneIdentifier: [!Ref S], TargetGroupARNs: [!Ref One] } }
  Other: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { VPCZoneIdentifier: [!Ref S], TrafficSources: [{ Identifier: !Ref One, Type: elbv2 }] } }
  Task:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [!Ref S] } }
      LoadBalancers: [{ ContainerName: c, ContainerPort: 80, TargetGroupArn: !Ref Two }]
"#;
    let (_, design) = read(&[("a.yaml", text)], &[]);
    let groups = &design.load_balancers["Alb"].target_groups;
    assert_eq!(
        (groups["One"].targets.join(" "), groups["Two"].targets.join(" ")),
        ("Asg Other".to_owned(), "Task".to_owned())
    );
}
