//! Parts of references and expressions, and of the addresses of modules.

use serde_json::Value;

use super::address::{Step, steps};

/// The argument that an attribute repeats: what accepts or completes a thing is called by its id, and an ARN is one thing
/// with the id.
pub(super) fn alias(kind: &str, attribute: &str) -> Option<String> {
    const OF: &[(&str, &str)] = &[
        ("aws_vpc_peering_connection_", "vpc_peering_connection_id"),
        ("aws_ec2_transit_gateway_vpc_attachment_accepter", "transit_gateway_attachment_id"),
        ("aws_ec2_transit_gateway_peering_attachment_accepter", "transit_gateway_attachment_id"),
        ("aws_networkmanager_core_network_policy_attachment", "core_network_id"),
        ("aws_vpc_endpoint_connection_accepter", "vpc_endpoint_id"),
        ("aws_internet_gateway_attachment", "internet_gateway_id"),
        ("aws_vpn_gateway_attachment", "vpn_gateway_id"),
    ];
    match attribute {
        "id" => OF.iter().find(|(start, _)| kind.starts_with(start)).map(|(_, given)| (*given).to_owned()),
        _ => attribute.strip_suffix("_arn").map(|name| format!("{name}_id")),
    }
}

/// References without those that others begin with: Terraform lists `a.b[0].id`, and then every start of it.
pub(super) fn ends(references: &[Value]) -> Vec<&str> {
    let all: Vec<&str> = references.iter().filter_map(Value::as_str).collect();
    let goes_on = |one: &str, other: &str| other.strip_prefix(one).is_some_and(|rest| rest.starts_with(['.', '[']));
    all.iter().filter(|one| !all.iter().any(|other| goes_on(one, other))).copied().collect()
}

/// What attributes of blocks, or of the blocks in them, are.
pub(super) fn within<'v>(value: &'v Value, path: &[Step], take: &mut dyn FnMut(&'v Value)) {
    match (value, path) {
        (_, []) => take(value),
        (Value::Array(items), _) => items.iter().for_each(|inner| within(inner, path, take)),
        (Value::Object(map), [first, rest @ ..]) => match map.get(&first.name) {
            Some(inner) => within(inner, rest, take),
            // An expression that is not told in parts.
            None if map.contains_key("references") => take(value),
            None => {}
        },
        _ => {}
    }
}

/// The module instance around another, its path, and the call that makes the inner one.
pub(super) fn parent(module: &str) -> Option<(String, String, Step)> {
    let all = steps(module);
    let call = all.last()?.clone();
    let (mut module, mut path) = (String::new(), String::new());
    for step in all.iter().take(all.len().saturating_sub(2)).filter(|step| step.name != "module") {
        let dot = if path.is_empty() { "" } else { "." };
        let key = step.key.as_ref().map(ToString::to_string).unwrap_or_default();
        path = format!("{path}{dot}module.{}", step.name);
        module = format!("{module}{dot}module.{}{key}", step.name);
    }
    Some((module, path, call))
}
