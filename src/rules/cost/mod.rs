//! Band 8xx: designs that work and cost more than they need to.

pub(super) mod hub_for_two;
pub(super) mod idle_resource_configurations;
pub(super) mod idle_service_network;
pub(super) mod interface_endpoints_not_shared;
pub(super) mod peering_mesh;
pub(super) mod request_charges;
pub(super) mod resource_behind_load_balancer;
pub(super) mod storage_through_nat_gateway;
