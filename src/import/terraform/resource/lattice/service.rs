//! Services of VPC Lattice: their listeners with all rules, and the target groups that those forward to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{FLIPS, SERVICES, auth};
use crate::design::raw::{RawLatticeListener, RawLatticeRule, RawLatticeService, RawMatch, RawTargetGroup};
use crate::import::terraform::draft::{Draft, VPCS, blocks, number, part, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::import::terraform::resource::workload::nested;
use crate::order::Arrange;

const TARGETS: &[&str] = &["aws_vpclattice_target_group"];
const LISTENERS: &[&str] = &["aws_vpclattice_listener"];
/// The weight of a target group that an action forwards to alone, by AWS's own description of the field.
const ALONE: u64 = 100;

/// A target group with the applications that are registered in it.
#[derive(Debug, Clone, Default)]
struct Group {
    raw: RawTargetGroup,
    applications: BTreeSet<String>,
}

/// What an action does, as far as it is known.
#[derive(Debug, Default)]
struct Action {
    forward: BTreeMap<String, u64>,
    fixed_response: Option<u64>,
    /// Target groups that it may forward to, by address.
    groups: BTreeSet<Id>,
}

/// The services with what stands behind them.
pub(super) fn services(draft: &mut Draft<'_, '_>) -> BTreeMap<Id, RawLatticeService> {
    let estate = draft.estate;
    let groups = groups(draft);
    let mut services: BTreeMap<Id, RawLatticeService> = BTreeMap::new();
    for (id, resource) in estate.of_kind(SERVICES) {
        if resource.is_data && text(resource, "id").is_none() {
            continue;
        }
        draft.took(id);
        let custom_domain = text(resource, "custom_domain_name").map(str::to_owned);
        let certificate = text(resource, "certificate_arn").map(|_| true);
        let raw =
            RawLatticeService { auth: auth(resource), custom_domain, certificate, ..RawLatticeService::default() };
        services.insert(id, raw);
    }
    let mut listeners: BTreeMap<Id, (Id, RawLatticeListener)> = BTreeMap::new();
    for (id, resource) in estate.of_kind(LISTENERS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let Some((service, raw)) = service_of(draft, resource, &mut services) else { continue };
        let action = action(draft, resource, "default_action");
        join(raw, &action, &groups, draft);
        let Some((protocol, port)) = listens(resource) else {
            draft.left_out(resource, "its protocol is known after apply", FLIPS);
            continue;
        };
        let made = RawLatticeListener {
            protocol: Some(protocol),
            port: Some(port),
            forward: action.forward,
            fixed_response: action.fixed_response,
            rules: Vec::new(),
        };
        listeners.insert(id, (service, made));
    }
    for (id, resource) in estate.of_kind(&["aws_vpclattice_listener_rule"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let listener = listener_of(draft, resource);
        let service = match listener.and_then(|id| listeners.get(&id)).map(|(service, _)| *service) {
            Some(service) => services.get_mut(&service),
            None => service_of(draft, resource, &mut services).map(|(_, raw)| raw),
        };
        let Some(raw) = service else { continue };
        let action = action(draft, resource, "action");
        join(raw, &action, &groups, draft);
        let Some((_, listener)) = listener.and_then(|id| listeners.get_mut(&id)) else {
            draft.left_out(resource, "its listener is not known", FLIPS);
            continue;
        };
        let priority = number(resource.values.get("priority")).and_then(|number| u64::try_from(number).ok());
        let rule = RawLatticeRule {
            priority,
            forward: action.forward,
            fixed_response: action.fixed_response,
            ..matches(resource)
        };
        listener.rules.push(rule);
    }
    for (service, mut listener) in listeners.into_values() {
        listener.rules.arrange_by_key(|rule| rule.priority);
        if let Some(raw) = services.get_mut(&service) {
            raw.listeners.push(listener);
        }
    }
    for raw in services.values_mut() {
        raw.listeners.arrange_by_key(|one| one.port);
        raw.applications.arrange();
    }
    services
}

/// The service that a listener or a rule belongs to.
fn service_of<'s>(
    draft: &mut Draft<'_, '_>,
    resource: &Resource,
    services: &'s mut BTreeMap<Id, RawLatticeService>,
) -> Option<(Id, &'s mut RawLatticeService)> {
    let estate = draft.estate;
    let found = ["service_identifier", "service_arn"].iter().find_map(|attribute| {
        match estate.one(resource, attribute, SERVICES) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        }
    });
    let found = found.and_then(|id| Some((id, services.get_mut(&id)?)));
    if found.is_none() {
        draft.left_out(resource, "its service is not known", FLIPS);
    }
    found
}

/// The listener that a rule belongs to: by reference, or by the id that state gives it.
fn listener_of(draft: &Draft<'_, '_>, resource: &Resource) -> Option<Id> {
    let estate = draft.estate;
    match estate.one(resource, "listener_identifier", LISTENERS) {
        Lead::To(found, _) => found.first().copied(),
        Lead::Outside(ids) => {
            let is = |one: &Resource| text(one, "listener_id").is_some_and(|id| ids.iter().any(|named| named == id));
            estate.of_kind(LISTENERS).find(|(_, one)| is(one)).map(|(id, _)| id)
        }
        _ => None,
    }
}

/// Puts the target groups of an action, and what is registered in them, into its service.
fn join(raw: &mut RawLatticeService, action: &Action, groups: &BTreeMap<Id, Group>, draft: &Draft<'_, '_>) {
    for id in &action.groups {
        let Some((group, resource)) = groups.get(id).zip(draft.estate.get(*id)) else { continue };
        raw.target_groups.entry(resource.address.to_string()).or_insert_with(|| group.raw.clone());
        for application in &group.applications {
            if !raw.applications.contains(application) {
                raw.applications.push(application.clone());
            }
        }
    }
    // A target group that the input only names is there without what it holds.
    for name in action.forward.keys() {
        raw.target_groups.entry(name.clone()).or_default();
    }
}

fn listens(resource: &Resource) -> Option<(String, u64)> {
    let protocol = match text(resource, "protocol")? {
        "HTTP" => "http",
        "HTTPS" => "https",
        "TLS_PASSTHROUGH" => "tls",
        _ => return None,
    };
    let usual = if protocol == "http" { 80 } else { 443 };
    let port = number(resource.values.get("port")).and_then(|port| u64::try_from(port).ok()).filter(|port| *port > 0);
    Some((protocol.to_owned(), port.unwrap_or(usual)))
}

/// What an action does. Target groups that are known after apply are those that the configuration names at the same place.
fn action(draft: &mut Draft<'_, '_>, resource: &Resource, block: &str) -> Action {
    let estate = draft.estate;
    let first = |value: &Value, name: &str| value.get(name).and_then(|all| all.get(0)).cloned();
    let mut made = Action::default();
    let Some(known) = blocks(resource, block).first() else {
        made.groups = referred(draft, resource, block);
        draft.left_out(resource, "what it does is known after apply", FLIPS);
        return made;
    };
    let fixed = first(known, "fixed_response").and_then(|one| number(one.get("status_code")));
    made.fixed_response = fixed.and_then(|code| u64::try_from(code).ok());
    let forward = first(known, "forward").unwrap_or_default();
    let all = forward.get("target_groups").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let written = estate.written(resource).and_then(|written| written.expressions().get(block).cloned());
    let written = written.and_then(|all| first(all.get(0)?, "forward"));
    let written = written.and_then(|one| one.get("target_groups").and_then(Value::as_array).cloned());
    let mut lost = 0;
    for (index, one) in all.iter().enumerate() {
        let weight = weight(one);
        let named = part(one, "target_group_identifier");
        let id = match named {
            Some(named) => estate.by_id(named),
            None => {
                // A dynamic block makes more or fewer blocks than the configuration shows.
                let aligned = written.as_ref().filter(|written| written.len() == all.len());
                let expression = aligned.and_then(|written| written.get(index)?.get("target_group_identifier"));
                let lead = expression.map(|expression| estate.of_expression(resource, expression, TARGETS));
                match lead.map(|lead| estate.the_one(resource, lead)) {
                    Some(Lead::To(found, _)) => found.first().copied(),
                    _ => None,
                }
            }
        };
        match (id.and_then(|id| Some((id, estate.get(id)?))), named) {
            (Some((id, group)), _) => {
                made.groups.insert(id);
                made.forward.insert(group.address.to_string(), weight);
            }
            (None, Some(named)) => drop(made.forward.insert(named.to_owned(), weight)),
            (None, None) => lost += 1,
        }
    }
    if lost == all.len() && lost > 0 {
        let weights: Vec<u64> = all.iter().map(weight).collect();
        if let Some(groups) = in_order(draft, resource, &weights) {
            made.forward.extend(groups.iter().map(|(_, name, weight)| (name.clone(), *weight)));
            made.groups.extend(groups.iter().map(|(id, ..)| *id));
            lost = 0;
        }
    }
    if lost > 0 {
        made.forward.clear();
        made.groups.extend(referred(draft, resource, block));
        let because = "which target groups it forwards to is known after apply, and a plan does not hold what dynamic \
                       blocks refer to";
        draft.left_out(resource, because, FLIPS);
    }
    made
}

fn weight(block: &Value) -> u64 {
    number(block.get("weight")).and_then(|weight| u64::try_from(weight).ok()).unwrap_or(ALONE)
}

/// The target groups of a dynamic block, of which a plan holds nothing but how many blocks it made: where the module has as
/// many, by the keys of one resource, each has the block at its place, for Terraform goes through keys in order.
fn in_order(draft: &mut Draft<'_, '_>, resource: &Resource, weights: &[u64]) -> Option<Vec<(Id, String, u64)>> {
    let estate = draft.estate;
    let written = estate.written(resource)?.expressions();
    let is_dynamic = !["default_action", "action"]
        .iter()
        .filter_map(|block| written.get(*block))
        .any(|expression| expression.to_string().contains("target_group_identifier"));
    let mut all: Vec<(Id, &Resource)> = TARGETS
        .iter()
        .flat_map(|kind| estate.in_module(&resource.module, kind))
        .filter_map(|id| Some((*id, estate.get(*id)?)))
        .collect();
    all.arrange_by(|(_, one), (_, other)| one.key.cmp(&other.key));
    let (_, first) = all.first()?;
    let fits = is_dynamic
        && all.len() == weights.len()
        && (all.len() == 1 || all.iter().all(|(_, one)| one.name == first.name && one.key.is_some()));
    if !fits {
        return None;
    }
    let ground =
        "a plan does not hold what dynamic blocks refer to: the module has as many, taken in order of their keys";
    draft.infer(resource, "taken to forward to", &first.name, &How::Inferred(ground.to_owned()));
    let named = all.into_iter().zip(weights).map(|((id, one), weight)| (id, one.address.to_string(), *weight));
    Some(named.collect())
}

/// The target groups that the configuration of an action refers to anywhere.
fn referred(draft: &Draft<'_, '_>, resource: &Resource, block: &str) -> BTreeSet<Id> {
    let estate = draft.estate;
    if resource.is_planned
        && let Some(expression) = estate.written(resource).and_then(|written| written.expressions().get(block).cloned())
        && let Lead::To(groups, How::Reference) = estate.of_expression(resource, &expression, TARGETS)
    {
        return groups.into_iter().collect();
    }
    BTreeSet::new()
}

fn matches(resource: &Resource) -> RawLatticeRule {
    let first = |value: &Value, name: &str| value.get(name).and_then(|all| all.get(0)).cloned();
    let http = blocks(resource, "match").first().and_then(|one| first(one, "http_match"));
    let Some(http) = http else { return RawLatticeRule::default() };
    let how = |value: &Value| {
        let one = first(value, "match")?;
        let text = |name: &str| part(&one, name).map(str::to_owned);
        Some(RawMatch { exact: text("exact"), prefix: text("prefix"), contains: text("contains"), regex: None })
    };
    let headers = http.get("header_matches").and_then(Value::as_array).into_iter().flatten();
    RawLatticeRule {
        method: part(&http, "method").map(str::to_owned),
        path: first(&http, "path_match").as_ref().and_then(how),
        headers: headers.filter_map(|one| Some((part(one, "name")?.to_owned(), how(one)?))).collect(),
        ..RawLatticeRule::default()
    }
}

/// The target groups with what is registered in them.
fn groups(draft: &mut Draft<'_, '_>) -> BTreeMap<Id, Group> {
    let estate = draft.estate;
    let mut made: BTreeMap<Id, Group> = BTreeMap::new();
    for (id, resource) in estate.of_kind(TARGETS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let config = blocks(resource, "config").first();
        let lower = |value: Option<&str>| value.map(str::to_ascii_lowercase);
        let port = |value: Option<&Value>| {
            number(value?.get("port")).and_then(|port| u64::try_from(port).ok()).filter(|port| *port > 0)
        };
        let of = |name: &str| config.and_then(|config| part(config, name));
        let vpc = match nested(estate, resource, "config.vpc_identifier", VPCS) {
            Lead::To(found, _) if found.len() == 1 => found.first().and_then(|id| draft.vpc_by(*id)),
            Lead::Outside(ids) => ids.first().map(|id| draft.mention(id, resource)),
            _ => None,
        };
        let health = config.and_then(|config| config.get("health_check")?.get(0));
        let raw = RawTargetGroup {
            target_type: lower(text(resource, "type")),
            vpc,
            protocol: lower(of("protocol")),
            protocol_version: lower(of("protocol_version")),
            port: port(config),
            health_check_port: port(health),
            ipv6: of("ip_address_type").map(|of| of == "IPV6"),
            ..RawTargetGroup::default()
        };
        made.insert(id, Group { raw, applications: BTreeSet::new() });
    }
    let runs = ["aws_instance", "aws_lb", "aws_alb", "aws_lambda_function"];
    for (id, resource) in estate.of_kind(&["aws_vpclattice_target_group_attachment"]) {
        draft.took(id);
        let Lead::To(groups, _) = estate.lead(resource, "target_group_identifier", TARGETS) else {
            draft.left_out(resource, "its target group is not known", FLIPS);
            continue;
        };
        let (names, address) = match nested(estate, resource, "target.id", &runs) {
            Lead::To(found, _) => {
                (found.iter().filter_map(|id| draft.tops.get(id)).cloned().collect::<Vec<_>>(), Vec::new())
            }
            Lead::Outside(ids) => {
                let known = super::by_address(draft, &ids);
                let is_bare = |id: &String| known.is_empty() && id.parse::<std::net::IpAddr>().is_ok();
                let bare = ids.into_iter().filter(is_bare).collect();
                (known, bare)
            }
            _ => (Vec::new(), Vec::new()),
        };
        if names.is_empty() {
            draft.left_out(resource, "what it registers is no application of this input", FLIPS);
        }
        for group in groups {
            let Some(group) = made.get_mut(&group) else { continue };
            for name in &names {
                let is_balancer = draft.raw.load_balancers.contains_key(name);
                let target = if is_balancer { format!("load_balancer/{name}") } else { name.clone() };
                group.raw.targets.push(target);
                group.applications.insert(name.clone());
            }
            group.raw.targets.extend(address.iter().cloned());
        }
    }
    // What registers its own members.
    let members = [
        ("aws_autoscaling_group", "traffic_source.identifier"),
        ("aws_ecs_service", "vpc_lattice_configurations.target_group_arn"),
    ];
    for (kind, path) in members {
        for (id, resource) in estate.of_kind(&[kind]).filter(|(_, one)| !one.is_data) {
            let found = match nested(estate, resource, path, TARGETS) {
                Lead::To(found, _) => found,
                Lead::Unknown(because) => {
                    draft.left_out(resource, format!("the target group it registers with is {because}"), FLIPS);
                    continue;
                }
                Lead::Outside(_) | Lead::Absent => continue,
            };
            let Some(name) = draft.tops.get(&id).cloned() else { continue };
            for group in found {
                let Some(group) = made.get_mut(&group) else { continue };
                group.raw.targets.push(name.clone());
                group.applications.insert(name.clone());
            }
        }
    }
    for group in made.values_mut() {
        group.raw.targets.arrange();
        group.raw.targets.dedup();
    }
    made
}
