//! Band 4xx: PrivateLink and endpoints.
