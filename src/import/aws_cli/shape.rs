//! What the AWS CLI prints, as far as it is read: one shape an object type, fields as AWS spells them.
//!
//! Everything may be absent or `null`: collectors leave fields out, and AWS adds them over the years. Where AWS spells
//! a field in a way of its own, or in several, the spellings follow its name.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::fields::{Fields, Spelling};

macro_rules! shapes {
    ($spelling:ident: $($(#[$doc:meta])* $name:ident {
        $($field:ident $(= $($theirs:literal)|+)?: $type:ty,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default)]
        pub(in crate::import::aws_cli) struct $name {
            $(pub(in crate::import::aws_cli) $field: $type,)*
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let fields = Fields::read(from, Spelling::$spelling)?;
                Ok(Self { $($field: fields.take(stringify!($field), &[$($($theirs),+)?])?,)* })
            }
        }
    )*};
}

pub(super) use shapes;

/// A text, when there is one.
pub(super) type Text = Option<String>;

shapes! { Pascal:
    Tag { key: String, value: String, }
    State { code: Text, state: Text, }
    Flag { value: Option<bool>, }

    Vpc {
        vpc_id: String, owner_id: Text, cidr_block: Text, tags: Vec<Tag>,
        cidr_block_association_set: Vec<BlockAssociation>, ipv6_cidr_block_association_set: Vec<BlockAssociation>,
    }
    BlockAssociation {
        cidr_block: Text, ipv6_cidr_block: Text, cidr_block_state: State, ipv6_cidr_block_state: State,
    }
    VpcAttribute { vpc_id: String, enable_dns_support: Option<Flag>, enable_dns_hostnames: Option<Flag>, }
    Subnet {
        subnet_id: String, vpc_id: String, owner_id: Text, cidr_block: Text, availability_zone: Text,
        availability_zone_id: Text, available_ip_address_count: Option<u64>, map_public_ip_on_launch: Option<bool>,
        ipv6_cidr_block_association_set: Vec<BlockAssociation>, tags: Vec<Tag>,
    }
    AvailabilityZone { zone_name: String, zone_id: Text, }

    PublicAccess {
        aws_account_id: Text, aws_region: Text, internet_gateway_block_mode: Text, exclusions_allowed: Text,
    }
    PublicAccessExclusion {
        exclusion_id: String, internet_gateway_exclusion_mode: Text, resource_arn: Text, state: Text,
    }
    InternetGateway { internet_gateway_id: String, attachments: Vec<GatewayAttachment>, }
    EgressOnlyInternetGateway { egress_only_internet_gateway_id: String, attachments: Vec<GatewayAttachment>, }
    GatewayAttachment { vpc_id: String, state: Text, }
    VpnGateway { vpn_gateway_id: String, state: Text, vpc_attachments: Vec<GatewayAttachment>, }
    NatGateway {
        nat_gateway_id: String, vpc_id: String, subnet_id: Text, state: Text, connectivity_type: Text,
        availability_mode: Text, nat_gateway_addresses: Vec<NatGatewayAddress>,
    }
    NatGatewayAddress { private_ip: Text, public_ip: Text, }

    RouteTable {
        route_table_id: String, vpc_id: String, associations: Vec<RouteTableAssociation>,
        routes: Vec<Route>,
    }
    RouteTableAssociation {
        main: Option<bool>, subnet_id: Text, gateway_id: Text, association_state: State,
    }
    Route {
        destination_cidr_block: Text, destination_ipv6_cidr_block: Text, destination_prefix_list_id: Text,
        gateway_id: Text, nat_gateway_id: Text, transit_gateway_id: Text, vpc_peering_connection_id: Text,
        network_interface_id: Text, instance_id: Text, egress_only_internet_gateway_id: Text,
        local_gateway_id: Text, carrier_gateway_id: Text, core_network_arn: Text,
        state: Text, origin: Text,
    }

    SecurityGroup {
        group_id: String, vpc_id: Text, ip_permissions: Vec<IpPermission>,
        ip_permissions_egress: Option<Vec<IpPermission>>,
    }
    IpPermission {
        ip_protocol: Text, from_port: Option<i64>, to_port: Option<i64>, ip_ranges: Vec<IpRange>,
        ipv6_ranges: Vec<IpRange>, prefix_list_ids: Vec<PrefixListRef>, user_id_group_pairs: Vec<GroupPair>,
    }
    IpRange { cidr_ip: Text, cidr_ipv6: Text, }
    PrefixListRef { prefix_list_id: String, }
    GroupPair { group_id: Text, peering_status: Text, }
    Group { group_id: String, }

    NetworkAcl {
        network_acl_id: String, vpc_id: String, is_default: Option<bool>, associations: Vec<NetworkAclAssociation>,
        entries: Vec<NetworkAclEntry>,
    }
    NetworkAclAssociation { subnet_id: Text, }
    NetworkAclEntry {
        cidr_block: Text, ipv6_cidr_block: Text, egress: Option<bool>, protocol: Text, rule_action: Text,
        rule_number: Option<u64>, port_range: Option<PortRange>, icmp_type_code: Option<IcmpTypeCode>,
    }
    PortRange { from: Option<i64>, to: Option<i64>, }
    IcmpTypeCode { r#type: Option<i64>, }

    PrefixList {
        prefix_list_id: String, prefix_list_name: Text, cidrs: Option<Vec<String>>, owner_id: Text,
        max_entries: Option<u64>,
    }
    PrefixListEntries { prefix_list_id: Text, entries: Vec<PrefixListEntry>, }
    PrefixListEntry { cidr: Text, }

    VpcPeeringConnection {
        vpc_peering_connection_id: String, accepter_vpc_info: PeerVpc, requester_vpc_info: PeerVpc, status: State,
        tags: Vec<Tag>,
    }
    PeerVpc {
        vpc_id: Text, owner_id: Text, region: Text, cidr_block: Text, cidr_block_set: Vec<BlockAssociation>,
        ipv6_cidr_block_set: Vec<BlockAssociation>, peering_options: Option<PeeringOptions>,
    }
    PeeringOptions { allow_dns_resolution_from_remote_vpc: Option<bool>, }

    TransitGateway {
        transit_gateway_id: String, transit_gateway_arn: Text, owner_id: Text, state: Text,
        options: TransitGatewayOptions, tags: Vec<Tag>,
    }
    TransitGatewayOptions {
        default_route_table_association: Text, default_route_table_propagation: Text,
        association_default_route_table_id: Text, propagation_default_route_table_id: Text, dns_support: Text,
        security_group_referencing_support: Text,
    }
    TransitGatewayAttachment {
        transit_gateway_attachment_id: String, transit_gateway_id: String, resource_type: Text, resource_id: Text,
        resource_owner_id: Text, state: Text, association: Option<TransitGatewayAssociation>,
    }
    TransitGatewayAssociation { transit_gateway_route_table_id: Text, state: Text, }
    TransitGatewayVpcAttachment {
        transit_gateway_attachment_id: String, transit_gateway_id: String, vpc_id: String, vpc_owner_id: Text,
        state: Text, subnet_ids: Vec<String>, options: VpcAttachmentOptions,
    }
    VpcAttachmentOptions {
        dns_support: Text, ipv6_support: Text, appliance_mode_support: Text, security_group_referencing_support: Text,
    }
    TransitGatewayPeeringAttachment {
        transit_gateway_attachment_id: String, requester_tgw_info: PeerGateway, accepter_tgw_info: PeerGateway,
        state: Text, tags: Vec<Tag>,
    }
    PeerGateway { transit_gateway_id: Text, owner_id: Text, region: Text, }
    TransitGatewayRouteTable {
        transit_gateway_route_table_id: String, transit_gateway_id: String, state: Text,
        default_association_route_table: Option<bool>,
    }
    TransitGatewayPropagations {
        transit_gateway_route_table_id: Text, transit_gateway_route_table_propagations: Vec<TransitGatewayMember>,
    }
    // Of a route table, or of a policy table.
    TransitGatewayAssociations {
        transit_gateway_route_table_id: Text, transit_gateway_policy_table_id: Text,
        associations: Vec<TransitGatewayMember>,
    }
    TransitGatewayMember {
        transit_gateway_attachment_id: Text, transit_gateway_policy_table_id: Text, resource_id: Text, state: Text,
    }
    TransitGatewayPolicyTable { transit_gateway_policy_table_id: String, transit_gateway_id: String, state: Text, }
    TransitGatewayRoutes {
        transit_gateway_route_table_id: Text, routes: Vec<TransitGatewayRoute>, additional_routes_available: Option<bool>,
    }
    TransitGatewayRoute {
        destination_cidr_block: Text, prefix_list_id: Text, r#type: Text, state: Text,
        transit_gateway_attachments: Vec<TransitGatewayMember>,
    }

    CustomerGateway { customer_gateway_id: String, state: Text, tags: Vec<Tag>, }
    VpnConnection {
        vpn_connection_id: String, customer_gateway_id: Text, vpn_gateway_id: Text,
        state: Text, routes: Vec<VpnRoute>, tags: Vec<Tag>,
    }
    VpnRoute { destination_cidr_block: Text, state: Text, }

    Reservation { reservation_id: Text, owner_id: Text, instances: Vec<Instance>, }
    Instance {
        instance_id: String, vpc_id: Text, subnet_id: Text, state: InstanceState, private_ip_address: Text,
        public_ip_address: Text, source_dest_check: Option<bool>, security_groups: Vec<Group>,
        network_interfaces: Vec<NetworkInterface>, tags: Vec<Tag>,
    }
    InstanceState { name: Text, }
    NetworkInterface {
        network_interface_id: String, vpc_id: Text, subnet_id: Text, owner_id: Text, status: Text,
        interface_type: Text, description: Text, source_dest_check: Option<bool>,
        groups: Option<Vec<Group>>, private_ip_address: Text, private_ip_addresses: Vec<PrivateAddress>,
        ipv6_addresses: Vec<Ipv6Address>, association: Option<PublicAssociation>, attachment: Option<InterfaceAttachment>,
        tag_set = "TagSet" | "Tags": Vec<Tag>,
    }
    PrivateAddress { private_ip_address: Text, association: Option<PublicAssociation>, }
    Ipv6Address { ipv6_address: Text, }
    PublicAssociation { public_ip: Text, }
    InterfaceAttachment { instance_id: Text, status: Text, device_index: Option<u64>, }
    Address {
        allocation_id: Text, public_ip: Text, private_ip_address: Text, network_interface_id: Text,
    }

    VpcEndpoint {
        vpc_endpoint_id: String, vpc_endpoint_type: Text, vpc_id: String, service_name: Text, state: Text,
        route_table_ids: Vec<String>, subnet_ids: Vec<String>, groups: Vec<Group>, network_interface_ids: Vec<String>,
        private_dns_enabled: Option<bool>, tags: Vec<Tag>, owner_id: Text,
        service_network_arn: Text, resource_configuration_arn: Text,
    }
    ServicePermissions { service_id: Text, allowed_principals: Vec<AllowedPrincipal>, }
    AllowedPrincipal { principal: Text, service_id: Text, }
    CoreNetwork {
        core_network_id: String, core_network_arn: Text, owner_account_id: Text, state: Text,
        segments: Option<Vec<CoreSegment>>, edges: Option<Vec<CoreEdge>>, tags: Vec<Tag>,
    }
    CoreSegment { name: Text, shared_segments: Vec<String>, }
    CoreEdge { edge_location: Text, }
    CoreAttachment {
        attachment_id: String, core_network_id: Text, attachment_type: Text, state: Text,
        resource_arn: Text, segment_name: Text,
    }
    CoreVpcAttachment { attachment: CoreAttachment, subnet_arns: Vec<String>, }
    CoreNetworkPolicy { core_network_id: String, policy_document: Text, }
    ServiceConfiguration {
        service_id: String, service_name: Text, service_state: Text, network_load_balancer_arns: Vec<String>,
        gateway_load_balancer_arns: Vec<String>, availability_zones: Vec<String>, availability_zone_ids: Vec<String>,
        tags: Vec<Tag>,
    }

    LoadBalancer {
        load_balancer_arn: String, load_balancer_name: Text, r#type: Text, scheme: Text, vpc_id: Text,
        state: State, ip_address_type: Text, security_groups: Option<Vec<String>>,
        availability_zones: Vec<LoadBalancerZone>, enable_prefix_for_ipv6_source_nat: Text,
        enforce_security_group_inbound_rules_on_private_link_traffic: Text, dns_name = "DNSName": Text,
    }
    LoadBalancerZone { subnet_id: Text, load_balancer_addresses: Vec<LoadBalancerAddress>, }
    LoadBalancerAddress {
        ip_address: Text, private_ipv4_address = "PrivateIPv4Address": Text,
        ipv6_address = "IPv6Address": Text,
    }
    Listeners { load_balancer_arn: Text, listeners: Vec<Listener>, }
    Listener {
        listener_arn: String, load_balancer_arn: Text, port: Option<u64>, protocol: Text, default_actions: Vec<Action>,
    }
    Action { target_group_arn: Text, forward_config: ForwardConfig, }
    ForwardConfig { target_groups: Vec<WeightedTargetGroup>, }
    WeightedTargetGroup { target_group_arn: Text, }
    Rule { rule_arn: String, actions: Vec<Action>, }
    Attributes { load_balancer_arn: Text, target_group_arn: Text, attributes = "Attributes" | "TargetGroupAttributes": Vec<Tag>, }
    TargetGroup {
        target_group_arn: String, target_group_name: Text, target_type: Text, protocol: Text, protocol_version: Text,
        port: Option<u64>, vpc_id: Text, load_balancer_arns: Vec<String>, health_check_port: Text,
        ip_address_type: Text,
    }
    TargetHealth { target_group_arn: Text, target_health_descriptions: Vec<TargetHealthDescription>, }
    TargetHealthDescription { target: Target, }
    Target { id: Text, port: Option<u64>, }
    ClassicLoadBalancer {
        load_balancer_name: String,

    }

    Function { function_name: String, function_arn: Text, vpc_config: VpcConfig, }
    VpcConfig { vpc_id: Text, subnet_ids: Vec<String>, security_group_ids: Vec<String>, }
    DbInstance {
        identifier = "DBInstanceIdentifier": String, arn = "DBInstanceArn": Text,
        endpoint: Option<DbEndpoint>,
        subnet_group = "DBSubnetGroup": DbSubnetGroup, vpc_security_groups: Vec<DbSecurityGroup>,
    }
    DbEndpoint { address: Text, port: Option<u64>, }
    DbSubnetGroup { vpc_id: Text, subnets: Vec<DbSubnet>, }
    DbSubnet { subnet_identifier: Text, }
    DbSecurityGroup { vpc_security_group_id: Text, }
}

shapes! { Camel:
    EksCluster { name: String, arn: Text, resources_vpc_config: EksNetwork, }
    EksNetwork {
        vpc_id: Text, subnet_ids: Vec<String>, security_group_ids: Vec<String>, cluster_security_group_id: Text,
    }
    EcsService {
        service_name: String, service_arn: Text, status: Text, network_configuration: EcsNetwork,

    }
    EcsNetwork { awsvpc_configuration: EcsVpc, }
    EcsVpc { subnets: Vec<String>, security_groups: Vec<String>, }
    ShareAssociation {
        resource_share_arn: Text, associated_entity: Text, association_type: Text, status: Text,
    }
    // Collectors spell Direct Connect as all other services are spelled.
    DirectConnectGateway {
        direct_connect_gateway_id = "directConnectGatewayId" | "DirectConnectGatewayId": String,
        direct_connect_gateway_name = "directConnectGatewayName" | "DirectConnectGatewayName": Text,
    }
    DirectConnectAssociation {
        direct_connect_gateway_id = "directConnectGatewayId" | "DirectConnectGatewayId": Text,
        association_state = "associationState" | "AssociationState": Text,
        associated_gateway = "associatedGateway" | "AssociatedGateway": AssociatedGateway,
        virtual_gateway_id = "virtualGatewayId" | "VirtualGatewayId": Text,
        allowed_prefixes_to_direct_connect_gateway =
            "allowedPrefixesToDirectConnectGateway" | "AllowedPrefixesToDirectConnectGateway": Option<Vec<RoutePrefix>>,
    }
    AssociatedGateway { id = "id" | "Id": Text, }
    RoutePrefix { cidr = "cidr" | "Cidr": String, }
    VirtualInterface {
        virtual_interface_id = "virtualInterfaceId" | "VirtualInterfaceId": String,
        virtual_interface_state = "virtualInterfaceState" | "VirtualInterfaceState": Text,
        virtual_gateway_id = "virtualGatewayId" | "VirtualGatewayId": Text,
    }
    DirectConnectAttachment {
        direct_connect_gateway_id = "directConnectGatewayId" | "DirectConnectGatewayId": Text,
        virtual_interface_id = "virtualInterfaceId" | "VirtualInterfaceId": Text,
        attachment_state = "attachmentState" | "AttachmentState": Text,
    }
}

/// Tags by key.
pub(super) fn tags(tags: &[Tag]) -> BTreeMap<&str, &str> {
    tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())).collect()
}
