//! JSON to a tree: a scan of a text that serde_json has found to be valid, far faster than the YAML parser reads it.

use granit_parser::{ScalarStyle, StructureStyle};

use super::{Span, SyntaxError, build::Builder, document::Read};

impl Builder<'_> {
    /// Reads a text that is valid JSON.
    pub(super) fn run_json(mut self) -> Result<Read, SyntaxError> {
        let bytes = self.text().as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            at = at.saturating_add(1);
            match byte {
                b'{' => self.start(true, StructureStyle::Flow, 0, Span::new(start, at))?,
                b'[' => self.start(false, StructureStyle::Flow, 0, Span::new(start, at))?,
                b'}' | b']' => self.end(Span::new(start, at))?,
                b'"' => {
                    at = end_of_string(bytes, at);
                    let span = Span::new(start, at);
                    self.quoted(span)?;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => {}
                _ => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
                    at = at.saturating_add(rest.iter().position(ends).unwrap_or(rest.len()));
                    let span = Span::new(start, at);
                    let value = self.text().get(start..at).unwrap_or_default();
                    self.scalar(value, ScalarStyle::Plain, 0, span)?;
                }
            }
        }
        self.finish()
    }

    /// Takes a text in quotes.
    fn quoted(&mut self, span: Span) -> Result<(), SyntaxError> {
        let text = self.text();
        let inner = text.get(span.start.saturating_add(1)..span.end.saturating_sub(1)).unwrap_or_default();
        if !inner.contains('\\') {
            return self.scalar(inner, ScalarStyle::DoubleQuoted, 0, span);
        }
        let written = text.get(span.start..span.end).unwrap_or_default();
        // Skipping over a text, serde_json lets half a pair of surrogates pass; reading it does not.
        let half = |_| self.error(span, "a `\\u` escape is no character, or only half of one", "");
        let value = serde_json::from_str::<String>(written).map_err(half)?;
        self.scalar(&value, ScalarStyle::DoubleQuoted, 0, span)
    }
}

/// Where a text ends whose opening quote stands before `at`: behind its closing quote.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        at = at.saturating_add(1);
        match byte {
            b'"' => break,
            b'\\' => at = at.saturating_add(1),
            _ => {}
        }
    }
    at.min(bytes.len())
}
