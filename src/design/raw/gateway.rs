//! Gateways of a VPC as they are written.

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
