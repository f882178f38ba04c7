//! Gateways and firewall endpoints of a VPC as they are written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A NAT gateway.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "NatGateway")]
pub struct RawNatGateway {
    /// The subnet it stands in; none for a regional one.
    pub subnet: Option<String>,
    /// `public` or `private`; public when left out.
    pub connectivity: Option<String>,
    /// Whether it is a regional NAT gateway, which stands in every availability zone and in no subnet.
    pub regional: Option<bool>,
    /// Its private addresses, where known.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Its public addresses, where known.
    #[serde(default)]
    pub public_addresses: Vec<String>,
}

/// What packets are sent to by a route so that a firewall looks at them: a firewall endpoint of AWS Network Firewall, or an
/// endpoint of a Gateway Load Balancer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "FirewallEndpoint")]
pub struct RawFirewallEndpoint {
    /// The subnet it stands in: what the firewall lets through goes on from there, by the routes of that subnet.
    pub subnet: Option<String>,
    /// What looks at the packets: `network_firewall` or `gateway_load_balancer`. Unknown when left out.
    pub of: Option<String>,
}
