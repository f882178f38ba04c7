//! Band 3xx: transit gateways, and the Direct Connect and VPN links that join sites.

pub(super) mod appliance_mode_off;
pub(super) mod appliance_without_propagation;
pub(super) mod attachment_in_local_zone;
pub(super) mod attachment_in_other_region;
pub(super) mod attachment_in_shared_subnet;
pub(super) mod attachment_subnet_filtered;
pub(super) mod attachment_subnet_shared;
pub(super) mod attachment_subnet_without_ipv4;
pub(super) mod attachment_two_subnets_one_zone;
pub(super) mod attachment_without_ipv6;
pub(super) mod attachment_zone_missing;
pub(super) mod default_table_with_isolation;
pub(super) mod direct_connect_gateway_mixed;
pub(super) mod direct_connect_not_encrypted;
pub(super) mod direct_connect_overlap;
pub(super) mod direct_connect_supernet_leak;
pub(super) mod hybrid_not_joined;
pub(super) mod ipv6_over_virtual_private_gateway;
pub(super) mod left_out_of_peering_routes;
pub(super) mod lookup;
pub(super) mod not_attached;
pub(super) mod peered_gateway_without_way_back;
pub(super) mod private_nat_one_way;
pub(super) mod propagation_over_peering;
pub(super) mod route_table_leads_nowhere;
pub(super) mod routes_not_learnt;
pub(super) mod second_gateway_peering;
pub(super) mod shared_across_organisations;
pub(super) mod site_inside_vpc;
pub(super) mod static_nat_lengths_differ;
#[cfg(test)]
mod tests;
pub(super) mod traffic_beyond_vpn_tunnel;
pub(super) mod transit_gateway_encryption_conflict;
pub(super) mod transit_gateway_overlap;
pub(super) mod transit_gateway_route_missing;
pub(super) mod transit_gateways_side_by_side;
