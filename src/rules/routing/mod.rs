//! Band 60x: route tables of VPCs, isolation, and what a need demands of links whatever their kind.

pub(super) mod appliance_checks_addresses;
pub(super) mod conflicting_routes;
pub(super) mod firewall_sees_one_direction;
pub(super) mod firewall_stopped_by_block_public_access;
pub(super) mod gateway_route_table_target;
pub(super) mod identity_not_checked;
pub(super) mod inside_route_not_a_subnet;
pub(super) mod internet_path_blocked;
pub(super) mod ipv4_to_egress_only_gateway;
pub(super) mod ipv6_not_carried;
pub(super) mod isolation_broken;
pub(super) mod multicast_not_carried;
pub(super) mod nat_gateway_without_way_out;
pub(super) mod not_offered_with_enforced_encryption;
pub(super) mod prefix_lists_overlap;
pub(super) mod private_range_to_internet_gateway;
pub(super) mod regional_nat_gateway_private;
pub(super) mod reserved_route;
pub(super) mod route_inside_the_vpc;
pub(super) mod route_to_missing_gateway;
pub(super) mod route_to_unattached_link;
pub(super) mod route_to_what_is_gone;
pub(super) mod weights_not_offered;
