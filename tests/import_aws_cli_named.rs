//! AWS CLI output of things that others name: attachments of policy tables, target groups of rules, functions in subnets.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::design::raw::{RawLink, RawTransitGateway};
use tieline::import::{Imported, Input, import, write};

fn read(files: &[(&str, &str)]) -> Imported {
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let imported = import(&inputs);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    imported
}

fn unknown(imported: &Imported) -> Vec<&str> {
    imported.coverage.iter().flat_map(|one| &one.unknown).map(|one| one.what.as_str()).collect()
}

const VPCS: &str = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16", "OwnerId": "111111111111"},
    {"VpcId": "vpc-2", "CidrBlock": "10.2.0.0/16", "OwnerId": "111111111111"}]}"#;
const GATEWAY: &str = r#"{"TransitGateways": [{"TransitGatewayId": "tgw-1", "State": "available", "Options": {
        "DefaultRouteTableAssociation": "enable", "AssociationDefaultRouteTableId": "tgw-rtb-00000001"}}],
    "TransitGatewayVpcAttachments": [
        {"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "VpcId": "vpc-1", "State": "available"},
        {"TransitGatewayAttachmentId": "tgw-attach-2", "TransitGatewayId": "tgw-1", "VpcId": "vpc-2", "State": "available"}],
    "TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-00000001", "TransitGatewayId": "tgw-1",
        "State": "available"}]}"#;
const POLICY_TABLES: &str = r#"{"TransitGatewayPolicyTables": [
    {"TransitGatewayPolicyTableId": "tgw-ptb-00000001", "TransitGatewayId": "tgw-1", "State": "available"},
    {"TransitGatewayPolicyTableId": "tgw-ptb-00000002", "TransitGatewayId": "tgw-1", "State": "deleted"}]}"#;

fn hub(imported: &Imported) -> RawTransitGateway {
    match write::whole(imported).links["tgw-1"].clone() {
        RawLink::TransitGateway(hub) => hub,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_attachment_of_a_policy_table_is_said_to_be_one() {
    // As AWS prints it, each association names its table; as the printed commands wrap it, the answer does.
    let plain = r#"{"Associations": [{"TransitGatewayPolicyTableId": "tgw-ptb-00000001", "State": "associated",
        "TransitGatewayAttachmentId": "tgw-attach-2", "ResourceId": "vpc-2", "ResourceType": "vpc"}]}"#;
    let wrapped = r#"{"TransitGatewayPolicyTableId": "tgw-ptb-00000001", "Associations": [
        {"TransitGatewayAttachmentId": "tgw-attach-2", "State": "associated"}]}"#;
    for associations in [plain, wrapped] {
        let imported =
            read(&[("v.json", VPCS), ("g.json", GATEWAY), ("p.json", POLICY_TABLES), ("a.json", associations)]);
        let attachments = hub(&imported).attachments;
        assert_eq!(attachments["vpc-2"].policy_table, Some(true));
        assert_eq!(attachments["vpc-2"].route_table, None, "nobody associates it with the default route table too");
        assert_eq!(attachments["vpc-1"].policy_table, None);
        assert_eq!(attachments["vpc-1"].route_table.as_deref(), Some("tgw-rtb-00000001"));
        assert_eq!(imported.coverage[2].read["TransitGatewayPolicyTables"], 1);
        assert_eq!(imported.coverage[2].ignored["TransitGatewayPolicyTables (deleted)"].count, 1);
        assert_eq!(imported.coverage[3].read["Associations"], 1);
    }
    // One that is gone counts no more.
    let gone = plain.replace("associated", "disassociated");
    let imported = read(&[("v.json", VPCS), ("g.json", GATEWAY), ("p.json", POLICY_TABLES), ("a.json", &gone)]);
    assert_eq!(hub(&imported).attachments["vpc-2"].policy_table, None);
}

#[test]
fn a_policy_table_without_its_associations_leaves_them_open() {
    let imported = read(&[("v.json", VPCS), ("g.json", GATEWAY), ("p.json", POLICY_TABLES)]);
    let what = "attachments of `tgw-1` that policy table `tgw-ptb-00000001` is associated with";
    assert!(unknown(&imported).contains(&what), "{:?}", unknown(&imported));
}

#[test]
fn a_target_group_that_only_a_rule_names_belongs_to_its_load_balancer() {
    let balancer = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/front/0123456789abcdef";
    let listener = balancer.replace(":loadbalancer/", ":listener/") + "/1111";
    let rule = listener.replace(":listener/", ":listener-rule/") + "/2222";
    let group = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/admin/3333";
    let balancers = format!(
        r#"{{"LoadBalancers": [{{"LoadBalancerArn": "{balancer}", "LoadBalancerName": "front", "Type": "application",
        "VpcId": "vpc-1", "State": {{"Code": "active"}}}}],
        "Listeners": [{{"ListenerArn": "{listener}", "LoadBalancerArn": "{balancer}", "Port": 443, "Protocol": "HTTPS",
        "DefaultActions": [{{"Type": "fixed-response"}}]}}],
        "TargetGroups": [{{"TargetGroupArn": "{group}", "TargetGroupName": "admin", "TargetType": "ip",
        "Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1", "LoadBalancerArns": []}}]}}"#
    );
    let rules = format!(
        r#"{{"Rules": [{{"RuleArn": "{rule}", "Priority": "1", "IsDefault": false, "Actions": [{{"Type": "forward",
        "ForwardConfig": {{"TargetGroups": [{{"TargetGroupArn": "{group}", "Weight": 1}}]}}}}]}}]}}"#
    );
    let imported = read(&[("v.json", VPCS), ("b.json", &balancers), ("r.json", &rules)]);
    let whole = write::whole(&imported);
    let front = &whole.load_balancers["front"];
    assert_eq!(front.target_groups.keys().collect::<Vec<_>>(), ["admin"]);
    assert_eq!(front.listeners.len(), 1);
    assert_eq!(front.listeners[0].target_group.as_deref(), Some("admin"));
    assert_eq!(imported.coverage[1].read["TargetGroups"], 1);
    assert_eq!(imported.coverage[2].read["Rules"], 1);
    // Without the rules, the group is one of no load balancer.
    let imported = read(&[("v.json", VPCS), ("b.json", &balancers)]);
    assert!(write::whole(&imported).load_balancers["front"].target_groups.is_empty());
    assert_eq!(imported.coverage[1].ignored["TargetGroups (of no load balancer)"].count, 1);
}

#[test]
fn what_names_only_subnets_stands_in_their_vpc() {
    let subnets = r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.1.1.0/24"}]}"#;
    let functions = r#"{"Functions": [
        {"FunctionName": "here", "FunctionArn": "arn:aws:lambda:eu-west-1:111111111111:function:here",
         "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": []}},
        {"FunctionName": "there", "FunctionArn": "arn:aws:lambda:eu-west-1:111111111111:function:there",
         "VpcConfig": {"SubnetIds": ["subnet-9"], "SecurityGroupIds": []}},
        {"FunctionName": "nowhere", "FunctionArn": "arn:aws:lambda:eu-west-1:111111111111:function:nowhere"}]}"#;
    let imported = read(&[("v.json", VPCS), ("s.json", subnets), ("f.json", functions)]);
    let whole = write::whole(&imported);
    assert_eq!(whole.applications["here"].vpc.as_deref(), Some("vpc-1"));
    let ignored = &imported.coverage[2].ignored;
    assert_eq!(ignored["Functions (in no VPC)"].count, 1);
    assert_eq!(ignored["Functions (in subnets of no file)"].bears_on, Some("needs of this application"));
}

#[test]
fn an_attachment_has_one_association_and_a_route_that_is_active_leads_somewhere() {
    // As a mock of AWS tells it: the default table keeps what has moved to another one.
    let tables = r#"{"TransitGatewayRouteTables": [
        {"TransitGatewayRouteTableId": "tgw-rtb-00000001", "TransitGatewayId": "tgw-1", "State": "available",
         "DefaultAssociationRouteTable": true},
        {"TransitGatewayRouteTableId": "tgw-rtb-00000002", "TransitGatewayId": "tgw-1", "State": "available"}]}"#;
    let of = |table: &str, attachments: &str| {
        format!(r#"{{"TransitGatewayRouteTableId": "{table}", "Associations": [{attachments}]}}"#)
    };
    let one = |id: &str| format!(r#"{{"TransitGatewayAttachmentId": "{id}", "State": "associated"}}"#);
    let (first, second) = (one("tgw-attach-1"), one("tgw-attach-2"));
    let default = of("tgw-rtb-00000001", &format!("{first}, {second}"));
    let other = of("tgw-rtb-00000002", &second);
    let routes = r#"{"TransitGatewayRouteTableId": "tgw-rtb-00000001", "Routes": [
        {"DestinationCidrBlock": "0.0.0.0/0", "Type": "static", "State": "active", "TransitGatewayAttachments": []},
        {"DestinationCidrBlock": "10.9.0.0/16", "Type": "static", "State": "blackhole"}]}"#;
    let imported = read(&[
        ("v.json", VPCS),
        ("g.json", GATEWAY),
        ("t.json", tables),
        ("a.json", &default),
        ("b.json", &other),
        ("r.json", routes),
    ]);
    let hub = hub(&imported);
    assert_eq!(hub.attachments["vpc-1"].route_table.as_deref(), Some("tgw-rtb-00000001"));
    assert_eq!(hub.attachments["vpc-2"].route_table.as_deref(), Some("tgw-rtb-00000002"));
    assert!(unknown(&imported).contains(&"the association of attachment `tgw-attach-2`"));
    let routes = &hub.route_tables.as_ref().unwrap()["tgw-rtb-00000001"].routes;
    assert_eq!(routes.iter().map(|route| route.to.as_deref().unwrap()).collect::<Vec<_>>(), ["10.9.0.0/16"]);
    assert!(unknown(&imported).contains(&"the route of `tgw-rtb-00000001` to `0.0.0.0/0`"));
}

#[test]
fn an_arn_may_stand_in_the_name_of_a_file() {
    let balancer = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/net/db/0123456789abcdef";
    let group = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/db/0123456789abcdef";
    let balancers = format!(
        r#"{{"LoadBalancers": [{{"LoadBalancerArn": "{balancer}", "LoadBalancerName": "db", "Type": "network",
        "VpcId": "vpc-1", "State": {{"Code": "active"}}}}],
        "TargetGroups": [{{"TargetGroupArn": "{group}", "TargetGroupName": "db", "TargetType": "ip",
        "Protocol": "TCP", "Port": 5432, "VpcId": "vpc-1", "LoadBalancerArns": ["{balancer}"]}}]}}"#
    );
    let zones = r#"{"Attributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}]}"#;
    let keeps = r#"{"Attributes": [{"Key": "preserve_client_ip.enabled", "Value": "true"}]}"#;
    let health = r#"{"TargetHealthDescriptions": [{"Target": {"Id": "10.1.0.9", "Port": 5432}}]}"#;
    let escaped = |arn: &str| arn.replace(':', "%3A").replace('/', "%2F");
    let imported = read(&[
        ("v.json", VPCS),
        ("elbv2-describe-load-balancers.json", &balancers),
        (&format!("elbv2-describe-load-balancer-attributes/{}", escaped(balancer)), zones),
        (&format!("elbv2-describe-target-group-attributes/TargetGroupArn-{}.json", escaped(group)), keeps),
        (&format!("elbv2-describe-target-health/{group}.json"), health),
    ]);
    let whole = write::whole(&imported);
    let db = &whole.load_balancers["db"];
    assert_eq!(db.cross_zone, Some(true));
    assert_eq!(db.target_groups["db"].client_address, Some(true));
    assert_eq!(db.target_groups["db"].targets, ["10.1.0.9"]);
}

#[test]
fn a_transit_gateway_that_only_its_attachments_name_is_there_with_them() {
    let one = |id: &str, vpc: &str, state: &str| {
        format!(
            r#"{{"TransitGatewayAttachmentId": "{id}", "TransitGatewayId": "tgw-9", "ResourceType": "vpc",
            "ResourceId": "{vpc}", "State": "{state}"}}"#
        )
    };
    let all = [
        one("tgw-attach-1", "vpc-1", "modifying"),
        one("tgw-attach-2", "vpc-2", "available"),
        one("tgw-attach-3", "vpc-3", "pendingAcceptance"),
        one("tgw-attach-4", "vpc-4", "deleted"),
    ];
    let text = format!(r#"{{"TransitGatewayAttachments": [{}]}}"#, all.join(", "));
    let imported = read(&[("v.json", VPCS), ("a.json", &text)]);
    let RawLink::TransitGateway(hub) = &write::whole(&imported).links["tgw-9"] else { panic!("no transit gateway") };
    assert_eq!(hub.attachments.keys().collect::<Vec<_>>(), ["vpc-1", "vpc-2"]);
    assert!(unknown(&imported).contains(&"attachment `tgw-attach-3`"), "{:?}", unknown(&imported));
    assert_eq!(imported.coverage[1].read["TransitGatewayAttachments"], 3);
}
