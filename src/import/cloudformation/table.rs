//! The resource types that are read, the types of Terraform that mean the same, and where names differ by more than case.

use serde_json::Value;

/// A type of resource.
#[derive(Debug)]
pub(super) struct Shape {
    /// Its name in templates, without `AWS::`.
    pub(super) name: &'static str,
    /// The type of Terraform that means the same.
    pub(super) kind: &'static str,
    /// Properties whose names differ by more than case.
    pub(super) renamed: &'static [(&'static str, &'static str)],
    /// Properties whose own properties stand one level higher in Terraform.
    pub(super) lifted: &'static [&'static str],
}

const fn plain(name: &'static str, kind: &'static str) -> Shape {
    Shape { name, kind, renamed: &[], lifted: &[] }
}

const fn renamed(name: &'static str, kind: &'static str, renamed: &'static [(&'static str, &'static str)]) -> Shape {
    Shape { name, kind, renamed, lifted: &[] }
}

/// In order of name, for it is searched.
static SHAPES: &[Shape] = &[
    plain("AmazonMQ::Broker", "aws_mq_broker"),
    renamed(
        "AutoScaling::AutoScalingGroup",
        "aws_autoscaling_group",
        &[("TargetGroupARNs", "target_group_arns"), ("TrafficSources", "traffic_source")],
    ),
    plain("DirectConnect::DirectConnectGateway", "aws_dx_gateway"),
    renamed("DirectConnect::DirectConnectGatewayAssociation", "aws_dx_gateway_association", CIRCUIT),
    renamed("DirectConnect::PrivateVirtualInterface", "aws_dx_private_virtual_interface", CIRCUIT),
    renamed("DirectConnect::TransitVirtualInterface", "aws_dx_transit_virtual_interface", CIRCUIT),
    plain("DocDB::DBCluster", "aws_docdb_cluster"),
    plain("DocDB::DBSubnetGroup", "aws_docdb_subnet_group"),
    plain("EC2::CustomerGateway", "aws_customer_gateway"),
    plain("EC2::EIP", "aws_eip"),
    plain("EC2::EIPAssociation", "aws_eip_association"),
    plain("EC2::EgressOnlyInternetGateway", "aws_egress_only_internet_gateway"),
    plain("EC2::GatewayRouteTableAssociation", "aws_route_table_association"),
    renamed(
        "EC2::Instance",
        "aws_instance",
        &[("SecurityGroupIds", "vpc_security_group_ids"), ("PrivateIpAddress", "private_ip")],
    ),
    plain("EC2::InternetGateway", "aws_internet_gateway"),
    Shape {
        lifted: &["LaunchTemplateData"],
        ..renamed(
            "EC2::LaunchTemplate",
            "aws_launch_template",
            &[("SecurityGroupIds", "vpc_security_group_ids"), ("Groups", "security_groups")],
        )
    },
    renamed("EC2::NatGateway", "aws_nat_gateway", &[("PrivateIpAddress", "private_ip")]),
    plain("EC2::NetworkAcl", "aws_network_acl"),
    Shape { lifted: &["PortRange"], ..renamed("EC2::NetworkAclEntry", "aws_network_acl_rule", PORTS) },
    renamed(
        "EC2::NetworkInterface",
        "aws_network_interface",
        &[("GroupSet", "security_groups"), ("PrivateIpAddress", "private_ip")],
    ),
    plain("EC2::NetworkInterfaceAttachment", "aws_network_interface_attachment"),
    renamed("EC2::PrefixList", "aws_ec2_managed_prefix_list", &[("Entries", "entry"), ("PrefixListName", "name")]),
    renamed("EC2::Route", "aws_route", &[("EgressOnlyInternetGatewayId", "egress_only_gateway_id")]),
    plain("EC2::RouteTable", "aws_route_table"),
    plain("EC2::SecurityGroup", "aws_security_group"),
    renamed("EC2::SecurityGroupEgress", "aws_vpc_security_group_egress_rule", RULE),
    renamed("EC2::SecurityGroupIngress", "aws_vpc_security_group_ingress_rule", RULE),
    plain("EC2::Subnet", "aws_subnet"),
    plain("EC2::SubnetNetworkAclAssociation", "aws_network_acl_association"),
    plain("EC2::SubnetRouteTableAssociation", "aws_route_table_association"),
    plain("EC2::TransitGateway", "aws_ec2_transit_gateway"),
    attachment("EC2::TransitGatewayAttachment"),
    plain("EC2::TransitGatewayPeeringAttachment", "aws_ec2_transit_gateway_peering_attachment"),
    plain("EC2::TransitGatewayRoute", "aws_ec2_transit_gateway_route"),
    plain("EC2::TransitGatewayRouteTable", "aws_ec2_transit_gateway_route_table"),
    plain("EC2::TransitGatewayRouteTableAssociation", "aws_ec2_transit_gateway_route_table_association"),
    plain("EC2::TransitGatewayRouteTablePropagation", "aws_ec2_transit_gateway_route_table_propagation"),
    attachment("EC2::TransitGatewayVpcAttachment"),
    plain("EC2::VPC", "aws_vpc"),
    plain("EC2::VPCBlockPublicAccessExclusion", "aws_vpc_block_public_access_exclusion"),
    plain("EC2::VPCBlockPublicAccessOptions", "aws_vpc_block_public_access_options"),
    plain("EC2::VPCCidrBlock", "aws_vpc_ipv4_cidr_block_association"),
    plain("EC2::VPCEndpoint", "aws_vpc_endpoint"),
    plain("EC2::VPCEndpointService", "aws_vpc_endpoint_service"),
    plain("EC2::VPCEndpointServicePermissions", "aws_vpc_endpoint_service_allowed_principal"),
    plain("EC2::VPCGatewayAttachment", "aws_internet_gateway_attachment"),
    plain("EC2::VPCPeeringConnection", "aws_vpc_peering_connection"),
    plain("EC2::VPNConnection", "aws_vpn_connection"),
    plain("EC2::VPNConnectionRoute", "aws_vpn_connection_route"),
    plain("EC2::VPNGateway", "aws_vpn_gateway"),
    plain("EC2::VPNGatewayRoutePropagation", "aws_vpn_gateway_route_propagation"),
    Shape {
        lifted: &["NetworkConfiguration.AwsvpcConfiguration"],
        ..renamed("ECS::Service", "aws_ecs_service", &[("LoadBalancers", "load_balancer")])
    },
    plain("EFS::MountTarget", "aws_efs_mount_target"),
    renamed("EKS::Cluster", "aws_eks_cluster", &[("ResourcesVpcConfig", "vpc_config")]),
    renamed("EKS::Nodegroup", "aws_eks_node_group", &[("Subnets", "subnet_ids")]),
    renamed("ElastiCache::CacheCluster", "aws_elasticache_cluster", CACHE),
    renamed("ElastiCache::ReplicationGroup", "aws_elasticache_replication_group", CACHE),
    plain("ElastiCache::SubnetGroup", "aws_elasticache_subnet_group"),
    plain("ElasticLoadBalancing::LoadBalancer", "aws_elb"),
    renamed("ElasticLoadBalancingV2::Listener", "aws_lb_listener", &[("DefaultActions", "default_action")]),
    renamed("ElasticLoadBalancingV2::ListenerRule", "aws_lb_listener_rule", &[("Actions", "action")]),
    renamed(
        "ElasticLoadBalancingV2::LoadBalancer",
        "aws_lb",
        &[("Type", "load_balancer_type"), ("SubnetMappings", "subnet_mapping")],
    ),
    plain("ElasticLoadBalancingV2::TargetGroup", "aws_lb_target_group"),
    renamed("Elasticsearch::Domain", "aws_elasticsearch_domain", &[("VPCOptions", "vpc_options")]),
    plain("Lambda::Function", "aws_lambda_function"),
    plain("MSK::Cluster", "aws_msk_cluster"),
    renamed("Neptune::DBCluster", "aws_neptune_cluster", &[("DBSubnetGroupName", "neptune_subnet_group_name")]),
    plain("Neptune::DBSubnetGroup", "aws_neptune_subnet_group"),
    renamed("NetworkFirewall::Firewall", "aws_networkfirewall_firewall", &[("SubnetMappings", "subnet_mapping")]),
    plain("NetworkFirewall::VpcEndpointAssociation", "aws_networkfirewall_vpc_endpoint_association"),
    plain("NetworkManager::CoreNetwork", "aws_networkmanager_core_network"),
    plain("NetworkManager::VpcAttachment", "aws_networkmanager_vpc_attachment"),
    renamed("OpenSearchService::Domain", "aws_opensearch_domain", &[("VPCOptions", "vpc_options")]),
    plain("RAM::ResourceShare", "aws_ram_resource_share"),
    plain("RDS::DBCluster", "aws_rds_cluster"),
    renamed("RDS::DBInstance", "aws_db_instance", &[("VPCSecurityGroups", "vpc_security_group_ids")]),
    plain("RDS::DBSubnetGroup", "aws_db_subnet_group"),
    plain("Redshift::Cluster", "aws_redshift_cluster"),
    plain("Redshift::ClusterSubnetGroup", "aws_redshift_subnet_group"),
    plain("Serverless::Function", "aws_lambda_function"),
    plain("VpcLattice::AccessLogSubscription", "aws_vpclattice_access_log_subscription"),
    plain("VpcLattice::AuthPolicy", "aws_vpclattice_auth_policy"),
    plain("VpcLattice::Listener", "aws_vpclattice_listener"),
    renamed(
        "VpcLattice::ResourceConfiguration",
        "aws_vpclattice_resource_configuration",
        &[
            ("ResourceGatewayId", "resource_gateway_identifier"),
            ("ResourceConfigurationGroupId", "resource_configuration_group_id"),
            ("ResourceConfigurationType", "type"),
        ],
    ),
    renamed("VpcLattice::ResourceGateway", "aws_vpclattice_resource_gateway", &[("VpcIdentifier", "vpc_id")]),
    plain("VpcLattice::Rule", "aws_vpclattice_listener_rule"),
    plain("VpcLattice::Service", "aws_vpclattice_service"),
    plain("VpcLattice::ServiceNetwork", "aws_vpclattice_service_network"),
    renamed(
        "VpcLattice::ServiceNetworkResourceAssociation",
        "aws_vpclattice_service_network_resource_association",
        &[
            ("ResourceConfigurationId", "resource_configuration_identifier"),
            ("ServiceNetworkId", "service_network_identifier"),
        ],
    ),
    plain("VpcLattice::ServiceNetworkServiceAssociation", "aws_vpclattice_service_network_service_association"),
    plain("VpcLattice::ServiceNetworkVpcAssociation", "aws_vpclattice_service_network_vpc_association"),
    plain("VpcLattice::TargetGroup", "aws_vpclattice_target_group"),
];

const PORTS: &[(&str, &str)] = &[("From", "from_port"), ("To", "to_port")];
const CACHE: &[(&str, &str)] = &[("CacheSubnetGroupName", "subnet_group_name")];

/// What the parts of Direct Connect call each other.
const CIRCUIT: &[(&str, &str)] = &[
    ("DirectConnectGatewayId", "dx_gateway_id"),
    ("AllowedPrefixesToDirectConnectGateway", "allowed_prefixes"),
    ("VirtualGatewayId", "vpn_gateway_id"),
];

/// What a rule of a security group calls its parts.
const RULE: &[(&str, &str)] = &[
    ("GroupId", "security_group_id"),
    ("CidrIp", "cidr_ipv4"),
    ("SourceSecurityGroupId", "referenced_security_group_id"),
    ("DestinationSecurityGroupId", "referenced_security_group_id"),
    ("SourcePrefixListId", "prefix_list_id"),
    ("DestinationPrefixListId", "prefix_list_id"),
];

const fn attachment(name: &'static str) -> Shape {
    Shape {
        name,
        kind: "aws_ec2_transit_gateway_vpc_attachment",
        renamed: &[("ApplianceModeSupport", "appliance_mode_support"), ("Ipv6Support", "ipv6_support")],
        lifted: &["Options"],
    }
}

/// Types, by how their names start, that are not read and could matter; the first that fits tells.
const BEARS_ON: &[(&str, &str)] = &[
    (
        "CloudFormation::StackSet",
        "what its stacks make in other accounts and Regions: give its template as an input too",
    ),
    ("CloudFormation::Stack", "what the nested template makes: give it as an input too"),
    ("NetworkFirewall::", "what is let through by a network firewall"),
    ("Route53Resolver::", "names that are resolved over links"),
    ("Route53::HostedZone", "names in private hosted zones"),
    ("DirectConnect::", "what is reached over Direct Connect"),
    ("NetworkManager::", "what is reached over Cloud WAN"),
    ("VpcLattice::ResourcePolicy", "who else may use VPC Lattice"),
    ("EC2::DHCPOptions", "which resolver a VPC asks"),
    ("EC2::VPCDHCPOptions", "which resolver a VPC asks"),
    ("EC2::TransitGateway", "what is reached over the transit gateway"),
    ("EC2::ClientVpn", "who comes in by Client VPN"),
    ("EC2::InstanceConnectEndpoint", "who comes in by EC2 Instance Connect"),
    ("EC2::CarrierGateway", "what is reached through a carrier gateway"),
    ("EC2::LocalGateway", "what is reached through an Outpost"),
    ("EC2::VerifiedAccess", "who comes in by Verified Access"),
    ("EC2::RouteServer", "routes that a route server writes"),
    ("EC2::SecurityGroupVpcAssociation", "whether packets are let through"),
    ("EC2::IPAM", "blocks that a pool assigns"),
    ("EC2::VPC", "what the VPC lets through"),
    ("EC2::VPN", "what is reached over a VPN"),
    ("GlobalAccelerator::", "who comes in by Global Accelerator"),
    ("ApiGatewayV2::VpcLink", "what an API reaches in a VPC"),
    ("ApiGateway::VpcLink", "what an API reaches in a VPC"),
    ("AppRunner::Vpc", "what App Runner reaches in a VPC"),
    ("AppMesh::", "traffic of a service mesh"),
    ("Serverless::", "what a serverless application makes"),
    ("EC2::IpPoolRouteTableAssociation", "routes of public addresses"),
    ("OpenSearchServerless::VpcEndpoint", "what is reached through an endpoint"),
    ("RDS::DBProxy", STANDS),
    ("DocDB::DBInstance", STANDS),
    ("Neptune::DBInstance", STANDS),
    ("ElastiCache::ServerlessCache", STANDS),
    ("MemoryDB::", STANDS),
    ("DAX::Cluster", STANDS),
    ("MSK::", STANDS),
    ("EMR::Cluster", STANDS),
    ("RedshiftServerless::Workgroup", STANDS),
    ("EKS::FargateProfile", STANDS),
    ("ECS::TaskSet", STANDS),
    ("EC2::EC2Fleet", STANDS),
    ("EC2::SpotFleet", STANDS),
    ("AutoScaling::LaunchConfiguration", "which security groups instances have"),
    ("Batch::ComputeEnvironment", STANDS),
    ("FSx::FileSystem", STANDS),
    ("Transfer::Server", STANDS),
    ("DMS::ReplicationInstance", STANDS),
    ("DirectoryService::", STANDS),
    ("WorkSpaces::", STANDS),
];

/// Why a type matters whose things may stand in a VPC.
const STANDS: &str = "what runs in a VPC";

/// CDK's own resource that takes the rules of a default security group away: what is left is a group without any.
static RESTRICTED: Shape =
    Shape { name: "Custom::VpcRestrictDefaultSG", kind: "aws_default_security_group", renamed: &[], lifted: &[] };

/// What is known of a type; nothing where it is not read.
pub(super) fn shape(kind: &str) -> Option<&'static Shape> {
    if kind == RESTRICTED.name {
        return Some(&RESTRICTED);
    }
    let name = kind.strip_prefix("AWS::")?;
    let at = SHAPES.binary_search_by(|shape| shape.name.cmp(name)).ok()?;
    SHAPES.get(at)
}

/// What a type that is not read could bear on.
pub(super) fn bears_on(kind: &str) -> Option<&'static str> {
    if kind.starts_with("Custom::") || kind == "AWS::CloudFormation::CustomResource" {
        return Some("what its function makes");
    }
    if kind.ends_with("::MODULE") || kind == "LocalModule" {
        return Some("what the module makes");
    }
    let name = kind.strip_prefix("AWS::").unwrap_or(kind);
    BEARS_ON.iter().find(|(start, _)| name.starts_with(start)).map(|(_, matter)| *matter)
}

/// Properties by which a thing stands in a VPC.
const IN_VPC: &[&str] = &[
    "SecurityGroupIds",
    "SecurityGroups",
    "SubnetId",
    "SubnetIds",
    "Subnets",
    "VPCConfig",
    "VpcConfig",
    "VpcConfiguration",
    "VpcSecurityGroupIds",
    "VpcSubnetIds",
];

/// What a resource of a type that is not read could bear on, by its properties: it may stand in a VPC.
pub(super) fn stands(value: &Value) -> Option<&'static str> {
    match value {
        Value::Object(map) => {
            let is_placed = map.keys().any(|key| IN_VPC.contains(&key.as_str()));
            if is_placed { Some(STANDS) } else { map.values().find_map(stands) }
        }
        Value::Array(items) => items.iter().find_map(stands),
        _ => None,
    }
}

/// A name as Terraform spells it: `DBSubnetGroupName` is `db_subnet_group_name`.
pub(super) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(index + 1);
        let starts = before.is_some_and(|one| !one.is_ascii_uppercase())
            || before.is_some() && after.is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && starts {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{SHAPES, snake};

    #[test]
    fn types_stand_in_order() {
        assert!(SHAPES.is_sorted_by_key(|shape| shape.name));
    }

    #[test]
    fn names_are_spelled_as_terraform_does() {
        let cases = [
            ("VpcId", "vpc_id"),
            ("DBSubnetGroupName", "db_subnet_group_name"),
            ("VPCZoneIdentifier", "vpc_zone_identifier"),
            ("Ipv6CidrBlock", "ipv6_cidr_block"),
            ("MapPublicIpOnLaunch", "map_public_ip_on_launch"),
        ];
        for (name, expected) in cases {
            assert_eq!(snake(name), expected);
        }
    }
}
