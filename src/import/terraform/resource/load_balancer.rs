//! Load balancers with their target groups and targets. Each is an application as well, for needs may name it.

use std::collections::BTreeMap;

use super::interface::{groups, open_groups};
use super::listener;
use super::workload::{BALANCERS, LISTENERS, TARGET_GROUPS, nested};
use crate::design::raw::{RawLoadBalancer, RawTargetGroup};
use crate::import::terraform::draft::{Draft, VPCS, flag, number, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::order::Arrange;
use crate::source::Pointer;

const ATTACHMENTS: &[&str] = &["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"];
pub(super) const FLIPS: &str = "what stands behind the load balancer";

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
    listener::listeners(draft, &made);
}

pub(super) fn protocol(resource: &Resource) -> Option<String> {
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
    for (id, resource) in estate.of_kind(ATTACHMENTS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let group = match estate.one(resource, "target_group_arn", TARGET_GROUPS) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        };
        let kinds = match group.and_then(|id| made.get(&id)).and_then(|raw| raw.target_type.as_deref()) {
            Some("instance") => &["aws_instance"][..],
            Some("lambda") => &["aws_lambda_function"],
            Some("alb") => BALANCERS,
            _ => &["aws_instance", "aws_lb", "aws_alb", "aws_lambda_function"],
        };
        let mut why = "what it registers is no application of this input".to_owned();
        let targets: Vec<String> = match estate.own(resource, "target_id", kinds) {
            Lead::To(found, _) => found.iter().filter_map(|id| named(draft, *id)).collect(),
            Lead::Outside(ids) => ids.into_iter().filter(|id| id.parse::<std::net::IpAddr>().is_ok()).collect(),
            Lead::Unknown(because) => {
                why = format!("what it registers is {because}");
                Vec::new()
            }
            Lead::Absent => Vec::new(),
        };
        let Some(raw) = group.and_then(|id| made.get_mut(&id)) else {
            draft.left_out(resource, "its target group is not known", FLIPS);
            continue;
        };
        if targets.is_empty() {
            draft.left_out(resource, why, FLIPS);
        }
        for target in targets {
            if !raw.targets.contains(&target) {
                raw.targets.push(target);
            }
        }
    }
    registered(draft, &mut made);
    for raw in made.values_mut() {
        raw.targets.arrange();
    }
    made
}

/// What registers its own members: Auto Scaling groups and services of Amazon ECS.
fn registered(draft: &mut Draft<'_, '_>, made: &mut BTreeMap<Id, RawTargetGroup>) {
    let estate = draft.estate;
    const ATTACHMENT: &str = "aws_autoscaling_attachment";
    let kinds = [
        ("aws_autoscaling_group", "target_group_arns"),
        ("aws_ecs_service", "load_balancer.target_group_arn"),
        (ATTACHMENT, "lb_target_group_arn"),
    ];
    let of_kind = |(kind, attribute)| {
        let all = estate.resources.iter().enumerate().filter(move |(_, one)| &*one.kind == kind && !one.is_data);
        all.map(move |(id, one)| (id, one, attribute))
    };
    for (id, resource, attribute) in kinds.into_iter().flat_map(of_kind) {
        let lead = nested(estate, resource, attribute, TARGET_GROUPS);
        let is_attachment = &*resource.kind == ATTACHMENT;
        let lead = if is_attachment { estate.own_of(resource, attribute, lead) } else { lead };
        let member = if is_attachment {
            draft.took(id);
            match estate.own(resource, "autoscaling_group_name", &["aws_autoscaling_group"]) {
                Lead::To(found, _) => found.first().copied(),
                _ => None,
            }
        } else {
            Some(id)
        };
        let name = member.and_then(|id| draft.tops.get(&id)).cloned();
        match (lead, name) {
            (Lead::To(found, _), Some(name)) => {
                for group in found {
                    if let Some(raw) = made.get_mut(&group).filter(|raw| !raw.targets.contains(&name)) {
                        raw.targets.push(name.clone());
                    }
                }
            }
            (Lead::Unknown(because), _) => {
                draft.left_out(resource, format!("the target group it registers with is {because}"), FLIPS);
            }
            _ => {}
        }
    }
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
