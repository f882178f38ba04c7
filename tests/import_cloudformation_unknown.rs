//! CloudFormation templates of which one value after another is not known: what it made of the design is gone, and
//! coverage says so. Silence about it is the defect that is looked for.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tieline::design::raw::RawDesign;
use tieline::import::{Input, Options, import_with, write};

/// A template with what is read of every kind, each list with one item that is known.
fn whole() -> Value {
    serde_json::from_str(include_str!("import/cloudformation/whole.template.json")).unwrap()
}

fn read(template: &Value) -> (RawDesign, BTreeSet<(String, String)>) {
    let text = template.to_string();
    let imported = import_with(&[Input { name: "a.json", bytes: text.as_bytes() }], &Options::default());
    let mut design = write::whole(&imported);
    design.unknown.clear();
    design.aliases.clear();
    let told = imported.coverage[0].unknown.iter().map(|one| (one.what.clone(), one.because.clone())).collect();
    (design, told)
}

fn is_function(value: &Value) -> bool {
    let is = |key: &String| key == "Ref" || key.starts_with("Fn::");
    value.as_object().is_some_and(|map| map.len() == 1 && map.keys().all(is))
}

/// Every place in the properties of resources, as JSON Pointers, those around others first.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) if !is_function(value) => {
            for (key, inner) in map {
                let at = format!("{at}/{key}");
                found.push(at.clone());
                places(inner, &at, found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let at = format!("{at}/{index}");
                found.push(at.clone());
                places(inner, &at, found);
            }
        }
        _ => {}
    }
}

fn all_places() -> Vec<String> {
    let template = whole();
    let mut found = Vec::new();
    for (name, resource) in template["Resources"].as_object().unwrap() {
        places(&resource["Properties"], &format!("/Resources/{name}/Properties"), &mut found);
    }
    found
}

#[test]
fn what_is_lost_with_a_value_that_is_not_known_is_told() {
    let template = whole();
    let (design, told) = read(&template);
    let mut silent = Vec::new();
    for place in all_places() {
        let mut changed = template.clone();
        *changed.pointer_mut(&place).unwrap() = json!({ "Fn::ImportValue": "nowhere" });
        let (other, more) = read(&changed);
        if format!("{other:?}") != format!("{design:?}") && more.difference(&told).next().is_none() {
            silent.push(place);
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn what_is_lost_of_a_list_with_an_item_that_is_not_known_is_told_and_the_rest_is_kept() {
    let template = whole();
    let (design, told) = read(&template);
    let mut silent = Vec::new();
    for place in all_places() {
        if !template.pointer(&place).unwrap().is_array() {
            continue;
        }
        // A list that nothing hangs on is not read.
        let mut without = template.clone();
        *without.pointer_mut(&place).unwrap() = json!([]);
        if format!("{:?}", read(&without).0) == format!("{design:?}") {
            continue;
        }
        // An id of something elsewhere stands only where ids do.
        let elsewhere = json!("elsewhere-0123");
        let is_of_ids =
            !template.pointer(&place).unwrap()[0].is_object() || is_function(&template.pointer(&place).unwrap()[0]);
        let items = [json!({ "Fn::ImportValue": "nowhere" }), json!({ "Ref": "Nothing" }), elsewhere.clone()];
        for item in items.into_iter().filter(|item| is_of_ids || *item != elsewhere) {
            let mut changed = template.clone();
            changed.pointer_mut(&place).unwrap().as_array_mut().unwrap().push(item.clone());
            let (other, more) = read(&changed);
            // It may be what the list is for.
            let is_used = item == elsewhere && format!("{other:?}") != format!("{design:?}");
            if !is_used && more.difference(&told).next().is_none() {
                silent.push(format!("{place} {item}"));
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn what_is_lost_with_the_id_of_something_elsewhere_is_told_or_stays_a_mention() {
    let template = whole();
    let (design, told) = read(&template);
    let mut silent = Vec::new();
    for place in all_places().into_iter().filter(|place| is_function(template.pointer(place).unwrap())) {
        let mut changed = template.clone();
        *changed.pointer_mut(&place).unwrap() = json!("elsewhere-0123");
        let (other, more) = read(&changed);
        let other = format!("{other:?}");
        let is_kept = other.contains("elsewhere-0123") || other == format!("{design:?}");
        if !is_kept && more.difference(&told).next().is_none() {
            silent.push(place);
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}
