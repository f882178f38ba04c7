//! Tieline advises how to connect networks on AWS, and says for every word who says so.
//!
//! Modules stand in reading order: each uses only those above it.

pub mod cidr;
pub mod ids;
pub mod source;

pub mod facts;
pub mod finding;
pub mod why;

pub mod design;
pub mod network;
pub mod rules;

pub mod advise;
