//! Load balancers and target groups as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A load balancer with its listeners and target groups.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "LoadBalancer")]
pub struct RawLoadBalancer {
    /// `application`, `network` or `gateway`.
    pub kind: Option<String>,
    /// Its VPC.
    pub vpc: Option<String>,
    /// One subnet per availability zone.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// `internal` or `internet_facing`. Unknown when left out.
    pub scheme: Option<String>,
    /// Whether it has IPv6 addresses too (dual stack). Unknown when left out.
    pub ipv6: Option<bool>,
    /// Whether IPv6 source NAT prefixes are on, which UDP over a dual-stack Network Load Balancer needs. Unknown when left
    /// out.
    pub ipv6_source_nat: Option<bool>,
    /// Whether a node sends to targets in every availability zone. Unknown when left out.
    pub cross_zone: Option<bool>,
    /// Its security groups, by name in its VPC; `[]` for none. Unknown when left out.
    pub security_groups: Option<Vec<String>>,
    /// Whether inbound rules apply to what comes through PrivateLink (Network Load Balancers); AWS has it on unless it is
    /// turned off. Unknown when left out.
    pub filters_privatelink: Option<bool>,
    /// Seconds without traffic after which a TCP connection is dropped, when that is not AWS's default.
    pub idle_timeout: Option<String>,
    /// Its private addresses, where known.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Its public addresses, where known: each belongs to the private one at the same place of `addresses`.
    #[serde(default)]
    pub public_addresses: Vec<String>,
    /// Its listeners.
    #[serde(default)]
    pub listeners: Vec<RawListener>,
    /// Its target groups by name.
    #[serde(default)]
    pub target_groups: BTreeMap<String, RawTargetGroup>,
}

/// A listener of a load balancer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Listener")]
pub struct RawListener {
    /// `http`, `https`, `tcp`, `tls`, `udp`, `tcp_udp` or `geneve`.
    pub protocol: Option<String>,
    /// The port.
    pub port: Option<u64>,
    /// The target group that it forwards to, by name.
    pub target_group: Option<String>,
}

/// A target group of a load balancer or of a VPC Lattice service.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "TargetGroup")]
pub struct RawTargetGroup {
    /// Its targets: applications, load balancers (`load_balancer/NAME` where a name is ambiguous) or addresses.
    #[serde(default)]
    pub targets: Vec<String>,
    /// `instance`, `ip`, `alb` or `lambda`. Unknown when left out.
    pub target_type: Option<String>,
    /// The VPC of the targets, if said.
    pub vpc: Option<String>,
    /// The protocol spoken to targets: `http`, `https`, `tcp`, `tls`, `udp`, `tcp_udp` or `geneve`. Unknown when left out.
    pub protocol: Option<String>,
    /// `http1`, `http2` or `grpc`. Unknown when left out.
    pub protocol_version: Option<String>,
    /// The port of the targets. Unknown when left out.
    pub port: Option<u64>,
    /// Ports of targets that listen on others than the group's, by target.
    #[serde(default)]
    pub ports: BTreeMap<String, Vec<u64>>,
    /// Whether every node sends to all of its targets, in whatever zone; as the load balancer has it when left out.
    pub cross_zone: Option<bool>,
    /// The port of health checks, when it is not the targets'.
    pub health_check_port: Option<u64>,
    /// Whether targets see the client's address. Unknown when left out.
    pub client_address: Option<bool>,
    /// Whether its targets have IPv6 addresses. Unknown when left out.
    pub ipv6: Option<bool>,
}
