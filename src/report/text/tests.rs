//! Laws and cases of the terminal report.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::page::{clean, wrap};
use super::{Layout, Show, Style, render};
use crate::design::Mechanism;
use crate::facts::{FactId, Facts};
use crate::finding::{Finding, Kind, Locus, Place, RuleId, Severity};
use crate::source::Pointer;
use crate::why::Derivation;
use crate::{Input, Scope, review};

/// Two VPCs, two needs, and whatever else is appended.
const DESIGN: &str = "\
tieline: 1
region: us-east-1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { b: { az: use1-az1, cidr: 10.1.0.0/24 } } }
applications:
  web: { vpc: shop, subnets: [a] }
  api: { vpc: data, subnets: [b], serves: [https/443] }
needs:
  web-to-api: { from: web, to: api, traffic: 2 TB/month, requests: 300M/month }
  shop-and-data: { between: [shop, data], traffic: 10 GB/month }
";

fn report(files: &[(&str, &str)], layout: &Layout) -> String {
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let facts = Facts::shipped();
    let scope = if layout.show == Show::Findings { Scope::Check } else { Scope::Review };
    render(&review(&inputs, &facts, scope), &facts, layout)
}

fn plain(text: &str) -> String {
    report(&[("net.yaml", text)], &Layout::default())
}

/// A text without its ANSI escape sequences.
fn colourless(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').unwrap().1)
}

#[test]
fn colour_changes_nothing_but_colour() {
    for text in [DESIGN, "vpcs: { a: { cidrs: [10.0.0.0/33] } }", "a: [", &DESIGN.replace("from: web", "from: wep")] {
        let coloured = report(&[("net.yaml", text)], &Layout { style: Style::Colour, ..Layout::default() });
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(colourless(&coloured), plain(text));
    }
}

#[test]
fn the_last_line_sums_up() {
    let last = |text: &str| plain(text).lines().last().unwrap().to_owned();
    let line = last(DESIGN);
    assert!(line.contains("; 2 of 2 needs have a plan, "), "{line}");
    assert!(line.ends_with("a month") || line.ends_with("not known)"), "{line}");
    let line = last(&DESIGN.replace("serves:", "servez:"));
    assert_eq!(line, "1 error, 0 warnings, 0 pieces of advice; no advice while the input has errors");
    let check = report(&[("net.yaml", "tieline: 1")], &Layout { show: Show::Findings, ..Layout::default() });
    assert_eq!(check.lines().last(), Some("0 errors, 0 warnings, 0 pieces of advice"));
}

#[test]
fn a_need_that_nothing_serves_is_said_aloud() {
    let all: Vec<&str> = Mechanism::ALL.iter().map(|mechanism| mechanism.wire()).collect();
    let text = plain(&format!("{DESIGN}preferences: {{ forbid: [{}] }}\n", all.join(", ")));
    assert!(text.contains("✗ web-to-api is not served: no mechanism can serve it"), "{text}");
    assert!(text.contains("0 of 2 needs have a plan"), "{text}");
    assert!(text.contains("the design's preferences forbid it"), "{text}");
}

#[test]
fn options_of_one_reason_stand_on_one_line() {
    let text = plain(DESIGN);
    assert!(text.contains("  ✗ PrivateLink endpoint service, PrivateLink resource endpoint:"), "{text}");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(flat.matches("an endpoint leads to one application").count(), 1, "{text}");
}

#[test]
fn a_mechanism_that_opens_whole_networks_says_so() {
    let text = plain(&DESIGN.replace("  shop-and-data: { between: [shop, data], traffic: 10 GB/month }\n", ""));
    let line = text.lines().find(|line| line.starts_with("  · VPC peering: ")).unwrap();
    assert!(line.contains("opens 2 networks"), "{text}");
    let preferred = plain(&format!("{DESIGN}preferences: {{ prefer: [vpc_peering] }}\n"));
    assert!(
        preferred.contains("    opens VPC `data` to VPC `shop`, VPC `shop` to VPC `data`: whole networks"),
        "{preferred}"
    );
}

#[test]
fn an_unknown_price_is_never_a_number() {
    let text = plain(&DESIGN.replace("us-east-1", "eu-south-2"));
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("unknown prices are ranked by stand-ins"), "{text}");
    assert!(flat.contains("at least: what is unknown comes on top"), "{text}");
    let total = text.lines().last().unwrap();
    assert!(total.contains("at least") || total.contains("price unknown"), "{total}");
}

#[test]
fn a_fact_is_told_once_and_then_by_its_number() {
    let text = plain(
        "vpcs: { a: { cidrs: [10.0.0.1/16] }, b: { cidrs: [10.1.0.1/16] }, c: { cidrs: [10.2.0.1/16] } }\ntieline: 1\n",
    );
    let facts = Facts::shipped();
    let words = facts.fact(FactId::VpcCidrCanonical).statement.split_whitespace().collect::<Vec<_>>().join(" ");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(flat.matches(&words).count(), 1, "{text}");
    assert_eq!(flat.matches("= note: see [").count(), 2, "{text}");
    assert!(text.contains("[1] vpc-cidr-canonical"), "{text}");
}

#[test]
fn a_second_place_in_another_file_has_a_frame_of_its_own() {
    let one = "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16] }\n";
    let text = report(&[("one.yaml", one), ("two.yaml", one)], &Layout::default());
    assert!(text.contains("--> two.yaml:3:3"), "{text}");
    assert!(text.contains("::: one.yaml:3:3"), "{text}");
}

#[test]
fn a_syntax_error_shows_its_line() {
    let text = plain("vpcs:\n  shop: [1, 2\n");
    assert!(text.starts_with("error[TL001]: "), "{text}");
    assert!(text.contains("2 |   shop: [1, 2"), "{text}");
}

#[test]
fn a_file_of_one_huge_line_shows_the_place_and_its_true_column() {
    let entries: Vec<String> =
        (0..20_000).map(|n| format!("\"v{n}\":{{\"cidrs\":[\"10.{}.{}.0/24\"]}}", n / 250 % 250, n % 250)).collect();
    let good = format!("{{\"tieline\":1,\"vpcs\":{{{}}}}}", entries.join(","));
    let bad = good.replacen("\"10.40.0.0/24\"", "\"10.40.0.0/99\"", 1);
    let column = bad.find("\"10.40.0.0/99\"").unwrap() + 1;
    let text = report(&[("net.json", &bad)], &Layout { show: Show::Findings, ..Layout::default() });
    assert!(text.contains(&format!("--> net.json:1:{column}\n")), "{text}");
    assert!(text.contains("^^^^^^^^^^^^^^"), "{text}");
    assert!(text.len() < 5_000, "{text}");
}

#[test]
fn a_finding_without_a_file_shows_its_pointer() {
    let facts = Facts::shipped();
    let mut review = review(&[], &facts, Scope::Check);
    let at = |name: &str| {
        Locus::new(Kind::Vpc, name, Place { file: None, pointer: Pointer::root().push("vpcs").push(name) })
    };
    let finding = Finding {
        rule: RuleId(101),
        name: "made-up".into(),
        severity: Severity::Advice,
        overridden: None,
        message: "something about `shop`".to_owned(),
        at: at("shop"),
        related: Vec::new(),
        why: Derivation::default(),
        fix: None,
        ways_out: Vec::new(),
        reference: None,
    };
    review.findings.push(finding.and_at(at("data"), "the other"));
    let text = render(&review, &facts, &Layout { show: Show::Findings, ..Layout::default() });
    assert!(text.starts_with("advice[TL101]: something about `shop`\n"), "{text}");
    assert!(text.contains("--> VPC shop (/vpcs/shop)\n"), "{text}");
    assert!(text.contains("= note: the other: VPC data (/vpcs/data)\n"), "{text}");
    assert!(text.ends_with("0 errors, 0 warnings, 1 piece of advice\n"), "{text}");
}

#[test]
fn names_cannot_write_to_the_terminal() {
    let text = r#"{"tieline": 1, "vpcs": {"a\u001b[31m": {"cidrs": ["10.0.0.0/33\u0007"]}}, "b\u202e": 1, "c<": "@"}"#;
    let text = text.replace('<', "\u{9b}31m");
    let shown = report(&[("a\u{1b}[2J.json", &text)], &Layout::default());
    let odd: Vec<char> = shown.chars().filter(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}').collect();
    assert!(odd.is_empty(), "{odd:?} in {shown}");
}

proptest! {
    #[test]
    fn wrapping_keeps_the_words_and_the_width(text in "[a-zé ]{0,300}", first in 40_usize..90, rest in 40_usize..90) {
        let lines = wrap(&text, first, rest);
        let words: Vec<&str> = text.split_whitespace().collect();
        let wrapped: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
        prop_assert_eq!(words, wrapped);
        for (index, line) in lines.iter().enumerate() {
            let width = if index == 0 { first } else { rest };
            prop_assert!(line.chars().count() <= width || !line.contains(' '), "{:?}", line);
        }
    }

    #[test]
    fn cleaning_leaves_what_needs_none(text in "[ -~é→]{0,60}") {
        prop_assert_eq!(clean(&text), text);
    }

    #[test]
    fn the_same_input_gives_the_same_bytes(cut in 0..DESIGN.len()) {
        let text = &DESIGN[..cut];
        prop_assert_eq!(plain(text), plain(text));
    }
}
