//! Policies of Cloud WAN core networks: edges, segments, and which segments share their routes.

use serde_json::Value;

use crate::design::raw::{RawCloudWan, RawSegment};

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
