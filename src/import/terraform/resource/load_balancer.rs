//! Load balancers with their listeners, target groups and targets. Each is an application as well, for needs may name it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::interface::{groups, open_groups};
use super::workload::{BALANCERS, LISTENERS, TARGET_GROUPS, nested};
use crate::design::raw::{RawListener, RawLoadBalancer, RawTargetGroup};
use crate::import::terraform::draft::{Draft, VPCS, blocks, flag, number, text};
use crate::import::terraform::estate::{Estate, Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::order::Arrange;
use crate::source::Pointer;

const ATTACHMENTS: &[&str] = &["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"];
const RULES: &[&str] = &["aws_lb_listener_rule", "aws_alb_listener_rule"];
const FLIPS: &str = "what stands behind the load balancer";

pub(super) fn load_balancers(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(BALANCERS).filter(|(_, one)| !one.is_data) {
        // It is an application already when its place is known.
        let Some(name) = draft.tops.get(&id).cloned() else { continue };
        let Some(application) = draft.raw.applications.get(&name).cloned() else { continue };
        let vpc = application.vpc.clone().unwrap_or_default();
        if let Some(because) = resource.why_unknown("load_balancer_type") {
            draft.left_out(resource, format!("which kind of load balancer it is, is not known: {because}"), FLIPS);
            continue;
        }
        let at = Pointer::root().push("load_balancers").push(&name);
        open_groups(draft, resource, "security_groups", &vpc, &at);
        let raw = RawLoadBalancer {
            kind: Some(text(resource, "load_balancer_type").unwrap_or("application").to_owned()),
            subnets: application.subnets.unwrap_or_default(),
            scheme: flag(resource, "internal").map(|is| if is { "internal" } else { "internet_facing" }.to_owned()),
            ipv6: text(resource, "ip_address_type").map(|kind| kind != "ipv4"),
            cross_zone: flag(resource, "enable_cross_zone_load_balancing"),
            security_groups: groups(draft, resource, "security_groups", &vpc),
            ipv6_source_nat: text(resource, "enable_prefix_for_ipv6_source_nat").map(|word| word == "on"),
            filters_privatelink: text(resource, "enforce_security_group_inbound_rules_on_private_link_traffic")
                .map(|word| word == "on"),
            vpc: Some(vpc),
            ..RawLoadBalancer::default()
        };
        draft.stands(at, resource);
        draft.raw.load_balancers.insert(name, raw);
    }
    let made = target_groups(draft);
    let mut by_rule = rules(draft);
    for (id, resource) in estate.of_kind(LISTENERS) {
        let balancer = match estate.one(resource, "load_balancer_arn", BALANCERS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        let mut groups = match nested(estate, resource, "default_action.target_group_arn", TARGET_GROUPS) {
            // Weights share connections out among all that are named.
            Lead::To(found, How::Value) => found,
            Lead::To(found, _) => found.into_iter().take(1).collect(),
            _ => Vec::new(),
        };
        for group in by_rule.remove(&id).unwrap_or_default() {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let named = |id: Id| Some((estate.get(id)?.address.to_string(), made.get(&id)?.clone()));
        let groups: Vec<(String, RawTargetGroup)> = groups.into_iter().filter_map(named).collect();
        let Some(raw) = balancer.and_then(|name| draft.raw.load_balancers.get_mut(&name)) else { continue };
        let (protocol, port) = (protocol(resource), number(resource.values.get("port")));
        let (Some(protocol), Some(port)) = (protocol, port.and_then(|port| u64::try_from(port).ok())) else { continue };
        let listener = |target_group| RawListener { protocol: Some(protocol.clone()), port: Some(port), target_group };
        if groups.is_empty() {
            raw.listeners.push(listener(None));
        }
        raw.listeners.extend(groups.iter().map(|(name, _)| listener(Some(name.clone()))));
        raw.target_groups.extend(groups);
    }
}

/// The target groups that rules forward to, by listener: what fits which rule has no place in the design.
fn rules(draft: &mut Draft<'_, '_>) -> BTreeMap<Id, Vec<Id>> {
    let estate = draft.estate;
    let mut found: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (id, resource) in estate.of_kind(RULES).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let listener = match estate.one(resource, "listener_arn", LISTENERS) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        };
        let Some(listener) = listener else {
            draft.left_out(resource, "its listener is not in this input", FLIPS);
            continue;
        };
        let mut groups = Vec::new();
        blocks(resource, "action").iter().for_each(|action| named_in(estate, action, &mut groups));
        let written = estate.written(resource).filter(|_| resource.is_planned && groups.is_empty());
        if let Some(action) = written.and_then(|written| written.expressions().get("action")).cloned()
            && let Lead::To(all, _) = estate.of_expression(resource, &action, TARGET_GROUPS)
        {
            groups = all;
        }
        found.entry(listener).or_default().extend(groups);
    }
    found
}

/// The target groups that a block names, at whatever depth.
fn named_in(estate: &Estate<'_>, value: &Value, found: &mut Vec<Id>) {
    match value {
        Value::String(id) => found.extend(estate.by_id_of(id, TARGET_GROUPS)),
        Value::Array(items) => items.iter().for_each(|item| named_in(estate, item, found)),
        Value::Object(map) => map.values().for_each(|inner| named_in(estate, inner, found)),
        _ => {}
    }
}

fn protocol(resource: &Resource) -> Option<String> {
    let word = text(resource, "protocol")?.to_ascii_lowercase();
    ["http", "https", "tcp", "tls", "udp", "tcp_udp", "geneve"].contains(&word.as_str()).then_some(word)
}

/// The target groups with what is registered in them.
fn target_groups(draft: &mut Draft<'_, '_>) -> BTreeMap<Id, RawTargetGroup> {
    let estate = draft.estate;
    let mut made: BTreeMap<Id, RawTargetGroup> = BTreeMap::new();
    for (id, resource) in estate.of_kind(TARGET_GROUPS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let port = |name: &str| number(resource.values.get(name)).and_then(|port| u64::try_from(port).ok());
        let kind = text(resource, "target_type").unwrap_or("instance");
        let vpc = if text(resource, "vpc_id").is_some() || resource.is_planned {
            draft.vpc(resource, "vpc_id", FLIPS)
        } else {
            None
        };
        made.insert(
            id,
            RawTargetGroup {
                target_type: ["instance", "ip", "alb", "lambda"].contains(&kind).then(|| kind.to_owned()),
                vpc,
                protocol: protocol(resource),
                port: port("port").filter(|port| *port > 0),
                client_address: flag(resource, "preserve_client_ip"),
                ipv6: text(resource, "ip_address_type").map(|kind| kind == "ipv6"),
                ..RawTargetGroup::default()
            },
        );
    }
    let runs = ["aws_instance", "aws_lb", "aws_alb", "aws_lambda_function"];
    for (id, resource) in estate.of_kind(ATTACHMENTS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let group = match estate.one(resource, "target_group_arn", TARGET_GROUPS) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        };
        let targets: Vec<String> = match estate.lead(resource, "target_id", &runs) {
            Lead::To(found, _) => found.iter().filter_map(|id| named(draft, *id)).collect(),
            Lead::Outside(ids) => ids.into_iter().filter(|id| id.parse::<std::net::IpAddr>().is_ok()).collect(),
            _ => Vec::new(),
        };
        let Some(raw) = group.and_then(|id| made.get_mut(&id)) else {
            draft.left_out(resource, "its target group is not known", FLIPS);
            continue;
        };
        if targets.is_empty() {
            draft.left_out(resource, "what it registers is no application of this input", FLIPS);
        }
        for target in targets {
            if !raw.targets.contains(&target) {
                raw.targets.push(target);
            }
        }
    }
    for raw in made.values_mut() {
        raw.targets.arrange();
    }
    made
}

/// The VPC of the target groups that the listeners of a load balancer forward to, all in its own module.
pub(super) fn vpc_of_targets(draft: &mut Draft<'_, '_>, resource: &Resource) -> Option<String> {
    let estate = draft.estate;
    let leads_to = |one: &Resource, attribute: &str, wanted: &[&str]| match nested(estate, one, attribute, wanted) {
        Lead::To(found, _) => found.first().copied(),
        _ => None,
    };
    let listeners = LISTENERS.iter().flat_map(|kind| estate.in_module(&resource.module, kind));
    let group = listeners.filter_map(|id| estate.get(*id)).find_map(|listener| {
        let balancer = estate.get(leads_to(listener, "load_balancer_arn", BALANCERS)?)?;
        let group = leads_to(listener, "default_action.target_group_arn", TARGET_GROUPS)?;
        (balancer.address == resource.address).then(|| estate.get(group)).flatten()
    })?;
    let name = match nested(estate, group, "vpc_id", VPCS) {
        Lead::To(found, _) => draft.vpc_by(*found.first()?)?,
        Lead::Outside(ids) => draft.mention(ids.first()?, group),
        _ => return None,
    };
    draft.infer(resource, "taken to stand in", &name, &How::Inferred("its target groups do".to_owned()));
    Some(name)
}

/// What a target is called: a load balancer by its prefix, for an application has the same name.
fn named(draft: &Draft<'_, '_>, id: Id) -> Option<String> {
    let name = draft.tops.get(&id)?;
    if draft.raw.load_balancers.contains_key(name) {
        return Some(format!("load_balancer/{name}"));
    }
    draft.raw.applications.contains_key(name).then(|| name.clone())
}
