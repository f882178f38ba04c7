//! VPC Lattice as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::endpoint::{RawEndpoint, RawResourceGateway};

/// A VPC Lattice service network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "ServiceNetwork")]
pub struct RawServiceNetwork {
    /// Its Region.
    pub region: Option<String>,
    /// The owning account.
    pub account: Option<String>,
    /// `none` or `aws_iam`.
    pub auth: Option<String>,
    /// VPCs associated with it.
    #[serde(default)]
    pub associations: Vec<String>,
    /// Service-network endpoints by the VPC that holds them.
    #[serde(default)]
    pub endpoints: BTreeMap<String, RawEndpoint>,
    /// Services by name.
    #[serde(default)]
    pub services: BTreeMap<String, RawLatticeService>,
    /// Resource configurations by name.
    #[serde(default)]
    pub resources: BTreeMap<String, RawLatticeResource>,
}

/// A VPC Lattice service.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "LatticeService")]
pub struct RawLatticeService {
    /// The applications behind it: one, or several with weights.
    #[serde(default)]
    pub applications: Vec<String>,
    /// `none` or `aws_iam`.
    pub auth: Option<String>,
    /// What it listens on, as protocol/port; what its applications serve when left out.
    pub listener: Option<String>,
}

/// A resource configuration associated with a service network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "LatticeResource")]
pub struct RawLatticeResource {
    /// The application it exposes.
    pub application: Option<String>,
    /// The resource gateway in the application's VPC.
    pub gateway: Option<RawResourceGateway>,
}
