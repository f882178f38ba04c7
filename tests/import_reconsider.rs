//! What stands in an imported estate and would be better otherwise is said with the saving, whatever it was read from, where
//! the prices of its Region have a source.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Value, json};
use tieline::facts::Facts;
use tieline::{Input, Scope};

/// Advice on files, by rule.
fn advice(files: &[(&str, Value)]) -> Vec<(u16, String)> {
    let texts: Vec<(&str, String)> = files.iter().map(|(name, value)| (*name, value.to_string())).collect();
    let inputs: Vec<Input<'_>> = texts.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let review = tieline::review(&inputs, &Facts::shipped(), Scope::Check);
    let found = review.findings.iter().filter(|finding| (806..=808).contains(&finding.rule.0));
    found.map(|finding| (finding.rule.0, finding.message.clone())).collect()
}

const VPCS: usize = 12;

/// Every pair of the VPCs.
fn pairs() -> Vec<(usize, usize)> {
    (0..VPCS).flat_map(|one| (one + 1..VPCS).map(move |other| (one, other))).collect()
}

fn block(vpc: usize) -> String {
    format!("10.{vpc}.0.0/16")
}

/// A mesh of 12 VPCs in 66 connections; a hub of 12 attachments is 13 objects.
fn assert_mesh(found: &[(u16, String)]) {
    let [(806, message)] = found else { panic!("{found:?}") };
    assert!(
        message.starts_with("66 peering connections join 12 VPCs of us-east-1; on one transit gateway"),
        "{message}"
    );
    assert!(message.contains("53 objects fewer to own, which saves "), "{message}");
}

#[test]
fn a_mesh_of_peerings_is_seen_in_aws_cli_output() {
    let vpcs: Vec<Value> = (0..VPCS)
        .map(|vpc| json!({"VpcId": format!("vpc-{vpc}"), "CidrBlock": block(vpc), "OwnerId": "111111111111"}))
        .collect();
    let side = |vpc: usize| json!({"VpcId": format!("vpc-{vpc}"), "OwnerId": "111111111111", "Region": "us-east-1"});
    let peerings: Vec<Value> = pairs()
        .into_iter()
        .map(|(one, other)| {
            json!({"VpcPeeringConnectionId": format!("pcx-{one}-{other}"), "Status": {"Code": "active"},
                "RequesterVpcInfo": side(one), "AccepterVpcInfo": side(other)})
        })
        .collect();
    let folder = |name: &str| format!("accounts/111111111111/us-east-1/{name}.json");
    assert_mesh(&advice(&[
        (&folder("vpcs"), json!({"Vpcs": vpcs})),
        (&folder("peerings"), json!({"VpcPeeringConnections": peerings})),
    ]));
}

#[test]
fn a_mesh_of_peerings_is_seen_in_terraform_state() {
    assert_mesh(&advice(&[("state.json", state(mesh_in_terraform()))]));
}

fn resource(kind: &str, name: &str, values: Value) -> Value {
    json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0, "values": values})
}

fn state(resources: Vec<Value>) -> Value {
    json!({"format_version": "1.0", "terraform_version": "1.11.0", "values": {"root_module": {"resources": resources}}})
}

fn mesh_in_terraform() -> Vec<Value> {
    let vpcs = (0..VPCS).map(|vpc| {
        let arn = format!("arn:aws:ec2:us-east-1:111111111111:vpc/vpc-{vpc}");
        let values =
            json!({"id": format!("vpc-{vpc}"), "arn": arn, "cidr_block": block(vpc), "owner_id": "111111111111"});
        resource("aws_vpc", &format!("v{vpc}"), values)
    });
    let peerings = pairs().into_iter().map(|(one, other)| {
        let values = json!({"id": format!("pcx-{one}-{other}"), "vpc_id": format!("vpc-{one}"), "auto_accept": true,
            "peer_vpc_id": format!("vpc-{other}"), "accept_status": "active", "peer_region": null});
        resource("aws_vpc_peering_connection", &format!("p{one}_{other}"), values)
    });
    vpcs.chain(peerings).collect()
}

#[test]
fn a_mesh_of_peerings_is_seen_in_a_template() {
    let mut resources = serde_json::Map::new();
    for vpc in 0..VPCS {
        let made = json!({"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": block(vpc)}});
        resources.insert(format!("V{vpc}"), made);
    }
    for (one, other) in pairs() {
        let ends = json!({"VpcId": {"Ref": format!("V{one}")}, "PeerVpcId": {"Ref": format!("V{other}")}});
        let made = json!({"Type": "AWS::EC2::VPCPeeringConnection", "Properties": ends});
        resources.insert(format!("P{one}x{other}"), made);
    }
    let native = json!({"tieline": 1, "region": "us-east-1"});
    let template = json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources});
    assert_mesh(&advice(&[("template.json", template), ("region.json", native)]));
}

/// Three VPCs on a hub, each with endpoints for Systems Manager in two zones.
fn assert_shared(found: &[(u16, String)]) {
    let [(807, message)] = found else { panic!("{found:?}") };
    assert!(message.starts_with("up to 3 VPCs on "), "{message}");
    assert!(
        message.contains("have interface endpoints of their own for `ssm`; shared ones in one VPC would save "),
        "{message}"
    );
}

#[test]
fn endpoints_repeated_in_each_vpc_are_seen_in_aws_cli_output() {
    let of = |make: &dyn Fn(usize) -> Value| (0..3).map(make).collect::<Vec<_>>();
    let subnet = |vpc: usize, zone: usize| format!("subnet-{vpc}{zone}");
    let subnets: Vec<Value> = (0..3)
        .flat_map(|vpc| (1..3).map(move |zone| (vpc, zone)))
        .map(|(vpc, zone)| {
            json!({"SubnetId": subnet(vpc, zone), "VpcId": format!("vpc-{vpc}"), "CidrBlock": format!("10.{vpc}.{zone}.0/24"),
                "AvailabilityZone": format!("us-east-1{}", ["", "a", "b"][zone]), "AvailabilityZoneId": format!("use1-az{zone}")})
        })
        .collect();
    let vpcs = of(&|vpc| json!({"VpcId": format!("vpc-{vpc}"), "CidrBlock": block(vpc), "OwnerId": "111111111111"}));
    let attachments = of(&|vpc| {
        json!({"TransitGatewayAttachmentId": format!("tgw-attach-{vpc}"), "TransitGatewayId": "tgw-1",
            "VpcId": format!("vpc-{vpc}"), "State": "available", "SubnetIds": [subnet(vpc, 1), subnet(vpc, 2)]})
    });
    let endpoints = of(&|vpc| {
        json!({"VpcEndpointId": format!("vpce-{vpc}"), "VpcId": format!("vpc-{vpc}"), "VpcEndpointType": "Interface",
            "State": "available", "ServiceName": "com.amazonaws.us-east-1.ssm", "PrivateDnsEnabled": true,
            "SubnetIds": [subnet(vpc, 1), subnet(vpc, 2)]})
    });
    assert_shared(&advice(&[
        ("v.json", json!({"Vpcs": vpcs, "Subnets": subnets})),
        (
            "t.json",
            json!({"TransitGateways": [{"TransitGatewayId": "tgw-1", "State": "available"}],
            "TransitGatewayVpcAttachments": attachments}),
        ),
        ("e.json", json!({"VpcEndpoints": endpoints})),
    ]));
}

#[test]
fn endpoints_repeated_in_each_vpc_are_seen_in_terraform_state() {
    let subnet = |vpc: usize, zone: usize| format!("subnet-{vpc}{zone}");
    let mut resources = vec![resource(
        "aws_ec2_transit_gateway",
        "hub",
        json!({"id": "tgw-1",
        "arn": "arn:aws:ec2:us-east-1:111111111111:transit-gateway/tgw-1"}),
    )];
    for vpc in 0..3 {
        let id = format!("vpc-{vpc}");
        let arn = format!("arn:aws:ec2:us-east-1:111111111111:vpc/{id}");
        resources.push(resource(
            "aws_vpc",
            &format!("v{vpc}"),
            json!({"id": id, "arn": arn, "cidr_block": block(vpc),
            "enable_dns_support": true, "enable_dns_hostnames": true}),
        ));
        for zone in 1..3 {
            let values = json!({"id": subnet(vpc, zone), "vpc_id": id, "cidr_block": format!("10.{vpc}.{zone}.0/24"),
                "availability_zone": format!("us-east-1{}", ["", "a", "b"][zone]),
                "availability_zone_id": format!("use1-az{zone}")});
            resources.push(resource("aws_subnet", &format!("s{vpc}{zone}"), values));
        }
        let both = json!([subnet(vpc, 1), subnet(vpc, 2)]);
        resources.push(resource(
            "aws_ec2_transit_gateway_vpc_attachment",
            &format!("a{vpc}"),
            json!({
            "id": format!("tgw-attach-{vpc}"), "transit_gateway_id": "tgw-1", "vpc_id": id, "subnet_ids": both}),
        ));
        resources.push(resource(
            "aws_vpc_endpoint",
            &format!("e{vpc}"),
            json!({"id": format!("vpce-{vpc}"), "vpc_id": id,
            "vpc_endpoint_type": "Interface", "service_name": "com.amazonaws.us-east-1.ssm", "state": "available",
            "private_dns_enabled": true, "subnet_ids": both}),
        ));
    }
    assert_shared(&advice(&[("state.json", state(resources))]));
}

#[test]
fn endpoints_repeated_in_each_vpc_are_seen_in_a_template() {
    let mut resources = serde_json::Map::new();
    resources.insert("Hub".to_owned(), json!({"Type": "AWS::EC2::TransitGateway"}));
    for vpc in 0..3 {
        let home = json!({"Ref": format!("V{vpc}")});
        let made = json!({"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": block(vpc), "EnableDnsHostnames": true,
            "EnableDnsSupport": true}});
        resources.insert(format!("V{vpc}"), made);
        for (zone, letter) in [(1, "a"), (2, "b")] {
            let made = json!({"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": home, "CidrBlock": format!("10.{vpc}.{zone}.0/24"),
                "AvailabilityZone": format!("us-east-1{letter}")}});
            resources.insert(format!("S{vpc}{zone}"), made);
        }
        let both = json!([{"Ref": format!("S{vpc}1")}, {"Ref": format!("S{vpc}2")}]);
        resources.insert(
            format!("A{vpc}"),
            json!({"Type": "AWS::EC2::TransitGatewayVpcAttachment", "Properties": {
            "TransitGatewayId": {"Ref": "Hub"}, "VpcId": home, "SubnetIds": both}}),
        );
        resources.insert(
            format!("E{vpc}"),
            json!({"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcId": home,
            "VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.us-east-1.ssm", "PrivateDnsEnabled": true,
            "SubnetIds": both}}),
        );
    }
    let native = json!({"tieline": 1, "region": "us-east-1"});
    let template = json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources});
    assert_shared(&advice(&[("template.json", template), ("region.json", native)]));
}

#[test]
fn a_database_behind_a_load_balancer_of_its_own_is_seen_in_aws_cli_output() {
    let balancer = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/db/0123456789abcdef";
    let group = "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/db/0123456789abcdef";
    let found = advice(&[
        (
            "v.json",
            json!({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"}],
            "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
                "AvailabilityZone": "us-east-1a", "AvailabilityZoneId": "use1-az1"}],
            "SecurityGroups": [{"GroupId": "sg-db", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}]}),
        ),
        (
            "d.json",
            json!({"DBInstances": [{"DBInstanceIdentifier": "orders", "Endpoint": {"Port": 5432},
                "DBSubnetGroup": {"VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-1"}]},
                "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-db", "Status": "active"}]}],
            "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1",
                "Description": "RDSNetworkInterface", "Status": "in-use", "Groups": [{"GroupId": "sg-db"}],
                "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.50"}]}]}),
        ),
        (
            "l.json",
            json!({"LoadBalancers": [{"LoadBalancerArn": balancer, "LoadBalancerName": "db", "Type": "network",
                "Scheme": "internal", "VpcId": "vpc-1", "AvailabilityZones": [{"SubnetId": "subnet-1"}]}],
            "TargetGroups": [{"TargetGroupArn": group, "TargetGroupName": "db", "TargetType": "ip", "Protocol": "TCP",
                "Port": 5432, "VpcId": "vpc-1", "LoadBalancerArns": [balancer]}],
            "Listeners": [{"ListenerArn": balancer.replace("loadbalancer", "listener") + "/1", "LoadBalancerArn": balancer,
                "Port": 5432, "Protocol": "TCP", "DefaultActions": [{"Type": "forward", "TargetGroupArn": group}]}]}),
        ),
        (
            "h.json",
            json!({"TargetGroupArn": group,
            "TargetHealthDescriptions": [{"Target": {"Id": "10.0.1.50", "Port": 5432}}]}),
        ),
        (
            "s.json",
            json!({"ServiceConfigurations": [{"ServiceId": "vpce-svc-1", "ServiceState": "Available",
            "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1", "NetworkLoadBalancerArns": [balancer],
            "AvailabilityZones": ["us-east-1a"]}]}),
        ),
    ]);
    let [(808, message)] = found.as_slice() else { panic!("{found:?}") };
    assert!(message.contains("leads to database `orders` through a load balancer for it alone"), "{message}");
    assert!(message.contains("and saves the "), "{message}");
}
