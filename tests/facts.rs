//! Facts and rules hold each other: every fact has what makes it one and something that rests on it, and no rule is
//! louder than its facts allow.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tieline::advise::mechanism::facts_about;
use tieline::design::Mechanism;
use tieline::facts::{Confidence, FactId, Facts, LimitId, PriceId, Value};
use tieline::finding::Severity;
use tieline::rules;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut String) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.ends_with("src/facts") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            *found += &fs::read_to_string(&path).unwrap();
        }
    }
}

/// The facts that code outside their own room names, and those told with a mechanism.
fn used() -> BTreeSet<FactId> {
    let mut text = String::new();
    sources(&root().join("src"), &mut text);
    let named = |kind: &str| -> BTreeSet<String> {
        let names = text.split(kind).skip(1);
        names.map(|rest| rest.split(|one: char| !one.is_ascii_alphanumeric()).next().unwrap().to_owned()).collect()
    };
    let (facts, limits, prices) = (named("FactId::"), named("LimitId::"), named("PriceId::"));
    let mut used: BTreeSet<FactId> =
        FactId::ALL.iter().copied().filter(|id| facts.contains(&format!("{id:?}"))).collect();
    used.extend(LimitId::ALL.iter().filter(|id| limits.contains(&format!("{id:?}"))).map(|id| id.fact()));
    used.extend(Mechanism::ALL.iter().flat_map(|mechanism| facts_about(*mechanism)));
    used.extend(PriceId::ALL.iter().filter(|id| prices.contains(&format!("{id:?}"))).map(|id| id.fact()));
    used
}

#[test]
fn every_fact_has_a_unit_a_source_and_a_day() {
    let facts = Facts::shipped();
    let is_day = |day: &str| {
        let parts: Vec<&str> = day.split('-').collect();
        matches!(parts.as_slice(), [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2)
            && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    for id in FactId::ALL {
        let fact = facts.fact(*id);
        assert!(!fact.sources.is_empty(), "`{id}` has no source");
        for source in &fact.sources {
            let url = source.url.as_deref().unwrap_or_default();
            assert!(url.starts_with("https://"), "`{id}`: `{url}`");
        }
        assert!(fact.checked_on.as_deref().is_some_and(is_day), "`{id}`: {:?}", fact.checked_on);
        assert!(fact.statement.ends_with('.') && fact.statement.len() > 20, "`{id}`: `{}`", fact.statement);
        if let Value::Number { unit, .. } | Value::Prices { unit, .. } = &fact.value {
            assert!(!unit.is_empty(), "`{id}` has no unit");
            assert!(fact.scope.is_some(), "`{id}` has no scope");
        }
    }
}

#[test]
fn every_fact_is_used_by_a_rule_or_a_mechanism() {
    let used = used();
    let lost: Vec<String> = FactId::ALL.iter().filter(|id| !used.contains(id)).map(ToString::to_string).collect();
    assert!(lost.is_empty(), "nothing rests on these, and no mechanism tells them: {}", lost.join(" "));
}

#[test]
fn every_fact_is_told_with_exactly_one_mechanism() {
    for fact in FactId::ALL {
        let with: Vec<&Mechanism> =
            Mechanism::ALL.iter().filter(|mechanism| facts_about(**mechanism).any(|told| told == *fact)).collect();
        assert_eq!(with.len(), 1, "`{fact}` is told with {with:?}");
    }
}

#[test]
fn every_fact_of_a_rule_is_cited_once() {
    for rule in rules::ALL {
        let once: BTreeSet<&FactId> = rule.facts.iter().collect();
        assert_eq!(once.len(), rule.facts.len(), "{} {}", rule.id, rule.name);
    }
}

#[test]
fn a_rule_that_rests_on_what_others_say_of_aws_is_no_error() {
    let facts = Facts::shipped();
    for rule in rules::ALL.iter().filter(|rule| rule.severity == Severity::Error && !rule.facts.is_empty()) {
        let firsthand =
            |id: &&FactId| matches!(facts.fact(**id).confidence, Confidence::AwsPage | Confidence::AwsExcerpt);
        assert!(
            rule.facts.iter().any(|id| firsthand(&id)),
            "{} {} is an error, and none of its facts was read at AWS",
            rule.id,
            rule.name
        );
    }
}
