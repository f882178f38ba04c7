//! Endpoints for services of AWS itself, as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::endpoint::RawEndpoint;

/// Gateway endpoints for Amazon S3 or DynamoDB.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "GatewayEndpoint")]
pub struct RawGatewayEndpoint {
    /// The service: `s3` or `dynamodb`.
    pub service: Option<String>,
    /// The VPCs that have one.
    #[serde(default)]
    pub vpcs: BTreeMap<String, RawGatewayEndpointRoutes>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// The route tables that lead to a gateway endpoint.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "GatewayEndpointRoutes")]
pub struct RawGatewayEndpointRoutes {
    /// The route tables of the VPC with a route to it; all when left out.
    pub route_tables: Option<Vec<String>>,
}

/// Interface endpoints for one service of AWS.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "InterfaceEndpoint")]
pub struct RawInterfaceEndpoint {
    /// The service as its endpoints spell it, such as `ssm` or `secretsmanager`.
    pub service: Option<String>,
    /// Interface endpoints by the VPC that holds them.
    #[serde(default)]
    pub endpoints: BTreeMap<String, RawEndpoint>,
    /// VPCs without an endpoint of their own that use one of these over another link.
    #[serde(default)]
    pub shared_with: Vec<String>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}
