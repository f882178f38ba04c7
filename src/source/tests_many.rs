//! Problems beyond the plain ones: behind aliases, in keys, and by the thousand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use std::{collections::BTreeMap, fmt::Write as _, time::Instant};

use serde::Deserialize;

use super::{
    Document, MAX_PROBLEMS, ProblemKind,
    tests_model::{Design, check, told},
};

#[test]
fn a_value_behind_an_alias_is_told_once() {
    check(
        "tieline: 1\nx-base: &base {account: '1', cidrs: [nonsense]}\nvpcs: {a: *base, b: *base}\n",
        &["2:38 /vpcs/a/cidrs/0: expected a CIDR block such as `10.0.0.0/16`, found `nonsense`"],
    );
}

#[test]
fn more_problems_than_anyone_reads_end_with_a_word() {
    let mut text = "tieline: 1\nvpcs:\n".to_owned();
    for number in 0..50_000 {
        let _ = writeln!(text, "  v{number}: {{account: [], unknown: 1, cidrs: x, shared: 1}}");
    }
    let document = Document::read("a.yaml", text.as_bytes()).unwrap();
    let started = Instant::now();
    let (_, problems) = document.to::<Design>();
    assert_eq!(problems.len(), MAX_PROBLEMS + 1);
    assert_eq!(problems.last().unwrap().kind, ProblemKind::TooMany { limit: MAX_PROBLEMS });
    assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
}

#[test]
fn bad_fields_beside_huge_ones_cost_a_few_rounds_only() {
    let mut text = "upkeep: lots\nregion: []\nlinks: []\ntieline: x\nvpcs:\n".to_owned();
    for number in 0..20_000 {
        let bad = if number % 1_000 == 0 { "shared: 1, ports: x, range: 1, names: [[], []]" } else { "" };
        let _ = writeln!(text, "  v{number}: {{account: '1', cidrs: [10.0.0.0/16], {bad}}}");
    }
    let document = Document::read("a.yaml", text.as_bytes()).unwrap();
    let started = Instant::now();
    let (design, problems) = document.to::<Design>();
    assert!(design.is_none());
    // Per bad VPC the three fields and the two names.
    assert_eq!(problems.len(), MAX_PROBLEMS + 1);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn keys_may_be_numbers_and_words_of_a_closed_set() {
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        Red,
        Green,
    }
    let read = |text: &str| Document::read("-", text.as_bytes()).unwrap();
    let document = read("{\"80\": \"red\", \"443\": \"green\"}");
    let (ports, problems) = document.to::<BTreeMap<u16, Word>>();
    assert_eq!((ports.unwrap(), problems), (BTreeMap::from([(80, Word::Red), (443, Word::Green)]), vec![]));
    let document = read("red: 1\ngren: 2\nnull: 3\n");
    let (words, problems) = document.to::<BTreeMap<Word, u8>>();
    assert_eq!(words.unwrap(), BTreeMap::from([(Word::Red, 1)]));
    assert_eq!(
        told(&document, &problems),
        [
            "2:1 /gren: unknown name `gren` = did you mean `green`?",
            "3:1 /null: unknown name `null` = known names: `red`, `green`",
        ]
    );
}
