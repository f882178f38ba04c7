//! Endpoints for services of AWS itself: gateway endpoints and interface endpoints.

use std::collections::{BTreeMap, BTreeSet};

use super::link::Endpoint;
use crate::ids::{RouteTableId, ServiceName, VpcId};

/// Gateway endpoints for Amazon S3 or DynamoDB.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewayEndpoint {
    /// The service.
    pub service: ServiceName,
    /// The VPCs that have one, each with the route tables that lead to it; `None` for all of them.
    pub vpcs: BTreeMap<VpcId, Option<BTreeSet<RouteTableId>>>,
}

/// Interface endpoints for one service of AWS.
#[derive(Debug, Clone, PartialEq)]
pub struct InterfaceEndpoint {
    /// The service.
    pub service: ServiceName,
    /// Interface endpoints by VPC.
    pub endpoints: BTreeMap<VpcId, Endpoint>,
    /// VPCs without one of their own that use one of these over another link.
    pub shared_with: BTreeSet<VpcId>,
}
