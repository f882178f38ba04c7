//! Band 60x: route tables of VPCs, isolation, and what a need demands of links whatever their kind.

pub(super) mod conflicting_routes;
pub(super) mod identity_not_checked;
pub(super) mod isolation_broken;
pub(super) mod multicast_not_carried;
pub(super) mod reserved_route;
pub(super) mod route_inside_the_vpc;
pub(super) mod route_to_unattached_link;
pub(super) mod weights_not_offered;
