//! Resources of another format, told in Terraform's terms so that one mapping serves both: where they stand, and what of
//! them is not known.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::draft::Draft;
use super::estate::{Estate, Resource};
use crate::finding::FileIndex;
use crate::source::Pointer;

/// What is different of a resource that another format describes.
#[derive(Debug)]
pub(in crate::import) struct Foreign {
    /// The input it stands in.
    pub(in crate::import) file: FileIndex,
    /// Where it stands there.
    pub(in crate::import) at: Pointer,
    /// Where single attributes stand.
    pub(in crate::import) attributes: BTreeMap<String, Pointer>,
    /// What the format calls it.
    pub(in crate::import) address: Arc<str>,
    /// The type that the format gives it; none for a part of another resource, which is not counted.
    pub(in crate::import) kind: Option<Arc<str>>,
    /// Attributes that are not known, and why; `block.attribute` for those of a block.
    pub(in crate::import) unknown: BTreeMap<String, String>,
    /// Lists of which some items are not known, and why.
    pub(in crate::import) partly: BTreeMap<String, String>,
    /// The one VPC that its input knows, where it makes none itself.
    pub(in crate::import) only_vpc: Option<String>,
    /// What other resources refer to it by.
    pub(in crate::import) token: Option<String>,
    /// Attributes about which it was asked why they are not known: who asks tells it.
    pub(in crate::import) asked: RefCell<BTreeSet<String>>,
}

/// What hangs on what is not known of a resource.
const FLIPS: &str = "findings and advice that rest on it";

/// Attributes that are read where they stand, so that nobody asks why they are missing.
const READ: &[&str] = &[
    "action",
    "allowed_prefixes",
    "allowed_principals",
    "appliance_mode_support",
    "auth_type",
    "auto_accept",
    "blackhole",
    "cidr",
    "config",
    "custom_domain_name",
    "default_action",
    "default_route_table_association",
    "default_route_table_propagation",
    "dns_support",
    "egress",
    "enable_cross_zone_load_balancing",
    "enable_dns_hostnames",
    "enable_dns_support",
    "enable_prefix_for_ipv6_source_nat",
    "enforce_security_group_inbound_rules_on_private_link_traffic",
    "entry",
    "internet_gateway_block_mode",
    "internet_gateway_exclusion_mode",
    "ip_address_type",
    "ipv4_addresses_per_eni",
    "ipv6_support",
    "load_balancer_type",
    "map_public_ip_on_launch",
    "match",
    "max_entries",
    "policy",
    "port",
    "preserve_client_ip",
    "principals",
    "priority",
    "private_dns_enabled",
    "private_ip",
    "protocol",
    "resource_arns",
    "resource_configuration_definition",
    "rule_action",
    "rule_number",
    "scheme",
    "source_dest_check",
    "static_routes_only",
    "target_type",
    "targets",
    "vpc_endpoint_type",
];
/// The same of single types: those that others have and that say nothing there, and those of which who asks tells nothing.
const READ_OF: &[(&str, &str)] = &[
    ("aws_autoscaling_group", "target_group_arns"),
    ("aws_autoscaling_group", "traffic_source"),
    ("aws_ec2_managed_prefix_list", "entry"),
    ("aws_ecs_service", "load_balancer"),
    ("aws_ecs_service", "vpc_lattice_configurations"),
    ("aws_instance", "network_interfaces"),
    ("aws_lb_listener", "default_action"),
    ("aws_lb_listener_rule", "action"),
    ("aws_vpc_endpoint", "vpc_endpoint_type"),
    ("aws_vpc_endpoint_service", "network_load_balancer_arns"),
    ("aws_vpclattice_resource_configuration", "resource_gateway_identifier"),
    ("aws_vpclattice_target_group", "config"),
    ("aws_vpclattice_target_group", "type"),
    ("aws_vpn_connection", "vpn_gateway_id"),
    ("aws_vpn_gateway_attachment", "vpn_gateway_id"),
    ("aws_vpn_gateway_route_propagation", "route_table_ids"),
    ("aws_vpn_gateway_route_propagation", "vpn_gateway_id"),
];

impl Resource {
    /// Why an attribute is not known, where the input told so. Who asks tells it.
    pub(super) fn why_unknown(&self, attribute: &str) -> Option<&str> {
        self.asked(|foreign| &foreign.unknown, attribute)
    }

    /// Why a list has items that are not known, where the input told so. Who asks tells it.
    pub(super) fn why_partly(&self, attribute: &str) -> Option<&str> {
        self.asked(|foreign| &foreign.partly, attribute)
    }

    fn asked(&self, of: fn(&Foreign) -> &BTreeMap<String, String>, attribute: &str) -> Option<&str> {
        let foreign = self.foreign.as_ref()?;
        let because = of(foreign).get(attribute)?;
        foreign.asked.borrow_mut().insert(attribute.to_owned());
        Some(because)
    }
}

impl Estate<'_> {
    /// Why a list leads to more than the input holds: some of its items are not known, or are elsewhere.
    pub(super) fn why_more(&self, resource: &Resource, path: &str, wanted: &[&str]) -> Option<String> {
        if let Some(because) = resource.why_partly(path) {
            return Some(format!("partly not known: {because}"));
        }
        let mut outside = ids(resource, path);
        outside.retain(|id| self.by_id_of(id, wanted).is_none());
        (!outside.is_empty()).then(|| format!("partly not in this input: {}", outside.join(", ")))
    }
}

/// The ids that an attribute, or an attribute of the blocks of one name, holds.
fn ids<'r>(resource: &'r Resource, path: &str) -> Vec<&'r str> {
    let (block, attribute) = path.split_once('.').unwrap_or((path, ""));
    let list = |value: &'r Value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let blocks = resource.values.get(block).map(list).unwrap_or_default();
    let inner = |one: &'r Value| if attribute.is_empty() { Some(one) } else { one.get(attribute) };
    let all = blocks.iter().filter_map(inner).flat_map(list).filter_map(Value::as_str);
    all.filter(|id| !id.is_empty()).collect()
}

/// Attributes that name things of which nothing is made, and nothing told, where they are elsewhere.
const NAMES: &[(&str, &str)] = &[
    ("aws_autoscaling_group", "target_group_arns"),
    ("aws_autoscaling_group", "traffic_source.identifier"),
    ("aws_ecs_service", "load_balancer.target_group_arn"),
    ("aws_ecs_service", "vpc_lattice_configurations.target_group_arn"),
    ("aws_lb_listener", "default_action.target_group_arn"),
    ("aws_lb_listener_rule", "action.target_group_arn"),
    ("aws_vpclattice_resource_configuration", "resource_gateway_identifier"),
    ("aws_vpn_connection", "vpn_gateway_id"),
    ("aws_vpn_gateway_attachment", "vpn_gateway_id"),
    ("aws_vpn_gateway_route_propagation", "vpn_gateway_id"),
];

impl Draft<'_, '_> {
    /// Tells what is not known of resources that became part of the design, where nothing asked about it.
    pub(super) fn tell_unread(&mut self) {
        let estate = self.estate;
        for resource in &estate.resources {
            let Some(foreign) = resource.foreign.as_ref() else { continue };
            for (_, path) in NAMES.iter().filter(|(kind, _)| *kind == &*resource.kind) {
                for id in ids(resource, path).into_iter().filter(|id| estate.by_id(id).is_none()) {
                    self.left_out(resource, format!("it names {id}, which is not in this input"), FLIPS);
                }
            }
            for (path, because) in foreign.unknown.iter().chain(&foreign.partly) {
                let name = path.split('.').next().unwrap_or(path);
                let is_told = foreign.asked.borrow().contains(path) || !READ.contains(&name);
                if is_told && !READ_OF.contains(&(&*resource.kind, name)) {
                    continue;
                }
                let called = foreign.attributes.get(name).and_then(|at| at.segments().last());
                let called = called.map_or_else(|| name.to_owned(), |name| name.into_owned());
                let what = format!("`{called}` of `{}`", foreign.address);
                self.coverage_of(resource).leaves_open(what, because.clone(), FLIPS);
            }
        }
    }
}
