//! Laws of editing over generated files in every layout, against the same edits made on the tree alone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::tests::edited;
use super::{Edit, EditError};
use crate::source::{Document, Pointer};

/// Choices that ran out say nought.
struct Tape<'t>(std::slice::Iter<'t, u8>);

impl Tape<'_> {
    fn below(&mut self, end: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % end.max(1)
    }
}

const WORDS: [&str; 12] =
    ["a", "shop-a", "10.0.0.0/16", "fd00::/56", "é 😀", "x: y", "# no", "0123", "null", "", "-", "it's"];

fn random_value(tape: &mut Tape<'_>, depth: usize) -> Value {
    match tape.below(if depth == 0 { 3 } else { 6 }) {
        0 => json!(tape.below(100)),
        1 | 2 => json!(WORDS[tape.below(WORDS.len())]),
        3 | 4 => (0..tape.below(4))
            .map(|number| (format!("k{number}"), random_value(tape, depth - 1)))
            .collect::<Map<_, _>>()
            .into(),
        _ => (0..tape.below(4)).map(|_| random_value(tape, depth - 1)).collect(),
    }
}

/// A text for a scalar, in a style of its own.
fn scalar(value: &Value, tape: &mut Tape<'_>) -> String {
    match value {
        Value::String(text)
            if !text.is_empty()
                && text.starts_with(|c: char| c.is_ascii_alphabetic())
                && !text.contains([' ', '\''])
                && text != "null"
                && tape.below(2) == 0 =>
        {
            text.clone()
        }
        Value::String(text) if tape.below(3) == 0 => format!("'{}'", text.replace('\'', "''")),
        other => other.to_string(),
    }
}

/// A tree as YAML: block or flow, on one line or several, with comments, as the tape has it.
struct Writer<'w, 't> {
    tape: &'w mut Tape<'t>,
    comments: usize,
    text: String,
}

impl Writer<'_, '_> {
    fn remark(&mut self, likely: usize) {
        if self.tape.below(likely) + 1 == likely {
            self.text += &format!(" # remark {}", self.comments);
            self.comments += 1;
        }
    }

    fn line(&mut self, indent: usize) {
        if self.tape.below(8) == 7 {
            self.text += &format!("{}# line {}\n", " ".repeat(indent), self.comments);
            self.comments += 1;
        }
        if self.tape.below(8) == 7 {
            self.text += "\n";
        }
    }

    fn block(&mut self, value: &Value, indent: usize) {
        let children: Vec<(Option<String>, &Value)> = match value {
            Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
            Value::Object(fields) => fields.iter().map(|(key, item)| (Some(key.clone()), item)).collect(),
            _ => Vec::new(),
        };
        if children.is_empty() || self.tape.below(3) == 0 {
            self.text += " ";
            self.flow(value, indent);
            self.remark(5);
            self.text += "\n";
            return;
        }
        self.remark(6);
        self.text += "\n";
        for (key, child) in children {
            self.line(indent);
            self.text += &" ".repeat(indent);
            self.text += &key.map_or("-".to_owned(), |key| format!("{key}:"));
            self.block(child, indent + 2);
        }
    }

    fn flow(&mut self, value: &Value, indent: usize) {
        let (open, close, children): (_, _, Vec<(String, &Value)>) = match value {
            Value::Array(items) => ("[", "]", items.iter().map(|item| (String::new(), item)).collect()),
            Value::Object(fields) => ("{", "}", fields.iter().map(|(key, item)| (format!("{key}: "), item)).collect()),
            other => {
                let text = scalar(other, self.tape);
                self.text += &text;
                return;
            }
        };
        let lines = self.tape.below(3) == 2 && !children.is_empty();
        self.text += open;
        let last = children.len();
        for (number, (key, child)) in children.into_iter().enumerate() {
            if lines {
                self.remark(9);
                self.text += &format!("\n{}", " ".repeat(indent + 2));
            }
            self.text += &key;
            self.flow(child, indent + 2);
            if number + 1 < last {
                self.text += if lines { "," } else { ", " };
            } else if self.tape.below(6) == 5 {
                self.text += ",";
            }
        }
        if lines {
            self.remark(5);
            self.text += &format!("\n{}", " ".repeat(indent));
        }
        self.text += close;
    }
}

fn pointers(value: &Value, at: &Pointer, found: &mut Vec<(Pointer, Value)>) {
    found.push((at.clone(), value.clone()));
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| pointers(item, &at.index(index), found));
        }
        Value::Object(fields) => fields.iter().for_each(|(key, item)| pointers(item, &at.push(key), found)),
        _ => {}
    }
}

fn random_edit(tape: &mut Tape<'_>, all: &[(Pointer, Value)]) -> Edit {
    let (at, value) = all[tape.below(all.len())].clone();
    let new = random_value(tape, 1);
    match (tape.below(4), value) {
        (0, _) if !at.is_root() => Edit::Remove { at },
        (1, _) if !at.is_root() && at.last().is_some_and(|last| last.starts_with('k')) => {
            Edit::Rename { at, key: format!("r{}", tape.below(20)) }
        }
        (_, Value::Array(_)) => Edit::Insert { into: at, key: None, value: new },
        (_, Value::Object(_)) => Edit::Insert { into: at, key: Some(format!("n{}", tape.below(20))), value: new },
        _ => Edit::Replace { at, value: new },
    }
}

/// The edits on the tree alone, one after the other: removals and new names last and from the back, so that no index moves.
fn naive(mut value: Value, edits: &[Edit]) -> Value {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.dedup();
    let order = |edit: &&Edit| match edit {
        Edit::Replace { .. } | Edit::Insert { .. } => 0,
        _ => 1,
    };
    let depth = |edit: &Edit| edit.pointer().segments().count();
    let index = |edit: &Edit| edit.pointer().last().and_then(|last| last.parse::<usize>().ok()).unwrap_or(0);
    edits.sort_by_key(|edit| (order(edit), usize::MAX - depth(edit), usize::MAX - index(edit)));
    let mut done: Vec<&Edit> = Vec::new();
    for edit in edits {
        if done.contains(&edit) {
            continue;
        }
        done.push(edit);
        let parent = edit.pointer().parent().unwrap_or_default();
        match edit {
            Edit::Replace { at, value: new } => *value.pointer_mut(at.as_str()).unwrap() = new.clone(),
            Edit::Insert { into, key, value: new } => match (value.pointer_mut(into.as_str()).unwrap(), key) {
                (Value::Array(items), None) => items.push(new.clone()),
                (Value::Object(fields), Some(key)) => drop(fields.insert(key.clone(), new.clone())),
                other => panic!("{other:?}"),
            },
            Edit::Remove { at } => match value.pointer_mut(parent.as_str()).unwrap() {
                Value::Array(items) => drop(items.remove(index_of(at))),
                Value::Object(fields) => drop(fields.remove(&*at.last().unwrap())),
                other => panic!("{other:?}"),
            },
            Edit::Rename { at, key } => {
                let fields = value.pointer_mut(parent.as_str()).unwrap().as_object_mut().unwrap();
                let moved = fields.remove(&*at.last().unwrap()).unwrap();
                fields.insert(key.clone(), moved);
            }
            other => panic!("not drawn: {other:?}"),
        }
    }
    value
}

fn index_of(at: &Pointer) -> usize {
    at.last().unwrap().parse().unwrap()
}

/// A file, its tree and some edits of it, read off a tape.
fn drawn(tape: &[u8]) -> (String, Value, Vec<Edit>) {
    let mut tape = Tape(tape.iter());
    let value: Value = (0..1 + tape.below(4))
        .map(|number| (format!("k{number}"), random_value(&mut tape, 3)))
        .collect::<Map<_, _>>()
        .into();
    let mut writer = Writer { tape: &mut tape, comments: 0, text: String::new() };
    writer.block(&value, 0);
    let mut text = writer.text.trim_start().to_owned() + "";
    if tape.below(4) == 3 {
        text = text.replace('\n', "\r\n");
    }
    if tape.below(4) == 3 {
        text = text.trim_end().to_owned();
    }
    let mut all = Vec::new();
    pointers(&value, &Pointer::root(), &mut all);
    let edits = (0..1 + tape.below(4)).map(|_| random_edit(&mut tape, &all)).collect();
    (text, value, edits)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_edited_text_is_the_edited_tree(tape in prop::collection::vec(any::<u8>(), 0..160)) {
        let (text, value, edits) = drawn(&tape);
        let document = Document::read("net.yaml", text.as_bytes()).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(document.to::<Value>().0, Some(value.clone()), "the generator writes what it means:\n{}", text);
        match edited(&text, &edits) {
            Ok(after) => {
                let again = Document::read("net.yaml", after.as_bytes()).unwrap();
                prop_assert_eq!(again.to::<Value>().0, Some(naive(value, &edits)), "\n{}\n{}", text, after);
                let remarks = |document: &Document| document.comments().iter().map(|one| one.text.clone()).collect::<Vec<_>>();
                prop_assert_eq!(remarks(&again), remarks(&document), "\n{}\n{}", text, after);
            }
            Err(EditError::Commented(_) | EditError::Conflict(_) | EditError::Occupied(_)) => {}
            Err(error) => return Err(TestCaseError::fail(format!("{error}: {edits:?}\n{text}"))),
        }
    }

    #[test]
    fn json_is_edited_in_any_layout(tape in prop::collection::vec(any::<u8>(), 0..160), pretty in any::<bool>()) {
        let (_, value, edits) = drawn(&tape);
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let document = Document::read("net.json", text.as_bytes()).unwrap();
        match document.edited(&edits) {
            Ok(after) => {
                let again: Value = serde_json::from_str(&after).unwrap();
                prop_assert_eq!(again, naive(value, &edits), "\n{}\n{}", text, after);
            }
            Err(EditError::Conflict(_) | EditError::Occupied(_)) => {}
            Err(error) => return Err(TestCaseError::fail(format!("{error}: {edits:?}\n{text}"))),
        }
    }

    #[test]
    fn what_was_added_and_taken_out_again_leaves_no_trace(tape in prop::collection::vec(any::<u8>(), 0..160), which in any::<prop::sample::Index>()) {
        let (text, value, _) = drawn(&tape);
        let mut all = Vec::new();
        pointers(&value, &Pointer::root(), &mut all);
        let filled = |value: &Value| match value {
            Value::Array(items) => !items.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            _ => false,
        };
        all.retain(|(_, value)| filled(value));
        let (into, container) = all[which.index(all.len())].clone();
        let (key, added) = match container {
            Value::Array(items) => (None, into.index(items.len())),
            _ => (Some("new".to_owned()), into.push("new")),
        };
        let with = edited(&text, &[Edit::Insert { into, key, value: json!({"k": ["x"]}) }]).unwrap();
        let without = edited(&with, &[Edit::Remove { at: added }]).unwrap();
        // A file without a line break at its end gets one with its new last line.
        prop_assert_eq!(without.trim_end(), text.trim_end(), "\n{}", with);
    }
}
