//! What the AWS CLI prints of VPC Lattice, as far as it is read. `list-*` and `get-*` print one object with more or fewer
//! fields, so a shape has those of both.

use serde::{Deserialize, Deserializer};

use crate::import::aws_cli::fields::{Fields, Spelling};
use crate::import::aws_cli::object::{fill, id_in, objects};
use crate::import::aws_cli::shape::{Text, shapes};
use crate::import::aws_cli::snapshot::Object;

shapes! { Camel:
    ServiceNetwork {
        arn: String, id: Text, name: Text, auth_type: Text,
        vpcs = "numberOfAssociatedVPCs": Option<u64>, services = "numberOfAssociatedServices": Option<u64>,
        resources = "numberOfAssociatedResourceConfigurations": Option<u64>,
    }
    Service {
        arn: String, id: Text, name: Text, status: Text, auth_type: Text, custom_domain_name: Text,
        certificate_arn: Text,
    }
    DnsEntry { domain_name: Text, }
    Listener { arn: String, protocol: Text, port: Option<u64>, default_action: Option<Action>, }
    Action { forward: Option<Forward>, fixed_response: Option<FixedResponse>, }
    Forward { target_groups: Vec<Weighted>, }
    Weighted { target_group_identifier: Text, weight: Option<u64>, }
    FixedResponse { status_code: Option<u64>, }
    Rule {
        arn: String, is_default: Option<bool>, priority: Option<u64>, r#match: Option<RuleMatch>,
        action: Option<Action>,
    }
    RuleMatch { http_match: Option<HttpMatch>, }
    HttpMatch { method: Text, path_match: Option<PathMatch>, header_matches: Vec<HeaderMatch>, }
    PathMatch { r#match: TextMatch, }
    HeaderMatch { name: Text, r#match: TextMatch, }
    TextMatch { exact: Text, prefix: Text, contains: Text, }
    TargetGroup {
        arn: String, id: Text, name: Text, r#type: Text, port: Option<u64>, protocol: Text, ip_address_type: Text,
        vpc_identifier: Text, status: Text, service_arns: Vec<String>, config: Option<TargetGroupConfig>,
    }
    TargetGroupConfig {
        port: Option<u64>, protocol: Text, protocol_version: Text, ip_address_type: Text, vpc_identifier: Text,
        health_check: Option<HealthCheck>,
    }
    HealthCheck { enabled: Option<bool>, port: Option<u64>, }
    Targets { target_group_identifier: Text, targets = "targets" | "items": Vec<Target>, }
    Target { id: Text, port: Option<u64>, status: Text, }
    ServiceAssociation {
        arn: String, status: Text, service_arn: Text, service_id: Text, service_network_arn: Text,
        service_network_id: Text,
    }
    VpcAssociation {
        arn: String, status: Text, service_network_arn: Text, service_network_id: Text, vpc_id: Text,
        security_group_ids: Option<Vec<String>>,
    }
    ResourceAssociation {
        arn: String, status: Text, resource_configuration_arn: Text, resource_configuration_id: Text,
        service_network_arn: Text, service_network_id: Text,
    }
    ResourceGateway {
        arn: String, id: Text, name: Text, status: Text, vpc = "vpcId" | "vpcIdentifier": Text, subnet_ids: Vec<String>,
        security_group_ids: Option<Vec<String>>, ipv4_addresses_per_eni: Option<u64>,
    }
    ResourceConfiguration {
        arn: String, id: Text, name: Text, r#type: Text, status: Text, resource_gateway_id: Text,
        resource_configuration_group_id: Text, custom_domain_name: Text,
        resource_configuration_definition: Option<Definition>,
    }
    Definition {
        dns_resource: Option<DnsEntry>, ip_resource: Option<IpResource>, arn_resource: Option<ArnResource>,
        cidr_resource: Option<CidrResource>,
    }
    IpResource { ip_address: Text, }
    ArnResource { arn: Text, }
    CidrResource { cidr_ranges: Vec<String>, }
    AuthPolicy { resource_identifier: Text, policy: Text, state: Text, }
    AccessLogSubscription { arn: String, resource_id: Text, resource_arn: Text, }
    ResourceEndpointAssociation { arn: String, vpc_endpoint_id: Text, }
    EndpointAssociation { id: String, vpc_endpoint_id: Text, }
}

objects! {
    AccessLogSubscription: arn;
    ResourceEndpointAssociation: arn;
    EndpointAssociation: id;
}

/// Objects that `list-*` and `get-*` print, of which each takes from the other what it lacks.
macro_rules! joined {
    ($($type:ty: $($field:ident),*;)*) => {$(
        impl Object for $type {
            fn id(&self) -> Option<String> {
                Some(self.arn.clone())
            }

            fn join(&mut self, other: Self) {
                fill!(self, other: $($field),*);
            }
        }
    )*};
}

joined! {
    ServiceNetwork: id, name, auth_type, vpcs, services, resources;
    Service: id, name, status, auth_type, custom_domain_name, certificate_arn;
    Listener: protocol, port, default_action;
    Rule: is_default, priority, r#match, action;
    TargetGroup: id, name, r#type, port, protocol, ip_address_type, vpc_identifier, status, config;
    ServiceAssociation: status, service_arn, service_id, service_network_arn, service_network_id;
    VpcAssociation: status, service_network_arn, service_network_id, vpc_id, security_group_ids;
    ResourceAssociation:
        status, resource_configuration_arn, resource_configuration_id, service_network_arn, service_network_id;
    ResourceConfiguration:
        id, name, r#type, status, resource_gateway_id, resource_configuration_group_id, custom_domain_name,
        resource_configuration_definition;
}

impl Object for ResourceGateway {
    fn id(&self) -> Option<String> {
        Some(self.arn.clone())
    }

    fn join(&mut self, other: Self) {
        fill!(self, other: id, name, status, vpc, security_group_ids, ipv4_addresses_per_eni);
        if self.subnet_ids.is_empty() {
            self.subnet_ids = other.subnet_ids;
        }
    }
}

impl Object for Targets {
    fn id(&self) -> Option<String> {
        self.target_group_identifier.as_deref().map(|id| super::end(id).to_owned())
    }

    fn name_by_file(&mut self, name: &str) {
        if self.target_group_identifier.is_none() {
            self.target_group_identifier = id_in(name, "tg-");
        }
    }
}

impl Object for AuthPolicy {
    fn id(&self) -> Option<String> {
        self.resource_identifier.as_deref().map(|id| super::end(id).to_owned())
    }

    fn name_by_file(&mut self, name: &str) {
        if self.resource_identifier.is_none() {
            self.resource_identifier = ["svc-", "sn-", "rcfg-"].iter().find_map(|prefix| id_in(name, prefix));
        }
    }
}
