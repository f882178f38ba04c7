//! Band 8xx: cost.
