//! Band 34x: Cloud WAN core networks.

pub(super) mod core_network_edge_missing;
pub(super) mod core_network_overlap;
pub(super) mod not_attached_to_the_core;
