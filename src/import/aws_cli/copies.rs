//! Two copies of one object: what both tell and tell differently. Copies of several accounts differ by what each may see,
//! so only fields count that say the same to everybody at one time.

use std::collections::BTreeMap;

use serde_json::Value;

/// Fields that are the same for whoever looks.
const SAME_FOR_ALL: &[&str] = &[
    "CidrBlock",
    "CidrBlockAssociationSet",
    "VpcId",
    "SubnetId",
    "SubnetIds",
    "State",
    "Status",
    "Routes",
    "RouteTableIds",
    "IpPermissions",
    "IpPermissionsEgress",
    "Entries",
    "Port",
    "Protocol",
    "DefaultActions",
    "Actions",
    "TargetType",
    "associationState",
];

/// The fields that two texts of one object tell differently. The order of lists does not count.
pub(super) fn differing(one: &str, other: &str) -> Vec<&'static str> {
    if one == other {
        return Vec::new();
    }
    let read = |text: &str| serde_json::from_str::<BTreeMap<String, Value>>(text).unwrap_or_default();
    let (one, other) = (read(one), read(other));
    let differs = |field: &&&str| match (one.get(**field), other.get(**field)) {
        (Some(here), Some(there)) if !here.is_null() && !there.is_null() => sorted(here) != sorted(there),
        _ => false,
    };
    SAME_FOR_ALL.iter().filter(differs).copied().collect()
}

/// A value as a text in which lists are sorted.
fn sorted(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let mut texts: Vec<String> = items.iter().map(sorted).collect();
            texts.sort_unstable();
            format!("[{}]", texts.join(","))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}:{}", sorted(value))).collect();
            format!("{{{}}}", fields.join(","))
        }
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn only_what_both_tell_can_differ() {
        let one = r#"{"State": "available", "Routes": [{"a": 1}, {"b": 2}], "Tags": [1]}"#;
        assert_eq!(differing(one, r#"{"Routes": [{"b": 2}, {"a": 1}], "Tags": []}"#), [""; 0]);
        assert_eq!(differing(one, r#"{"Routes": [{"b": 2}], "State": "deleted"}"#), ["State", "Routes"]);
        assert_eq!(differing(one, r#"{"State": null}"#), [""; 0]);
    }
}
