//! What identifies each object type, and what one copy of an object takes from another.

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
use super::snapshot::Object;

/// Takes what is missing here from there.
macro_rules! fill {
    ($this:ident, $other:ident: $($field:ident),*) => {$(
        if $this.$field.is_none() {
            $this.$field = $other.$field;
        }
    )*};
}

pub(super) use fill;

macro_rules! objects {
    ($($type:ty: $id:ident;)*) => {$(
        impl Object for $type {
            fn id(&self) -> Option<String> {
                Some(self.$id.clone())
            }
        }
    )*};
}

pub(super) use objects;

objects! {
    AvailabilityZone: zone_name;
    InternetGateway: internet_gateway_id;
    EgressOnlyInternetGateway: egress_only_internet_gateway_id;
    NatGateway: nat_gateway_id;
    Instance: instance_id;
    NetworkAcl: network_acl_id;
    TransitGatewayVpcAttachment: transit_gateway_attachment_id;
    TransitGatewayPeeringAttachment: transit_gateway_attachment_id;
    TransitGatewayPolicyTable: transit_gateway_policy_table_id;
    CustomerGateway: customer_gateway_id;
    VpnGateway: vpn_gateway_id;
    VpnConnection: vpn_connection_id;
    ServiceConfiguration: service_id;
    LoadBalancer: load_balancer_arn;
    TargetGroup: target_group_arn;
    Listener: listener_arn;
    Rule: rule_arn;
    ClassicLoadBalancer: load_balancer_name;
    DirectConnectGateway: direct_connect_gateway_id;
    VirtualInterface: virtual_interface_id;
    PublicAccessExclusion: exclusion_id;
    CoreNetworkPolicy: core_network_id;
}

impl Object for PublicAccess {
    fn id(&self) -> Option<String> {
        let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
        Some(format!("{}/{}", part(&self.aws_account_id), part(&self.aws_region)))
    }
}

impl Object for CoreNetwork {
    fn id(&self) -> Option<String> {
        Some(self.core_network_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: core_network_arn, owner_account_id, state, segments, edges);
    }
}

impl Object for CoreAttachment {
    fn id(&self) -> Option<String> {
        Some(self.attachment_id.clone())
    }
}

impl Object for CoreVpcAttachment {
    fn id(&self) -> Option<String> {
        Some(self.attachment.attachment_id.clone())
    }
}

impl Object for ServicePermissions {
    fn id(&self) -> Option<String> {
        let of_principal = || self.allowed_principals.iter().find_map(|one| one.service_id.clone());
        self.service_id.clone().or_else(of_principal)
    }

    fn name_by_file(&mut self, name: &str) {
        if self.service_id.is_none() {
            self.service_id = id_in(name, "vpce-svc-");
        }
    }
}

impl Object for Vpc {
    fn id(&self) -> Option<String> {
        Some(self.vpc_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: owner_id, cidr_block);
        if self.tags.is_empty() {
            self.tags = other.tags;
        }
    }
}

impl Object for VpcAttribute {
    fn id(&self) -> Option<String> {
        Some(self.vpc_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: enable_dns_support, enable_dns_hostnames);
    }
}

impl Object for Subnet {
    fn id(&self) -> Option<String> {
        Some(self.subnet_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: owner_id, cidr_block, availability_zone_id, available_ip_address_count);
        if self.tags.is_empty() {
            self.tags = other.tags;
        }
    }
}

impl Object for RouteTable {
    fn id(&self) -> Option<String> {
        Some(self.route_table_id.clone())
    }

    // Participants of a shared VPC see only the associations of subnets that are shared with them.
    fn join(&mut self, other: Self) {
        let subnets: Vec<_> = self.associations.iter().map(|one| (one.subnet_id.clone(), one.main)).collect();
        let new = other.associations.into_iter().filter(|one| !subnets.contains(&(one.subnet_id.clone(), one.main)));
        self.associations.extend(new);
        if self.routes.len() < other.routes.len() {
            self.routes = other.routes;
        }
    }
}

impl Object for SecurityGroup {
    fn id(&self) -> Option<String> {
        Some(self.group_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: vpc_id, ip_permissions_egress);
        if self.ip_permissions.is_empty() {
            self.ip_permissions = other.ip_permissions;
        }
    }
}

impl Object for PrefixList {
    fn id(&self) -> Option<String> {
        Some(self.prefix_list_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: prefix_list_name, cidrs, owner_id, max_entries);
    }
}

impl Object for PrefixListEntries {
    fn id(&self) -> Option<String> {
        self.prefix_list_id.clone()
    }

    fn name_by_file(&mut self, name: &str) {
        if self.prefix_list_id.is_none() {
            self.prefix_list_id = id_in(name, "pl-");
        }
    }
}

impl Object for VpcPeeringConnection {
    fn id(&self) -> Option<String> {
        Some(self.vpc_peering_connection_id.clone())
    }

    fn join(&mut self, other: Self) {
        for (mine, theirs) in [
            (&mut self.accepter_vpc_info, other.accepter_vpc_info),
            (&mut self.requester_vpc_info, other.requester_vpc_info),
        ] {
            fill!(mine, theirs: vpc_id, owner_id, region, cidr_block, peering_options);
            if mine.cidr_block_set.is_empty() {
                mine.cidr_block_set = theirs.cidr_block_set;
            }
        }
    }
}

impl Object for TransitGateway {
    fn id(&self) -> Option<String> {
        Some(self.transit_gateway_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: owner_id, transit_gateway_arn);
        if self.tags.is_empty() {
            self.tags = other.tags;
        }
    }
}

impl Object for TransitGatewayAttachment {
    // Both transit gateways of a peering have an attachment of one id, each with its own association.
    fn id(&self) -> Option<String> {
        Some(format!("{} {}", self.transit_gateway_attachment_id, self.transit_gateway_id))
    }

    // The copy of the account that does not own the transit gateway may lack the association.
    fn join(&mut self, other: Self) {
        fill!(self, other: association, resource_id, resource_owner_id, resource_type);
    }
}

impl Object for TransitGatewayRouteTable {
    fn id(&self) -> Option<String> {
        Some(self.transit_gateway_route_table_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: default_association_route_table);
    }
}

impl Object for TransitGatewayPropagations {
    fn id(&self) -> Option<String> {
        self.transit_gateway_route_table_id.clone()
    }

    fn join(&mut self, other: Self) {
        self.transit_gateway_route_table_propagations.extend(other.transit_gateway_route_table_propagations);
    }

    fn name_by_file(&mut self, name: &str) {
        if self.transit_gateway_route_table_id.is_none() {
            self.transit_gateway_route_table_id = id_in(name, "tgw-rtb-");
        }
    }
}

impl Object for TransitGatewayAssociations {
    // Associations with a policy table name it themselves.
    fn id(&self) -> Option<String> {
        let named = || self.associations.iter().find_map(|one| one.transit_gateway_policy_table_id.clone());
        let table = self.transit_gateway_route_table_id.clone();
        table.or_else(|| self.transit_gateway_policy_table_id.clone()).or_else(named)
    }

    fn join(&mut self, other: Self) {
        self.associations.extend(other.associations);
    }

    fn name_by_file(&mut self, name: &str) {
        if self.transit_gateway_route_table_id.is_none() && self.transit_gateway_policy_table_id.is_none() {
            self.transit_gateway_route_table_id = id_in(name, "tgw-rtb-");
            self.transit_gateway_policy_table_id = id_in(name, "tgw-ptb-");
        }
    }
}

impl Object for TransitGatewayRoutes {
    fn id(&self) -> Option<String> {
        self.transit_gateway_route_table_id.clone()
    }

    fn join(&mut self, other: Self) {
        self.routes.extend(other.routes);
        fill!(self, other: additional_routes_available);
    }

    fn name_by_file(&mut self, name: &str) {
        if self.transit_gateway_route_table_id.is_none() {
            self.transit_gateway_route_table_id = id_in(name, "tgw-rtb-");
        }
    }
}

impl Object for Reservation {
    // Instances have ids of their own; a reservation without one is known by its first instance.
    fn id(&self) -> Option<String> {
        self.reservation_id.clone().or_else(|| self.instances.first().map(|instance| instance.instance_id.clone()))
    }

    fn join(&mut self, other: Self) {
        let known: Vec<String> = self.instances.iter().map(|one| one.instance_id.clone()).collect();
        self.instances.extend(other.instances.into_iter().filter(|one| !known.contains(&one.instance_id)));
    }
}

impl Object for NetworkInterface {
    fn id(&self) -> Option<String> {
        Some(self.network_interface_id.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: groups, source_dest_check, association, owner_id, subnet_id, vpc_id);
        match (&mut self.attachment, other.attachment) {
            (Some(mine), Some(theirs)) => {
                fill!(mine, theirs: instance_id, status, device_index);
            }
            (mine @ None, theirs) => *mine = theirs,
            (Some(_), None) => {}
        }
    }
}

impl Object for Address {
    fn id(&self) -> Option<String> {
        self.allocation_id.clone().or_else(|| self.public_ip.clone())
    }
}

impl Object for VpcEndpoint {
    fn id(&self) -> Option<String> {
        Some(self.vpc_endpoint_id.clone())
    }
}

impl Object for Listeners {
    fn id(&self) -> Option<String> {
        self.load_balancer_arn.clone()
    }

    fn join(&mut self, other: Self) {
        let known: Vec<String> = self.listeners.iter().map(|one| one.listener_arn.clone()).collect();
        self.listeners.extend(other.listeners.into_iter().filter(|one| !known.contains(&one.listener_arn)));
    }
}

impl Object for Attributes {
    fn id(&self) -> Option<String> {
        self.load_balancer_arn.clone().or_else(|| self.target_group_arn.clone())
    }

    fn name_by_file(&mut self, name: &str) {
        if self.id().is_none() {
            self.load_balancer_arn = arn_in(name, ":loadbalancer/");
            self.target_group_arn = arn_in(name, ":targetgroup/");
        }
    }
}

impl Object for TargetHealth {
    fn id(&self) -> Option<String> {
        self.target_group_arn.clone()
    }

    fn name_by_file(&mut self, name: &str) {
        if self.target_group_arn.is_none() {
            self.target_group_arn = arn_in(name, ":targetgroup/");
        }
    }
}

impl Object for Function {
    fn id(&self) -> Option<String> {
        Some(self.function_arn.clone().unwrap_or_else(|| self.function_name.clone()))
    }
}

impl Object for DbInstance {
    fn id(&self) -> Option<String> {
        Some(self.arn.clone().unwrap_or_else(|| self.identifier.clone()))
    }
}

impl Object for EksCluster {
    fn id(&self) -> Option<String> {
        Some(self.arn.clone().unwrap_or_else(|| self.name.clone()))
    }
}

impl Object for EcsService {
    fn id(&self) -> Option<String> {
        Some(self.service_arn.clone().unwrap_or_else(|| self.service_name.clone()))
    }
}

impl Object for ShareAssociation {
    fn id(&self) -> Option<String> {
        Some(format!("{} {}", self.resource_share_arn.as_deref()?, self.associated_entity.as_deref()?))
    }
}

impl Object for DirectConnectAssociation {
    fn id(&self) -> Option<String> {
        let gateway = self.associated_gateway.id.as_deref().or(self.virtual_gateway_id.as_deref())?;
        Some(format!("{} {gateway}", self.direct_connect_gateway_id.as_deref()?))
    }
}

impl Object for DirectConnectAttachment {
    fn id(&self) -> Option<String> {
        Some(format!("{} {}", self.direct_connect_gateway_id.as_deref()?, self.virtual_interface_id.as_deref()?))
    }
}

/// The ARN with a part that the name of a file ends with; collectors put `%3A` and `%2F` for what names of files lack.
fn arn_in(name: &str, part: &str) -> Option<String> {
    let plain = name.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%2f", "/");
    let arn = plain.get(plain.rfind("arn:")?..)?;
    let arn = [".gz", ".json"].iter().fold(arn, |arn, end| arn.strip_suffix(end).unwrap_or(arn));
    arn.contains(part).then(|| arn.to_owned())
}

/// The id with a prefix that the name of a file holds: `tgw-rtb-0abc` of `routes-tgw-rtb-0abc.json`.
pub(super) fn id_in(name: &str, prefix: &str) -> Option<String> {
    let (_, rest) = name.rsplit_once(prefix)?;
    let digits: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    (digits.len() >= 8).then(|| format!("{prefix}{digits}"))
}
