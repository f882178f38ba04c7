//! Fixes carried out: what they must do on every design, and on the Bad design of every rule's page.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod random_design;

use std::collections::BTreeMap;

use proptest::prelude::*;
use random_design::read_off;
use serde_json::Value;
use tieline::facts::Facts;
use tieline::finding::{Applicability, Finding, RuleId};
use tieline::source::Document;
use tieline::{Fixed, Input, Scope, Trust, fix, report, review, rules};

/// A tree as a YAML block with a comment on every line.
fn remarked(value: &Value, indent: usize, text: &mut String) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (format!("{}:", Value::from(key.as_str())), value)).collect()
        }
        Value::Array(items) => items.iter().map(|item| ("-".to_owned(), item)).collect(),
        _ => Vec::new(),
    };
    for (head, child) in children {
        let number = text.lines().count();
        let is_block = matches!(child, Value::Object(fields) if !fields.is_empty())
            || matches!(child, Value::Array(items) if !items.is_empty());
        // Now and then a list on one line, as people write them.
        let flat =
            number.is_multiple_of(3) && matches!(child, Value::Array(items) if items.iter().all(Value::is_string));
        *text += &" ".repeat(indent);
        if is_block && !flat {
            *text += &format!("{head} # remark {number}\n");
            remarked(child, indent + 2, text);
        } else {
            *text += &format!("{head} {child} # remark {number}\n");
        }
    }
}

fn yaml(numbers: &[u16]) -> String {
    let raw = serde_json::to_value(read_off(numbers)).unwrap();
    let mut text = String::new();
    remarked(&raw, 0, &mut text);
    text
}

fn fixed(text: &str, trust: Trust) -> Fixed {
    fix(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &Facts::shipped(), trust)
}

fn found(text: &str) -> Vec<Finding> {
    review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &Facts::shipped(), Scope::Check).findings
}

fn tally(findings: &[Finding]) -> BTreeMap<RuleId, usize> {
    findings.iter().fold(BTreeMap::new(), |mut tally, finding| {
        *tally.entry(finding.rule).or_default() += 1;
        tally
    })
}

fn comments(text: &str) -> Vec<String> {
    let document = Document::read("net.yaml", text.as_bytes()).unwrap();
    document.comments().iter().map(|one| one.text.clone()).collect()
}

/// What holds for every design and every trust.
fn laws(text: &str, trust: Trust) -> Result<(), TestCaseError> {
    let before = found(text);
    let once = fixed(text, trust);
    let after = once.texts[0].as_deref().unwrap_or(text);
    prop_assert_eq!(&found(after), &once.review.findings, "what is told is what is left");
    let (had, has) = (tally(&before), tally(&once.review.findings));
    for (rule, count) in &has {
        prop_assert!(had.get(rule).is_some_and(|before| count <= before), "{rule} is found more often in\n{after}");
    }
    prop_assert_eq!(once.texts[0].is_some(), !once.done.is_empty());
    prop_assert!(once.done.is_empty() || once.review.findings.len() < before.len());
    prop_assert_eq!(comments(text), comments(after), "{}", after);
    let again = fixed(after, trust);
    prop_assert_eq!(again.texts[0].as_deref(), None, "nothing is left to do in\n{}", after);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn safe_fixes_add_no_finding_keep_every_comment_and_leave_nothing_to_do(numbers in prop::collection::vec(any::<u16>(), 0..400)) {
        laws(&yaml(&numbers), Trust::Safe)?;
    }

    #[test]
    fn so_do_all_fixes_together(numbers in prop::collection::vec(any::<u16>(), 0..400)) {
        laws(&yaml(&numbers), Trust::All)?;
    }
}

/// The Bad design of a page.
fn bad(docs: &str) -> &str {
    docs.split_once("\n## Bad\n").unwrap().1.split_once("```yaml\n").unwrap().1.split("```").next().unwrap()
}

#[test]
fn a_patch_takes_its_finding_away_and_a_safe_one_leaves_the_design_sound() {
    let (mut safe, mut by_hand) = (0, 0);
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        let text = bad(rule.docs);
        let patches = found(text).into_iter().filter_map(|finding| finding.fix).filter(|fix| !fix.patches.is_empty());
        let trust = match patches.map(|fix| fix.applicability).max_by_key(|one| *one == Applicability::Unsafe) {
            Some(Applicability::Safe) => Trust::Safe,
            Some(_) => Trust::All,
            None => continue,
        };
        *(if trust == Trust::Safe { &mut safe } else { &mut by_hand }) += 1;
        let fixed = fixed(text, trust);
        if let Some(left) = fixed.review.findings.first() {
            wrong.push(format!("{} {}: {} ({:?})", rule.id, rule.name, left.message, fixed.texts[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(safe >= 5 && by_hand >= 28, "{safe} rules with safe patches, {by_hand} with others");
}

#[test]
fn several_files_and_several_fixes_in_one_list_are_mended_together() {
    let one = "\u{feff}tieline: 1\r\nvpcs:\r\n  a:\r\n    cidrs: [10.0.0.1/16, 10.1.0.1/16] # two\r\n";
    let two = "tieline: 1\nvpcs:\n  b: { cidrs: [10.2.0.1/16] }\n";
    let inputs = [("one.yaml", one), ("two.yaml", two)].map(|(name, text)| Input { name, bytes: text.as_bytes() });
    let fixed = fix(&inputs, &Facts::shipped(), Trust::Safe);
    assert_eq!(fixed.done.len(), 3);
    let texts: Vec<&str> = fixed.texts.iter().flatten().map(String::as_str).collect();
    assert_eq!(
        texts,
        [
            "\u{feff}tieline: 1\r\nvpcs:\r\n  a:\r\n    cidrs: [10.0.0.0/16, 10.1.0.0/16] # two\r\n",
            "tieline: 1\nvpcs:\n  b: { cidrs: [10.2.0.0/16] }\n"
        ]
    );
}

#[test]
fn a_result_tells_each_edit_by_pointer_by_bytes_and_by_utf_16_units() {
    let text = "# é 😀\ntieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.1/16] }\n";
    let review = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &Facts::shipped(), Scope::Check);
    let json: Value = serde_json::from_str(&report::json(&review, &Facts::shipped()).unwrap()).unwrap();
    let fix = &json["findings"][0]["fix"];
    let edit = &fix["edits"][0];
    assert_eq!((edit["edit"].as_str(), edit["pointer"].as_str()), (Some("replace"), Some("/vpcs/a/cidrs/0")));
    let at = &fix["replacements"][0];
    let [start, end] = ["start", "end"].map(|key| usize::try_from(at[key].as_u64().unwrap()).unwrap());
    assert_eq!(&text[start..end], "10.0.0.1/16");
    let units: Vec<u16> = text.encode_utf16().collect();
    let [start, end] = ["start_utf16", "end_utf16"].map(|key| usize::try_from(at[key].as_u64().unwrap()).unwrap());
    assert_eq!(String::from_utf16(&units[start..end]).unwrap(), "10.0.0.1/16");
    assert_eq!(at["text"], "10.0.0.0/16");
}
