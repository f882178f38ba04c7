//! Results told: the wire form, the words, and one renderer a file. Nothing is decided here.

pub mod change;
mod covered;
pub mod curves;
pub mod diagram;
pub mod dto;
mod fixes;
mod folder;
mod html;
mod markdown;
pub mod reach;
mod sarif;
pub mod schema;
mod settled;
pub mod shown;
pub mod space;
#[cfg(feature = "text")]
pub mod text;
mod words;

pub use html::html;
pub use markdown::markdown;
pub use sarif::sarif;

use crate::facts::Facts;
use crate::review::Review;

/// The JSON result, ending in a newline: the same bytes for the same input on every door.
///
/// # Errors
/// Never for a review made by this crate; the error is serde_json's own.
pub fn json(review: &Review, facts: &Facts) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&dto::Report::of(review, facts))?;
    text.push('\n');
    Ok(text)
}
