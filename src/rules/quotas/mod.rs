//! Band 7xx: quotas.
