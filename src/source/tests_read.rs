//! What can be read, what is refused and in which words, and where things stand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use std::{fmt::Write as _, time::Instant};

use super::{Document, Format, MAX_BYTES, MAX_DEPTH, Part, Pointer, Position, ProblemKind, Span, SyntaxError};

fn refused(name: &str, text: impl AsRef<[u8]>) -> SyntaxError {
    Document::read(name, text.as_ref()).expect_err("a refusal")
}

fn read(name: &str, text: &str) -> Document {
    Document::read(name, text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn value(document: &Document) -> serde_json::Value {
    document.to().0.unwrap()
}

fn slice<'d>(document: &'d Document, pointer: &str, part: Part) -> &'d str {
    let pointer: Pointer = pointer.parse().unwrap();
    document.slice(document.locate(&pointer, part).unwrap_or_else(|| panic!("nothing at `{pointer}`")))
}

#[test]
fn each_refusal_says_what_and_where() {
    for (name, text, expected) in [
        ("a.yaml", "", "a.yaml: the file holds no value"),
        ("a.json", " \n", "a.json: the file holds no value"),
        ("a.yaml", "# nothing\n\n# here\n", "a.yaml: the file holds no value"),
        ("a.yaml", "---\n", "a.yaml: the file holds no value"),
        ("a.yaml", "a: \0", "a.yaml: not a text file: byte 3 is zero"),
        ("a.yaml", "a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document starts here"),
        ("a.yaml", "a: 1\n---\n", "a.yaml:2:1: a second document starts here"),
        ("a.yaml", "? [a]\n: b\n", "a.yaml:1:3: a list cannot be a key"),
        ("a.yaml", "a:\n  {b: 1}: c\n", "a.yaml:2:3: a mapping cannot be a key"),
        ("a.yaml", "a: &x 1\n*x : 2\n", "a.yaml:2:1: an alias cannot be a key"),
        ("a.yaml", ": 1\n", "a.yaml:1:1: a key is missing before the colon"),
        ("a.yaml", "a: &x {b: 1}\nc:\n  <<: *x\n", "a.yaml:3:3: merge keys (`<<`) are not supported"),
        ("a.yaml", "a: !Ref b\n", "a.yaml:1:4: the tag `!Ref` is not understood here"),
        ("a.yaml", "é: !!str 1\n", "a.yaml:1:4: the tag `!!str` is not understood here"),
        ("a.yaml", "a: !Sub [b]\n", "a.yaml:1:4: the tag `!Sub` is not understood here"),
        ("a.yaml", "a: *b\n", "a.yaml:1:4: this alias has no anchor before it"),
        ("a.yaml", "a: &b [*b]\n", "a.yaml:1:8: this alias contains itself"),
        ("a.yaml", "a:\n\t- b\n", "a.yaml:2:2: a tab cannot indent"),
        ("a.yaml", "a: b: c\n", "a.yaml:1:5: a key cannot stand here"),
        ("a.yaml", "a: 'b\nc: d\n", "a.yaml:1:4: this quote is never closed"),
        ("a.yaml", "a: \u{7}\n", "a.yaml:1:4: the character U+0007 cannot stand here"),
        ("a.json", "{\"a\": 1,}", "a.json:1:9: trailing comma"),
        ("a.json", "{\n  a: 1}", "a.json:2:3: key must be a string"),
        ("a.json", "{\"é\": 1 \"b\": 2}", "a.json:1:9: expected `,` or `}`"),
        ("a.json", "{\"a\": 1}\n{\"b\": 2}", "a.json:2:1: trailing characters"),
        ("a.json", "{\"a\": \"x", "a.json:1:8: the file ends too early while parsing a string"),
        ("a.json", "{\"a\": \"\\ud800\"}", "a.json:1:7: a `\\u` escape is no character, or only half of one"),
        ("a.json", "# no\n{}", "a.json:1:1: expected value"),
        ("-", "{\"a\": 1,,}", "-:1:9: key must be a string"),
    ] {
        assert_eq!(refused(name, text).to_string(), expected, "{text:?}");
    }
}

#[test]
fn a_refusal_carries_its_line_to_draw() {
    let error = refused("a.yaml", "first: 1\r\nsecond: !Ref x\r\nthird: 3\r\n");
    let line = error.line.unwrap();
    assert_eq!((line.number, line.start, line.text.as_str()), (2, 10, "second: !Ref x"));
    assert_eq!(error.span, Some(Span::new(18, 22)));
    assert!(error.help.unwrap().starts_with("native designs take no tags"));
}

#[test]
fn the_line_of_a_one_line_file_is_cut_round_the_error() {
    let text = format!("[{}x]", "\"é\",".repeat(100_000));
    let error = refused("a.json", &text);
    let (line, span) = (error.line.unwrap(), error.span.unwrap());
    assert!(line.text.len() < 300);
    assert!(line.start <= span.start && span.start < line.start + line.text.len());
    assert_eq!(&text[line.start..line.start + line.text.len()], line.text);
}

#[test]
fn text_that_is_not_utf_8_is_refused_at_its_byte() {
    let error = refused("a.yaml", b"a: 1\nb: \xffoo\n");
    assert_eq!(error.to_string(), "a.yaml:2:4: not UTF-8: byte 8 (0xff) cannot stand there");
    assert_eq!(error.line.unwrap().text, "b: ");
    assert!(refused("a.yaml", b"\xff\xfea\0:\0").to_string().contains("UTF-16"));
    // A character cut off by the end of the file.
    assert_eq!(refused("a.yaml", b"a: \xc3").position, Some(Position { line: 1, column: 4 }));
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
fn depth_is_limited_in_either_format_and_through_aliases() {
    let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(read("a.json", &deep(MAX_DEPTH)).expanded, MAX_DEPTH as u64 + 1);
    for text in [deep(MAX_DEPTH + 1), "[".repeat(200_000), "{\"a\":".repeat(200_000), "[{\"a\":".repeat(50_000)] {
        for name in ["a.json", "a.yaml", "-"] {
            let error = refused(name, &text);
            assert!(error.message.contains("more than 64 deep"), "{name} {error}");
        }
    }
    assert_eq!(refused("a.json", deep(65)).span.unwrap().start, 64);
    // Brackets inside a text are no depth.
    assert!(read("a.json", &format!("[\"{}\"]", "[".repeat(500))).text().len() > 500);

    let mut block = String::new();
    for level in 0..2_000 {
        let _ = writeln!(block, "{}k:", " ".repeat(level));
    }
    assert!(refused("a.yaml", &block).message.contains("64 deep"));
    assert!(refused("a.yaml", "- ".repeat(10_000)).message.contains("64 deep"));

    let joined = format!("a: &a {}\nb: {}*a{}\n", deep(40), "[".repeat(40), "]".repeat(40));
    assert!(refused("a.yaml", &joined).message.contains("64 deep"));
}

#[test]
fn aliases_repeat_a_value_but_not_without_bound() {
    let document = read("a.yaml", "a: &x {cidr: 10.0.0.0/16}\nb: *x\nc: [*x, *x]\n");
    assert_eq!(slice(&document, "/b", Part::Value), "*x");
    assert_eq!(slice(&document, "/c/1/cidr", Part::Value), "10.0.0.0/16");
    assert_eq!(value(&document)["c"][0]["cidr"], "10.0.0.0/16");

    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=30 {
        let before = level - 1;
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", vec![format!("*a{before}"); 9].join(", "));
    }
    assert!(refused("a.yaml", &bomb).message.starts_with("aliases make"));
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

#[test]
fn nonsense_ends_soon() {
    const SIZE: usize = 500_000;
    let started = Instant::now();
    let mut noise = 0x2545_f491_4f6c_dd1d_u64;
    let noise: Vec<u8> = (0..SIZE)
        .map(|_| {
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            b"abc:,[]{}'\"#&*!|>-? \n\t%@0"[(noise % 25) as usize]
        })
        .collect();
    for seed in [
        "[",
        "{",
        "- ",
        "a: ",
        "? ",
        "\"",
        "'",
        "&a ",
        "*a ",
        "# x\n",
        "\n",
        "\t",
        " ",
        "a\n",
        "a:\n",
        "- a\n",
        "[],",
        "x,",
        "|\n",
        "&a a\n",
        "- &a a\n",
        "\"\\",
        "%a\n",
        "---\n",
        "{a: b},",
        "a b ",
        "é",
        "\u{1F600}",
        "]",
        "a:\n b\n",
        "!a ",
        "- - -\n",
    ] {
        let text = seed.repeat(SIZE / seed.len());
        for name in ["a.yaml", "a.json"] {
            for text in [text.clone(), format!("[{text}"), format!("a: \"{text}"), format!("- |\n {text}")] {
                let _ = Document::read(name, text.as_bytes());
            }
        }
    }
    for name in ["a.yaml", "a.json", "-"] {
        let _ = Document::read(name, &noise);
    }
    assert!(started.elapsed().as_secs() < 90, "{:?}", started.elapsed());
}

#[test]
fn a_file_too_large_is_refused_unread() {
    let error = refused("a.yaml", vec![b'a'; MAX_BYTES + 1]);
    assert!(error.message.contains("67108864"), "{error}");
}
