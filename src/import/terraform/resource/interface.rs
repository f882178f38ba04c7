//! Network interfaces of workloads: whose they are, and which security groups and public addresses they have.

use serde_json::Value;

use super::workload::{Workload, nested};
use crate::design::raw::RawApplication;
use crate::import::terraform::draft::{Draft, GROUPS, SUBNETS, blocks, flag, part, text};
use crate::import::terraform::estate::{Estate, Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

/// The security groups of a VPC that an attribute leads to; `None` when they are not all known.
pub(super) fn groups(draft: &Draft<'_, '_>, resource: &Resource, path: &str, vpc: &str) -> Option<Vec<String>> {
    match nested(draft.estate, resource, path, GROUPS) {
        Lead::To(..) if draft.estate.why_more(resource, path, GROUPS).is_some() => None,
        Lead::To(found, _) => {
            let names: Option<Vec<String>> = found
                .iter()
                .map(|id| draft.inside.get(id).filter(|(of, _)| of == vpc).map(|(_, name)| name.clone()))
                .collect();
            names
        }
        _ => None,
    }
}

/// Marks the security groups of a thing of the design as unknown, where an attribute names some that are.
pub(super) fn open_groups(draft: &mut Draft<'_, '_>, resource: &Resource, path: &str, vpc: &str, at: &Pointer) {
    let estate = draft.estate;
    let because = match nested(estate, resource, path, GROUPS) {
        Lead::To(found, _) => {
            let is_elsewhere = |id: &Id| draft.inside.get(id).is_none_or(|(of, _)| of != vpc);
            let elsewhere = || found.iter().any(is_elsewhere).then(|| "partly of another VPC".to_owned());
            estate.why_more(resource, path, GROUPS).or_else(elsewhere)
        }
        Lead::Outside(ids) => Some(format!("not in this input: {}", ids.join(", "))),
        Lead::Unknown(because) => Some(because),
        Lead::Absent => None,
    };
    if let Some(because) = because {
        draft.unknown(&at.push("security_groups"), because);
    }
}

/// The group that AWS gives what names none: the default one of the VPC.
pub(super) fn of_vpc(
    draft: &Draft<'_, '_>,
    workload: &Workload,
    resource: &Resource,
    vpc: &str,
) -> Option<Vec<String>> {
    let estate = draft.estate;
    let others: &[&str] = match (workload.kind, text(resource, "load_balancer_type")) {
        ("aws_instance", _) => &["launch_template", "network_interface", "primary_network_interface"],
        ("aws_lb" | "aws_alb", _) | ("aws_db_instance" | "aws_rds_cluster", _) => &[],
        _ => return None,
    };
    let written = estate.written(resource).filter(|_| resource.is_planned)?.expressions();
    let is_said = |name: &&str| written.contains_key(*name) || resource.values.get(*name).is_some_and(Value::is_string);
    if workload.groups.iter().chain(others).any(is_said) || text(resource, "snapshot_identifier").is_some() {
        return None;
    }
    // A network load balancer that is made without groups has none.
    if matches!(text(resource, "load_balancer_type"), Some("network" | "gateway")) {
        return Some(Vec::new());
    }
    let (id, _) = draft.vpcs.iter().find(|(_, name)| *name == vpc)?;
    let group = estate.made_with(*id, "aws_default_security_group")?;
    draft.inside.get(&group).map(|(_, name)| vec![name.clone()])
}

/// The groups that a launch template gives to instances of a VPC; `None` when they are not all known.
pub(super) fn of_template(draft: &Draft<'_, '_>, resource: &Resource, vpc: &str) -> Option<Vec<String>> {
    let template = template_of(draft.estate, resource)?;
    OF_TEMPLATE.iter().find_map(|path| groups(draft, template, path, vpc))
}

/// Where a launch template names security groups.
const OF_TEMPLATE: [&str; 2] = ["vpc_security_group_ids", "network_interfaces.security_groups"];

/// Marks the security groups of what a launch template starts as unknown, where the template or its groups are.
pub(super) fn open_template(draft: &mut Draft<'_, '_>, resource: &Resource, vpc: &str, at: &Pointer) {
    let names = ["", ".launch_template_id", ".launch_template_name"];
    let because = names.iter().find_map(|name| resource.why_unknown(&format!("launch_template{name}")));
    if let Some(because) = because {
        draft.unknown(
            &at.push("security_groups"),
            format!("those of its launch template, which is not known: {because}"),
        );
        return;
    }
    match template_of(draft.estate, resource) {
        Some(template) => {
            let whole = template.why_unknown("launch_template_data").map(str::to_owned);
            OF_TEMPLATE.iter().for_each(|path| open_groups(draft, template, path, vpc, at));
            if let Some(because) = whole {
                draft.unknown(&at.push("security_groups"), because);
            }
        }
        None => {
            let named = blocks(resource, "launch_template").iter().find_map(|block| {
                ["id", "launch_template_id", "name", "launch_template_name"].iter().find_map(|name| part(block, name))
            });
            if let Some(named) = named {
                let because = format!("those of launch template `{named}`, which this input does not hold");
                draft.unknown(&at.push("security_groups"), because);
            }
        }
    }
}

/// The one launch template that a resource names.
fn template_of<'e>(estate: &'e Estate<'_>, resource: &Resource) -> Option<&'e Resource> {
    let mut all: Vec<Id> = Vec::new();
    for block in ["launch_template", "mixed_instances_policy"] {
        all.extend(blocks(resource, block).iter().filter_map(|block| template_in(estate, block)));
        let written = estate.written(resource).filter(|_| resource.is_planned && all.is_empty());
        if let Some(Lead::To(found, _)) = written
            .and_then(|written| written.expressions().get(block))
            .map(|inner| estate.of_expression(resource, inner, TEMPLATES))
        {
            all.extend(found);
        }
    }
    let [template] = all.as_slice() else { return None };
    estate.get(*template)
}

const TEMPLATES: &[&str] = &["aws_launch_template"];

/// The launch template that a block names, at whatever depth.
fn template_in(estate: &Estate<'_>, block: &Value) -> Option<Id> {
    match block {
        Value::Object(map) => {
            let said = |name: &&str| map.get(*name)?.as_str();
            let by_id = ["id", "launch_template_id"].iter().filter_map(said);
            let found = by_id.filter_map(|id| estate.by_id_of(id, TEMPLATES)).next();
            let named = || {
                let name = ["name", "launch_template_name"].iter().find_map(said)?;
                let is = |one: &Resource| ["name", "launch_template_name"].iter().any(|at| text(one, at) == Some(name));
                estate
                    .by_id_of(name, TEMPLATES)
                    .or_else(|| estate.of_kind(TEMPLATES).find(|(_, one)| is(one)).map(|(id, _)| id))
            };
            found.or_else(named).or_else(|| map.values().find_map(|inner| template_in(estate, inner)))
        }
        Value::Array(items) => items.iter().find_map(|inner| template_in(estate, inner)),
        _ => None,
    }
}

/// The subnet of an instance that is given a network interface made elsewhere.
pub(super) fn of_interface(estate: &Estate<'_>, resource: &Resource) -> Option<Lead> {
    let lead = nested(estate, resource, "network_interface.network_interface_id", &["aws_network_interface"]);
    let Lead::To(found, _) = lead else { return None };
    let interface = estate.get(*found.first()?)?;
    Some(estate.lead(interface, "subnet_id", SUBNETS))
}

/// The instance that a network interface is attached to.
pub(super) fn instance_of(estate: &Estate<'_>, interface: Id) -> Option<Id> {
    let resource = estate.get(interface)?;
    let attached = blocks(resource, "attachment").iter().find_map(|block| estate.by_id(part(block, "instance")?));
    let is_mine = |lead: &Lead| matches!(lead, Lead::To(found, _) if found.contains(&interface));
    attached
        .or_else(|| match nested(estate, resource, "attachment.instance", &["aws_instance"]) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        })
        .or_else(|| {
            let mut instances = estate.of_kind(&["aws_instance"]);
            let path = "network_interface.network_interface_id";
            instances.find(|(_, one)| is_mine(&nested(estate, one, path, &["aws_network_interface"]))).map(|(id, _)| id)
        })
        .or_else(|| {
            let mut all = estate.of_kind(&["aws_network_interface_attachment"]);
            let (_, attachment) =
                all.find(|(_, one)| is_mine(&estate.one(one, "network_interface_id", &["aws_network_interface"])))?;
            match estate.one(attachment, "instance_id", &["aws_instance"]) {
                Lead::To(found, _) => found.first().copied(),
                _ => None,
            }
        })
}

/// Whether an instance whose private address is given has a public one that is not known before it is made: it asks for
/// one, or leaves it to its subnet, which gives one or may.
pub(super) fn may_be_public(draft: &Draft<'_, '_>, resource: &Resource, raw: &RawApplication, vpc: &str) -> bool {
    if resource.values.contains_key("public_ip") || raw.addresses.is_empty() {
        return false;
    }
    let subnets = draft.raw.vpcs.get(vpc).map(|vpc| &vpc.subnets);
    let gives = |name: &String| {
        let subnet = subnets.and_then(|subnets| subnets.get(name.rsplit('/').next().unwrap_or(name)));
        subnet.is_none_or(|subnet| subnet.public_addresses != Some(false))
    };
    match flag(resource, "associate_public_ip_address") {
        Some(asked) => asked,
        None => &*resource.kind == "aws_instance" && raw.subnets.iter().flatten().any(gives),
    }
}
