//! Patterns for names, as allowances and policies write them: a name in which `*` stands for anything.

use std::fmt;

use thiserror::Error;

/// Longest pattern accepted, in characters: longer than any name.
pub const LONGEST_PATTERN: usize = 1_000;

/// A name in which `*` stands for any run of characters, none included.
///
/// ```
/// use tieline::design::Pattern;
/// let pattern = Pattern::new("dev-*").unwrap();
/// assert!(pattern.matches("dev-shop") && !pattern.matches("prod-shop"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern(String);

/// A text that is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PatternError {
    /// It has no characters.
    #[error("a pattern must not be empty")]
    Empty,
    /// It is longer than [`LONGEST_PATTERN`].
    #[error("a pattern of {0} characters is too long: at most {LONGEST_PATTERN} are allowed")]
    TooLong(usize),
}

impl Pattern {
    /// A pattern read from text.
    ///
    /// # Errors
    /// When the text is empty or too long.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        let length = text.chars().count();
        if length > LONGEST_PATTERN {
            return Err(PatternError::TooLong(length));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text of the pattern.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it names one thing only: it has no `*`.
    pub fn is_exact(&self) -> bool {
        !self.0.contains('*')
    }

    /// Whether a name fits.
    ///
    /// Complexity: the length of the name times the number of `*`.
    pub fn matches(&self, name: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
        let mut rest = rest;
        // The leftmost place of each part leaves most room for those that follow.
        for part in middle {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        rest.ends_with(last)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
