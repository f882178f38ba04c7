//! Blocks as text in JSON and YAML, and the schema that says so.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::Cidr;

// An editor checks this while the user types, so it refuses the common slips and no more: what a
// pattern cannot say in a readable way (host bits, one `::` only) is left to `Cidr::parse`.
const PATTERN: &str = concat!(
    r"^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])",
    r"/(3[0-2]|[12]?[0-9])$",
    r"|^[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{0,34}:[0-9A-Fa-f.]{0,15}/(12[0-8]|1[01][0-9]|[1-9]?[0-9])$",
);

impl Serialize for Cidr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cidr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(CidrVisitor)
    }
}

impl JsonSchema for Cidr {
    fn schema_name() -> Cow<'static, str> {
        "Cidr".into()
    }

    fn schema_id() -> Cow<'static, str> {
        "tieline::cidr::Cidr".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A block of IPv4 or IPv6 addresses: its first address, a slash and the prefix length. \
                No bits may be set after the prefix.",
            "pattern": PATTERN,
            "examples": ["10.0.0.0/16", "2001:db8:1200::/56"],
        })
    }
}

struct CidrVisitor;

impl Visitor<'_> for CidrVisitor {
    type Value = Cidr;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an address block such as `10.0.0.0/16` or `2001:db8::/56`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cidr, E> {
        Cidr::parse(text).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::sample::{any_cidr, cidr};
    use super::*;

    fn validator() -> jsonschema::Validator {
        jsonschema::validator_for(schemars::schema_for!(Cidr).as_value()).unwrap()
    }

    #[test]
    fn the_schema_refuses_the_common_slips() {
        let validator = validator();
        for slip in [
            "",
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0/24",
            "10.0.0.256/24",
            "010.0.0.0/8",
            "10.0.0.0/08",
            " 10.0.0.0/8",
            "10.0.0.0/8 ",
            "::/129",
            "2001:db8::",
            "2001:db8::g/32",
            "12345/8",
            "shop",
        ] {
            assert!(!validator.is_valid(&json!(slip)), "{slip}");
            assert!(Cidr::parse(slip).is_err(), "{slip}");
        }
        assert!(!validator.is_valid(&json!(10)));
    }

    #[test]
    fn the_schema_admits_every_spelling_that_is_read() {
        let validator = validator();
        for text in [
            "0.0.0.0/0",
            "255.255.255.255/32",
            "::/0",
            "::1/128",
            "1::/16",
            "2001:DB8::/32",
            "::ffff:10.1.2.3/128",
            "::10.1.2.3/128",
            "2001:0db8:0000:0000:0000:0000:0000:0000/32",
            "0001:0002:0003:0004:0005:0006:0007:0008/128",
            "0000:0000:0000:0000:0000:ffff:255.255.255.255/128",
            "1:2:3:4:5:6:7::/112",
        ] {
            assert!(Cidr::parse(text).is_ok(), "{text}");
            assert!(validator.is_valid(&json!(text)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_block_fails_with_the_message_of_the_parser() {
        let host_bits = serde_json::from_value::<Cidr>(json!("10.0.1.5/16")).unwrap_err().to_string();
        assert_eq!(host_bits, Cidr::parse("10.0.1.5/16").unwrap_err().to_string());
        let number = serde_json::from_value::<Cidr>(json!(10)).unwrap_err().to_string();
        assert!(number.contains("expected an address block such as `10.0.0.0/16`"), "{number}");
    }

    #[test]
    fn a_block_may_key_a_map() {
        let map = std::collections::BTreeMap::from([(cidr("10.0.0.0/8"), 1)]);
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"10.0.0.0/8":1}"#);
    }

    proptest! {
        #[test]
        fn json_round_trip_through_the_schema(block in any_cidr()) {
            let value = serde_json::to_value(block).unwrap();
            prop_assert_eq!(&value, &Value::String(block.to_string()));
            prop_assert!(validator().is_valid(&value));
            prop_assert_eq!(serde_json::from_value::<Cidr>(value).unwrap(), block);
        }
    }
}
