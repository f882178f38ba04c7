//! Auth policies of VPC Lattice: what one says to all callers, as far as that can be told without knowing the caller.

use serde_json::Value;

/// What a policy says to callers: `allow` or `deny`, where it says the same to all of them, else `unknown`.
pub(super) fn effect(policy: &str) -> &'static str {
    let Ok(policy) = serde_json::from_str::<Value>(policy) else { return "unknown" };
    let statements = match policy.get("Statement") {
        Some(Value::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => return "unknown",
    };
    let allows = |one: &Value| one.get("Effect").and_then(Value::as_str) == Some("Allow");
    if statements.iter().all(|one| one.get("Effect").and_then(Value::as_str) == Some("Deny")) {
        // What nothing allows is denied.
        return "deny";
    }
    if statements.iter().all(|one| allows(one) && is_about_all(one)) { "allow" } else { "unknown" }
}

/// Whether a statement is about every caller and every request.
fn is_about_all(statement: &Value) -> bool {
    let is_all = |value: Option<&Value>, words: &[&str]| match value {
        Some(Value::String(text)) => words.contains(&text.as_str()),
        Some(Value::Array(all)) => all.iter().any(|one| one.as_str().is_some_and(|text| words.contains(&text))),
        _ => false,
    };
    let principal = statement.get("Principal");
    let everybody = is_all(principal, &["*"]) || is_all(principal.and_then(|one| one.get("AWS")), &["*"]);
    everybody
        && is_all(statement.get("Action"), &["*", "vpc-lattice-svcs:*", "vpc-lattice-svcs:Invoke"])
        && is_all(statement.get("Resource"), &["*"])
        && statement
            .get("Condition")
            .is_none_or(|condition| condition.as_object().is_some_and(serde_json::Map::is_empty))
}

#[cfg(test)]
mod tests {
    use super::effect;

    #[test]
    fn only_what_holds_for_every_caller_is_told() {
        let all =
            r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"vpc-lattice-svcs:Invoke","Resource":"*"}}"#;
        assert_eq!(effect(all), "allow");
        assert_eq!(
            effect(&all.replace("\"Resource\"", "\"Condition\":{\"Bool\":{\"x\":\"1\"}},\"Resource\"")),
            "unknown"
        );
        assert_eq!(effect(&all.replace("\"Principal\":\"*\"", "\"Principal\":\"123456789012\"")), "unknown");
        assert_eq!(effect(&all.replace("Allow", "Deny")), "deny");
        assert_eq!((effect("{"), effect("{}"), effect("[]")), ("unknown", "unknown", "unknown"));
    }
}
