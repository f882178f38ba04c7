//! Objects without the key of their list, as `--query 'Vpcs[]'` leaves them: which list they belong to, by their fields.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// Lists by the fields without which their objects are not understood: what a query left out of them would be taken for
/// absent. The first whose fields are all there is meant.
const BY_FIELDS: &[(&str, &[&str])] = &[
    ("VpcEndpoints", &["VpcEndpointId", "VpcEndpointType", "VpcId", "State"]),
    ("NatGateways", &["NatGatewayId", "VpcId", "SubnetId", "State", "NatGatewayAddresses"]),
    ("RouteTables", &["RouteTableId", "VpcId", "Routes", "Associations"]),
    ("NetworkAcls", &["NetworkAclId", "VpcId", "Entries", "Associations"]),
    ("SecurityGroups", &["GroupId", "VpcId", "IpPermissions", "IpPermissionsEgress"]),
    ("VpcPeeringConnections", &["VpcPeeringConnectionId", "RequesterVpcInfo", "AccepterVpcInfo", "Status"]),
    ("instances without a reservation", &["InstanceId", "VpcId", "NetworkInterfaces", "SecurityGroups"]),
    ("Reservations", &["Instances", "ReservationId"]),
    ("NetworkInterfaces", &["NetworkInterfaceId", "VpcId", "SubnetId", "Groups", "PrivateIpAddresses"]),
    ("Subnets", &["SubnetId", "VpcId", "CidrBlock"]),
    (
        "TransitGatewayVpcAttachments",
        &["TransitGatewayAttachmentId", "TransitGatewayId", "VpcId", "SubnetIds", "State"],
    ),
    (
        "TransitGatewayPeeringAttachments",
        &["TransitGatewayAttachmentId", "RequesterTgwInfo", "AccepterTgwInfo", "State"],
    ),
    ("TransitGatewayAttachments", &["TransitGatewayAttachmentId", "TransitGatewayId", "ResourceType", "State"]),
    ("TransitGatewayRouteTables", &["TransitGatewayRouteTableId", "TransitGatewayId", "State"]),
    ("TransitGateways", &["TransitGatewayId", "TransitGatewayArn", "Options", "State"]),
    ("InternetGateways", &["InternetGatewayId", "Attachments"]),
    ("EgressOnlyInternetGateways", &["EgressOnlyInternetGatewayId", "Attachments"]),
    ("CustomerGateways", &["CustomerGatewayId", "State"]),
    ("VpnGateways", &["VpnGatewayId", "VpcAttachments"]),
    ("VpnConnections", &["VpnConnectionId", "CustomerGatewayId", "State"]),
    ("ServiceConfigurations", &["ServiceId", "ServiceName", "ServiceState"]),
    ("Listeners", &["ListenerArn", "LoadBalancerArn", "DefaultActions"]),
    ("TargetGroups", &["TargetGroupArn", "TargetType", "Protocol", "LoadBalancerArns"]),
    ("LoadBalancers", &["LoadBalancerArn", "Type", "Scheme", "VpcId", "AvailabilityZones"]),
    ("DBInstances", &["DBInstanceIdentifier", "DBSubnetGroup"]),
    ("Functions", &["FunctionArn", "FunctionName", "VpcConfig"]),
    ("Vpcs", &["VpcId", "CidrBlock", "OwnerId"]),
];

/// The list that an object belongs to.
pub(super) fn list_of(text: &str) -> Option<&'static str> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    let has = |field: &&str| fields.contains_key(*field);
    BY_FIELDS.iter().find(|(_, needed)| needed.iter().all(has)).map(|(list, _)| *list)
}

/// The objects of a list, also of lists in it: `Reservations[*].Instances[*]` gives such.
pub(super) fn flat<'t>(items: &[&'t RawValue]) -> Vec<&'t RawValue> {
    let inner =
        |item: &'t RawValue| serde_json::from_str::<Vec<&'t RawValue>>(item.get()).unwrap_or_else(|_| vec![item]);
    items.iter().flat_map(|item| inner(item)).collect()
}
