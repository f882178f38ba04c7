//! Answers of CloudWatch Logs that hold records: `filter-log-events` and `get-log-events` give lines as messages,
//! `get-query-results` of Logs Insights gives rows of named values.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::record::{Field, Layout, Line, field, layout, of_values, record};
use crate::import::Top;

/// Keys that stand at the top of such answers.
const EVENTS: &[&str] =
    &["events", "searchedLogStreams", "nextToken", "nextForwardToken", "nextBackwardToken", "ResponseMetadata"];
const RESULTS: &[&str] =
    &["results", "statistics", "status", "queryLanguage", "encryptionKey", "nextToken", "ResponseMetadata"];

#[derive(Debug, Deserialize)]
struct Events<'t> {
    #[serde(borrow)]
    events: Vec<Event<'t>>,
}

#[derive(Debug, Deserialize)]
struct Event<'t> {
    #[serde(borrow)]
    message: &'t RawValue,
}

#[derive(Debug, Deserialize)]
struct Results<'t> {
    #[serde(borrow)]
    results: Vec<&'t RawValue>,
}

#[derive(Debug, Deserialize)]
struct Value {
    field: String,
    value: String,
}

pub(super) fn is(top: &Top) -> bool {
    let only = |known: &[&str]| top.keys.iter().all(|key| known.contains(&key.as_str()));
    top.is_json && !top.is_list && (top.has("events") && only(EVENTS) || top.has("results") && only(RESULTS))
}

/// Every line of an answer with the place of its first byte; nothing when the text is no such answer.
pub(super) fn lines(text: &str) -> Option<Vec<(Line, usize)>> {
    let place = |raw: &RawValue| (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let mut known: Option<Layout> = None;
    let mut of_message = |message: &str| {
        if known.is_none() {
            known = layout(message.trim()).map(|(layout, _)| layout);
        }
        match &known {
            Some(layout) => record(message.trim(), layout),
            None => of_values(&BTreeMap::new()),
        }
    };
    if let Ok(found) = serde_json::from_str::<Events<'_>>(text) {
        let message = |raw: &RawValue| serde_json::from_str::<String>(raw.get()).unwrap_or_default();
        return Some(found.events.iter().map(|one| (of_message(&message(one.message)), place(one.message))).collect());
    }
    let found = serde_json::from_str::<Results<'_>>(text).ok()?;
    let mut lines = Vec::new();
    for row in found.results {
        let values: Vec<Value> = serde_json::from_str(row.get()).unwrap_or_default();
        let named: BTreeMap<Field, String> =
            values.iter().filter_map(|one| Some((field(&one.field)?, one.value.clone()))).collect();
        let whole = values.iter().find(|one| one.field == "@message").filter(|_| !named.contains_key(&Field::Bytes));
        let line = whole.map_or_else(|| of_values(&named), |one| of_message(&one.value));
        lines.push((line, place(row)));
    }
    Some(lines)
}
