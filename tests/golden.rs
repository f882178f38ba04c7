//! What every example says, word for word, in text and in JSON. Read in review like code;
//! `UPDATE_GOLDEN=1 cargo test --test golden` writes the files anew.

#![cfg(feature = "text")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use tieline::facts::Facts;
use tieline::finding::{Finding, Severity};
use tieline::report::{self, text};
use tieline::{Input, Review, Scope, review};

const EXAMPLES: [&str; 5] = ["planted", "roadshow", "hub-and-spoke", "eks-lattice-platform", "privatelink-saas"];

fn reviewed(name: &str) -> Review {
    let shown = format!("examples/{name}.yaml");
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(&shown)).unwrap();
    review(&[Input { name: &shown, bytes: &bytes }], &Facts::shipped(), Scope::Review)
}

fn compare(file: &str, told: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, told).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    let first = golden.lines().zip(told.lines()).position(|(one, two)| one != two);
    let line = first.unwrap_or(golden.lines().count().min(told.lines().count()));
    assert!(
        golden == told,
        "{file} differs from line {}:\n  golden: {:?}\n  told:   {:?}\nUPDATE_GOLDEN=1 writes it anew",
        line + 1,
        golden.lines().nth(line),
        told.lines().nth(line),
    );
}

#[test]
fn every_example_is_told_as_before_in_text() {
    for name in EXAMPLES {
        let told = text::render(&reviewed(name), &Facts::shipped(), &text::Layout::default());
        compare(&format!("{name}.txt"), &told);
    }
}

#[test]
fn every_example_is_told_as_before_in_json() {
    for name in EXAMPLES {
        compare(&format!("{name}.json"), &report::json(&reviewed(name), &Facts::shipped()).unwrap());
    }
}

#[test]
fn the_planted_faults_and_nothing_else_are_found() {
    let review = reviewed("planted");
    let found: Vec<(u16, &str)> =
        review.findings.iter().map(|finding| (finding.rule.0, finding.at.id.as_str())).collect();
    let planted = [
        (102, "web/web-tiny"),
        (103, "web/web-stray"),
        (104, "web/web-c"),
        (202, "web/main"),
        (204, "store"),
        (201, "api-to-legacy"),
    ];
    assert_eq!(found, planted);
}

#[test]
fn a_landing_zone_that_is_well_made_raises_nothing_but_that_its_one_circuit_may_fail() {
    let findings = reviewed("hub-and-spoke").findings;
    let found: Vec<_> = findings.iter().map(|one| (one.rule.0, one.severity, one.at.id.as_str())).collect();
    assert_eq!(found, [(653, Severity::Advice, "dublin-dx")]);
}

#[test]
fn platforms_that_are_well_made_raise_nothing_and_stay_as_they_are() {
    for name in ["eks-lattice-platform", "privatelink-saas"] {
        let review = reviewed(name);
        let plan = &review.advice.as_ref().unwrap().plan;
        let bad = |finding: &&Finding| finding.severity != Severity::Advice;
        let found: Vec<&Finding> = review.findings.iter().chain(&plan.findings_after).filter(bad).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
        assert!(plan.unserved.is_empty(), "{name}: {:?}", plan.unserved);
        assert!(plan.additions.is_empty(), "{name}: {:?}", plan.additions);
    }
}
