//! Raw state files: version 4, and version 3 of Terraform 0.11, whose attributes are flattened texts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::show::Index;

use crate::order::Arrange;

#[derive(Debug, Deserialize)]
pub(super) struct State<'t> {
    pub(super) version: u64,
    #[serde(default, borrow)]
    pub(super) resources: Vec<Resource<'t>>,
    #[serde(default, borrow)]
    pub(super) modules: Vec<OldModule<'t>>,
}

/// A resource of version 4.
#[derive(Debug, Deserialize)]
pub(super) struct Resource<'t> {
    #[serde(default, borrow)]
    pub(super) module: Option<Cow<'t, str>>,
    #[serde(default, borrow)]
    pub(super) mode: Cow<'t, str>,
    #[serde(default, borrow, rename = "type")]
    pub(super) kind: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) name: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) provider: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) instances: Vec<Instance<'t>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Instance<'t> {
    #[serde(default)]
    pub(super) index_key: Option<Index>,
    #[serde(default, borrow)]
    pub(super) attributes: Option<&'t RawValue>,
    #[serde(default)]
    pub(super) sensitive_attributes: Vec<Vec<Part>>,
    /// Set on an object that is about to be replaced.
    #[serde(default, borrow)]
    pub(super) deposed: Option<Cow<'t, str>>,
}

/// A step on the way to a sensitive attribute.
#[derive(Debug, Deserialize)]
pub(super) struct Part {
    #[serde(default)]
    pub(super) value: Option<Value>,
}

/// A module of version 3.
#[derive(Debug, Deserialize)]
pub(super) struct OldModule<'t> {
    #[serde(default)]
    pub(super) path: Vec<String>,
    #[serde(default, borrow)]
    pub(super) resources: BTreeMap<String, OldResource<'t>>,
}

/// A resource of version 3.
#[derive(Debug, Deserialize)]
pub(super) struct OldResource<'t> {
    #[serde(default, borrow, rename = "type")]
    pub(super) kind: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) primary: Option<Primary<'t>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Primary<'t> {
    #[serde(default, borrow)]
    pub(super) attributes: Option<&'t RawValue>,
}

/// Attributes of version 3 (`ingress.123.cidr_blocks.0`) as the nested values they stand for. Parts named by numbers
/// become lists, in the order of the numbers.
pub(super) fn unflattened(flat: &BTreeMap<String, Value>) -> Map<String, Value> {
    let mut root = Map::new();
    for (path, value) in flat {
        let mut parts = path.split('.').peekable();
        let mut at = &mut root;
        let mut depth = 0;
        while let Some(part) = parts.next() {
            // `%` and `#` tell how many there are.
            if part == "#" || part == "%" {
                if depth > 0 && at.is_empty() {
                    at.insert("#".to_owned(), Value::Null);
                }
                break;
            }
            depth += 1;
            if parts.peek().is_none() {
                at.insert(part.to_owned(), value.clone());
                break;
            }
            let next = at.entry(part.to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if !next.is_object() {
                *next = Value::Object(Map::new());
            }
            let Value::Object(inner) = next else { break };
            at = inner;
        }
    }
    root.into_iter().map(|(name, value)| (name, listed(value))).collect()
}

fn listed(value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    let is_list = map.keys().all(|key| key == "#" || key.trim_start_matches('~').parse::<u64>().is_ok());
    let mut entries: Vec<(String, Value)> = map.into_iter().filter(|(key, _)| key != "#").collect();
    if !is_list {
        return Value::Object(entries.into_iter().map(|(key, value)| (key, listed(value))).collect());
    }
    entries.arrange_by_key(|(key, _)| key.trim_start_matches('~').parse::<u64>().unwrap_or_default());
    Value::Array(entries.into_iter().map(|(_, value)| listed(value)).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    #[test]
    fn flattened_attributes_are_nested_again() {
        let flat = [
            ("id", "sg-1"),
            ("ingress.#", "1"),
            ("ingress.2541437006.cidr_blocks.#", "2"),
            ("ingress.2541437006.cidr_blocks.0", "10.0.0.0/8"),
            ("ingress.2541437006.cidr_blocks.1", "172.16.0.0/12"),
            ("ingress.2541437006.from_port", "22"),
            ("tags.%", "1"),
            ("tags.Name", "web"),
        ];
        let flat: BTreeMap<String, Value> = flat.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
        assert_eq!(
            Value::Object(super::unflattened(&flat)),
            json!({
                "id": "sg-1",
                "ingress": [{ "cidr_blocks": ["10.0.0.0/8", "172.16.0.0/12"], "from_port": "22" }],
                "tags": { "Name": "web" },
            })
        );
    }
}
