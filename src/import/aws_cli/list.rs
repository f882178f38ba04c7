//! The table of what is read: the keys that name a list in what the AWS CLI prints, and the command that prints it.
//!
//! One table drives the reader and `tieline import --print-commands`, so that what is printed is what is read.

use super::lattice::shape as lattice;
use super::shape::{
    Address, Attributes, AvailabilityZone, ClassicLoadBalancer, CoreAttachment, CoreNetwork, CoreNetworkPolicy,
    CoreVpcAttachment, CustomerGateway, DbInstance, DirectConnectAssociation, DirectConnectAttachment,
    DirectConnectGateway, EcsService, EgressOnlyInternetGateway, EksCluster, Function, Instance, InternetGateway,
    Listener, Listeners, LoadBalancer, NatGateway, NetworkAcl, NetworkInterface, PrefixList, PrefixListEntries,
    PublicAccess, PublicAccessExclusion, Reservation, RouteTable, Rule, SecurityGroup, ServiceConfiguration,
    ServicePermissions, ShareAssociation, Subnet, TargetGroup, TargetHealth, TransitGateway,
    TransitGatewayAssociations, TransitGatewayAttachment, TransitGatewayPeeringAttachment, TransitGatewayPolicyTable,
    TransitGatewayPropagations, TransitGatewayRouteTable, TransitGatewayRoutes, TransitGatewayVpcAttachment,
    VirtualInterface, Vpc, VpcAttribute, VpcEndpoint, VpcPeeringConnection, VpnConnection, VpnGateway,
};
use super::snapshot::{Copied, Folder, Refused, Seen, Shelf};

/// Puts an object on its shelf, of its text, the name of its file and its place.
type Take = fn(&mut Snapshot, &str, &str, Seen) -> Result<Option<Copied>, Refused>;

/// What a key at the top of a file stands for. Objects of VPC Lattice stand under no key of their own: `lattice` tells what
/// they are, by the name of the list.
#[derive(Debug)]
pub(super) struct List {
    /// The key.
    pub(super) key: &'static str,
    /// Whether the object is not below the key but around it.
    pub(super) whole: bool,
    /// The commands that print it; none for another form of what is printed already.
    pub(super) commands: &'static [Command],
    /// Puts an object on its shelf.
    pub(super) take: Take,
}

/// A read-only command of the AWS CLI, without the word `aws`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Asked once in each Region.
    Once(&'static str),
    /// Asked for each word that another command prints: the word is `$id`.
    Each(&'static str, &'static str),
    /// Asked for each word that is printed for each word that is printed first: the words are `$outer` and `$id`.
    Nested(&'static str, &'static str, &'static str),
    /// One loop deeper: the words are `$outer`, `$inner` and `$id`.
    Deep(&'static str, &'static str, &'static str, &'static str),
}

macro_rules! snapshot {
    ($($field:ident: $type:ty { $($key:literal $($whole:ident)? : $commands:expr,)* })*) => {
        /// What all files together hold.
        #[derive(Debug, Default)]
        pub(super) struct Snapshot {
            /// The folders that the files stood in.
            pub(super) folders: Vec<Folder>,
            $(pub(super) $field: Shelf<$type>,)*
        }

        /// Every key that is read.
        pub(super) static LISTS: &[List] = &[$($(List {
            key: $key,
            whole: snapshot!(@whole $($whole)?),
            commands: $commands,
            take: |snapshot, text, file, seen| snapshot.$field.take(text, file, seen),
        },)*)*];

        impl Snapshot {
            /// Every object with where it was seen.
            pub(super) fn each(&self, mut of: impl FnMut(&str, &[Seen])) {
                $(self.$field.iter().for_each(|(id, found)| of(id, &found.seen));)*
            }
        }
    };
    (@whole whole) => { true };
    (@whole) => { false };
}

use Command::{Deep, Each, Nested, Once};

const VPCS: &str = "ec2 describe-vpcs --query 'Vpcs[].VpcId'";
const TABLES: &str =
    "ec2 describe-transit-gateway-route-tables --query 'TransitGatewayRouteTables[].TransitGatewayRouteTableId'";
const POLICY_TABLES: &str =
    "ec2 describe-transit-gateway-policy-tables --query 'TransitGatewayPolicyTables[].TransitGatewayPolicyTableId'";
const BALANCERS: &str = "elbv2 describe-load-balancers --query 'LoadBalancers[].LoadBalancerArn'";
const APPLICATION_BALANCERS: &str =
    "elbv2 describe-load-balancers --query \"LoadBalancers[?Type=='application'].LoadBalancerArn\"";
const GROUPS: &str = "elbv2 describe-target-groups --query 'TargetGroups[].TargetGroupArn'";
const ENDPOINT_SERVICES: &str =
    "ec2 describe-vpc-endpoint-service-configurations --query 'ServiceConfigurations[].ServiceId'";
const CORE_NETWORKS: &str = "networkmanager list-core-networks --query 'CoreNetworks[].CoreNetworkId'";
const SERVICE_NETWORKS: &str = "vpc-lattice list-service-networks --query 'items[].id'";
const SERVICES: &str = "vpc-lattice list-services --query 'items[].id'";
const LISTENERS: &str = "vpc-lattice list-listeners --service-identifier $outer --query 'items[].id'";
const RULES: &str =
    "vpc-lattice list-rules --service-identifier $outer --listener-identifier $inner --query 'items[].id'";
const LATTICE_GROUPS: &str = "vpc-lattice list-target-groups --query 'items[].id'";
const RESOURCE_GATEWAYS: &str = "vpc-lattice list-resource-gateways --query 'items[].id'";
const CONFIGURATIONS: &str = "vpc-lattice list-resource-configurations --query 'items[].id'";
/// An auth policy does not say whose it is, so the answer is wrapped.
const AUTH_POLICY: &str = "vpc-lattice get-auth-policy --resource-identifier $id \
                           --query \"{resourceIdentifier: '$id', policy: policy, state: state}\"";

snapshot! {
    vpcs: Vpc { "Vpcs": &[Once("ec2 describe-vpcs")], }
    vpc_attributes: VpcAttribute {
        "EnableDnsSupport" whole:
            &[Each(VPCS, "ec2 describe-vpc-attribute --vpc-id $id --attribute enableDnsSupport")],
        "EnableDnsHostnames" whole:
            &[Each(VPCS, "ec2 describe-vpc-attribute --vpc-id $id --attribute enableDnsHostnames")],
    }
    zones: AvailabilityZone { "AvailabilityZones": &[Once("ec2 describe-availability-zones")], }
    subnets: Subnet { "Subnets": &[Once("ec2 describe-subnets")], }
    public_access: PublicAccess {
        "VpcBlockPublicAccessOptions": &[Once("ec2 describe-vpc-block-public-access-options")],
    }
    exclusions: PublicAccessExclusion {
        "VpcBlockPublicAccessExclusions": &[Once("ec2 describe-vpc-block-public-access-exclusions")],
    }
    internet_gateways: InternetGateway { "InternetGateways": &[Once("ec2 describe-internet-gateways")], }
    egress_gateways: EgressOnlyInternetGateway {
        "EgressOnlyInternetGateways": &[Once("ec2 describe-egress-only-internet-gateways")],
    }
    nat_gateways: NatGateway { "NatGateways": &[Once("ec2 describe-nat-gateways")], }
    route_tables: RouteTable { "RouteTables": &[Once("ec2 describe-route-tables")], }
    security_groups: SecurityGroup { "SecurityGroups": &[Once("ec2 describe-security-groups")], }
    network_acls: NetworkAcl { "NetworkAcls": &[Once("ec2 describe-network-acls")], }
    prefix_lists: PrefixList {
        "PrefixLists": &[Once("ec2 describe-prefix-lists"), Once("ec2 describe-managed-prefix-lists")],
        "ManagedPrefixLists": &[],
    }
    prefix_list_entries: PrefixListEntries {
        "Entries" whole: &[Each(
            "ec2 describe-managed-prefix-lists --query 'PrefixLists[].PrefixListId'",
            "ec2 get-managed-prefix-list-entries --prefix-list-id $id \
             --query \"{PrefixListId: '$id', Entries: Entries}\"",
        )],
        "ManagedPrefixListEntries": &[],
    }
    peerings: VpcPeeringConnection { "VpcPeeringConnections": &[Once("ec2 describe-vpc-peering-connections")], }
    transit_gateways: TransitGateway { "TransitGateways": &[Once("ec2 describe-transit-gateways")], }
    attachments: TransitGatewayAttachment {
        "TransitGatewayAttachments": &[Once("ec2 describe-transit-gateway-attachments")],
    }
    vpc_attachments: TransitGatewayVpcAttachment {
        "TransitGatewayVpcAttachments": &[Once("ec2 describe-transit-gateway-vpc-attachments")],
    }
    peering_attachments: TransitGatewayPeeringAttachment {
        "TransitGatewayPeeringAttachments": &[Once("ec2 describe-transit-gateway-peering-attachments")],
    }
    transit_gateway_tables: TransitGatewayRouteTable {
        "TransitGatewayRouteTables": &[Once("ec2 describe-transit-gateway-route-tables")],
    }
    propagations: TransitGatewayPropagations {
        "TransitGatewayRouteTablePropagations" whole: &[Each(
            TABLES,
            "ec2 get-transit-gateway-route-table-propagations --transit-gateway-route-table-id $id \
             --query \"{TransitGatewayRouteTableId: '$id', TransitGatewayRouteTablePropagations: \
             TransitGatewayRouteTablePropagations}\"",
        )],
        "TransitGatewayPropagations": &[],
    }
    policy_tables: TransitGatewayPolicyTable {
        "TransitGatewayPolicyTables": &[Once("ec2 describe-transit-gateway-policy-tables")],
    }
    associations: TransitGatewayAssociations {
        "Associations" whole: &[
            Each(
                TABLES,
                "ec2 get-transit-gateway-route-table-associations --transit-gateway-route-table-id $id \
                 --query \"{TransitGatewayRouteTableId: '$id', Associations: Associations}\"",
            ),
            Each(
                POLICY_TABLES,
                "ec2 get-transit-gateway-policy-table-associations --transit-gateway-policy-table-id $id \
                 --query \"{TransitGatewayPolicyTableId: '$id', Associations: Associations}\"",
            ),
        ],
        "TransitGatewayAssociations": &[],
    }
    transit_gateway_routes: TransitGatewayRoutes {
        "Routes" whole: &[Each(
            TABLES,
            "ec2 search-transit-gateway-routes --transit-gateway-route-table-id $id \
             --filters Name=type,Values=static,propagated \
             --query \"{TransitGatewayRouteTableId: '$id', Routes: Routes, \
             AdditionalRoutesAvailable: AdditionalRoutesAvailable}\"",
        )],
        "TransitGatewayStaticRoutes": &[],
        "TransitGatewayRoutes": &[],
    }
    customer_gateways: CustomerGateway { "CustomerGateways": &[Once("ec2 describe-customer-gateways")], }
    vpn_gateways: VpnGateway { "VpnGateways": &[Once("ec2 describe-vpn-gateways")], }
    vpn_connections: VpnConnection {
        // The configuration of the other side holds pre-shared keys: it is not asked for.
        "VpnConnections": &[Once(
            "ec2 describe-vpn-connections --query \"{VpnConnections: VpnConnections[].{VpnConnectionId: \
             VpnConnectionId, CustomerGatewayId: CustomerGatewayId, VpnGatewayId: VpnGatewayId, TransitGatewayId: \
             TransitGatewayId, State: State, Routes: Routes, Tags: Tags}}\"",
        )],
    }
    reservations: Reservation { "Reservations": &[Once("ec2 describe-instances")], }
    // What `--query 'Reservations[].Instances[]'` leaves.
    instances: Instance { "instances without a reservation": &[], }
    interfaces: NetworkInterface { "NetworkInterfaces": &[Once("ec2 describe-network-interfaces")], }
    addresses: Address { "Addresses": &[Once("ec2 describe-addresses")], }
    endpoints: VpcEndpoint { "VpcEndpoints": &[Once("ec2 describe-vpc-endpoints")], }
    endpoint_services: ServiceConfiguration {
        "ServiceConfigurations": &[Once("ec2 describe-vpc-endpoint-service-configurations")],
    }
    service_permissions: ServicePermissions {
        "AllowedPrincipals" whole: &[Each(
            ENDPOINT_SERVICES,
            "ec2 describe-vpc-endpoint-service-permissions --service-id $id \
             --query \"{ServiceId: '$id', AllowedPrincipals: AllowedPrincipals}\"",
        )],
    }
    core_networks: CoreNetwork {
        "CoreNetworks": &[Once("networkmanager list-core-networks")],
        "CoreNetwork": &[Each(CORE_NETWORKS, "networkmanager get-core-network --core-network-id $id")],
    }
    core_network_policies: CoreNetworkPolicy {
        "CoreNetworkPolicy":
            &[Each(CORE_NETWORKS, "networkmanager get-core-network-policy --core-network-id $id --alias LIVE")],
    }
    core_attachments: CoreAttachment { "Attachments": &[Once("networkmanager list-attachments")], }
    core_vpc_attachments: CoreVpcAttachment {
        "VpcAttachment": &[Each(
            "networkmanager list-attachments --attachment-type VPC --query 'Attachments[].AttachmentId'",
            "networkmanager get-vpc-attachment --attachment-id $id",
        )],
    }
    service_networks: lattice::ServiceNetwork {
        "vpc-lattice service networks": &[
            Once("vpc-lattice list-service-networks"),
            Each(SERVICE_NETWORKS, "vpc-lattice get-service-network --service-network-identifier $id"),
        ],
    }
    lattice_services: lattice::Service {
        "vpc-lattice services": &[Each(SERVICES, "vpc-lattice get-service --service-identifier $id")],
    }
    lattice_listeners: lattice::Listener {
        "vpc-lattice listeners": &[Nested(
            SERVICES,
            LISTENERS,
            "vpc-lattice get-listener --service-identifier $outer --listener-identifier $id",
        )],
    }
    lattice_rules: lattice::Rule {
        "vpc-lattice rules": &[Deep(
            SERVICES,
            LISTENERS,
            RULES,
            "vpc-lattice get-rule --service-identifier $outer --listener-identifier $inner --rule-identifier $id",
        )],
    }
    lattice_target_groups: lattice::TargetGroup {
        "vpc-lattice target groups":
            &[Each(LATTICE_GROUPS, "vpc-lattice get-target-group --target-group-identifier $id")],
    }
    lattice_targets: lattice::Targets {
        "vpc-lattice targets": &[Each(
            LATTICE_GROUPS,
            "vpc-lattice list-targets --target-group-identifier $id \
             --query \"{targetGroupIdentifier: '$id', targets: items}\"",
        )],
    }
    service_associations: lattice::ServiceAssociation {
        "vpc-lattice service associations": &[Each(
            SERVICE_NETWORKS,
            "vpc-lattice list-service-network-service-associations --service-network-identifier $id",
        )],
    }
    vpc_associations: lattice::VpcAssociation {
        "vpc-lattice VPC associations": &[Nested(
            SERVICE_NETWORKS,
            "vpc-lattice list-service-network-vpc-associations --service-network-identifier $outer \
             --query 'items[].id'",
            "vpc-lattice get-service-network-vpc-association --service-network-vpc-association-identifier $id",
        )],
    }
    resource_associations: lattice::ResourceAssociation {
        "vpc-lattice resource associations": &[Each(
            SERVICE_NETWORKS,
            "vpc-lattice list-service-network-resource-associations --service-network-identifier $id",
        )],
    }
    endpoint_associations: lattice::EndpointAssociation {
        "vpc-lattice endpoint associations": &[Each(
            SERVICE_NETWORKS,
            "vpc-lattice list-service-network-vpc-endpoint-associations --service-network-identifier $id",
        )],
    }
    resource_gateways: lattice::ResourceGateway {
        "vpc-lattice resource gateways":
            &[Each(RESOURCE_GATEWAYS, "vpc-lattice get-resource-gateway --resource-gateway-identifier $id")],
    }
    resource_configurations: lattice::ResourceConfiguration {
        "vpc-lattice resource configurations": &[Each(
            CONFIGURATIONS,
            "vpc-lattice get-resource-configuration --resource-configuration-identifier $id",
        )],
    }
    resource_endpoint_associations: lattice::ResourceEndpointAssociation {
        "vpc-lattice resource endpoint associations": &[Each(
            CONFIGURATIONS,
            "vpc-lattice list-resource-endpoint-associations --resource-configuration-identifier $id",
        )],
    }
    auth_policies: lattice::AuthPolicy {
        "vpc-lattice auth policies": &[Each(SERVICE_NETWORKS, AUTH_POLICY), Each(SERVICES, AUTH_POLICY)],
    }
    access_logs: lattice::AccessLogSubscription {
        "vpc-lattice access log subscriptions": &[
            Each(SERVICE_NETWORKS, "vpc-lattice list-access-log-subscriptions --resource-identifier $id"),
            Each(SERVICES, "vpc-lattice list-access-log-subscriptions --resource-identifier $id"),
        ],
    }
    load_balancers: LoadBalancer { "LoadBalancers": &[Once("elbv2 describe-load-balancers")], }
    target_groups: TargetGroup { "TargetGroups": &[Once("elbv2 describe-target-groups")], }
    listeners: Listener {
        "Listeners": &[Each(BALANCERS, "elbv2 describe-listeners --load-balancer-arn $id")],
    }
    listener_sets: Listeners { "LoadBalancerListeners": &[], }
    listener_rules: Rule {
        "Rules": &[Nested(
            APPLICATION_BALANCERS,
            "elbv2 describe-listeners --load-balancer-arn $outer --query 'Listeners[].ListenerArn'",
            "elbv2 describe-rules --listener-arn $id",
        )],
    }
    attributes: Attributes {
        "Attributes" whole: &[Each(
            BALANCERS,
            "elbv2 describe-load-balancer-attributes --load-balancer-arn $id \
             --query \"{LoadBalancerArn: '$id', Attributes: Attributes}\"",
        )],
        "LoadBalancerAttributes": &[],
        "TargetGroupAttributes" whole: &[Each(
            GROUPS,
            "elbv2 describe-target-group-attributes --target-group-arn $id \
             --query \"{TargetGroupArn: '$id', TargetGroupAttributes: Attributes}\"",
        )],
    }
    target_health: TargetHealth {
        "TargetHealthDescriptions" whole: &[Each(
            GROUPS,
            "elbv2 describe-target-health --target-group-arn $id \
             --query \"{TargetGroupArn: '$id', TargetHealthDescriptions: TargetHealthDescriptions}\"",
        )],
        "LoadBalancerTargetHealth": &[],
    }
    classic_balancers: ClassicLoadBalancer { "LoadBalancerDescriptions": &[Once("elb describe-load-balancers")], }
    functions: Function {
        // The variables of a function may hold secrets: they are not asked for.
        "Functions": &[Once(
            "lambda list-functions --query \"{Functions: Functions[].{FunctionName: FunctionName, FunctionArn: \
             FunctionArn, VpcConfig: VpcConfig}}\"",
        )],
    }
    databases: DbInstance { "DBInstances": &[Once("rds describe-db-instances")], }
    eks_clusters: EksCluster {
        "cluster": &[Each("eks list-clusters --query 'clusters[]'", "eks describe-cluster --name $id")],
    }
    ecs_services: EcsService {
        "services": &[Nested(
            "ecs list-clusters --query 'clusterArns[]'",
            "ecs list-services --cluster $outer --query 'serviceArns[]'",
            "ecs describe-services --cluster $outer --services $id",
        )],
    }
    shares: ShareAssociation {
        "resourceShareAssociations": &[
            Once("ram get-resource-share-associations --association-type RESOURCE"),
            Once("ram get-resource-share-associations --association-type PRINCIPAL"),
        ],
    }
    direct_connect_gateways: DirectConnectGateway {
        "directConnectGateways": &[Once("directconnect describe-direct-connect-gateways")],
        "DirectConnectGateways": &[],
    }
    direct_connect_associations: DirectConnectAssociation {
        "directConnectGatewayAssociations": &[Each(
            "directconnect describe-direct-connect-gateways \
             --query 'directConnectGateways[].directConnectGatewayId'",
            "directconnect describe-direct-connect-gateway-associations --direct-connect-gateway-id $id",
        )],
        "DirectConnectGatewayAssociations": &[],
    }
    direct_connect_attachments: DirectConnectAttachment {
        "directConnectGatewayAttachments": &[Each(
            "directconnect describe-direct-connect-gateways \
             --query 'directConnectGateways[].directConnectGatewayId'",
            "directconnect describe-direct-connect-gateway-attachments --direct-connect-gateway-id $id",
        )],
        "DirectConnectGatewayAttachments": &[],
    }
    virtual_interfaces: VirtualInterface {
        // The keys of BGP sessions are secrets: they are not asked for.
        "virtualInterfaces": &[Once(
            "directconnect describe-virtual-interfaces --query \"{virtualInterfaces: virtualInterfaces[].\
             {virtualInterfaceId: virtualInterfaceId, \
             virtualInterfaceState: virtualInterfaceState, virtualGatewayId: virtualGatewayId}}\"",
        )],
        "VirtualInterfaces": &[],
    }
}
