//! Editing case by case, told apart by name: every layout, and what is refused.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use serde_json::{Value, json};

use super::{Edit, EditError};
use crate::source::{Document, Pointer};

pub(super) fn edited(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let document = Document::read("net.yaml", text.as_bytes()).unwrap();
    // What the page applies is what the command writes.
    let replacements = document.replacements(edits);
    let result = document.edited(edits);
    if let Ok(text) = &result {
        assert_eq!(super::replaced(document.text(), &replacements.unwrap()), *text);
    }
    result
}

fn at(pointer: &str) -> Pointer {
    pointer.parse().unwrap()
}

fn replace(pointer: &str, value: Value) -> Edit {
    Edit::Replace { at: at(pointer), value }
}

fn insert(pointer: &str, key: Option<&str>, value: Value) -> Edit {
    Edit::Insert { into: at(pointer), key: key.map(str::to_owned), value }
}

fn remove(pointer: &str) -> Edit {
    Edit::Remove { at: at(pointer) }
}

#[test]
fn each_layout_keeps_everything_else() {
    let cases: &[(&str, &str, Vec<Edit>, &str)] = &[
        ("a plain text", "a: x # why\nb: 1\n", vec![replace("/a", json!("y"))], "a: y # why\nb: 1\n"),
        (
            "quotes stay",
            "a: 'x'\nb: \"y\"\n",
            vec![replace("/a", json!("it's")), replace("/b", json!("z"))],
            "a: 'it''s'\nb: \"z\"\n",
        ),
        ("a text like a number", "a: x\n", vec![replace("/a", json!("111111111111"))], "a: \"111111111111\"\n"),
        ("an empty value", "a: # later\nb: 1\n", vec![replace("/a", json!(true))], "a: true # later\nb: 1\n"),
        (
            "into an empty value",
            "a:\nb: 1\n",
            vec![insert("/a", None, json!("x")), insert("/a", None, json!("y"))],
            "a: [x, y]\nb: 1\n",
        ),
        (
            "a block list",
            "a:\n  - x # one\n  - y # two\n# end\n",
            vec![insert("/a", None, json!("z"))],
            "a:\n  - x # one\n  - y # two\n  - z\n# end\n",
        ),
        (
            "a list as far in as its key",
            "a:\n- x\nb: 1\n",
            vec![insert("/a", None, json!("z"))],
            "a:\n- x\n- z\nb: 1\n",
        ),
        (
            "a block mapping",
            "a:\n  k: 1\n\nb: 1\n",
            vec![insert("/a", Some("l"), json!({"x": [1, 2]}))],
            "a:\n  k: 1\n  l: { x: [1, 2] }\n\nb: 1\n",
        ),
        (
            "a mapping in a list",
            "- k: 1\n  l: 2\n- m: 3\n",
            vec![insert("/0", Some("n"), json!(4)), remove("/0/k")],
            "- l: 2\n  n: 4\n- m: 3\n",
        ),
        ("no line break at the end", "a:\n  - x", vec![insert("/a", None, json!("y"))], "a:\n  - x\n  - y"),
        (
            "breaks of Windows",
            "a:\r\n  - x\r\nb: 1\r\n",
            vec![insert("/a", None, json!("y"))],
            "a:\r\n  - x\r\n  - y\r\nb: 1\r\n",
        ),
        ("a line goes", "a:\n  - x\n  - y\n  - z\n", vec![remove("/a/1")], "a:\n  - x\n  - z\n"),
        ("its comment stays", "a:\n  - x\n  - y # why\n", vec![remove("/a/1")], "a:\n  - x\n  # why\n"),
        ("several lines go", "a:\n  k:\n    x: 1\n    y: 2\n  l: 3\n", vec![remove("/a/k")], "a:\n  l: 3\n"),
        ("the last goes", "a:\n  - x\nb: 1\n", vec![remove("/a/0")], "a: []\nb: 1\n"),
        (
            "all go for others",
            "a:\n  - x\n  - y\n",
            vec![remove("/a/0"), remove("/a/1"), insert("/a", None, json!("z"))],
            "a: [z]\n",
        ),
        ("a flow list", "a: [x, y] # two\n", vec![insert("/a", None, json!("z")), remove("/a/0")], "a: [y, z] # two\n"),
        ("the last of a flow list", "a: [ x, y ]\n", vec![remove("/a/1")], "a: [ x ]\n"),
        (
            "a flow mapping",
            "a: { x: 1 }\n",
            vec![insert("/a", Some("y"), json!(2)), replace("/a/x", json!(3))],
            "a: { x: 3, y: 2 }\n",
        ),
        ("an empty flow mapping", "a: {}\n", vec![insert("/a", Some("y"), json!(2))], "a: { y: 2 }\n"),
        (
            "a flow list over lines",
            "a: [\n  x,\n  y # two\n]\n",
            vec![insert("/a", None, json!("z"))],
            "a: [\n  x,\n  y, # two\n  z\n]\n",
        ),
        (
            "a comma behind the last",
            "a: [\n  x,\n  y, # two\n]\n",
            vec![insert("/a", None, json!("z"))],
            "a: [\n  x,\n  y, # two\n  z,\n]\n",
        ),
        (
            "a comment between",
            "a: [\n  x, # one\n  y, # two\n]\n",
            vec![remove("/a/0")],
            "a: [\n   # one\n  y, # two\n]\n",
        ),
        (
            "into a list that is not there",
            "a: { k: 1 }\n",
            vec![insert("/a/l", None, json!("x")), insert("/a/l", None, json!("y"))],
            "a: { k: 1, l: [x, y] }\n",
        ),
        (
            "an entry that is or is not there",
            "a: { k: 1 }\n",
            vec![
                Edit::Set { into: at("/a"), key: "k".to_owned(), value: json!(2) },
                Edit::Set { into: at("/a"), key: "l".to_owned(), value: json!(3) },
            ],
            "a: { k: 2, l: 3 }\n",
        ),
        (
            "a text of a list",
            "a:\n  - x\n  - y # why\n",
            vec![
                Edit::RemoveItem { from: at("/a"), item: "x".to_owned() },
                Edit::ReplaceItem { within: at("/a"), item: "y".to_owned(), with: "z".to_owned() },
            ],
            "a:\n  - z # why\n",
        ),
        (
            "a word behind a kind",
            "a: subnet/b\nc: 1\n",
            vec![
                Edit::Reword {
                    at: at("/a"),
                    part: crate::source::Part::Value,
                    from: "b".to_owned(),
                    to: "bb".to_owned(),
                },
                Edit::Reword { at: at("/c"), part: crate::source::Part::Key, from: "c".to_owned(), to: "d".to_owned() },
            ],
            "a: subnet/bb\nd: 1\n",
        ),
        (
            "a key",
            "a:\n  cidr: x\n",
            vec![Edit::Rename { at: at("/a/cidr"), key: "cidrs".to_owned() }],
            "a:\n  cidrs: x\n",
        ),
        (
            "a key and its value",
            "a: { cidr: x }\n",
            vec![Edit::Rename { at: at("/a/cidr"), key: "cidrs".to_owned() }, replace("/a/cidr", json!(["x"]))],
            "a: { cidrs: [x] }\n",
        ),
        (
            "the same edit twice",
            "a: [x]\n",
            vec![insert("/a", None, json!("y")), insert("/a", None, json!("y"))],
            "a: [x, y]\n",
        ),
        (
            "a block text",
            "a: |\n  one\n  two\nb: 1\n",
            vec![replace("/a", json!("x")), replace("/b", json!(2))],
            "a: x\nb: 2\n",
        ),
        ("a block of its own", "a:\n  x: 1\nb: 1\n", vec![replace("/a", json!([1]))], "a:\n  [1]\nb: 1\n"),
    ];
    for (name, text, edits, expected) in cases {
        assert_eq!(edited(text, edits).as_deref(), Ok(*expected), "{name}");
    }
}

#[test]
fn json_stays_json() {
    let cases: &[(&str, Vec<Edit>, &str)] = &[
        (r#"{"a": ["x"]}"#, vec![insert("/a", None, json!("y"))], r#"{"a": ["x", "y"]}"#),
        (r#"{"a": {}}"#, vec![insert("/a", Some("k"), json!({"x": 1}))], r#"{"a": {"k": {"x": 1}}}"#),
        ("{\n  \"a\": 1\n}\n", vec![insert("", Some("b"), json!([true]))], "{\n  \"a\": 1,\n  \"b\": [true]\n}\n"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", vec![remove("/b")], "{\n  \"a\": 1\n}\n"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", vec![remove("/a")], "{\n  \"b\": 2\n}\n"),
    ];
    for (text, edits, expected) in cases {
        let document = Document::read("net.json", text.as_bytes()).unwrap();
        assert_eq!(document.edited(edits).as_deref(), Ok(*expected));
    }
}

#[test]
fn what_cannot_be_changed_safely_is_refused() {
    let cases: &[(&str, &str, Vec<Edit>, EditError)] = &[
        ("nothing there", "a: 1\n", vec![replace("/b", json!(1))], EditError::Nowhere(at("/b"))),
        (
            "no such text",
            "a: [x]\n",
            vec![Edit::RemoveItem { from: at("/a"), item: "y".to_owned() }],
            EditError::Nowhere(at("/a")),
        ),
        (
            "no such text",
            "a: [x]\n",
            vec![Edit::RemoveItem { from: at("/a"), item: "y".to_owned() }],
            EditError::Nowhere(at("/a")),
        ),
        (
            "another word",
            "a: xb\n",
            vec![Edit::Reword {
                at: at("/a"),
                part: crate::source::Part::Value,
                from: "b".to_owned(),
                to: "c".to_owned(),
            }],
            EditError::Nowhere(at("/a")),
        ),
        ("no list", "a: 1\n", vec![insert("/a", None, json!(1))], EditError::Nowhere(at("/a"))),
        ("an item for a mapping", "a: {}\n", vec![insert("/a", None, json!(1))], EditError::Nowhere(at("/a"))),
        ("the whole file", "a: 1\n", vec![remove("")], EditError::Nowhere(at(""))),
        ("taken", "a: 1\n", vec![insert("", Some("a"), json!(1))], EditError::Occupied(at("/a"))),
        (
            "a new name that is taken",
            "a: 1\nb: 2\n",
            vec![Edit::Rename { at: at("/a"), key: "b".to_owned() }],
            EditError::Occupied(at("/b")),
        ),
        ("behind an alias", "a: &x { k: 1 }\nb: *x\n", vec![replace("/b/k", json!(2))], EditError::Shared(at("/b"))),
        (
            "in what is repeated",
            "a: &x { k: 1 }\nb: *x\n",
            vec![replace("/a/k", json!(2))],
            EditError::Shared(at("/a")),
        ),
        ("what is repeated goes", "a: &x 1\nb: *x\n", vec![remove("/a")], EditError::Shared(at("/a"))),
        (
            "a comment inside",
            "a:\n  k: # why\n    x: 1\nb: 1\n",
            vec![remove("/a/k"), insert("/a", Some("l"), json!(1))],
            EditError::Commented(at("/a")),
        ),
        (
            "a comment inside a list",
            "a:\n  - x\n  # why\n  - y\n",
            vec![replace("/a", json!([]))],
            EditError::Commented(at("/a")),
        ),
        (
            "one in the other",
            "a: { b: 1 }\n",
            vec![replace("/a", json!(1)), replace("/a/b", json!(2))],
            EditError::Conflict(at("/a")),
        ),
        ("two values", "a: 1\n", vec![replace("/a", json!(1)), replace("/a", json!(2))], EditError::Conflict(at("/a"))),
        (
            "a mapping without brackets",
            "a: [b: 1]\n",
            vec![insert("/a/0", Some("c"), json!(1))],
            EditError::Layout(at("/a/0")),
        ),
        ("an anchor in the way", "a: &x\n  - b\n", vec![remove("/a/0")], EditError::Layout(at("/a"))),
    ];
    for (name, text, edits, expected) in cases {
        assert_eq!(edited(text, edits).as_ref(), Err(expected), "{name}");
    }
}

#[test]
fn an_alias_itself_may_go_or_be_replaced() {
    let text = "a: &x [1]\nb: *x\nc: *x\n";
    assert_eq!(edited(text, &[replace("/b", json!([2])), remove("/c")]).unwrap(), "a: &x [1]\nb: [2]\n");
}
