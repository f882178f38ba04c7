//! What is wrong with a file whose text could be read: each problem by place, kind and advice.

use std::fmt::Write as _;

use super::{Part, Pointer, Span};

/// One thing wrong with one value.
///
/// Its text is the message of its [`kind`](Self::kind); its place comes from
/// [`Document::locate`](super::Document::locate).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Problem {
    /// The value.
    pub pointer: Pointer,
    /// The half of the entry to point at.
    pub part: Part,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What can be wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A field that the type does not have.
    #[error("unknown field `{name}`")]
    UnknownField {
        /// The field as written.
        name: String,
        /// Known fields it may be a slip for, best first.
        nearest: Vec<String>,
        /// All fields that are known here.
        known: Vec<String>,
    },
    /// A list where a mapping belongs, and the like.
    #[error("expected {expected}, found {found}")]
    WrongShape {
        /// What belongs here, such as `a list`.
        expected: String,
        /// What stands here: `a list`, `a mapping`, `nothing`, or the text in backticks.
        found: String,
    },
    /// A key that its mapping has more than once; the last one is kept.
    #[error("the key `{name}` is given more than once")]
    DuplicateKey {
        /// The key.
        name: String,
        /// Where the key stood before; the problem's own pointer leads to the last one.
        first: Span,
    },
    /// A field that must be there and is not.
    #[error("missing field `{name}`")]
    MissingField {
        /// The field.
        name: &'static str,
    },
    /// A word outside a closed set.
    #[error("unknown name `{name}`")]
    UnknownVariant {
        /// The word as written.
        name: String,
        /// Accepted words it may be a slip for, best first.
        nearest: Vec<String>,
        /// All accepted words.
        known: Vec<String>,
    },
    /// Text that is no such number, or no `true` or `false`.
    #[error("expected {what}, found `{text}`")]
    NotA {
        /// What belongs here, such as `a whole number from 0 to 65535`.
        what: String,
        /// The text as written.
        text: String,
        /// Whether the text stood in quotes.
        quoted: bool,
    },
    /// A value that its own type refuses, in that type's words.
    #[error("{message}")]
    Invalid {
        /// The type's words.
        message: String,
    },
    /// The search stopped here.
    #[error("too many problems: only the first {limit} are shown")]
    TooMany {
        /// How many are reported.
        limit: usize,
    },
}

impl ProblemKind {
    /// What to do about it, where there is something to say.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::UnknownField { name, .. } if name == "<<" => Some(MERGE_KEY.to_owned()),
            Self::UnknownField { nearest, known, .. } => Some(suggest(nearest, known, "fields")),
            Self::UnknownVariant { nearest, known, .. } => Some(suggest(nearest, known, "names")),
            Self::WrongShape { expected, found } => wrong_shape(expected, found),
            Self::DuplicateKey { .. } => Some("keep one of them, or rename one".to_owned()),
            Self::NotA { what, text, quoted } => not_a(what, text, *quoted),
            Self::TooMany { .. } => Some("mend these and run again".to_owned()),
            Self::MissingField { .. } | Self::Invalid { .. } => None,
        }
    }

    /// The kind for a name outside `known`; `field` says whether names are fields.
    pub(super) fn unknown(name: &str, known: &[&str], field: bool) -> Self {
        let nearest = super::nearest(name, known.iter().copied()).into_iter().map(str::to_owned).collect();
        let known = known.iter().map(|&name| name.to_owned()).collect();
        let name = clip(name);
        if field { Self::UnknownField { name, nearest, known } } else { Self::UnknownVariant { name, nearest, known } }
    }

    pub(super) const fn too_many(limit: usize) -> Self {
        Self::TooMany { limit }
    }
}

/// Said wherever a YAML merge key turns up.
pub(super) const MERGE_KEY: &str = "write the fields out, or give the whole value with `*name`";

/// Known names shown before the list is cut.
const KNOWN_SHOWN: usize = 20;

/// The first characters of a text, on one line, for a message.
pub(super) fn clip(text: &str) -> String {
    const WIDEST: usize = 60;
    let mut clipped: String = text.chars().take(WIDEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clipped.len() < text.len() {
        clipped.push('…');
    }
    clipped
}

fn suggest(nearest: &[String], known: &[String], noun: &str) -> String {
    if !nearest.is_empty() {
        return format!("did you mean {}?", listed(nearest, " or "));
    }
    if known.is_empty() {
        return format!("no {noun} are known here");
    }
    let shown = known.get(..KNOWN_SHOWN).unwrap_or(known);
    let mut text = format!("known {noun}: {}", listed(shown, ", "));
    let more = known.len().saturating_sub(shown.len());
    if more > 0 {
        // Writing to a String cannot fail.
        let _ = write!(text, " and {more} more");
    }
    text
}

fn listed(names: &[String], separator: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(separator)
}

fn wrong_shape(expected: &str, found: &str) -> Option<String> {
    let empty = match expected {
        "a list" => "`[]`",
        "a mapping" => "`{}`",
        _ => return None,
    };
    if found == "nothing" || found == "`null`" {
        return Some(format!("leave the key out, or write {empty}"));
    }
    let text = found.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'))?;
    // A text that was cut short would make a wrong suggestion.
    (expected == "a list" && !text.ends_with('…')).then(|| format!("write `[{text}]`"))
}

fn not_a(what: &str, text: &str, quoted: bool) -> Option<String> {
    let switch = what.contains("true");
    match text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" | "true" if switch => return Some("write `true`".to_owned()),
        "no" | "off" | "n" | "false" if switch => return Some("write `false`".to_owned()),
        _ => {}
    }
    let digits = text.trim().trim_start_matches(['-', '+']);
    if switch || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if quoted && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("leave the quotes out".to_owned());
    }
    let grouped = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b',' | b' '));
    (grouped && digits.contains(['_', ',', ' '])).then(|| "write the digits with nothing between them".to_owned())
}
