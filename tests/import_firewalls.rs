//! Firewall endpoints and route tables of gateways from Terraform, CloudFormation and AWS CLI output: where each stands, what
//! it belongs to, and which routes lead to which.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;

use tieline::design::raw::RawDesign;
use tieline::import::{Imported, Input, import, write};

fn read(files: &[(&str, &str)]) -> Imported {
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let imported = import(&inputs);
    let messages: Vec<_> = imported.problems.iter().map(|problem| &problem.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
    imported
}

/// `endpoint in subnet: of`, a line each.
fn endpoints(design: &RawDesign, vpc: &str) -> Vec<String> {
    let all = design.vpcs[vpc].firewall_endpoints.iter().flatten();
    let of = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
    all.map(|(name, one)| format!("{name} in {}: {}", of(&one.subnet), of(&one.of))).collect()
}

/// `table [gateways]: to → via`, a line for each route.
fn routes(design: &RawDesign, vpc: &str) -> Vec<String> {
    let tables = design.vpcs[vpc].route_tables.iter().flatten();
    let lines = tables.flat_map(|(name, table)| {
        let gateways = if table.gateways.is_empty() { String::new() } else { format!(" {:?}", table.gateways) };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        table.routes.iter().map(move |one| format!("{name}{gateways}: {} → {}", text(&one.to), text(&one.via)))
    });
    lines.collect()
}

fn inferred(imported: &Imported) -> String {
    imported.coverage.iter().flat_map(|one| &one.inferred).cloned().collect::<Vec<_>>().join("\n")
}

#[test]
fn terraform_tells_which_endpoint_a_route_leads_to() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/terraform/firewalls/plan.json");
    let text = std::fs::read_to_string(path).unwrap();
    let imported = read(&[("plan.json", &text)]);
    let design = write::whole(&imported);
    let shop = "aws_networkfirewall_firewall.shop";
    assert_eq!(
        endpoints(&design, "aws_vpc.shop"),
        [
            format!("{shop}/aws_subnet.wall[0] in aws_subnet.wall[0]: network_firewall"),
            format!("{shop}/aws_subnet.wall[1] in aws_subnet.wall[1]: network_firewall"),
        ]
    );
    assert_eq!(
        routes(&design, "aws_vpc.shop"),
        [
            format!(
                "aws_route_table.edge [\"internet_gateway\"]: 10.0.0.0/24 → firewall_endpoint/{shop}/aws_subnet.wall[0]"
            ),
            format!(
                "aws_route_table.edge [\"internet_gateway\"]: 10.0.1.0/24 → firewall_endpoint/{shop}/aws_subnet.wall[1]"
            ),
            format!("aws_route_table.front[0]: 0.0.0.0/0 → firewall_endpoint/{shop}/aws_subnet.wall[0]"),
            format!("aws_route_table.front[1]: 0.0.0.0/0 → firewall_endpoint/{shop}/aws_subnet.wall[1]"),
            "aws_route_table.wall: 0.0.0.0/0 → internet_gateway".to_owned(),
        ]
    );
    // What is concluded and not read is said.
    let told = inferred(&imported);
    assert!(told.contains("it alone stands in the zone of the subnets"), "{told}");
    assert!(told.contains("picks that of the subnet it names"), "{told}");
    // By the tags of an endpoint that is looked up.
    let egress = "aws_networkfirewall_firewall.egress";
    assert_eq!(
        endpoints(&design, "aws_vpc.egress"),
        [format!("{egress} in aws_subnet.egress[\"wall\"]: network_firewall")]
    );
    assert_eq!(
        routes(&design, "aws_vpc.egress"),
        [format!("aws_route_table.egress: 0.0.0.0/0 → firewall_endpoint/{egress}")]
    );
    let glb = "aws_vpc_endpoint.inspection";
    assert_eq!(
        endpoints(&design, "aws_vpc.inspection"),
        [format!("{glb} in aws_subnet.inspection[\"wall\"]: gateway_load_balancer")]
    );
    assert_eq!(
        routes(&design, "aws_vpc.inspection"),
        [format!("aws_route_table.door: 0.0.0.0/0 → firewall_endpoint/{glb}")]
    );
    // Where a dynamic block puts endpoints a plan does not tell; so it is not known either where the route leads.
    assert_eq!(endpoints(&design, "aws_vpc.late"), [""; 0]);
    assert_eq!(routes(&design, "aws_vpc.late"), ["aws_route_table.late: 0.0.0.0/0 → unknown"]);
    let open = format!("{:?}", imported.coverage.iter().flat_map(|one| &one.unknown).collect::<Vec<_>>());
    assert!(open.contains("blocks that `dynamic` makes"), "{open}");
    // What the firewall lets through is not read, and that is said.
    let unread: Vec<_> = imported.coverage.iter().flat_map(|one| &one.ignored).map(|one| format!("{one:?}")).collect();
    assert!(unread.iter().any(|one| one.contains("aws_networkfirewall_firewall_policy")), "{unread:?}");
}

#[test]
fn state_of_terraform_tells_the_endpoint_by_its_id() {
    let text = r#"{"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "x", "outputs": {}, "resources": [
      {"mode": "managed", "type": "aws_vpc", "name": "v", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
       "instances": [{"attributes": {"id": "vpc-1", "cidr_block": "10.0.0.0/16"}}]},
      {"mode": "managed", "type": "aws_subnet", "name": "wall", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
       "instances": [
         {"index_key": 0, "attributes": {"id": "subnet-0", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/28", "availability_zone": "us-east-1a"}},
         {"index_key": 1, "attributes": {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.16/28", "availability_zone": "us-east-1b"}}]},
      {"mode": "managed", "type": "aws_networkfirewall_firewall", "name": "f", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
       "instances": [{"attributes": {"id": "arn:f", "vpc_id": "vpc-1",
         "subnet_mapping": [{"subnet_id": "subnet-0"}, {"subnet_id": "subnet-1"}],
         "firewall_status": [{"sync_states": [
           {"availability_zone": "us-east-1b", "attachment": [{"endpoint_id": "vpce-b", "subnet_id": "subnet-1"}]},
           {"availability_zone": "us-east-1a", "attachment": [{"endpoint_id": "vpce-a", "subnet_id": "subnet-0"}]}]}]}}]},
      {"mode": "managed", "type": "aws_route_table", "name": "t", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
       "instances": [{"attributes": {"id": "rtb-1", "vpc_id": "vpc-1",
         "route": [{"cidr_block": "0.0.0.0/0", "vpc_endpoint_id": "vpce-b", "gateway_id": ""},
                   {"cidr_block": "10.9.0.0/16", "vpc_endpoint_id": "vpce-strange", "gateway_id": ""}]}}]}
    ]}"#;
    let imported = read(&[("terraform.tfstate", text)]);
    let design = write::whole(&imported);
    assert_eq!(
        routes(&design, "aws_vpc.v"),
        [
            "aws_route_table.t: 0.0.0.0/0 → firewall_endpoint/aws_networkfirewall_firewall.f/aws_subnet.wall[1]",
            "aws_route_table.t: 10.9.0.0/16 → unknown",
        ]
    );
    let told = format!("{:?}", imported.coverage.iter().flat_map(|one| &one.unknown).collect::<Vec<_>>());
    assert!(told.contains("vpce-strange"), "{told}");
}

const TEMPLATE: &str = r#"
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Igw: { Type: AWS::EC2::InternetGateway }
  Attached: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw } }
  App: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: us-east-1a } }
  Wall: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/28, AvailabilityZone: us-east-1a } }
  Firewall:
    Type: AWS::NetworkFirewall::Firewall
    Properties: { FirewallName: f, FirewallPolicyArn: arn, VpcId: !Ref Vpc, SubnetMappings: [{ SubnetId: !Ref Wall }] }
  Gwlb:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      { VpcId: !Ref Vpc, VpcEndpointType: GatewayLoadBalancer, ServiceName: com.amazonaws.vpce.us-east-1.vpce-svc-1, SubnetIds: [!Ref Wall] }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  Used: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { RouteTableId: !Ref Table, SubnetId: !Ref App } }
  Out:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationCidrBlock: 0.0.0.0/0
      VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt Firewall.EndpointIds]]]
  Private:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 10.0.0.0/8, VpcEndpointId: !Ref Gwlb }
  Edge: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  EdgeOf: { Type: AWS::EC2::GatewayRouteTableAssociation, Properties: { RouteTableId: !Ref Edge, GatewayId: !Ref Igw } }
  In:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Edge
      DestinationCidrBlock: 10.0.1.0/24
      VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt Firewall.EndpointIds]]]
"#;

#[test]
fn cloudformation_tells_the_endpoints_of_a_firewall() {
    let imported = read(&[("net.yaml", TEMPLATE)]);
    let design = write::whole(&imported);
    assert_eq!(
        endpoints(&design, "Vpc"),
        ["Firewall in Wall: network_firewall", "Gwlb in Wall: gateway_load_balancer"]
    );
    assert_eq!(
        routes(&design, "Vpc"),
        [
            "Edge [\"internet_gateway\"]: 10.0.1.0/24 → firewall_endpoint/Firewall",
            "Table: 0.0.0.0/0 → firewall_endpoint/Firewall",
            "Table: 10.0.0.0/8 → firewall_endpoint/Gwlb",
        ]
    );
    // With a second endpoint nobody knows which stands first in the list; the zone of the table tells.
    let two = TEMPLATE.replace("[{ SubnetId: !Ref Wall }]", "[{ SubnetId: !Ref Wall }, { SubnetId: !Ref Other }]")
        + "  Other: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.3.0/28, AvailabilityZone: us-east-1b } }\n";
    let imported = read(&[("net.yaml", &two)]);
    let design = write::whole(&imported);
    assert!(routes(&design, "Vpc").contains(&"Table: 0.0.0.0/0 → firewall_endpoint/Firewall/Wall".to_owned()));
    assert!(inferred(&imported).contains("it alone stands in the zone"), "{}", inferred(&imported));
    // Where zones do not tell it stays unknown, with the reason.
    let imported = read(&[("net.yaml", &two.replace("us-east-1b", "us-east-1a"))]);
    assert!(routes(&write::whole(&imported), "Vpc").contains(&"Table: 0.0.0.0/0 → unknown".to_owned()));
    let told = format!("{:?}", imported.coverage.iter().flat_map(|one| &one.unknown).collect::<Vec<_>>());
    assert!(told.contains("is not told"), "{told}");
}

#[test]
fn aws_cli_output_tells_what_an_endpoint_belongs_to() {
    let vpcs = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#;
    let subnets = r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/28", "AvailabilityZoneId": "use1-az1"}]}"#;
    let found = r#"{"VpcEndpoints": [
      {"VpcEndpointId": "vpce-a", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-1", "State": "available", "SubnetIds": ["subnet-1"],
       "Tags": [{"Key": "AWSNetworkFirewallManaged", "Value": "true"}, {"Key": "Firewall", "Value": "arn:f"}]},
      {"VpcEndpointId": "vpce-b", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-1", "State": "available", "SubnetIds": ["subnet-1"],
       "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1"}]}"#;
    let tables = r#"{"RouteTables": [
      {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": true}],
       "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "vpce-a", "State": "active"},
                  {"DestinationCidrBlock": "10.9.0.0/16", "GatewayId": "vpce-c", "State": "active"}]},
      {"RouteTableId": "rtb-2", "VpcId": "vpc-1", "Associations": [{"Main": false, "GatewayId": "igw-1", "AssociationState": {"State": "associated"}}],
       "Routes": [{"DestinationCidrBlock": "10.0.0.0/28", "GatewayId": "vpce-b", "State": "active"}]}]}"#;
    let files = [("vpcs.json", vpcs), ("subnets.json", subnets), ("endpoints.json", found), ("tables.json", tables)];
    let imported = read(&files);
    let design = write::whole(&imported);
    assert_eq!(
        endpoints(&design, "vpc-1"),
        ["vpce-a in subnet-1: network_firewall", "vpce-b in subnet-1: gateway_load_balancer"]
    );
    assert_eq!(
        routes(&design, "vpc-1"),
        [
            "rtb-1: 0.0.0.0/0 → firewall_endpoint/vpce-a",
            "rtb-1: 10.9.0.0/16 → unknown",
            "rtb-2 [\"internet_gateway\"]: 10.0.0.0/28 → firewall_endpoint/vpce-b",
        ]
    );
    // What is written is read back as the same.
    let text = write::json(&design).unwrap();
    assert_eq!(write::json(&write::whole(&read(&[("net.json", &text)]))).unwrap(), text);
}
