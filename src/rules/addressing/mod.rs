//! Band 1xx: address blocks of VPCs and subnets.

pub(super) mod benchmark_primary_block;
mod compatibility;
pub(super) mod docker_range;
pub(super) mod forbidden_range;
pub(super) mod ipv6_prefix_not_allowed;
pub(super) mod lattice_range;
pub(super) mod no_primary_ipv4;
mod prefix;
pub(super) mod public_primary_block;
pub(super) mod renumbering;
pub(super) mod secondary_cidr_doubtful;
pub(super) mod secondary_cidr_restricted;
pub(super) mod subnet_exhausted;
pub(super) mod subnet_ipv6_prefix_not_allowed;
pub(super) mod subnet_outside_vpc;
pub(super) mod subnet_prefix_out_of_range;
pub(super) mod subnets_overlap;
pub(super) mod vpc_cidrs_overlap_themselves;
pub(super) mod vpc_prefix_out_of_range;
