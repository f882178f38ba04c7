//! Links that join many networks at once, as they are written: Cloud WAN, VPC sharing, tunnels, a service mesh.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::endpoint::{RawEndpoint, RawResourceGateway};

/// A Cloud WAN core network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "CloudWan")]
pub struct RawCloudWan {
    /// The Regions with a core network edge.
    #[serde(default)]
    pub edges: Vec<String>,
    /// Segments by name.
    #[serde(default)]
    pub segments: BTreeMap<String, RawSegment>,
    /// Attachments by the name of what is attached: a VPC, or a `direct_connect` or `site_to_site_vpn` link.
    #[serde(default)]
    pub attachments: BTreeMap<String, RawCoreAttachment>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// A segment of a core network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Segment")]
pub struct RawSegment {
    /// `true` when attachments of the segment do not reach each other.
    pub isolate: Option<bool>,
    /// Other segments it shares its routes with.
    #[serde(default)]
    pub shared_with: Vec<String>,
}

/// An attachment to a core network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "CoreAttachment")]
pub struct RawCoreAttachment {
    /// The segment it belongs to; the only one when left out.
    pub segment: Option<String>,
    /// One subnet per availability zone (VPC attachments).
    #[serde(default)]
    pub subnets: Vec<String>,
}

/// A CIDR resource configuration with its resource gateway, and the tunnel endpoints of its consumers.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "PrivatelinkTunnel")]
pub struct RawPrivatelinkTunnel {
    /// The VPC of the resource gateway, whose networks the tunnel leads to.
    pub vpc: Option<String>,
    /// The blocks the tunnel leads to; all of the VPC's when left out.
    pub cidrs: Option<Vec<String>>,
    /// The resource gateway.
    pub gateway: Option<RawResourceGateway>,
    /// Tunnel endpoints by the consumer VPC that holds them.
    #[serde(default)]
    pub endpoints: BTreeMap<String, RawEndpoint>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// Subnets of one VPC shared with other accounts, whose workloads run in them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "VpcSharing")]
pub struct RawVpcSharing {
    /// The VPC whose subnets are shared.
    pub vpc: Option<String>,
    /// The subnets; all of the VPC's when left out.
    pub subnets: Option<Vec<String>>,
    /// The accounts they are shared with: twelve digits each.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// VPCs whose workloads move into the shared subnets.
    #[serde(default)]
    pub replaces: Vec<String>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// A service mesh, inside or across clusters.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "ServiceMesh")]
pub struct RawServiceMesh {
    /// What runs it, such as `istio`.
    pub kind: Option<String>,
    /// The applications in it.
    #[serde(default)]
    pub applications: Vec<String>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}
