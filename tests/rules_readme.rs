//! The table of rules in `src/rules/README.md` is the registry; `UPDATE_GOLDEN=1 cargo test --test rules_readme` writes
//! it anew between its two marks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use tieline::facts::FactId;
use tieline::rules::{self, Rule};

const START: &str = "<!-- rules: written by tests/rules_readme.rs -->\n";
const END: &str = "<!-- end of rules -->\n";

fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/README.md")
}

/// What the rule is about: the first sentence of its page.
fn what(rule: &Rule) -> String {
    let text = rule.docs.split_once("\n## What\n\n").unwrap().1;
    let paragraph = text.split("\n\n").next().unwrap().replace('\n', " ");
    let sentence = paragraph.find(". ").map_or(paragraph.as_str(), |end| &paragraph[..end]);
    sentence.trim_end_matches('.').replace('|', "\\|")
}

fn table() -> String {
    let mut table = String::from("\n| Rule | Name | Severity | What |\n| --- | --- | --- | --- |\n");
    for rule in rules::ALL {
        table.push_str(&format!("| {} | `{}` | {} | {} |\n", rule.id, rule.name, rule.severity, what(rule)));
    }
    table.push('\n');
    table
}

#[test]
fn the_table_of_rules_is_the_registry() {
    let text = fs::read_to_string(readme()).unwrap();
    let (before, rest) = text.split_once(START).unwrap_or_else(|| panic!("the mark {START:?} is missing"));
    let (told, after) = rest.split_once(END).unwrap_or_else(|| panic!("the mark {END:?} is missing"));
    let table = table();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(readme(), format!("{before}{START}{table}{END}{after}")).unwrap();
        return;
    }
    assert!(told == table, "the table differs from the registry; UPDATE_GOLDEN=1 writes it anew");
}

#[test]
fn what_is_named_as_no_rule_is_a_fact_of_which_no_rule_speaks_by_name() {
    // The other test may be writing the file.
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return;
    }
    let text = fs::read_to_string(readme()).unwrap();
    let (_, rest) = text.split_once(END).unwrap();
    let named: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    assert!(!named.is_empty(), "the second part names rows of the fact sheets");
    for name in named {
        assert!(name.parse::<FactId>().is_ok(), "`{name}` is no fact");
        assert!(rules::find(name).is_none(), "`{name}` is a rule");
    }
}
