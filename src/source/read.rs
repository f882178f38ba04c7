//! Bytes to document: what is refused before parsing, and which format the text is in.

use serde::de::IgnoredAny;

use super::{Document, Format, MAX_BYTES, Span, SyntaxError, build::Builder};

/// Reads a file; see [`Document::read`].
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Document, SyntaxError> {
    let text = decode(name, bytes, MAX_BYTES)?;
    let json =
        |text: &str| serde_json::from_str::<IgnoredAny>(text).map_err(|error| SyntaxError::json(name, text, &error));
    let format = match named_format(name) {
        Some(Format::Json) => json(text).map(|_| Format::Json)?,
        Some(Format::Yaml) => Format::Yaml,
        None if text.trim_start().starts_with(['{', '[']) => match json(text) {
            Ok(_) => Format::Json,
            // What opens like JSON is answered in JSON's words, unless YAML can make sense of it.
            Err(error) if opens_like_json(text) => {
                let read = Builder::new(name, text).run().map_err(|_| error)?;
                return Ok(Document::new(name, text, Format::Yaml, read));
            }
            Err(_) => Format::Yaml,
        },
        None => Format::Yaml,
    };
    let builder = Builder::new(name, text);
    let read = match format {
        Format::Json => builder.run_json()?,
        Format::Yaml => builder.run()?,
    };
    Ok(Document::new(name, text, format, read))
}

/// Reads a file whose tags mean something; see [`Document::read_tagged`].
pub(super) fn read_tagged(name: &str, bytes: &[u8], tags: fn(&str) -> Option<String>) -> Result<Document, SyntaxError> {
    let text = decode(name, bytes, MAX_BYTES)?;
    let builder = Builder::new(name, text);
    let is_json = named_format(name) == Some(Format::Json) || text.trim_start().starts_with('{');
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) if is_json => Ok(Document::new(name, text, Format::Json, builder.run_json()?)),
        Err(error) if is_json && (named_format(name) == Some(Format::Json) || opens_like_json(text)) => {
            Err(SyntaxError::json(name, text, &error))
        }
        _ => Ok(Document::new(name, text, Format::Yaml, builder.with_tags(tags).run()?)),
    }
}

/// Reads a file that may hold several documents; see [`Document::read_stream`].
pub(super) fn read_stream(name: &str, bytes: &[u8]) -> Result<Document, SyntaxError> {
    let text = decode(name, bytes, MAX_BYTES)?;
    let builder = Builder::new(name, text);
    let is_json = named_format(name) == Some(Format::Json) || opens_like_json(text);
    if is_json {
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| SyntaxError::json(name, text, &error))?;
        return Ok(Document::new(name, text, Format::Json, builder.run_json()?));
    }
    Ok(Document::new(name, text, Format::Yaml, builder.with_stream().run()?))
}

/// The text of a file, without its byte order mark.
pub(super) fn decode<'t>(name: &str, bytes: &'t [u8], most: usize) -> Result<&'t str, SyntaxError> {
    if bytes.len() > most {
        let message = format!("the file has {} bytes; at most {most} are read", bytes.len());
        return Err(SyntaxError::whole(name, message, "split it into several files"));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(SyntaxError::whole(name, "the file is in UTF-16", "save it as UTF-8"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let message = format!("not a text file: byte {at} is zero");
        return Err(SyntaxError::whole(name, message, "give a YAML or JSON file, saved as UTF-8"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let readable = bytes.get(..at).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default();
            let found = bytes.get(at).map_or_else(String::new, |byte| format!(" (0x{byte:02x})"));
            let message = format!("not UTF-8: byte {at}{found} cannot stand there");
            return Err(SyntaxError::at(name, readable, Span::new(at, at), message, "save the file as UTF-8"));
        }
    };
    if text.trim().is_empty() {
        return Err(empty(name));
    }
    Ok(text)
}

/// What is said of a file with nothing in it.
pub(super) fn empty(name: &str) -> SyntaxError {
    SyntaxError::whole(name, "the file holds no value", "write at least one key with its value")
}

fn named_format(name: &str) -> Option<Format> {
    let (_, extension) = name.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "json" => Some(Format::Json),
        "yaml" | "yml" => Some(Format::Yaml),
        _ => None,
    }
}

fn opens_like_json(text: &str) -> bool {
    let mut seen = text.chars().filter(|c| !c.is_whitespace());
    match (seen.next(), seen.next()) {
        (Some('{'), Some('"' | '}')) | (Some('['), None) | (Some('{'), None) => true,
        (Some('['), Some(next)) => matches!(next, '"' | '{' | '[' | ']'),
        _ => false,
    }
}
