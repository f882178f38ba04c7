//! Listeners of load balancers and their rules: the target groups that they forward to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::load_balancer::{FLIPS, protocol};
use super::workload::{BALANCERS, LISTENERS, TARGET_GROUPS};
use crate::design::raw::{RawListener, RawLoadBalancer, RawTargetGroup};
use crate::import::terraform::draft::{Draft, blocks, number, part};
use crate::import::terraform::estate::{Estate, Id, Resource};
use crate::import::terraform::reference::Lead;

/// Rules of listeners.
const RULES: &[&str] = &["aws_lb_listener_rule", "aws_alb_listener_rule"];

pub(super) fn listeners(draft: &mut Draft<'_, '_>, made: &BTreeMap<Id, RawTargetGroup>) {
    let estate = draft.estate;
    let mut rules: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (id, resource) in estate.of_kind(RULES).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let listener = match estate.one(resource, "listener_arn", LISTENERS) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        };
        let Some(listener) = listener else {
            draft.left_out(resource, "its listener is not known", FLIPS);
            continue;
        };
        let groups = forwards(draft, resource, "action");
        rules.entry(listener).or_default().extend(groups);
    }
    for (id, resource) in estate.of_kind(LISTENERS).filter(|(_, one)| !one.is_data) {
        let balancer = match estate.one(resource, "load_balancer_arn", BALANCERS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        let mut groups: BTreeSet<Id> = forwards(draft, resource, "default_action").into_iter().collect();
        groups.extend(rules.remove(&id).unwrap_or_default());
        let named = |id: Id| Some((estate.get(id)?.address.to_string(), made.get(&id)?.clone()));
        let groups: Vec<(String, RawTargetGroup)> = groups.into_iter().filter_map(named).collect();
        if let Some(raw) = balancer.and_then(|name| draft.raw.load_balancers.get_mut(&name)) {
            listen(raw, resource, groups);
        }
    }
}

fn listen(raw: &mut RawLoadBalancer, resource: &Resource, groups: Vec<(String, RawTargetGroup)>) {
    let (protocol, port) = (protocol(resource), number(resource.values.get("port")));
    let (Some(protocol), Some(port)) = (protocol, port.and_then(|port| u64::try_from(port).ok())) else { return };
    let listener = |target_group| RawListener { protocol: Some(protocol.clone()), port: Some(port), target_group };
    if groups.is_empty() {
        raw.listeners.push(listener(None));
    }
    raw.listeners.extend(groups.iter().map(|(name, _)| listener(Some(name.clone()))));
    raw.target_groups.extend(groups);
}

/// The target groups that the actions of a listener or rule forward to: one, or several by weight.
fn forwards(draft: &mut Draft<'_, '_>, resource: &Resource, name: &str) -> Vec<Id> {
    let estate = draft.estate;
    let actions = blocks(resource, name);
    let mut found: BTreeSet<Id> = BTreeSet::new();
    if !resource.is_planned {
        actions.iter().for_each(|action| named_in(estate, action, &mut found));
        return found.into_iter().collect();
    }
    let written = estate.written(resource).and_then(|written| written.expressions().get(name)?.as_array());
    let written = written.filter(|written| written.len() == actions.len());
    let mut open: Option<String> = None;
    let mut wants = |block: &Value, attribute: &str, expression: Option<&Value>, most: usize| {
        let expression = expression.and_then(|one| one.get(attribute));
        let lead = match (part(block, attribute), expression) {
            (Some(arn), _) => {
                found.extend(estate.by_id_of(arn, TARGET_GROUPS));
                return;
            }
            (None, Some(expression)) => {
                let lead = estate.of_expression(resource, expression, TARGET_GROUPS);
                estate.own_of(resource, attribute, lead)
            }
            (None, None) if written.is_none() => match estate.dynamic(resource, name, TARGET_GROUPS) {
                Lead::To(groups, how) if groups.len() > most => estate.the_one(resource, Lead::To(groups, how)),
                lead => lead,
            },
            (None, None) => Lead::Absent,
        };
        match lead {
            Lead::To(groups, _) => found.extend(groups),
            Lead::Unknown(because) => open = Some(because),
            Lead::Outside(_) | Lead::Absent => {}
        }
    };
    for (place, action) in actions.iter().enumerate() {
        if part(action, "type").is_some_and(|kind| kind != "forward") {
            continue;
        }
        let expression = written.and_then(|written| written.get(place));
        let inside = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let weighted: Vec<Value> =
            inside(action, "forward").iter().flat_map(|one| inside(one, "target_group")).collect();
        let told =
            expression.map(|one| inside(one, "forward").iter().flat_map(|one| inside(one, "target_group")).collect());
        let told: Vec<Value> = told.unwrap_or_default();
        for (place, group) in weighted.iter().enumerate() {
            wants(group, "arn", told.get(place).filter(|_| told.len() == weighted.len()), weighted.len());
        }
        if weighted.is_empty() {
            wants(action, "target_group_arn", expression, 1);
        }
    }
    if let Some(because) = open {
        draft.left_out(resource, format!("the target group it forwards to is {because}"), FLIPS);
    }
    found.into_iter().collect()
}

/// The target groups that a block names, at whatever depth.
fn named_in(estate: &Estate<'_>, value: &Value, found: &mut BTreeSet<Id>) {
    match value {
        Value::String(id) => found.extend(estate.by_id_of(id, TARGET_GROUPS)),
        Value::Array(items) => items.iter().for_each(|item| named_in(estate, item, found)),
        Value::Object(map) => map.values().for_each(|inner| named_in(estate, inner, found)),
        _ => {}
    }
}
