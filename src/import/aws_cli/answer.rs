//! A text → the answers in it: the AWS CLI prints one, and scripts put pages and Regions behind each other. What is no
//! JSON is known by its first line: an error in place of an answer, or another output format.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::list::LISTS;

/// An answer, with its text.
#[derive(Debug)]
pub(super) struct Answer<'t> {
    pub(super) text: &'t str,
    pub(super) holds: Holds<'t>,
}

/// What an answer is made of.
#[derive(Debug)]
pub(super) enum Holds<'t> {
    /// Entries by key, each with its text.
    Entries(Vec<(String, &'t RawValue)>),
    /// A list without a key, which `--query` leaves.
    Items(Vec<&'t RawValue>),
}

/// The answers of a text, one behind the other.
pub(super) fn answers(text: &str) -> Result<Vec<Answer<'_>>, serde_json::Error> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Holds<'_>>();
    let mut answers = Vec::new();
    let mut start = 0;
    while let Some(holds) = stream.next() {
        let end = stream.byte_offset();
        let text = text.get(start..end).unwrap_or_default().trim_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
        answers.push(Answer { text, holds: holds? });
        start = end;
    }
    Ok(answers)
}

impl<'de> Deserialize<'de> for Holds<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Whatever;
        impl<'de> Visitor<'de> for Whatever {
            type Value = Holds<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or a list, as the AWS CLI prints")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry::<String, &RawValue>()? {
                    entries.push(entry);
                }
                Ok(Holds::Entries(entries))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element::<&RawValue>()? {
                    items.push(item);
                }
                Ok(Holds::Items(items))
            }
        }
        from.deserialize_any(Whatever)
    }
}

/// What a text is that the AWS CLI printed and that is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Other {
    /// An error in place of an answer.
    Error(Refusal),
    /// Another output format, by its name.
    Format(&'static str),
    /// What Python prints of an answer.
    Python,
    /// The command line, before its answer.
    Command,
}

impl Other {
    /// What is said of it, and what to do, where it is no error.
    pub(super) fn told(&self) -> Option<(String, &'static str)> {
        match self {
            Self::Error(_) => None,
            Self::Format(format) => Some((
                format!("this is what the AWS CLI prints with `--output {format}`"),
                "run the command again with `--output json`",
            )),
            Self::Python => Some((
                "this is what Python prints of an answer".to_owned(),
                "write it with `json.dumps(answer, default=str)`",
            )),
            Self::Command => Some((
                "a command line stands before what it printed".to_owned(),
                "keep the answer alone: `aws … --output json > FILE`",
            )),
        }
    }
}

/// What an error tells: no more than words of AWS, for the rest may name people and keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Its code: `UnauthorizedOperation`.
    pub(super) code: Option<String>,
    /// What was asked for: `DescribeVpcs`.
    pub(super) operation: Option<String>,
}

/// How errors of the AWS CLI begin that tell no code.
const COMPLAINTS: &[&str] = &[
    "aws: error:",
    "aws: [ERROR]:",
    "usage: aws ",
    "Unable to locate credentials",
    "Could not connect to the endpoint URL",
    "Connect timeout on endpoint URL",
    "The config profile (",
    "You must specify a region",
    "Error loading SSO Token",
    "Error when retrieving token from sso",
    "The SSO session associated with this profile",
    "Partial credentials found",
    "SSL validation failed",
];

/// What a text is that is no JSON, by its first line and the keys that stand at its top.
pub(super) fn other(line: &str, keys: &BTreeSet<String>) -> Option<Other> {
    let line = line.trim();
    if let Some((_, rest)) = line.split_once("An error occurred (") {
        let operation = rest.split_once("when calling the ").and_then(|(_, rest)| word(rest));
        return Some(Other::Error(Refusal { code: word(rest), operation }));
    }
    if COMPLAINTS.iter().any(|start| line.starts_with(start)) {
        return Some(Other::Error(Refusal::default()));
    }
    if line.len() > 4 && line.bytes().all(|byte| byte == b'-') {
        return Some(Other::Format("table"));
    }
    let is_list = |name: &str| LISTS.iter().any(|list| list.key == name && super::tells(name));
    let stream = line.strip_prefix("- ").and_then(|rest| rest.split(':').next());
    if stream.is_some_and(is_list) {
        return Some(Other::Format("yaml-stream"));
    }
    let quoted = line.strip_prefix("{'").and_then(|rest| rest.split('\'').next());
    if quoted.is_some_and(is_list) {
        return Some(Other::Python);
    }
    let asked = line.trim_start_matches(|one: char| !one.is_ascii_alphabetic()).strip_prefix("aws ");
    let mut words = asked.unwrap_or_default().split_whitespace().skip(1);
    if words
        .next()
        .is_some_and(|verb| ["describe-", "list-", "get-", "search-"].iter().any(|one| verb.starts_with(one)))
    {
        return Some(Other::Command);
    }
    if keys.iter().any(|key| is_list(key)) {
        return Some(Other::Format("yaml"));
    }
    let (first, _) = line.split_once('\t')?;
    let capitals = |key: &str| key.chars().all(|one| one.is_ascii_alphabetic()) && first == key.to_ascii_uppercase();
    LISTS.iter().any(|list| capitals(list.key)).then_some(Other::Format("text"))
}

/// The word of letters and digits that a text begins with.
fn word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|one| one.is_ascii_alphanumeric() || *one == '.').collect();
    (!word.is_empty()).then_some(word)
}
