//! Band 1xx: address blocks of VPCs and subnets.
