//! What can be read, what is refused and in which words, and where things stand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use super::{Document, Format, MAX_DEPTH, Part, Pointer, Position, Span, SyntaxError};

fn refused(name: &str, text: impl AsRef<[u8]>) -> SyntaxError {
    Document::read(name, text.as_ref()).expect_err("a refusal")
}

fn read(name: &str, text: &str) -> Document {
    Document::read(name, text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn slice<'d>(document: &'d Document, pointer: &str, part: Part) -> &'d str {
    let pointer: Pointer = pointer.parse().unwrap();
    document.slice(document.locate(&pointer, part).unwrap_or_else(|| panic!("nothing at `{pointer}`")))
}

#[test]
fn explore() {
    for (name, text) in [
        ("a.yaml", "a: 1\n  b: 2\n"),
        ("a.yaml", "a: [1, 2\nb: 3\n"),
        ("a.yaml", "a: \"x\nb: 3\n"),
        ("a.yaml", "a:\n\t- b\n"),
        ("a.yaml", "a: b: c\n"),
        ("a.yaml", "a: *b\n"),
        ("a.yaml", "a: &b [*b]\n"),
        ("a.yaml", "a: @b\n"),
        ("a.yaml", "a: 1\n b: 2\n"),
        ("a.yaml", "a\nb: 2\n"),
        ("a.yaml", "- a\nb: 2\n"),
        ("a.yaml", "a: !Ref b\n"),
        ("a.yaml", "? [a]\n: b\n"),
        ("a.yaml", "{a: 1}: b\n"),
        ("a.yaml", "a: 1\n---\nb: 2\n"),
        ("a.yaml", "a: 1\n...\n"),
        ("a.yaml", "---\n"),
        ("a.yaml", "# x\n\n# y\n"),
        ("a.yaml", ": x\n"),
        ("a.yaml", "<<: x\n"),
        ("a.yaml", "a: \"\\q\"\n"),
        ("a.yaml", "%YAML 1.1\n---\na: 1\n"),
        ("a.yaml", "a: {{ x }}\n"),
        ("a.yaml", "a: [1, 2]]\n"),
        ("a.yaml", "a: 'x' y\n"),
        ("a.yaml", "a: \u{7}\n"),
        ("a.yaml", "\u{feff}\u{feff}a: 1\n"),
        ("a.json", "{\"a\": 1,}"),
        ("a.json", "{a: 1}"),
        ("a.json", "{\"a\": 1 \"b\": 2}"),
        ("a.json", "{\"a\": [1, 2}"),
        ("a.json", "{\"a\": 1}\n{\"b\": 2}"),
        ("a.json", "{\"a\": \"x"),
        ("a.json", "{\"a\": \"x\n\"}"),
        ("a.json", "{\"a\": 'x'}"),
        ("a.json", "{\n  \"a\": 01\n}"),
        ("a.json", "{\"a\": \"\\ud800\"}"),
        ("a.json", "{\"a\": \"\u{7f}\u{80}\u{2028}\u{feff}\"}"),
        ("a.json", "// hi\n{}"),
        ("-", "{a: 1}"),
        ("-", "{\"a\": 1,,}"),
        ("-", "hello"),
    ] {
        match Document::read(name, text.as_bytes()) {
            Ok(document) => println!("{text:?}\n    ok {:?} {:?}", document.format(), document.to::<serde_json::Value>()),
            Err(error) => println!("{text:?}\n    {error} | {:?} | {:?}", error.help, error.span),
        }
    }
}
