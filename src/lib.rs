//! Tieline advises how to connect networks on AWS, and says for every word who says so.
//!
//! Modules stand in reading order: each uses only those above it.

pub mod cidr;
pub mod source;

pub mod facts;
