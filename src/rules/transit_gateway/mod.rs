//! Band 3xx: transit gateways.
