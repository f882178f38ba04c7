//! Band 2xx: VPC peering.
