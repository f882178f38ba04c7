//! Settings: severities and allowances in each of their places, what goes before what, the days at which they end, and
//! the law that nothing found is lost.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use tieline::facts::Facts;
use tieline::finding::{Finding, Severity};
use tieline::settings::Date;
use tieline::{Input, Review, Scope, Terms, report, review_under};

/// One warning, TL108 docker-range, at line 3, and one error, TL201 peering-overlap, at line 6.
const DESIGN: &str = "\
tieline: 1
vpcs:
  shop: { cidrs: [172.17.0.0/16] }
  data: { cidrs: [172.17.128.0/17] }
links:
  direct: { vpc_peering: { between: [shop, data] } }
";

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn looked_at(files: &[(&str, &str)], settings: Option<&str>, today: Option<Date>) -> Review {
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let settings = settings.map(|text| Input { name: "conf/own.yaml", bytes: text.as_bytes() });
    review_under(&Terms { settings, today, ..Terms::default() }, &inputs, &Facts::shipped(), Scope::Check)
}

fn with(design: &str, settings: Option<&str>, today: Option<Date>) -> Review {
    looked_at(&[("net.yaml", design)], settings, today)
}

/// Names with severities, in the order told.
fn shown(review: &Review) -> Vec<(String, Severity)> {
    review.findings.iter().map(|one| (one.name.to_string(), one.severity)).collect()
}

fn names(review: &Review) -> Vec<&str> {
    review.findings.iter().map(|one| &*one.name).collect()
}

fn allowed(review: &Review) -> Vec<(&str, &str)> {
    let each = review.settings.allowed.iter().flat_map(|one| one.findings.iter().map(move |found| (&*found.name, one)));
    each.map(|(name, one)| (name, one.by.reason.as_str())).collect()
}

/// The design with a comment at the end of a line (counted from 1), or on a line of its own above it.
fn commented(line: usize, comment: &str, above: bool) -> String {
    let mut lines: Vec<String> = DESIGN.lines().map(str::to_owned).collect();
    if above {
        lines.insert(line - 1, format!("  # {comment}"));
    } else {
        lines[line - 1] += &format!(" # {comment}");
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_design_has_what_the_other_tests_rely_on() {
    let told = shown(&with(DESIGN, None, None));
    let name = |name: &str, severity| (name.to_owned(), severity);
    assert_eq!(
        told,
        [
            name("docker-range", Severity::Warning),
            name("docker-range", Severity::Warning),
            name("peering-overlap", Severity::Error)
        ]
    );
}

#[test]
fn an_allowance_holds_in_each_place() {
    let in_design = format!("{DESIGN}allow:\n  - {{ rule: TL201, reason: it goes in May }}\n");
    let in_file = "allow:\n  - { rule: TL201, reason: it goes in May }\n";
    let on_line = commented(6, "tieline: allow TL201 -- it goes in May", false);
    let above = commented(6, "tieline: allow peering-overlap -- it goes in May", true);
    for (design, settings) in
        [(in_design.as_str(), None), (DESIGN, Some(in_file)), (on_line.as_str(), None), (above.as_str(), None)]
    {
        let review = with(design, settings, None);
        assert_eq!(names(&review), ["docker-range", "docker-range"], "{design}");
        assert_eq!(allowed(&review), [("peering-overlap", "it goes in May")], "{design}");
        assert_eq!(review.worst(), Some(Severity::Warning));
    }
}

#[test]
fn a_severity_holds_in_each_place_and_is_told_as_changed() {
    let in_design = format!("{DESIGN}rules: {{ TL201: advice, docker-range: off }}\n");
    let in_file = "tieline: 1\nrules: { peering-overlap: advice, TL108: off }\n";
    for (design, settings) in [(in_design.as_str(), None), (DESIGN, Some(in_file))] {
        let review = with(design, settings, None);
        assert_eq!(shown(&review), [("peering-overlap".to_owned(), Severity::Advice)]);
        let set = review.findings[0].overridden.as_ref().unwrap();
        assert_eq!(set.own, Severity::Error);
        assert_eq!(review.settings.off_count(), 2);
        assert_eq!(review.worst(), Some(Severity::Advice));
    }
    let review = with(&format!("{DESIGN}rules: {{ docker-range: error }}\n"), None, None);
    assert_eq!(review.findings[0].severity, Severity::Error);
    assert_eq!(review.findings[0].overridden.as_ref().unwrap().own, Severity::Warning);
    assert!(review.findings[2].overridden.is_none(), "what is not set is not told as set");
}

#[test]
fn the_severity_of_a_design_goes_before_that_of_the_settings_file() {
    let design = format!("{DESIGN}rules: {{ TL201: warning }}\n");
    let review = with(&design, Some("rules: { TL201: off, TL108: advice }\n"), None);
    let told: Vec<Severity> = review.findings.iter().map(|one| one.severity).collect();
    assert_eq!(told, [Severity::Advice, Severity::Advice, Severity::Warning]);
}

#[test]
fn two_designs_that_set_one_rule_differently_contradict_each_other() {
    let more = |severity: &str| format!("tieline: 1\nrules: {{ peering-overlap: {severity} }}\n");
    let design = format!("{DESIGN}rules: {{ TL201: warning }}\n");
    let told = |severity: &str| {
        shown(&looked_at(&[("a.yaml", &design), ("b.yaml", &more(severity))], None, None))
            .into_iter()
            .skip(2)
            .collect::<Vec<_>>()
    };
    let name = |name: &str, severity| (name.to_owned(), severity);
    assert_eq!(told("warning"), [name("peering-overlap", Severity::Warning)]);
    let found = told("advice");
    assert_eq!(
        found,
        [name("peering-overlap", Severity::Warning), name("contradictory-fields", Severity::Error)],
        "the first holds"
    );
}

#[test]
fn a_comment_goes_before_the_design_and_the_design_before_the_file() {
    let own = "allow: [{ rule: TL201, reason: file }]\n";
    let design = format!("{DESIGN}allow: [{{ rule: TL201, reason: design }}]\n");
    let commented =
        commented(6, "tieline: allow TL201 -- comment", false) + "allow: [{ rule: TL201, reason: design }]\n";
    assert_eq!(allowed(&with(&commented, Some(own), None)), [("peering-overlap", "comment")]);
    let review = with(&design, Some(own), None);
    assert_eq!(allowed(&review), [("peering-overlap", "design")]);
    // The other one is about the same finding, so it is not idle.
    assert_eq!(names(&review), ["docker-range", "docker-range"]);
}

#[test]
fn an_allowance_ends_with_its_last_day() {
    let written = [
        commented(6, "tieline: allow TL201 until 2027-01-31 -- why", false),
        format!("{DESIGN}allow: [{{ rule: TL201, until: 2027-01-31, reason: why }}]\n"),
    ];
    for design in &written {
        for (today, holds) in [
            ("2027-01-30", true),
            ("2027-01-31", true),
            ("2027-02-01", false),
            ("2028-01-01", false),
            ("2026-12-31", true),
        ] {
            let review = with(design, None, day(today));
            assert_eq!(allowed(&review).len() == 1, holds, "{today}");
            assert_eq!(names(&review).contains(&"peering-overlap"), !holds, "{today}");
            let ended: Vec<&Finding> = review.findings.iter().filter(|one| one.name == "allowance-expired").collect();
            assert_eq!(ended.len() == 1, !holds, "{today}");
            for one in ended {
                assert_eq!(one.message, "the allowance of `peering-overlap` ended on 2027-01-31: 1 finding is back");
            }
            assert!(review.coverage.unknown.iter().all(|text| !text.contains("today's date")));
        }
    }
}

#[test]
fn without_a_day_an_allowance_is_taken_to_hold_and_coverage_says_so() {
    let review = with(&commented(6, "tieline: allow TL201 until 2027-01-31 -- why", false), None, None);
    assert_eq!(allowed(&review).len(), 1);
    let told = review.coverage.unknown.iter().filter(|text| text.contains("until 2027-01-31")).count();
    assert_eq!(told, 1, "{:?}", review.coverage.unknown);
    let review = with(&commented(6, "tieline: allow TL201 -- why", false), None, None);
    assert!(review.coverage.unknown.iter().all(|text| !text.contains("today's date")), "one without end needs no day");
}

#[test]
fn one_that_holds_goes_before_one_that_is_over() {
    let design = commented(6, "tieline: allow TL201 until 2026-01-01 -- old", false)
        + "allow: [{ rule: TL201, until: 2028-01-01, reason: new }]\n";
    let review = with(&design, None, day("2027-01-01"));
    assert_eq!(allowed(&review), [("peering-overlap", "new")]);
    assert_eq!(names(&review), ["docker-range", "docker-range", "allowance-expired"]);
}

#[test]
fn an_allowance_is_about_the_things_it_names() {
    let cases = [
        ("vpc/shop", 1),
        ("vpc/data", 1),
        ("vpc/*", 2),
        ("vpc/*a*", 1),
        ("*", 0),
        ("vpc/shop/a", 0),
        ("link/shop", 0),
        ("subnet/*", 0),
    ];
    for (on, count) in cases {
        let review = with(&format!("{DESIGN}allow: [{{ rule: TL108, on: '{on}', reason: why }}]\n"), None, None);
        assert_eq!(allowed(&review).len(), count, "{on}");
        let idle = names(&review).iter().filter(|name| **name == "allowance-unmatched").count();
        let malformed = names(&review).iter().filter(|name| **name == "malformed-allowance").count();
        assert_eq!((idle, malformed), (usize::from(count == 0 && on != "*"), usize::from(on == "*")), "{on}");
    }
}

#[test]
fn one_allowance_may_name_several_rules() {
    let design = format!("{DESIGN}allow: [{{ rule: [TL201, docker-range], reason: why }}]\n");
    assert_eq!(allowed(&with(&design, None, None)).len(), 3);
    let review = with(&commented(3, "tieline: allow TL108, TL201 -- why", false), None, None);
    assert_eq!(allowed(&review), [("docker-range", "why")], "a comment is about its line only");
}

#[test]
fn what_is_wrong_with_an_allowance_is_found_and_nothing_is_allowed() {
    let cases = [
        ("tieline: allow TL201", "allowance-without-reason"),
        ("tieline: allow TL201 --", "allowance-without-reason"),
        ("tieline: allow -- why", "malformed-allowance"),
        ("tieline: ignore TL201 -- why", "malformed-allowance"),
        ("tieline: allow TL201 until soon -- why", "malformed-allowance"),
        ("tieline: allow TL201 until 2027-02-29 -- why", "malformed-allowance"),
        ("tieline: allow TL2001 -- why", "unknown-rule"),
        ("tieline: allow peering-overlaps -- why", "unknown-rule"),
        ("tieline: allow TL025 -- why", "malformed-allowance"),
        ("tieline: allow TL202 -- why", "allowance-unmatched"),
    ];
    for (comment, name) in cases {
        let design = commented(6, comment, false);
        let review = with(&design, None, day("2027-01-01"));
        assert_eq!(allowed(&review), [], "{comment}");
        let mut told = names(&review);
        told.sort_unstable();
        let mut expected = vec!["docker-range", "docker-range", "peering-overlap", name];
        expected.sort_unstable();
        assert_eq!(told, expected, "{comment}");
        let found = review.findings.iter().find(|one| one.name == name).unwrap();
        assert_eq!(found.severity, Severity::Warning);
        let (source, span) = review.span(&found.at).unwrap();
        let document = source.document.as_ref().unwrap();
        assert_eq!(document.slice(span), format!("# {comment}"), "it points at the comment");
    }
    let entries = [
        ("reason: why", "malformed-allowance"),
        ("rule: [], reason: why", "malformed-allowance"),
        ("rule: TL201", "allowance-without-reason"),
        ("rule: TL201, reason: ' '", "allowance-without-reason"),
        ("rule: TL201, reason: why, until: 31.1.2027", "malformed-allowance"),
        ("rule: TL201, reason: why, on: network/shop", "malformed-allowance"),
        ("rule: TL202, reason: why", "allowance-unmatched"),
    ];
    for (entry, name) in entries {
        let settings = format!("allow: [{{ {entry} }}]\n");
        let review = with(DESIGN, Some(&settings), None);
        assert_eq!(names(&review), ["docker-range", "docker-range", "peering-overlap", name], "{entry}");
    }
}

#[test]
fn a_commented_out_design_is_no_allowance() {
    for comment in ["tieline: 1", "tieline: see README", "tieline", "ticket tieline: allow"] {
        assert_eq!(names(&with(&commented(6, comment, true), None, None)).len(), 3, "{comment}");
    }
}

#[test]
fn what_is_wrong_with_settings_leaves_the_design_to_be_checked() {
    let review = with(DESIGN, Some("rules: { TL201: fatal }\nallowed: []\n"), None);
    assert_eq!(
        names(&review),
        ["docker-range", "docker-range", "peering-overlap", "invalid-value", "unknown-field"],
        "{:?}",
        review.findings
    );
    assert!(review.coverage.unknown.iter().all(|text| !text.contains("everything but addressing")));
    let review = with(&format!("{DESIGN}rules: [TL201]\n"), None, None);
    assert!(names(&review).contains(&"peering-overlap"));
}

#[test]
fn errors_in_the_input_keep_idle_allowances_from_being_told() {
    let design = format!("{DESIGN}allow: [{{ rule: TL202, reason: why }}]\nneeds: {{ a: {{ from: x, to: y }} }}\n");
    let review = with(&design, None, None);
    assert!(!names(&review).contains(&"allowance-unmatched"), "{:?}", names(&review));
}

#[test]
fn allowing_an_error_of_the_input_does_not_make_the_input_whole() {
    let text = "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16] }\napplications:\n  web: { vpc: shopp }\nallow: [{ rule: TL008, reason: why }]\n";
    let inputs = [Input { name: "net.yaml", bytes: text.as_bytes() }];
    let review = review_under(&Terms::default(), &inputs, &Facts::shipped(), Scope::Review);
    assert_eq!(allowed(&review).len(), 1);
    assert!(review.advice.is_none());
}

#[test]
fn json_takes_the_same_settings_and_has_no_comments() {
    let text = r##"{"tieline": 1, "vpcs": {"shop": {"cidrs": ["172.17.0.0/16"]}},
        "x-note": "# tieline: allow TL108 -- why", "rules": {"TL108": "advice"}}"##;
    let review = looked_at(&[("net.json", text)], None, None);
    assert_eq!(shown(&review), [("docker-range".to_owned(), Severity::Advice)]);
    let review = looked_at(
        &[
            ("net.json", r#"{"tieline": 1, "vpcs": {"shop": {"cidrs": ["172.17.0.0/16"]}}}"#),
            (".tieline.json", r#"{"allow": [{"rule": "TL108", "reason": "why", "until": "2027-01-31"}]}"#),
        ],
        None,
        day("2027-01-31"),
    );
    assert_eq!((names(&review), allowed(&review).len()), (vec![], 1));
}

#[test]
fn an_input_called_like_the_settings_file_is_settings() {
    for name in [".tieline.yaml", "nets/.tieline.yml"] {
        let review = looked_at(&[(name, "allow: [{ rule: TL201, reason: why }]\n"), ("net.yaml", DESIGN)], None, None);
        assert_eq!(names(&review), ["docker-range", "docker-range"]);
        let read: Vec<&str> = review.coverage.read.iter().map(|(file, _)| file.as_str()).collect();
        assert_eq!(read, ["net.yaml"], "settings are no design");
    }
    // The shapes of a design are no settings.
    let review = looked_at(&[(".tieline.yaml", "vpcs: {}\n"), ("net.yaml", DESIGN)], None, None);
    assert!(names(&review).contains(&"unknown-field"));
}

#[test]
fn a_comment_is_about_its_own_file() {
    let other = "tieline: 1\n\n\n\n\n# tieline: allow TL201 -- why\nsites: {}\n";
    let review = looked_at(&[("net.yaml", DESIGN), ("more.yaml", other)], None, None);
    assert_eq!(names(&review), ["docker-range", "docker-range", "peering-overlap", "allowance-unmatched"]);
}

#[test]
fn settings_of_any_kind_and_size_do_no_harm() {
    let long = "x".repeat(100_000);
    let many: String = (0..20_000).map(|n| format!("  - {{ rule: TL201, on: 'link/a-{n}', reason: why }}\n")).collect();
    let wide: String = (0..3_000).map(|n| format!("  - {{ rule: TL201, on: 'link/*{n}', reason: why }}\n")).collect();
    let cases = [
        "rules:".to_owned(),
        "allow: nothing\n".to_owned(),
        "allow: [[[[]]]]\n".to_owned(),
        "tieline: 2\n".to_owned(),
        format!("rules: {{ {long}: error }}\n"),
        format!("rules: {{ TL201: {long} }}\n"),
        format!("allow: [{{ rule: TL201, on: 'link/{long}', reason: {long}, until: {long} }}]\n"),
        format!("allow: [{{ rule: TL201, on: 'link/{}', reason: why }}]\n", "*a".repeat(400)),
        "allow: [{ rule: \"\\e[31mTL201\", reason: \"\\u202e\" }]\n".to_owned(),
        format!("allow:\n{many}"),
        format!("allow:\n{wide}"),
    ];
    for settings in &cases {
        let review = with(DESIGN, Some(settings), None);
        let named = review.findings.iter().filter(|one| one.rule.0 > 100).count() + review.settings.allowed_count();
        assert_eq!(named, 3, "{}", &settings[..settings.len().min(80)]);
        assert!(review.findings.iter().all(|one| one.message.len() < 1_000), "messages stay short");
    }
    assert!(!with(DESIGN, Some("rules: ["), None).is_readable());
    let stacked = format!("{}{DESIGN}", "# tieline: allow TL201 -- why\n".repeat(20_000));
    assert_eq!(
        names(&with(&stacked, None, None)).iter().filter(|name| **name == "allowance-unmatched").count(),
        20_000
    );
}

#[test]
fn every_renderer_counts_what_is_allowed_off_and_lowered() {
    let design = commented(6, "tieline: allow TL201 until 2027-01-31 -- the hub <b>comes</b> `first`", false);
    let review = with(&design, Some("rules: { TL108: off, TL201: warning }\n"), day("2027-01-01"));
    let facts = Facts::shipped();
    let allowed = "TL201 peering-overlap: 1 finding, until 2027-01-31";
    let off = "TL108 docker-range is off";
    let markdown = report::markdown(&review, &facts);
    let html = report::html(&review, &facts);
    for text in [&markdown, &html] {
        assert!(text.contains(allowed) && text.contains(off) && text.contains("2 findings not told"), "{text}");
        assert!(text.contains("llowed on 2027-01-01") && !text.contains("<b>"), "{text}");
        assert!(text.contains(", 1 allowed, 2 of rules that are off"), "{text}");
    }
    let log: serde_json::Value = serde_json::from_str(&report::sarif(&review, &facts).unwrap()).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["ruleId"], "TL201");
    assert_eq!(results[0]["suppressions"][0]["kind"], "inSource");
    assert_eq!(results[0]["suppressions"][0]["justification"], "the hub <b>comes</b> `first` (until 2027-01-31)");
    let lowered = with(DESIGN, Some("rules: { TL201: warning }\n"), None);
    for text in [report::markdown(&lowered, &facts), report::html(&lowered, &facts)] {
        assert!(text.contains("own severity is error; a setting changes it"), "{text}");
    }
}

/// Every finding by rule, thing and words, however it is told.
fn all(review: &Review) -> Vec<(u16, String, String)> {
    let allowed = review.settings.allowed.iter().flat_map(|one| &one.findings);
    let mut all: Vec<_> = (review.findings.iter().chain(allowed))
        .filter(|one| !tieline::rules::is_about_settings(one.rule))
        .map(|one| (one.rule.0, one.at.id.clone(), one.message.clone()))
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// An allowance never changes other findings: what is allowed and what is shown are all there was.
    #[test]
    fn what_is_allowed_and_what_is_shown_are_all(
        rules in proptest::collection::vec((0_usize..6, 0_usize..6, proptest::option::of(1_u8..28)), 0..6),
        comment in proptest::option::of((0_usize..6, 1_usize..7)),
        today in proptest::option::of(1_u8..28),
        lowered in proptest::collection::vec((0_usize..6, 0_usize..3), 0..3),
    ) {
        const RULES: [&str; 6] = ["TL201", "TL108", "docker-range", "TL102", "peering-route-missing", "TL601"];
        const THINGS: [&str; 6] = ["vpc/shop", "vpc/*", "link/direct", "link/*", "subnet/shop/a", "design/"];
        const WORDS: [&str; 3] = ["error", "warning", "advice"];
        let today = today.and_then(|day| Date::new(2027, 1, day));
        let mut settings = String::from("allow:\n  - { rule: TL203, reason: why }\n");
        for (rule, thing, until) in rules {
            let until = until.map(|day| format!(", until: 2027-01-{day:02}")).unwrap_or_default();
            settings += &format!("  - {{ rule: {}, on: '{}', reason: why{until} }}\n", RULES[rule], THINGS[thing]);
        }
        settings += "rules:\n  TL650: error\n";
        let mut set = std::collections::BTreeSet::new();
        for (rule, word) in lowered {
            if set.insert(rule) {
                settings += &format!("  {}: {}\n", RULES[rule], WORDS[word]);
            }
        }
        let design = match comment {
            Some((rule, line)) => commented(line, &format!("tieline: allow {} -- why", RULES[rule]), false),
            None => DESIGN.to_owned(),
        };
        let plain = with(DESIGN, None, today);
        let under = with(&design, Some(&settings), today);
        prop_assert_eq!(all(&under).into_iter().filter(|(rule, ..)| *rule != 10).collect::<Vec<_>>(), all(&plain));
        // And the same bytes again.
        let facts = Facts::shipped();
        let once = report::json(&under, &facts).unwrap();
        prop_assert_eq!(once, report::json(&with(&design, Some(&settings), today), &facts).unwrap());
    }
}
