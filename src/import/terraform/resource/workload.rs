//! Whatever runs in a VPC and talks to others, as applications: instances, load balancers, clusters, services,
//! functions, databases and other managed things.

use std::collections::BTreeSet;

use serde_json::Value;

use super::interface::{groups, may_be_public, of_interface, of_template, of_vpc, open_groups, open_template};
use crate::design::raw::{RawApplication, RawNetworkInterface};
use crate::import::terraform::draft::{Draft, GROUPS, SUBNETS, VPCS, blocks, flag, number, part, text};
use crate::import::terraform::estate::{Estate, Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::source::Pointer;

const FLIPS: &str = "every need of this application";

/// A type of workload, and how its attributes tell where it stands.
pub(super) struct Workload {
    pub(super) kind: &'static str,
    runs_on: &'static str,
    /// Attributes, or attributes of a block (`block.attribute`), that name its subnets.
    subnets: &'static [&'static str],
    /// The attribute that names its subnet group, with the type of the group.
    subnet_group: Option<(&'static str, &'static str)>,
    pub(super) groups: &'static [&'static str],
    /// Whether it has a port, which it serves by TCP.
    has_port: bool,
}

const fn workload(kind: &'static str, runs_on: &'static str, subnets: &'static [&'static str]) -> Workload {
    Workload { kind, runs_on, subnets, subnet_group: None, groups: &["security_groups"], has_port: false }
}

const fn database(kind: &'static str, group: &'static str, group_kind: &'static str) -> Workload {
    let groups = &["vpc_security_group_ids", "security_group_ids"];
    let subnet_group = Some((group, group_kind));
    Workload { kind, runs_on: "rds", subnets: &[], subnet_group, groups, has_port: true }
}

const fn in_options(kind: &'static str) -> Workload {
    let groups = &["vpc_options.security_group_ids"];
    Workload { groups, ..workload(kind, "other", &["vpc_options.subnet_ids"]) }
}

static WORKLOADS: &[Workload] = &[
    Workload {
        groups: &["vpc_security_group_ids", "security_groups"],
        ..workload("aws_instance", "ec2", &["subnet_id"])
    },
    workload("aws_lb", "alb", &["subnets", "subnet_mapping.subnet_id"]),
    workload("aws_alb", "alb", &["subnets", "subnet_mapping.subnet_id"]),
    workload("aws_elb", "other", &["subnets"]),
    Workload {
        groups: &["vpc_config.security_group_ids"],
        ..workload("aws_eks_cluster", "eks", &["vpc_config.subnet_ids"])
    },
    workload("aws_eks_node_group", "eks", &["subnet_ids"]),
    Workload {
        groups: &["network_configuration.security_groups"],
        ..workload("aws_ecs_service", "ecs", &["network_configuration.subnets"])
    },
    Workload {
        groups: &["vpc_config.security_group_ids"],
        ..workload("aws_lambda_function", "lambda", &["vpc_config.subnet_ids"])
    },
    workload("aws_autoscaling_group", "ec2", &["vpc_zone_identifier"]),
    workload("aws_efs_mount_target", "other", &["subnet_id"]),
    workload("aws_mq_broker", "other", &["subnet_ids"]),
    Workload {
        groups: &["broker_node_group_info.security_groups"],
        ..workload("aws_msk_cluster", "other", &["broker_node_group_info.client_subnets"])
    },
    in_options("aws_opensearch_domain"),
    in_options("aws_elasticsearch_domain"),
    database("aws_db_instance", "db_subnet_group_name", "aws_db_subnet_group"),
    database("aws_rds_cluster", "db_subnet_group_name", "aws_db_subnet_group"),
    database("aws_docdb_cluster", "db_subnet_group_name", "aws_docdb_subnet_group"),
    database("aws_neptune_cluster", "neptune_subnet_group_name", "aws_neptune_subnet_group"),
    Workload {
        runs_on: "other",
        ..database("aws_redshift_cluster", "cluster_subnet_group_name", "aws_redshift_subnet_group")
    },
    Workload {
        runs_on: "other",
        ..database("aws_elasticache_cluster", "subnet_group_name", "aws_elasticache_subnet_group")
    },
    Workload {
        runs_on: "other",
        ..database("aws_elasticache_replication_group", "subnet_group_name", "aws_elasticache_subnet_group")
    },
];

/// Types that only help to find out about workloads.
const HELPERS: &[&str] = &[
    "aws_db_subnet_group",
    "aws_docdb_subnet_group",
    "aws_neptune_subnet_group",
    "aws_redshift_subnet_group",
    "aws_elasticache_subnet_group",
    "aws_network_interface",
    "aws_network_interface_attachment",
    "aws_network_interface_sg_attachment",
    "aws_launch_template",
    "aws_rds_cluster_instance",
];

pub(super) const LISTENERS: &[&str] = &["aws_lb_listener", "aws_alb_listener"];
pub(super) const TARGET_GROUPS: &[&str] = &["aws_lb_target_group", "aws_alb_target_group"];
pub(super) const BALANCERS: &[&str] = &["aws_lb", "aws_alb"];

pub(super) fn workloads(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for workload in WORKLOADS {
        for (id, resource) in estate.of_kind(&[workload.kind]).filter(|(_, one)| !one.is_data) {
            add(draft, workload, id, resource);
        }
    }
    for (id, resource) in estate.of_kind(LISTENERS) {
        draft.took(id);
        let balancer = match estate.one(resource, "load_balancer_arn", BALANCERS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        match (balancer.and_then(|name| draft.raw.applications.get_mut(&name)), service(resource)) {
            (Some(raw), Some(service)) if !raw.serves.contains(&service) => raw.serves.push(service),
            (Some(_), _) => {}
            (None, _) => draft.left_out(resource, "its load balancer is not known", "what the load balancer serves"),
        }
    }
    for (id, _) in estate.of_kind(HELPERS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
    }
}

fn service(listener: &Resource) -> Option<String> {
    let port = number(listener.values.get("port"))?;
    let protocol = match text(listener, "protocol")? {
        "HTTP" => "http",
        "HTTPS" => "https",
        "TLS" => "tls",
        "UDP" => "udp",
        "TCP" | "TCP_UDP" => "tcp",
        _ => return None,
    };
    Some(format!("{protocol}/{port}"))
}

fn add(draft: &mut Draft<'_, '_>, workload: &Workload, id: Id, resource: &Resource) {
    draft.took(id);
    let mut lead = place(draft.estate, workload, resource, SUBNETS);
    if workload.subnets == ["subnet_id"] {
        lead = draft.one_subnet(resource, "subnet_id", lead);
    }
    let open;
    let subnets: Vec<(String, String)> = match lead {
        Lead::To(found, _) => {
            open = why_more(draft.estate, workload, resource);
            found.iter().filter_map(|id| draft.subnet_by(*id)).collect()
        }
        Lead::Absent if workload.kind == "aws_lambda_function" => {
            draft.left_out(resource, "it runs in no VPC", "needs to reach it over a network, of which it has none");
            return;
        }
        Lead::Absent => {
            open = Some("not said".to_owned());
            Vec::new()
        }
        Lead::Outside(ids) => {
            open = Some(format!("not in this input: {}", ids.join(", ")));
            Vec::new()
        }
        Lead::Unknown(because) => {
            open = Some(because);
            Vec::new()
        }
    };
    let vpc = match (subnets.first(), &open) {
        (Some((vpc, _)), _) => Some(vpc.clone()),
        // The trail of its subnets may be lost in a module that has one VPC.
        (None, Some(_)) => match place(draft.estate, workload, resource, VPCS) {
            Lead::To(found, how) if found.len() == 1 => {
                let name = found.first().and_then(|id| draft.vpc_by(*id));
                if let Some(name) = &name {
                    draft.infer(resource, "taken to stand in", name, &how);
                }
                name
            }
            _ => None,
        },
        (None, None) => None,
    };
    let vpc = vpc.or_else(|| of_another_attribute(draft, workload, resource));
    let Some(vpc) = vpc else {
        let open = open.unwrap_or_else(|| "of a VPC that is not known".to_owned());
        draft.left_out(resource, format!("its subnets are {open}"), FLIPS);
        return;
    };
    let runs_on = match text(resource, "load_balancer_type") {
        Some("network") => "nlb",
        Some("gateway") => "other",
        _ if resource.why_unknown("load_balancer_type").is_some() => "other",
        _ => workload.runs_on,
    };
    let security_groups = workload.groups.iter().find_map(|name| groups(draft, resource, name, &vpc));
    let security_groups = security_groups.or_else(|| of_vpc(draft, workload, resource, &vpc));
    let security_groups = security_groups.or_else(|| of_template(draft, resource, &vpc));
    let name = draft.name(resource);
    let at = Pointer::root().push("applications").push(&name);
    if security_groups.is_none() {
        open_template(draft, resource, &vpc, &at);
        workload.groups.iter().for_each(|path| open_groups(draft, resource, path, &vpc, &at));
    }
    let owner = draft.raw.vpcs.get(&vpc).and_then(|raw| raw.account.clone());
    let account =
        draft.context.account(resource).filter(|account| owner.as_ref().is_some_and(|owner| owner != account));
    let port = number(resource.values.get("port")).filter(|port| workload.has_port && *port > 0);
    let mut public_addresses: Vec<String> = text(resource, "public_ip").map(str::to_owned).into_iter().collect();
    public_addresses.retain(|address| address.parse::<std::net::IpAddr>().is_ok());
    let raw = RawApplication {
        vpc: Some(vpc.clone()),
        account,
        subnets: open.is_none().then(|| Draft::names_in(&vpc, &subnets)),
        runs_on: Some(runs_on.to_owned()),
        cluster: (workload.kind == "aws_eks_cluster").then(|| text(resource, "name").map(str::to_owned)).flatten(),
        serves: port.map(|port| format!("tcp/{port}")).into_iter().collect(),
        security_groups,
        addresses: text(resource, "private_ip").map(str::to_owned).into_iter().collect(),
        public_addresses,
        source_destination_check: flag(resource, "source_dest_check").filter(|_| workload.kind == "aws_instance"),
        interfaces: std::collections::BTreeMap::<String, RawNetworkInterface>::new(),
        ..RawApplication::default()
    };
    if let Some(open) = open {
        draft.unknown(&at.push("subnets"), open);
    }
    let is_cluster = workload.kind == "aws_eks_cluster";
    let read =
        [("port", "serves", workload.has_port), ("name", "cluster", is_cluster), ("private_ip", "addresses", true)];
    for (attribute, field, _) in read.into_iter().filter(|(.., is_read)| *is_read) {
        if let Some(because) = resource.why_unknown(attribute) {
            draft.unknown(&at.push(field), because);
        }
    }
    if may_be_public(draft, resource, &raw, &vpc) {
        draft.unknown(&at.push("public_addresses"), "AWS gives it a public address when it is made");
    }
    draft.stands(at, resource);
    draft.also_called(resource, &name);
    draft.tagged(resource, &name);
    draft.tops.insert(id, name.clone());
    draft.raw.applications.insert(name, raw);
}

/// The VPC of a workload whose subnets do not tell: by its own attribute, or by its security groups.
fn of_another_attribute(draft: &mut Draft<'_, '_>, workload: &Workload, resource: &Resource) -> Option<String> {
    let nested_id = |block: &str| blocks(resource, block).first().and_then(|one| part(one, "vpc_id"));
    let id = text(resource, "vpc_id").or_else(|| nested_id("vpc_config")).or_else(|| nested_id("vpc_options"));
    if let Some(id) = id {
        return match draft.estate.by_id(id).and_then(|at| draft.vpc_by(at)) {
            Some(name) => Some(name),
            None => Some(draft.mention(id, resource)),
        };
    }
    let groups = workload.groups.iter().find_map(|name| match nested(draft.estate, resource, name, GROUPS) {
        Lead::To(found, _) => found.first().and_then(|id| draft.inside.get(id)).cloned(),
        _ => None,
    });
    let found = groups.map(|(vpc, _)| vpc).or_else(|| super::load_balancer::vpc_of_targets(draft, resource));
    let found = found.or_else(|| of_listed_subnets(draft, workload, resource));
    if found.is_some() {
        return found;
    }
    let only = resource.foreign.as_ref()?.only_vpc.clone()?;
    let name = draft.mention(&only, resource);
    let ground = "it is the only VPC that the template knows".to_owned();
    draft.infer(resource, "taken to stand in", &name, &How::Inferred(ground));
    Some(name)
}

/// The VPC whose subnets a look-up lists, where those of a workload are among them.
fn of_listed_subnets(draft: &mut Draft<'_, '_>, workload: &Workload, resource: &Resource) -> Option<String> {
    let estate = draft.estate;
    let Lead::Outside(ids) = place(estate, workload, resource, SUBNETS) else { return None };
    let lists = |one: &Resource| {
        let listed = blocks(one, "ids");
        !ids.is_empty() && ids.iter().all(|id| listed.iter().any(|listed| listed.as_str() == Some(id)))
    };
    let (_, list) = estate.of_kind(&["aws_subnets"]).find(|(_, one)| lists(one))?;
    let filter = blocks(list, "filter").iter().find(|filter| part(filter, "name") == Some("vpc-id"))?;
    let [vpc] = filter.get("values")?.as_array()?.as_slice() else { return None };
    let vpc = vpc.as_str()?;
    match estate.by_id(vpc).and_then(|id| draft.vpc_by(id)) {
        Some(name) => Some(name),
        None => Some(draft.mention(vpc, resource)),
    }
}

/// Where a workload stands.
fn place(estate: &Estate<'_>, workload: &Workload, resource: &Resource, wanted: &[&str]) -> Lead {
    let mut last = Lead::Absent;
    for name in workload.subnets {
        let lead = nested(estate, resource, name, wanted);
        if lead != Lead::Absent {
            last = lead;
            if matches!(last, Lead::To(..)) {
                return last;
            }
        }
    }
    if let Some((attribute, _)) = workload.subnet_group {
        if let Some(group) = subnet_group(estate, workload, resource) {
            return estate.lead(group, "subnet_ids", wanted);
        }
        if let Some(name) = text(resource, attribute) {
            return Lead::Outside(vec![format!("those of subnet group {name}")]);
        }
    }
    if workload.kind == "aws_instance" {
        return of_interface(estate, resource).unwrap_or(last);
    }
    last
}

/// The subnet group that a workload names.
fn subnet_group<'e>(estate: &'e Estate<'_>, workload: &Workload, resource: &Resource) -> Option<&'e Resource> {
    let (attribute, kind) = workload.subnet_group?;
    let group = match (estate.one(resource, attribute, &[kind]), text(resource, attribute)) {
        (Lead::To(found, _), _) => found.first().copied(),
        (_, Some(name)) => estate.of_kind(&[kind]).find(|(_, one)| text(one, "name") == Some(name)).map(|(id, _)| id),
        _ => None,
    };
    group.and_then(|id| estate.get(id))
}

/// Why a workload stands in more subnets than those that are known.
fn why_more(estate: &Estate<'_>, workload: &Workload, resource: &Resource) -> Option<String> {
    let own = workload.subnets.iter().find_map(|path| estate.why_more(resource, path, SUBNETS));
    own.or_else(|| estate.why_more(subnet_group(estate, workload, resource)?, "subnet_ids", SUBNETS))
}

/// An attribute, or an attribute of the blocks of one name, however much of it is known.
pub(super) fn nested(estate: &Estate<'_>, resource: &Resource, path: &str, wanted: &[&str]) -> Lead {
    let Some((block, attribute)) = path.split_once('.') else { return estate.lead(resource, path, wanted) };
    if let Some(because) = resource.why_unknown(path) {
        return Lead::Unknown(format!("not known: {because}"));
    }
    let all = blocks(resource, block);
    let mut found: BTreeSet<Id> = BTreeSet::new();
    let mut outside = Vec::new();
    let mut take = |id: &str| match estate.by_id(id) {
        Some(at) => drop(found.insert(at)),
        None => outside.push(id.to_owned()),
    };
    for one in all {
        match one.get(attribute) {
            Some(Value::String(id)) if !id.is_empty() => take(id),
            Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).for_each(&mut take),
            _ => {}
        }
    }
    if !found.is_empty() {
        return Lead::To(found.into_iter().collect(), How::Value);
    }
    if !outside.is_empty() {
        return Lead::Outside(outside);
    }
    if !resource.is_planned {
        return Lead::Absent;
    }
    let Some(written) = estate.written(resource) else { return Lead::Absent };
    let Some(expression) = written.expressions().get(block) else {
        let is_open = all.iter().any(|one| one.is_object() && one.get(attribute).is_none());
        let lead = if is_open { estate.dynamic(resource, block, wanted) } else { return Lead::Absent };
        return if wanted == GROUPS { estate.whole(resource, lead, wanted) } else { lead };
    };
    let inner: Vec<Value> = match expression {
        Value::Array(all) => all.iter().filter_map(|one| one.get(attribute)).cloned().collect(),
        other => vec![other.clone()],
    };
    if inner.is_empty() {
        return Lead::Absent;
    }
    let lead = estate.of_expression(resource, &Value::Array(inner), wanted);
    if wanted == GROUPS { estate.whole(resource, lead, wanted) } else { lead }
}
