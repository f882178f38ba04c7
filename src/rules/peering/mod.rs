//! Band 2xx: VPC peering.

pub(super) mod beyond_the_peering;
pub(super) mod duplicate_peering;
pub(super) mod encryption_enforced_on_one_side;
pub(super) mod half_moved_to_transit_gateway;
pub(super) mod inspection_not_on_the_path;
pub(super) mod overlapping_peers_share_a_route;
pub(super) mod peer_names_stay_public;
pub(super) mod peering_not_active;
pub(super) mod peering_overlap;
pub(super) mod peering_return_route_missing;
pub(super) mod peering_route_missing;
pub(super) mod peering_route_to_nowhere;
mod sides;
#[cfg(test)]
mod tests;
pub(super) mod transitive_peering_route;
