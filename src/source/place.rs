//! Where something stands in a text: bytes for machines, line and column for people.

use std::fmt;

use serde::Serialize;

/// A range of bytes in a [`Document`](super::Document)'s text, end excluded.
///
/// # Units
/// Bytes of UTF-8, counted from the first byte after a byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The first byte after.
    pub end: usize,
}

/// A line and a column, as editors show them.
///
/// # Units
/// Both count from 1. A column is one Unicode scalar value, so `é` and an emoji are one each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// Which half of a mapping entry is meant.
///
/// A list item and the whole file have no key; for them both halves mean the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The name before the colon.
    Key,
    /// What stands after it.
    Value,
}

/// One line of a text, or the stretch of it round an error when the line is very long.
///
/// Enough to draw the place of an error after the text itself is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The line's number, from 1.
    pub number: u32,
    /// The byte at which [`text`](Self::text) starts in the whole text.
    pub start: usize,
    /// What stands there, without the line break.
    pub text: String,
}

/// The widest stretch kept on either side of an error, in bytes.
const MARGIN: usize = 120;

impl Span {
    /// A range from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The number of bytes covered.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether no byte is covered.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

/// The nearest character boundary at or before `offset`.
pub(super) fn boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    at
}

/// The start and end of the line that holds `offset`, without its line break.
pub(super) fn line_at(text: &str, offset: usize) -> Span {
    let at = boundary(text, offset);
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(at..).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |found| found.saturating_add(1));
    let end = after.find('\n').map_or(text.len(), |found| at.saturating_add(found));
    let line = text.get(start..end).unwrap_or_default();
    Span::new(start, start.saturating_add(line.trim_end_matches('\r').len()))
}

/// Line and column by counting, for the one position an error needs before there is an index.
pub(super) fn count_to(text: &str, offset: usize) -> Position {
    let before = text.get(..boundary(text, offset)).unwrap_or_default();
    let lines = before.bytes().filter(|byte| *byte == b'\n').count();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position { line: small(lines.saturating_add(1)), column: small(line.chars().count().saturating_add(1)) }
}

/// The line round `span`, cut down when it is very long.
pub(super) fn source_line(text: &str, span: Span) -> SourceLine {
    let line = line_at(text, span.start);
    let start = boundary(text, line.start.max(span.start.saturating_sub(MARGIN)));
    let reach = span.end.min(span.start.saturating_add(MARGIN)).saturating_add(MARGIN);
    let end = boundary(text, line.end.min(reach)).max(start);
    SourceLine {
        number: count_to(text, span.start).line,
        start,
        text: text.get(start..end).unwrap_or_default().to_owned(),
    }
}

/// A count as 32 bits; every count here is bounded by the size limits long before it saturates.
pub(super) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
