//! What is refused, in which words, and that refusing is quick.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use std::{fmt::Write as _, time::Instant};

use super::{
    Document, MAX_BYTES, MAX_DEPTH, Part, Position, Span, SyntaxError,
    tests_read::{read, slice, value},
};

fn refused(name: &str, text: impl AsRef<[u8]>) -> SyntaxError {
    Document::read(name, text.as_ref()).expect_err("a refusal")
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
    let quoted = refused("a.json", format!("[\"{}\\\"[\"", "[".repeat(500)));
    assert!(quoted.message.starts_with("the file ends too early"), "{quoted}");
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
fn nonsense_ends_soon() {
    const SIZE: usize = 100_000;
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
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn a_file_too_large_is_refused_unread() {
    let error = refused("a.yaml", vec![b'a'; MAX_BYTES + 1]);
    assert!(error.message.contains(&MAX_BYTES.to_string()), "{error}");
}
