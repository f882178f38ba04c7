//! Ports as they are written: one, a range, or a list of those.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One port (`443`), a range (`1024-65535`), or a list of those.
///
/// ```
/// use tieline::design::raw::Ports;
/// let one: Ports = serde_json::from_str("443").unwrap();
/// let same: Ports = serde_json::from_str(r#"["443"]"#).unwrap();
/// assert_eq!(one.as_slice(), same.as_slice());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ports {
    /// One text, written without a list.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl Ports {
    /// The texts, in the order written.
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }

    /// Whether they were written as a list.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Many(_))
    }
}

impl From<&str> for Ports {
    fn from(text: &str) -> Self {
        Self::One(text.to_owned())
    }
}

impl From<u16> for Ports {
    fn from(port: u16) -> Self {
        Self::One(port.to_string())
    }
}

/// One item of the list: a number or a text.
struct Item(String);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Ports::deserialize(deserializer)? {
            Ports::One(text) => Ok(Self(text)),
            Ports::Many(_) => Err(de::Error::custom("a list of ports holds ports and ranges, not lists")),
        }
    }
}

impl<'de> Deserialize<'de> for Ports {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Ports;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a port, a range of ports or a list of those")
            }

            fn visit_u64<E>(self, port: u64) -> Result<Ports, E> {
                Ok(Ports::One(port.to_string()))
            }

            // No port is negative; the builder says so, in one voice with other texts that are none.
            fn visit_i64<E>(self, number: i64) -> Result<Ports, E> {
                Ok(Ports::One(number.to_string()))
            }

            fn visit_str<E>(self, text: &str) -> Result<Ports, E> {
                Ok(Ports::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Ports, A::Error> {
                let mut texts = Vec::new();
                while let Some(Item(text)) = list.next_element()? {
                    texts.push(text);
                }
                Ok(Ports::Many(texts))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

impl Serialize for Ports {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(text) => match text.parse::<u16>() {
                Ok(port) if port.to_string() == *text => serializer.serialize_u16(port),
                _ => serializer.serialize_str(text),
            },
            Self::Many(texts) => texts.serialize(serializer),
        }
    }
}

impl JsonSchema for Ports {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ports".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = json_schema!({ "type": ["integer", "string"] });
        json_schema!({
            "description": "One port (`443`), a range (`1024-65535`), or a list of those.",
            "anyOf": [one, { "type": "array", "items": one }]
        })
    }
}
