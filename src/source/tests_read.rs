//! What can be read, and where things stand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use std::{fmt::Write as _, time::Instant};

use super::{Document, Format, Part, Pointer, Position, ProblemKind, Span};

pub(super) fn read(name: &str, text: &str) -> Document {
    Document::read(name, text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn value(document: &Document) -> serde_json::Value {
    document.to().0.unwrap()
}

pub(super) fn slice<'d>(document: &'d Document, pointer: &str, part: Part) -> &'d str {
    let pointer: Pointer = pointer.parse().unwrap();
    document.slice(document.locate(&pointer, part).unwrap_or_else(|| panic!("nothing at `{pointer}`")))
}

#[test]
fn a_byte_order_mark_is_accepted_and_not_counted() {
    for name in ["a.yaml", "a.json", "-"] {
        let document = read(name, "\u{feff}{\"a\": 1}");
        assert_eq!(document.locate(&Pointer::root().push("a"), Part::Key), Some(Span::new(1, 4)));
        assert_eq!(document.position(1), Position { line: 1, column: 2 });
    }
}

#[test]
fn the_name_or_else_the_text_decides_the_format() {
    for (name, text, format) in [
        ("a.JSON", "{}", Format::Json),
        ("a.yaml", "{}", Format::Yaml),
        ("-", " {\"a\": 1}", Format::Json),
        ("-", "{a: 1}", Format::Yaml),
        ("-", "{\"a\": 1, # why\n}", Format::Yaml),
        ("dir.json/design", "a: 1", Format::Yaml),
        ("design", "[]", Format::Json),
    ] {
        assert_eq!(read(name, text).format(), format, "{name} {text}");
    }
}

#[test]
fn a_key_given_twice_is_told_with_both_places() {
    let text = "vpcs:\n  shop: {account: 1, account: 2}\n  data: {}\n  shop: {b: [{c: 1, c: 2, c: 3}]}\n";
    let document = read("a.yaml", text);
    let (_, problems) = document.to::<serde_json::Value>();
    let told: Vec<_> = problems
        .iter()
        .map(|problem| {
            let ProblemKind::DuplicateKey { first, .. } = &problem.kind else { panic!("{problem}") };
            let last = document.locate_nearest(&problem.pointer, problem.part);
            (
                problem.pointer.as_str(),
                document.position(first.start).to_string(),
                document.position(last.start).to_string(),
            )
        })
        .collect();
    // The `shop` that holds two accounts is itself replaced; its place is the best there is.
    assert_eq!(
        told,
        [
            ("/vpcs/shop/account", "2:10".to_owned(), "4:3".to_owned()),
            ("/vpcs/shop", "2:3".to_owned(), "4:3".to_owned()),
            ("/vpcs/shop/b/0/c", "4:15".to_owned(), "4:27".to_owned()),
            ("/vpcs/shop/b/0/c", "4:21".to_owned(), "4:27".to_owned()),
        ]
    );
    assert_eq!(problems[1].to_string(), "the key `shop` is given more than once");
    assert_eq!(slice(&document, "/vpcs/shop/b/0/c", Part::Value), "3");
}

#[test]
fn keys_and_values_are_found_in_every_style() {
    let text = "\
# a design
\"caf\\u00e9\": 'it''s' # quoted
plain: two words
na~me/x: [1, {deep: [true]}]
block:
  - one

  # between
  - two: 2
    three: 3
literal: |
  first
  second

empty:
last: ''
";
    let document = read("a.yaml", text);
    for (pointer, key, value) in [
        ("/café", "\"caf\\u00e9\"", "'it''s'"),
        ("/plain", "plain", "two words"),
        ("/na~0me~1x", "na~me/x", "[1, {deep: [true]}]"),
        ("/na~0me~1x/1", "{deep: [true]}", "{deep: [true]}"),
        ("/na~0me~1x/1/deep/0", "true", "true"),
        ("/block", "block", "- one\n\n  # between\n  - two: 2\n    three: 3"),
        ("/block/1", "two: 2\n    three: 3", "two: 2\n    three: 3"),
        ("/block/1/three", "three", "3"),
        ("/literal", "literal", "first\n  second"),
        ("/empty", "empty", "empty"),
        ("/last", "last", "''"),
    ] {
        assert_eq!(slice(&document, pointer, Part::Key), key, "{pointer}");
        assert_eq!(slice(&document, pointer, Part::Value), value, "{pointer}");
    }
    for absent in ["/x", "/plain/x", "/block/2", "/block/01", "/block/+1", "/block/-", "/block/one"] {
        assert_eq!(document.locate(&absent.parse().unwrap(), Part::Value), None, "{absent}");
    }
    let nearest = |pointer: &str| document.slice(document.locate_nearest(&pointer.parse().unwrap(), Part::Value));
    assert_eq!(nearest("/block/1/four"), "two: 2\n    three: 3");
    assert_eq!(nearest("/literal/x/y"), "literal");
    assert_eq!(document.first_line(document.locate(&"/block".parse().unwrap(), Part::Value).unwrap()).len(), 5);
}

#[test]
fn comments_are_kept_with_their_lines() {
    let document = read("a.yaml", "# head\r\na: 1 #  why\r\n\r\nb: '#no'\r\n  #\r\n# last");
    let told: Vec<_> = document.comments().iter().map(|found| (found.line, found.text.as_str())).collect();
    assert_eq!(told, [(1, "head"), (2, "why"), (5, ""), (6, "last")]);
    assert_eq!(document.slice(document.comments()[1].span), "#  why");
}

#[test]
fn long_runs_of_comments_are_no_error() {
    let text = format!("{0}a:\n{0}  b: 1\n{0}  c:\n{0}  - 1\n{0}", "# x\n".repeat(3_000));
    assert_eq!(read("a.yaml", &text).comments().len(), 15_000);
}

#[test]
fn columns_count_characters_and_utf_16_units() {
    let document = read("a.yaml", "café: {😀é: 1}\r\nb: 2\r\n");
    let inner = document.locate(&"/café/😀é".parse().unwrap(), Part::Value).unwrap();
    assert_eq!(document.position(inner.start), Position { line: 1, column: 12 });
    assert_eq!(document.position_utf16(inner.start), Position { line: 1, column: 13 });
    let second = document.locate(&"/b".parse().unwrap(), Part::Value).unwrap();
    assert_eq!(document.position(second.start), Position { line: 2, column: 4 });
    assert_eq!((document.line_text(1), document.line_text(2)), ("café: {😀é: 1}", "b: 2"));
    assert_eq!((document.line_text(0), document.line_text(3), document.line_text(4)), ("", "", ""));
    // Inside a character, and past the end.
    assert_eq!(document.position(4), Position { line: 1, column: 4 });
    assert_eq!(document.position(usize::MAX), Position { line: 3, column: 1 });
}

#[test]
fn json_is_read_as_json_readers_read_it() {
    for text in [
        "{\"a\"\n:\n1,\"b\":\"\"}",
        "{\"a\":1,\"b\":[ ],\"c\":{ }}",
        "\t{\t\"a\"\t:\t[\t1\t,\t-0\t,1E+2,1e-7,-1.5,12345678901234567890123]\t}\t",
        "[\"\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\u0000\\\"\", \"# no: comment\", \"a: b\", \"- c\", \"---\", \"*x\", \"&x\", \"!x\"]",
        "{\"---\": \"...\", \"<<\": 1, \"\": 2, \"~\": 3, \"null\": 4, \"? a\": 5}",
        "\"just text\"",
        "{\"http://x:80\":[\"y\"],\"k\":\"10.0.0.0/16\"}",
        "[0.1, 1e21, 5e-324, 1.7976931348623157e308, 18446744073709551615, -9223372036854775808]",
    ] {
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(value(&read("a.json", text)), expected, "{text}");
    }
    let key = "k".repeat(5_000);
    assert_eq!(value(&read("a.json", &format!("{{\"{key}\": 1}}")))[&key], 1);
}

#[test]
fn wide_mappings_are_found_by_halving() {
    let mut text = String::new();
    for number in 0..10_000 {
        let _ = writeln!(text, "vpc-{number}: {{n: {number}}}");
    }
    let document = read("a.yaml", &text);
    let started = Instant::now();
    for number in 0..10_000 {
        let span = document.locate(&format!("/vpc-{number}/n").parse().unwrap(), Part::Value).unwrap();
        assert_eq!(document.slice(span), number.to_string());
    }
    // 50 million comparisons of keys would take far longer, even here.
    assert!(started.elapsed().as_millis() < 1_500);
}
