//! Why a text is no document: one error, its place, and the two parsers' words made readable.

use granit_parser::{ErrorKind, ScanError};

use super::{
    MAX_DEPTH, Position, SourceLine, Span,
    place::{boundary, count_to, source_line},
};

/// Why a text could not be read at all.
///
/// Carries the source line, because without a document nobody else has it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}{}: {message}", position.map(|at| format!(":{at}")).unwrap_or_default())]
#[non_exhaustive]
pub struct SyntaxError {
    /// The file, as it was named to [`Document::read`](super::Document::read).
    pub name: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Line and column, where there is a place.
    pub position: Option<Position>,
    /// The bytes meant, where there is a place.
    pub span: Option<Span>,
    /// The line to draw, where there is a place.
    pub line: Option<Box<SourceLine>>,
}

impl SyntaxError {
    /// An error about the file as a whole.
    pub(super) fn whole(name: &str, message: impl Into<String>, help: &str) -> Self {
        Self {
            name: name.to_owned(),
            message: message.into(),
            help: (!help.is_empty()).then(|| help.to_owned()),
            position: None,
            span: None,
            line: None,
        }
    }

    /// An error about one place.
    pub(crate) fn at(name: &str, text: &str, span: Span, message: impl Into<String>, help: &str) -> Self {
        let start = boundary(text, span.start);
        let span = Span::new(start, boundary(text, span.end).max(start));
        Self {
            position: Some(count_to(text, span.start)),
            line: Some(Box::new(source_line(text, span))),
            span: Some(span),
            ..Self::whole(name, message, help)
        }
    }

    pub(super) fn too_deep(name: &str, text: &str, span: Span) -> Self {
        let message = format!("lists and mappings stand more than {MAX_DEPTH} deep in one another");
        Self::at(name, text, span, message, "")
    }

    /// Why a machine-made JSON file could not be read. Its values may be secret, so neither the line nor what a value
    /// held is told: only what is wrong and where.
    ///
    /// ```
    /// let text = r#"{ "password": "hunter2", }"#;
    /// let error = serde_json::from_str::<serde::de::IgnoredAny>(text).unwrap_err();
    /// let told = tieline::source::SyntaxError::unseen_json("plan.json", text, &error);
    /// assert_eq!(told.to_string(), "plan.json:1:26: trailing comma");
    /// assert!(told.line.is_none());
    /// ```
    pub fn unseen_json(name: &str, text: &str, error: &serde_json::Error) -> Self {
        let mut told = if error.is_data() {
            // The JSON is whole, and one of its values is not of the kind that the format has there.
            let start = line_start(text, error.line());
            let at = boundary(text, start.saturating_add(error.column().saturating_sub(1)).min(text.len()));
            let help = "give the file as the tool wrote it, unchanged";
            Self::at(name, text, Span::new(at, at), "a value here is not of the kind that the format has", help)
        } else {
            Self::json(name, text, error)
        };
        told.line = None;
        told
    }

    /// An input that is none of the formats read, or of a version that is not known.
    pub fn refused(name: &str, message: impl Into<String>, help: &str) -> Self {
        Self::whole(name, message, help)
    }

    /// The JSON reader's complaint.
    pub(super) fn json(name: &str, text: &str, error: &serde_json::Error) -> Self {
        let start = line_start(text, error.line());
        let at = start.saturating_add(error.column().saturating_sub(1)).min(text.len());
        // Anything may stand before an end that came too early; too many brackets are the likelier story.
        if let Some(deep) = too_deep_at(text.get(..boundary(text, at)).unwrap_or_default()) {
            return Self::too_deep(name, text, Span::new(deep, deep.saturating_add(1)));
        }
        let full = error.to_string();
        let mut message = full.split(" at line ").next().unwrap_or_default();
        let before = text.get(..boundary(text, at)).unwrap_or_default().trim_end();
        if message == "key must be a string"
            && before.ends_with(',')
            && text.get(at..).is_some_and(|rest| rest.starts_with('}'))
        {
            message = "trailing comma";
        }
        let help = match message {
            "trailing comma" => "take the comma out: JSON has none before `}` or `]`",
            "key must be a string" => "write the key in double quotes",
            "trailing characters" => "a file holds one value; take out what follows it",
            message if message.starts_with("EOF") => "a quote or bracket is still open",
            _ => "JSON takes no comments, single quotes or bare words; a file that ends in `.yaml` may have them",
        };
        let message = message
            .strip_prefix("EOF")
            .map_or_else(|| message.to_owned(), |rest| format!("the file ends too early{rest}"));
        let end = if at < text.len() { next_character(text, at) } else { at };
        Self::at(name, text, Span::new(at, end), message, help)
    }

    /// The YAML reader's complaint.
    pub(super) fn yaml(name: &str, text: &str, error: &ScanError) -> Self {
        let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
        let span = Span::new(at, next_character(text, at));
        let (message, help) = match error.kind() {
            ErrorKind::RecursionLimitExceeded => return Self::too_deep(name, text, span),
            ErrorKind::UnknownAnchor => {
                ("this alias has no anchor before it".to_owned(), "a text that starts with `*` must stand in quotes")
            }
            ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
                ("a tab cannot indent".to_owned(), "indent with spaces")
            }
            ErrorKind::UnclosedFlowCollection { open } => (format!("this `{open}` is never closed"), ""),
            ErrorKind::MismatchedFlowCollectionEnd { open, close } => (format!("`{open}` is closed by `{close}`"), ""),
            ErrorKind::MisplacedFlowCollectionEnd => ("this bracket closes nothing".to_owned(), ""),
            ErrorKind::UnclosedQuotedScalar => ("this quote is never closed".to_owned(), ""),
            ErrorKind::MappingValueNotAllowed => (
                "a key cannot stand here".to_owned(),
                "put a text that holds `: ` in quotes, and check the indentation",
            ),
            ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidSimpleKey | ErrorKind::SimpleKeyExpected => (
                "expected a key and a colon".to_owned(),
                "check the indentation, and that a space follows the colon; a key has at most 1024 characters",
            ),
            ErrorKind::ExpectedBlockSequenceEntry => {
                ("expected a list item".to_owned(), "check the indentation of the `-`")
            }
            ErrorKind::InvalidIndentation => ("this line is not indented as its neighbours are".to_owned(), ""),
            ErrorKind::ExpectedFlowMappingSeparator => ("expected `,` or `}`".to_owned(), ""),
            ErrorKind::ExpectedFlowSequenceSeparator => ("expected `,` or `]`".to_owned(), ""),
            ErrorKind::UnexpectedCharacter { character } if !character.is_ascii_graphic() => (
                format!("the character U+{:04X} cannot stand here", u32::from(*character)),
                "in double quotes write it as an escape, such as `\\u0007`",
            ),
            ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
            | ErrorKind::InvalidUnicodeEscape => ("a `\\u` escape is no character, or only half of one".to_owned(), ""),
            ErrorKind::UnexpectedCharacter { character } => {
                (format!("`{}` cannot start a value", character.escape_default()), "put the value in quotes")
            }
            ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
                ("something follows a closing quote".to_owned(), "a comma or a line break may be missing")
            }
            ErrorKind::UnknownQuotedScalarEscape => {
                ("unknown escape after `\\`".to_owned(), "write `\\\\` for a backslash, or use single quotes")
            }
            _ => (readable(&error.info()), ""),
        };
        Self::at(name, text, span, message, help)
    }
}

/// Where the first bracket too many stands, in text that is JSON as far as it goes.
pub(super) fn too_deep_at(json: &str) -> Option<usize> {
    let mut depth: usize = 0;
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' => {
                depth = depth.saturating_add(1);
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The parser's own words, as ours are written.
fn readable(words: &str) -> String {
    let mut letters = words.trim_end_matches('.').chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let text: String = first.into_iter().chain(letters).collect();
    text.replace("EOF", "end of file").replace(['\'', '\n'], "`")
}

fn line_start(text: &str, line: usize) -> usize {
    let before = line.saturating_sub(1);
    if before == 0 {
        return 0;
    }
    let found = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').nth(before.saturating_sub(1));
    found.map_or(text.len(), |(at, _)| at.saturating_add(1))
}

fn next_character(text: &str, at: usize) -> usize {
    let start = boundary(text, at);
    let rest = text.get(start..).unwrap_or_default();
    start.saturating_add(rest.chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8))
}
