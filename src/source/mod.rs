//! Text in, places and types out: YAML or JSON becomes one tree that remembers where every value
//! stood. Nothing about networks belongs here.
//!
//! ```text
//! bytes ─Document::read─▶ Document ─Document::to─▶ (your type, every Problem)
//!                             │
//!   Pointer + Part ───────Document::locate─▶ Span ─Document::position─▶ line and column
//! ```
//!
//! Both formats go through one YAML parser, because JSON is YAML; a JSON file is first held to
//! strict JSON. The types that are filled know nothing of places: a problem names its value by JSON
//! Pointer, and only [`Document`] turns a pointer into bytes, lines and columns.
//!
//! # Example
//! ```
//! use tieline::source::Document;
//!
//! #[derive(serde::Deserialize)]
//! struct Design {
//!     #[serde(default)]
//!     vpcs: std::collections::BTreeMap<String, Vpc>,
//! }
//! #[derive(serde::Deserialize)]
//! struct Vpc {
//!     account: String,
//! }
//!
//! let text = "vpcs:\n  shop:\n    account: 012345678901\n    cidr: 10.0.0.0/16\n";
//! let document = Document::read("net.yaml", text.as_bytes()).unwrap();
//! let (design, problems) = document.to::<Design>();
//!
//! // The leading zero survives: text was asked for, so the characters as written are handed over.
//! assert_eq!(design.unwrap().vpcs["shop"].account, "012345678901");
//! // The unknown field did not stop the reading, and is known by place.
//! assert_eq!(problems[0].to_string(), "unknown field `cidr`");
//! let span = document.locate(&problems[0].pointer, problems[0].part).unwrap();
//! assert_eq!(document.position(span.start).to_string(), "4:5");
//! ```

mod access;
mod blank;
mod build;
mod deserialize;
mod document;
mod edit;
mod json;
mod nearest;
mod place;
mod pointer;
mod problem;
mod read;
mod scalar;
mod session;
mod syntax;
mod tree;
mod variant;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests_deserialize;
#[cfg(test)]
mod tests_many;
#[cfg(test)]
mod tests_model;
#[cfg(test)]
mod tests_read;
#[cfg(test)]
mod tests_refuse;

pub use document::{Comment, Document, Format};
pub use edit::{Edit, EditError, Replacement};
pub use nearest::nearest;
pub use place::{Part, Position, SourceLine, Span};
pub use pointer::{Pointer, PointerError};
pub use problem::{Problem, ProblemKind};
pub use syntax::SyntaxError;

/// Bytes a file may have: well above any design, low enough that memory stays bounded.
pub const MAX_BYTES: usize = 128 * 1024 * 1024;

/// Bytes a machine-made file may have that is read without a tree.
pub const MAX_UNPARSED_BYTES: usize = 1024 * 1024 * 1024;

/// Lists and mappings that may stand inside one another.
pub const MAX_DEPTH: usize = 64;

/// Values, keys included, that a file may hold.
pub const MAX_VALUES: usize = 16_000_000;

/// How many times over aliases may repeat what a file holds.
pub const MAX_REPEATED: u64 = 10;

/// Values that aliases may make in any file, however small.
pub const FREE_REPEATED: u64 = 10_000;

/// Comments a file may hold.
pub const MAX_COMMENTS: usize = 1_000_000;

/// Problems reported for one file before the search stops.
pub const MAX_PROBLEMS: usize = 100;
