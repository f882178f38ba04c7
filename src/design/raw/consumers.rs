//! How many consumers a need will have, as it is written.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// How many consumers there are now and will be: `{ now: 10, in_a_year: 40 }`, or in words.
///
/// ```
/// use tieline::design::raw::RawConsumers;
/// let words: RawConsumers = serde_json::from_str(r#""10 now, 40 in a year""#).unwrap();
/// let counts: RawConsumers = serde_json::from_str(r#"{ "now": 10, "in_a_year": 40 }"#).unwrap();
/// assert_ne!(words, counts); // The builder gives both the same meaning.
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum RawConsumers {
    /// In words: `10 now, 40 in a year`, or `40 in a year`.
    Words(String),
    /// As numbers.
    Counts(RawConsumerCounts),
}

/// How many consumers there are now and will be, as numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ConsumerCounts")]
pub struct RawConsumerCounts {
    /// How many there are now; as many as are named when left out.
    pub now: Option<u64>,
    /// How many there will be in a year.
    pub in_a_year: Option<u64>,
}

impl<'de> Deserialize<'de> for RawConsumers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordsOrCounts;
        impl<'de> Visitor<'de> for WordsOrCounts {
            type Value = RawConsumers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`{ now: 10, in_a_year: 40 }` or `10 now, 40 in a year`")
            }

            fn visit_str<E>(self, text: &str) -> Result<RawConsumers, E> {
                Ok(RawConsumers::Words(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawConsumers, A::Error> {
                RawConsumerCounts::deserialize(MapAccessDeserializer::new(map)).map(RawConsumers::Counts)
            }
        }
        deserializer.deserialize_any(WordsOrCounts)
    }
}

impl JsonSchema for RawConsumers {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Consumers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let counts = generator.subschema_for::<RawConsumerCounts>();
        json_schema!({
            "description": "How many consumers there are now and will be: `{ now: 10, in_a_year: 40 }` or `10 now, 40 in a year`.",
            "anyOf": [{ "type": "string" }, counts]
        })
    }
}
