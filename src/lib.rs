//! Tieline advises how to connect networks on AWS: it checks a design, recommends a mechanism for every need, and says
//! for every word who says so. Pure: no file, clock, environment or network is ever touched.
//!
//! Modules stand in reading order: each uses only those above it, and the shared vocabulary ([`finding`], [`why`]).
//!
//! ```
//! use tieline::facts::Facts;
//! use tieline::{Input, Scope, review};
//!
//! let text = b"
//! tieline: 1
//! vpcs:
//!   shop: { cidrs: [10.0.0.0/16] }
//!   data: { cidrs: [10.0.0.0/16] }
//! links:
//!   direct: { vpc_peering: { between: [shop, data] } }
//! ";
//! let review = review(&[Input { name: "net.yaml", bytes: text }], &Facts::shipped(), Scope::Review);
//! assert_eq!(review.findings[0].name, "peering-overlap");
//! ```

mod order;

pub mod cidr;
pub mod ids;
pub mod source;

pub mod facts;

pub mod finding;
pub mod why;

pub mod design;
pub mod import;

pub mod network;
pub mod rules;
pub mod settings;

pub mod advise;
mod fix;
pub mod report;
mod review;

pub use fix::{Fixed, Trust, fix, fix_under};
pub use import::Input;
pub use review::{Coverage, Review, Scope, Terms, review, review_under, review_watched, review_with};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
