//! Every rule's page is run: its Bad design raises exactly that rule, its Good design raises nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use tieline::facts::Facts;
use tieline::rules::{self, Rule};
use tieline::{Input, Scope, Terms, review_under};

const SECTIONS: &[&str] = &["What", "Why", "Bad", "Good", "Fix", "Sources"];

/// The text of one section of a page.
fn section<'p>(rule: &Rule, page: &'p str, name: &str) -> &'p str {
    let heading = format!("\n## {name}\n");
    let start = page.find(&heading).unwrap_or_else(|| panic!("{}: no section {name}", rule.id)) + heading.len();
    let rest = &page[start..];
    rest.find("\n## ").map_or(rest, |end| &rest[..end])
}

/// The one design in a section; several where the text says that they stand beside each other.
fn designs<'p>(rule: &Rule, text: &'p str) -> Vec<&'p str> {
    let blocks: Vec<&str> = text.split("```yaml\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    assert!(!blocks.is_empty(), "{}: no design", rule.id);
    assert_eq!(blocks.len(), text.matches("\nbeside\n").count() + 1, "{}: one design a section", rule.id);
    blocks
}

/// What the rulebook finds in designs read together, as numbers and messages.
fn found(texts: &[&str]) -> Vec<(String, String)> {
    let inputs: Vec<Input<'_>> = texts.iter().map(|text| Input { name: "page.yaml", bytes: text.as_bytes() }).collect();
    // Pages on allowances speak of days before and after this one.
    let terms = Terms { today: "2027-01-01".parse().ok(), ..Terms::default() };
    let review = review_under(&terms, &inputs, &Facts::shipped(), Scope::Check);
    review.findings.iter().map(|finding| (finding.rule.to_string(), finding.message.clone())).collect()
}

#[test]
fn every_page_has_its_heading_and_sections_in_order() {
    for rule in rules::ALL {
        let heading = format!("# {} {}\n", rule.id, rule.name);
        assert!(rule.docs.starts_with(&heading), "{}: the page starts with {heading:?}", rule.id);
        let found: Vec<&str> = rule.docs.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(found, SECTIONS, "{}", rule.id);
        for name in SECTIONS {
            assert!(section(rule, rule.docs, name).trim().len() > 10, "{}: {name} is empty", rule.id);
        }
    }
}

#[test]
fn every_bad_design_raises_exactly_its_rule() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        let found = found(&designs(rule, section(rule, rule.docs, "Bad")));
        if found.is_empty() || found.iter().any(|(id, _)| *id != rule.id.to_string()) {
            wrong.push(format!("{} {}: {found:?}", rule.id, rule.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_good_design_is_silent() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        let found = found(&designs(rule, section(rule, rule.docs, "Good")));
        if !found.is_empty() {
            wrong.push(format!("{} {}: {found:?}", rule.id, rule.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_names_its_sources() {
    for rule in rules::ALL {
        let sources = section(rule, rule.docs, "Sources");
        let sourced = sources.contains("https://") && sources.contains("(read 20");
        assert!(sourced || rule.facts.is_empty(), "{}: a rule that rests on facts names a page and a date", rule.id);
    }
}
