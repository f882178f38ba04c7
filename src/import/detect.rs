//! Which format a text is in, by what stands at its top: names of keys, never the name of the file.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What stands at the top of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Top {
    /// Whether it opens like JSON.
    pub is_json: bool,
    /// Keys at the top, in JSON up to the first that tells the format.
    pub keys: BTreeSet<String>,
    /// Whether it is a JSON list.
    pub is_list: bool,
    /// Its first line with something on it, as far as it is short.
    pub first_line: String,
}

/// Bytes of a first line that are looked at.
const LONGEST_LINE: usize = 4096;
/// Bytes of a YAML file that are looked at.
const LOOKED_AT: usize = 4 * 1024 * 1024;

impl Top {
    /// Looks at a text. Of a JSON text no more is read than it takes to find a key for which `tells` is true.
    pub fn of(bytes: &[u8], tells: impl Fn(&str) -> bool) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        let first = bytes.get(start);
        let head = bytes.get(start..bytes.len().min(start.saturating_add(LONGEST_LINE))).unwrap_or_default();
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let first_line = String::from_utf8_lossy(line).into_owned();
        if matches!(first, Some(b'{' | b'[')) {
            let mut top = Self {
                is_json: true,
                is_list: first == Some(&b'['),
                first_line: first_line.clone(),
                ..Self::default()
            };
            let mut reader = serde_json::Deserializer::from_slice(bytes);
            // An error means that a telling key was found, or that the rest is broken: what was seen decides.
            let _stopped = reader.deserialize_any(Keys { seen: &mut top.keys, tells: &tells });
            if !top.keys.is_empty() || top.is_list {
                return top;
            }
        }
        let text = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default();
        // All of a text may be indented.
        let indent = text.split(|byte| *byte == b'\n').find_map(indent_of).unwrap_or(0);
        let lines = text.split(|byte| *byte == b'\n').filter_map(|line| line.get(indent..));
        let keys = lines.filter_map(key_of).collect();
        Self { keys, first_line, ..Self::default() }
    }

    /// Whether a key stands at the top.
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }
}

/// How far the first line with a value is indented; nothing for a blank line, a comment or the mark of a document.
fn indent_of(line: &[u8]) -> Option<usize> {
    let indent = line.iter().position(|byte| *byte != b' ')?;
    let rest = line.get(indent..)?.trim_ascii();
    let is_none = rest.is_empty() || rest.starts_with(b"#") || rest.starts_with(b"---") || rest.starts_with(b"%");
    (!is_none).then_some(indent)
}

/// The key of a YAML line that is not indented.
fn key_of(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?;
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_end().trim_matches(['"', '\'']);
    let is_key =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    (is_key && (rest.is_empty() || rest.starts_with([' ', '\t', '\r']))).then(|| key.to_owned())
}

struct Keys<'k, F> {
    seen: &'k mut BTreeSet<String>,
    tells: &'k F,
}

impl<'de, F: Fn(&str) -> bool> Visitor<'de> for Keys<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let told = (self.tells)(&key);
            self.seen.insert(key);
            if told {
                return Err(A::Error::custom("enough"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        // The first item tells as much as all of them.
        list.next_element_seed(First { seen: self.seen })?;
        Err(A::Error::custom("enough"))
    }
}

struct First<'k> {
    seen: &'k mut BTreeSet<String>,
}

impl<'de> serde::de::DeserializeSeed<'de> for First<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(Keys { seen: self.seen, tells: &|_: &str| false })
    }
}

#[cfg(test)]
mod tests {
    use super::Top;

    #[test]
    fn reading_stops_at_a_telling_key_and_broken_json_still_tells() {
        let text = br#"{ "a": {"format_version": 1}, "format_version": "1.2", "b": [ "#;
        let top = Top::of(text, |key| key == "format_version");
        assert!(top.has("a") && top.has("format_version") && !top.has("b"), "{top:?}");
    }

    #[test]
    fn yaml_keys_are_those_without_indentation() {
        let top = Top::of(b"# x: y\ntieline: 1\n\"vpcs\":\n  a: {}\n- b: c\nhttp://x\n", |_| false);
        assert_eq!(top.keys.iter().map(String::as_str).collect::<Vec<_>>(), ["tieline", "vpcs"]);
    }

    #[test]
    fn a_text_that_is_indented_as_a_whole_has_its_keys_where_it_starts() {
        let top = Top::of(b"---\n\n  # x\n  a:\n    b: 1\n  c: 2\n", |_| false);
        assert_eq!(top.keys.iter().map(String::as_str).collect::<Vec<_>>(), ["a", "c"]);
    }

    #[test]
    fn a_list_tells_by_its_first_item() {
        let top = Top::of(br#"[{"VpcId": "vpc-1"}, {"x": 1}]"#, |_| false);
        assert!(top.is_list && top.has("VpcId") && !top.has("x"));
    }
}
