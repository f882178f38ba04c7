//! Policies of Cloud WAN core networks: edges, segments, and which segments share their routes.

use serde_json::{Map, Value};

use crate::design::raw::{RawCloudWan, RawSegment};
use crate::order::Arrange;

/// Edges and segments of a core network policy.
pub(super) fn read(raw: &mut RawCloudWan, policy: &Value) {
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    for configuration in [policy.get("core-network-configuration")].into_iter().flatten() {
        let edges = list(configuration, "edge-locations");
        raw.edges.extend(edges.iter().filter_map(|edge| edge.get("location")?.as_str().map(str::to_owned)));
    }
    for segment in list(policy, "segments") {
        let Some(name) = segment.get("name").and_then(Value::as_str) else { continue };
        let isolate = segment.get("isolate-attachments").and_then(Value::as_bool);
        raw.segments.insert(name.to_owned(), RawSegment { isolate, ..RawSegment::default() });
    }
    for action in list(policy, "segment-actions") {
        let segment = action.get("segment").and_then(Value::as_str).unwrap_or_default();
        let shared: Vec<String> = match action.get("share-with") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(all)) if all == "*" => {
                raw.segments.keys().filter(|name| *name != segment).cloned().collect()
            }
            _ => continue,
        };
        let known: Vec<String> = shared.into_iter().filter(|name| raw.segments.contains_key(name)).collect();
        if let Some(one) = raw.segments.get_mut(segment) {
            one.shared_with.extend(known);
        }
    }
}

/// The segment that the attachment policies of a core network put a VPC with some tags into.
///
/// # Errors
/// Why it is not told.
pub(super) fn segment_of(policy: &Value, tags: &Map<String, Value>) -> Result<String, String> {
    let number = |rule: &Value| rule.get("rule-number").and_then(Value::as_u64).unwrap_or(u64::MAX);
    let mut rules: Vec<&Value> =
        policy.get("attachment-policies").and_then(Value::as_array).into_iter().flatten().collect();
    rules.arrange_by_key(|rule| number(rule));
    for rule in rules {
        match applies(rule, tags) {
            Some(false) => continue,
            None => return Err(format!("whether rule {} of its policy is about it is not known", number(rule))),
            Some(true) => {}
        }
        let action = rule.get("action");
        let text = |name: &str| action.and_then(|action| action.get(name)).and_then(Value::as_str);
        let named = match text("association-method") {
            Some("tag") => text("tag-value-of-key").and_then(|key| tags.get(key)).and_then(Value::as_str),
            _ => text("segment"),
        };
        return named.map(str::to_owned).ok_or_else(|| format!("rule {} of its policy names no segment", number(rule)));
    }
    Err("no rule of its policy is about it".to_owned())
}

/// Whether a rule is about a VPC; nothing where that hangs on what is not known.
fn applies(rule: &Value, tags: &Map<String, Value>) -> Option<bool> {
    let conditions = rule.get("conditions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let held: Vec<Option<bool>> = conditions.iter().map(|condition| holds(condition, tags)).collect();
    let decides = match (held.as_slice(), rule.get("condition-logic").and_then(Value::as_str)) {
        ([only], _) => return *only,
        (_, Some("or")) => true,
        (_, Some("and")) => false,
        _ => return None,
    };
    if held.contains(&Some(decides)) {
        return Some(decides);
    }
    held.iter().all(Option::is_some).then_some(!decides)
}

fn holds(condition: &Value, tags: &Map<String, Value>) -> Option<bool> {
    let text = |name: &str| condition.get(name).and_then(Value::as_str);
    let compared = |found: &str| match (text("operator"), text("value")) {
        (Some("equals"), Some(value)) => Some(found == value),
        (Some("not-equals"), Some(value)) => Some(found != value),
        (Some("contains"), Some(value)) => Some(found.contains(value)),
        (Some("begins-with"), Some(value)) => Some(found.starts_with(value)),
        _ => None,
    };
    match text("type")? {
        "any" => Some(true),
        "tag-exists" => Some(tags.contains_key(text("key")?)),
        "tag-value" => match tags.get(text("key")?).and_then(Value::as_str) {
            Some(found) => compared(found),
            None => Some(false),
        },
        "attachment-type" => compared("vpc"),
        // Account, Region and id of an attachment are those of AWS.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::segment_of;

    #[test]
    fn the_first_rule_that_is_about_a_vpc_tells_its_segment() {
        let policy = json!({ "attachment-policies": [
            { "rule-number": 200, "conditions": [{ "type": "tag-exists", "key": "domain" }],
              "action": { "association-method": "tag", "tag-value-of-key": "domain" } },
            { "rule-number": 100, "condition-logic": "and",
              "conditions": [{ "type": "tag-value", "key": "env", "operator": "equals", "value": "prod" },
                             { "type": "attachment-type", "operator": "equals", "value": "vpc" }],
              "action": { "association-method": "constant", "segment": "production" } },
            { "rule-number": 300, "conditions": [{ "type": "account-id", "operator": "equals", "value": "1" }],
              "action": { "association-method": "constant", "segment": "other" } }
        ] });
        let of = |tags: Value| segment_of(&policy, tags.as_object().unwrap_or(&serde_json::Map::new()));
        assert_eq!(of(json!({ "env": "prod", "domain": "x" })).as_deref(), Ok("production"));
        assert_eq!(of(json!({ "domain": "shared" })).as_deref(), Ok("shared"));
        assert!(of(json!({ "env": "dev" })).is_err_and(|because| because.contains("rule 300")));
        assert!(segment_of(&json!({}), &serde_json::Map::new()).is_err());
    }
}
