//! Laws over generated values and texts, against serde_json and against the text itself.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use proptest::prelude::*;
use serde_json::{Map, Number, Value};

use super::{Document, Part, Pointer};

/// Texts with what breaks readers: quotes, escapes, YAML's marks, wide and invisible characters.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,6}",
        "[-?:,\\[\\]{}#&*!|>'\"%@`~ \\\\/\n\r\ta1.]{0,8}",
        "[\u{0}-\u{7e}éß😀\u{85}\u{a0}\u{2028}\u{2029}\u{feff}\u{200b}]{0,6}",
        Just("null".to_owned()),
        Just("0123".to_owned()),
        Just("1e3".to_owned()),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter_map("JSON has finite numbers only", |number| { Number::from_f64(number).map(Value::Number) }),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((text(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every value of a tree with its pointer.
fn walk(value: &Value, at: &Pointer, visit: &mut impl FnMut(&Pointer, &Value)) {
    visit(at, value);
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(item, &at.index(index), visit));
        }
        Value::Object(entries) => entries.iter().for_each(|(key, item)| walk(item, &at.push(key), visit)),
        _ => {}
    }
}

/// The same tree as YAML, in a style drawn from `choices`.
fn yaml(value: &Value, indent: usize, choices: &mut impl Iterator<Item = u8>) -> String {
    let quote = |text: &str, choice: u8| -> String {
        let simple = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase());
        let printable = text.chars().all(|c| c == 'é' || c == '😀' || (' '..='~').contains(&c));
        match choice % 3 {
            0 if simple && text != "null" => text.to_owned(),
            1 if printable => format!("'{}'", text.replace('\'', "''")),
            _ => serde_json::to_string(text).unwrap(),
        }
    };
    let pad = " ".repeat(indent);
    let choice = choices.next().unwrap_or(0);
    match value {
        Value::String(text) => quote(text, choice),
        Value::Array(items) if !items.is_empty() && choice.is_multiple_of(2) => {
            items.iter().map(|item| format!("\n{pad}- {}", yaml(item, indent + 2, choices))).collect()
        }
        Value::Object(entries) if !entries.is_empty() && choice.is_multiple_of(2) => entries
            .iter()
            .map(|(key, item)| format!("\n{pad}{}: {}", quote(key, choice / 2), yaml(item, indent + 2, choices)))
            .collect(),
        other => other.to_string(),
    }
}

/// Strings a JSON text may hold as they are and YAML may not: the one known difference.
fn unprintable(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))
}

/// Every place, read again as a file of its own, is the value of its pointer.
fn places_hold_their_values(document: &Document, value: &Value) -> Result<(), TestCaseError> {
    let mut result = Ok(());
    walk(value, &Pointer::root(), &mut |pointer, expected| {
        let part = document.locate(pointer, Part::Value).map(|span| document.slice(span));
        let scalar = !matches!(expected, Value::Array(_) | Value::Object(_));
        let again = part.and_then(|part| Document::read("part.yaml", part.as_bytes()).ok());
        let found = again.and_then(|again| again.to::<Value>().0);
        if result.is_ok() && scalar && found.as_ref() != Some(expected) {
            result = Err(TestCaseError::fail(format!("`{pointer}`: {part:?} is {found:?}, not {expected:?}")));
        }
        if let (Some(key), true) = (pointer.last(), result.is_ok()) {
            let part = document.locate(pointer, Part::Key).map(|span| document.slice(span)).unwrap_or_default();
            // An item of a list has no key of its own.
            if document.locate(&pointer.parent().unwrap(), Part::Value).is_some_and(|span| {
                matches!(pointer_value(value, &pointer.parent().unwrap()), Some(Value::Object(_))) && !span.is_empty()
            }) {
                let found = Document::read("part.yaml", part.as_bytes()).ok().and_then(|again| again.to::<String>().0);
                let word = matches!(part, "" | "~" | "null" | "Null" | "NULL");
                if !word && found.as_deref() != Some(&*key) {
                    result = Err(TestCaseError::fail(format!("key of `{pointer}`: {part:?} is {found:?}")));
                }
            }
        }
    });
    result
}

fn pointer_value<'v>(value: &'v Value, pointer: &Pointer) -> Option<&'v Value> {
    value.pointer(pointer.as_str())
}

const SAMPLE: &str = "tieline: 1\nvpcs:\n  shop: &s\n    cidrs: [10.0.0.0/16, \"fd00::/56\"] # why\n    \
    'sub nets': {a: {az: apne1-az1, used: 40}}\n  café: *s\nneeds:\n- {from: a, to: \"\\u00e9\"}\n- |\n  text\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn json_means_what_serde_json_says(value in tree(), pretty in any::<bool>()) {
        let json = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        prop_assume!(!unprintable(&json));
        let expected: Value = serde_json::from_str(&json).unwrap();
        let document = Document::read("a.json", json.as_bytes()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let (found, problems) = document.to::<Value>();
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(found, Some(expected.clone()));
        places_hold_their_values(&document, &expected)?;
        // JSON is YAML: the slow reader is the oracle of the fast one.
        let slow = Document::read("a.yaml", json.as_bytes()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut pointers = Vec::new();
        walk(&expected, &Pointer::root(), &mut |pointer, _| pointers.push(pointer.clone()));
        for pointer in pointers {
            for part in [Part::Key, Part::Value] {
                prop_assert_eq!(document.locate(&pointer, part), slow.locate(&pointer, part), "{}", pointer);
            }
        }
    }

    #[test]
    fn yaml_in_any_style_means_the_same(value in tree(), choices in prop::collection::vec(any::<u8>(), 40)) {
        let text = yaml(&value, 0, &mut choices.into_iter().cycle());
        prop_assume!(!unprintable(&text) && !matches!(text.trim(), "" | "null"));
        let document = Document::read("a.yaml", text.as_bytes())
            .map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let (found, problems) = document.to::<Value>();
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(found, Some(value.clone()), "{}", text);
        places_hold_their_values(&document, &value)?;
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200), name in "a\\.(json|yaml)|-") {
        answered(&name, &bytes);
    }

    #[test]
    fn any_change_to_a_sound_file_is_answered(
        changes in prop::collection::vec((0..SAMPLE.len(), 0..4_u8, "[-:,\\[\\]{}#&*!|>'\"\n\t a]"), 1..8),
        name in "a\\.(json|yaml)|-",
    ) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for (at, change, with) in changes {
            let at = at.min(bytes.len());
            match change {
                0 => bytes.truncate(at),
                1 if at < bytes.len() => { bytes.remove(at); }
                2 => { bytes.splice(at..at, with.bytes()); }
                _ => { let copy = bytes[at / 2..at].to_vec(); bytes.splice(at..at, copy); }
            }
        }
        answered(&name, &bytes);
    }

    #[test]
    fn positions_count_as_a_reader_counts(text in "[a\r\né😀 ]{0,40}", at in 0..60_usize) {
        let text = format!("\"{text}\"\n");
        let document = Document::read("a.yaml", text.as_bytes()).unwrap();
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) { at -= 1; }
        let (mut line, mut column, mut units) = (1, 1, 1);
        for character in text[..at].chars() {
            (column, units) = (column + 1, units + u32::try_from(character.len_utf16()).unwrap());
            if character == '\n' { (line, column, units) = (line + 1, 1, 1); }
        }
        prop_assert_eq!((document.position(at).line, document.position(at).column), (line, column));
        prop_assert_eq!(document.position_utf16(at).column, units);
        let expected = text.split('\n').nth(line as usize - 1).unwrap().trim_end_matches('\r');
        prop_assert_eq!(document.line_text(line), expected);
    }
}

/// Reading, filling and locating end without a panic, and every problem has a place.
fn answered(name: &str, bytes: &[u8]) {
    match Document::read(name, bytes) {
        Ok(document) => {
            for problem in document.to::<Value>().1.iter().chain(&document.to::<Shape>().1) {
                let span = document.locate_nearest(&problem.pointer, problem.part);
                assert!(document.text().get(span.start..span.end).is_some());
            }
        }
        Err(error) => assert!(!error.message.is_empty() && !error.to_string().contains('\n'), "{error}"),
    }
}

#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "only filled")]
struct Shape {
    tieline: u32,
    vpcs: std::collections::BTreeMap<String, Vpc>,
    needs: Vec<Kind>,
}

#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "only filled")]
struct Vpc {
    cidrs: Vec<String>,
    other: Option<(u8, bool)>,
}

#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "only filled")]
enum Kind {
    #[serde(rename = "from")]
    From(String),
    #[serde(rename = "text")]
    Text,
}
