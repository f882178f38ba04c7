//! A new value as text on one line: JSON in JSON, in YAML the flow style that fits everywhere.

use serde_json::Value;

use crate::source::Format;
use crate::source::scalar::{Meaning, meaning};

/// How a text was written that another takes the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// As plain as can be.
    Plain,
    Single,
    Double,
}

impl Quotes {
    /// The quotes around a scalar as it stands in a text.
    pub(super) fn of(text: &str) -> Self {
        match text.chars().next() {
            Some('"') => Self::Double,
            Some('\'') => Self::Single,
            _ => Self::Plain,
        }
    }
}

/// A value on one line.
pub(super) fn value(value: &Value, format: Format, quotes: Quotes) -> String {
    match value {
        Value::String(words) => text(words, format, quotes),
        Value::Array(items) => {
            format!("[{}]", joined(items.iter().map(|item| self::value(item, format, Quotes::Plain))))
        }
        Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Object(fields) => {
            let inside = joined(fields.iter().map(|(key, item)| entry(Some(key), item, format)));
            if format == Format::Json { format!("{{{inside}}}") } else { format!("{{ {inside} }}") }
        }
        other => other.to_string(),
    }
}

/// An entry with its key, or an item of a list.
pub(super) fn entry(key: Option<&str>, value: &Value, format: Format) -> String {
    let value = self::value(value, format, Quotes::Plain);
    match key {
        Some(key) => format!("{}: {value}", text(key, format, Quotes::Plain)),
        None => value,
    }
}

/// A text in the quotes it needs, or in those it had.
pub(super) fn text(words: &str, format: Format, quotes: Quotes) -> String {
    let printable = words.chars().all(|one| (' '..='~').contains(&one));
    match quotes {
        Quotes::Plain if format == Format::Yaml && is_plain(words) => words.to_owned(),
        Quotes::Single if format == Format::Yaml && printable => format!("'{}'", words.replace('\'', "''")),
        // A text as JSON has it is one in YAML too.
        _ => Value::String(words.to_owned()).to_string(),
    }
}

pub(super) fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// Whether a text means itself without quotes, in any context and to readers of YAML 1.1 as well.
fn is_plain(words: &str) -> bool {
    let first = words.starts_with(|one: char| one.is_ascii_alphanumeric() || one == '_' || one == '/');
    let rest = words.chars().all(|one| one.is_ascii_alphanumeric() || "_./:@+-".contains(one));
    let digits = words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_' || byte == b':');
    let switch = matches!(words.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off");
    first && rest && !digits && !switch && !words.ends_with(':') && meaning(words) == Meaning::Text
}
