//! Security groups with rules in all their forms, and prefix lists.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::design::raw::{Ports, RawPrefixList, RawSecurityGroup, RawSecurityGroupRule};
use crate::import::terraform::draft::{Draft, GROUPS, VPCS, blocks, flag, is_pending, number, part, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::order::Arrange;
use crate::source::Pointer;

pub(super) const LISTS: &[&str] = &["aws_ec2_managed_prefix_list", "aws_prefix_list"];
const FLIPS: &str = "whether packets are let through";

pub(super) fn prefix_lists(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(LISTS) {
        let name = draft.name(resource);
        let entries = blocks(resource, "entry").iter().chain(blocks(resource, "entries"));
        let mut cidrs: Vec<String> = entries.filter_map(|entry| part(entry, "cidr")).map(str::to_owned).collect();
        cidrs.extend(blocks(resource, "cidr_blocks").iter().filter_map(Value::as_str).map(str::to_owned));
        let is_whole = !is_pending(estate, resource, "entry");
        let aws_name = text(resource, "name").filter(|name| name.starts_with("com.amazonaws."));
        let raw = RawPrefixList {
            cidrs: (is_whole || !cidrs.is_empty()).then_some(cidrs),
            max_entries: number(resource.values.get("max_entries"))
                .and_then(|count| u64::try_from(count).ok())
                .filter(|count| *count > 0),
            aws_name: aws_name.map(str::to_owned),
        };
        draft.took(id);
        draft.stands(Pointer::root().push("prefix_lists").push(&name), resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        draft.raw.prefix_lists.insert(name, raw);
    }
    for (id, resource) in estate.of_kind(&["aws_ec2_managed_prefix_list_entry"]) {
        let Lead::To(found, _) = estate.one(resource, "prefix_list_id", LISTS) else {
            draft.left_out(resource, "its prefix list is not known", "routes and rules with that list");
            continue;
        };
        let name = found.first().and_then(|id| draft.tops.get(id)).cloned();
        let (Some(cidr), Some(list)) =
            (text(resource, "cidr"), name.and_then(|name| draft.raw.prefix_lists.get_mut(&name)))
        else {
            draft.left_out(resource, "its block is known after apply", "routes and rules with that list");
            continue;
        };
        list.cidrs.get_or_insert_default().push(cidr.to_owned());
        draft.took(id);
    }
    for list in draft.raw.prefix_lists.values_mut() {
        if let Some(cidrs) = &mut list.cidrs {
            cidrs.arrange();
            cidrs.dedup();
        }
    }
}

pub(super) fn security_groups(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut made: BTreeMap<Id, RawSecurityGroup> = BTreeMap::new();
    for (id, resource) in estate.of_kind(GROUPS) {
        if let Some(of) = &resource.made {
            if let Some(vpc) = draft.vpcs.get(&of.vpc).cloned() {
                draft.inside.insert(id, (vpc, resource.name.to_string()));
                made.insert(id, RawSecurityGroup::default());
            }
            continue;
        }
        let vpc = match estate.one(resource, "vpc_id", VPCS) {
            // A group without a VPC belongs to the default VPC.
            Lead::Absent if !resource.is_data => draft.default_vpc(resource),
            Lead::Absent => None,
            _ if resource.is_data && text(resource, "vpc_id").is_none() => None,
            _ => draft.vpc(resource, "vpc_id", FLIPS),
        };
        let Some(vpc) = vpc else {
            if !resource.is_data {
                draft.left_out(resource, "the VPC it belongs to is not known", FLIPS);
                draft.took(id);
            }
            continue;
        };
        let name = draft.name_inside(resource, &vpc);
        draft.took(id);
        draft.stands(Pointer::root().push("vpcs").push(&vpc).push("security_groups").push(&name), resource);
        draft.also_called(resource, &name);
        draft.inside.insert(id, (vpc, name));
        made.insert(id, RawSecurityGroup::default());
    }
    // Rules name groups, so they come when all groups have names.
    let ids: Vec<Id> = made.keys().copied().collect();
    for id in ids {
        let Some(resource) = estate.get(id) else { continue };
        if let (false, Some(_), Some((vpc, name))) = (resource.is_data, &resource.made, draft.inside.get(&id)) {
            let own = format!("security_group/{vpc}/{name}");
            let everywhere = [Some("0.0.0.0/0"), draft.has_ipv6(vpc).then_some("::/0")];
            let everywhere = everywhere.into_iter().flatten().map(str::to_owned).collect();
            let inbound = vec![rule("all", None, "from", vec![own])];
            let outbound = Some(vec![rule("all", None, "to", everywhere)]);
            made.insert(id, RawSecurityGroup { inbound, outbound });
            continue;
        }
        for (attribute, side) in [("ingress", "from"), ("egress", "to")] {
            let rules: Vec<RawSecurityGroupRule> = blocks(resource, attribute)
                .iter()
                .filter_map(|block| inline(draft, resource, attribute, block, side))
                .collect();
            let said = resource.values.get(attribute).is_some_and(Value::is_array);
            let Some(group) = made.get_mut(&id) else { continue };
            if resource.is_data {
                // A look-up tells that a group is there, not what it lets through.
                group.inbound = vec![rule("all", None, "from", vec!["unknown".to_owned()])];
                group.outbound = Some(vec![rule("all", None, "to", vec!["unknown".to_owned()])]);
            } else if side == "from" {
                group.inbound = rules;
            } else if said || resource.kind.as_ref() == "aws_default_security_group" {
                group.outbound = Some(rules);
            } else if is_pending(estate, resource, attribute) {
                group.outbound = Some(vec![rule("all", None, "to", vec!["unknown".to_owned()])]);
            } else if resource.is_planned {
                // Terraform takes AWS's own outbound rule away from a group it makes.
                group.outbound = Some(Vec::new());
            }
            if side == "from" && !said && !resource.is_data && is_pending(estate, resource, attribute) {
                group.inbound = vec![rule("all", None, "from", vec!["unknown".to_owned()])];
            }
        }
    }
    separate(draft, &mut made);
    for (id, group) in made {
        let Some((vpc, name)) = draft.inside.get(&id).cloned() else { continue };
        if let Some(owner) = draft.raw.vpcs.get_mut(&vpc) {
            owner.security_groups.get_or_insert_default().insert(name, group);
        }
    }
}

/// Keeps those default security groups that something leads to, and says what they are taken to let through.
pub(super) fn default_groups(draft: &mut Draft<'_, '_>) {
    for (id, resource) in draft.estate.of_kind(GROUPS).filter(|(_, one)| one.made.is_some()) {
        let Some((vpc, name)) = draft.inside.get(&id).cloned() else { continue };
        let Some(raw) = draft.raw.vpcs.get_mut(&vpc) else { continue };
        if resource.is_idle() {
            if let Some(groups) = &mut raw.security_groups {
                groups.remove(&name);
                raw.security_groups = std::mem::take(&mut raw.security_groups).filter(|groups| !groups.is_empty());
            }
            continue;
        }
        draft.stands(Pointer::root().push("vpcs").push(&vpc).push("security_groups").push(&name), resource);
        if !resource.is_data {
            let text = "is not in this input and taken to let through what AWS lets it";
            draft.coverage.inferred.push(format!("the default security group of `{vpc}` {text}"));
        }
    }
}

/// Rules that are resources of their own.
fn separate(draft: &mut Draft<'_, '_>, made: &mut BTreeMap<Id, RawSecurityGroup>) {
    let estate = draft.estate;
    let kinds =
        ["aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];
    for (id, resource) in estate.of_kind(&kinds) {
        let group = match estate.one(resource, "security_group_id", GROUPS) {
            Lead::To(found, how) => {
                let group = found.first().copied();
                if let Some((vpc, name)) = group.and_then(|id| draft.inside.get(&id)).cloned() {
                    draft.infer(resource, "taken to belong to", &format!("{vpc}/{name}"), &how);
                }
                group
            }
            Lead::Unknown(because) => {
                draft.left_out(resource, format!("its security group is {because}"), FLIPS);
                continue;
            }
            Lead::Outside(_) | Lead::Absent => None,
        };
        let Some(group) = group.filter(|group| made.contains_key(group)) else {
            draft.left_out(resource, "its security group is not in this input", FLIPS);
            continue;
        };
        let is_inbound =
            text(resource, "type").is_some_and(|kind| kind == "ingress") || resource.kind.contains("ingress");
        let side = if is_inbound { "from" } else { "to" };
        let mut peers = Vec::new();
        for attribute in ["cidr_blocks", "ipv6_cidr_blocks"] {
            peers.extend(blocks(resource, attribute).iter().map(|one| one.as_str().unwrap_or("unknown").to_owned()));
        }
        for attribute in ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"] {
            peers.extend(text(resource, attribute).map(str::to_owned));
            if is_pending(estate, resource, attribute) {
                peers.push("unknown".to_owned());
            }
        }
        // The provider takes a group or blocks, and never both.
        let is_told = !peers.is_empty() || flag(resource, "self") == Some(true);
        for attribute in ["source_security_group_id", "referenced_security_group_id"] {
            if is_told && !resource.values.contains_key(attribute) {
                continue;
            }
            peers.extend(of_lead(draft, estate.one(resource, attribute, GROUPS), "security_group"));
        }
        for attribute in ["prefix_list_ids", "prefix_list_id"] {
            peers.extend(of_lead(draft, estate.lead(resource, attribute, LISTS), "prefix_list"));
        }
        if flag(resource, "self") == Some(true) {
            peers.extend(of_lead(
                draft,
                Lead::To(vec![group], crate::import::terraform::reference::How::Value),
                "security_group",
            ));
        }
        // Without its ports or protocol a rule would be one for all of them.
        if peers.is_empty()
            || ["from_port", "to_port", "protocol", "ip_protocol"].iter().any(|name| is_pending(estate, resource, name))
        {
            peers = vec!["unknown".to_owned()];
        }
        let protocol = text(resource, "protocol").or_else(|| text(resource, "ip_protocol")).unwrap_or("-1");
        let rule = rule(protocol, ports(resource.values.get("from_port"), resource.values.get("to_port")), side, peers);
        draft.took(id);
        if let Some(raw) = made.get_mut(&group) {
            let place = draft
                .inside
                .get(&group)
                .cloned()
                .map(|(vpc, name)| Pointer::root().push("vpcs").push(&vpc).push("security_groups").push(&name));
            let (field, rules) = if is_inbound {
                ("inbound", &mut raw.inbound)
            } else {
                ("outbound", raw.outbound.get_or_insert_default())
            };
            // State lists under the group what stands as resources of their own as well.
            if rules.iter().any(|one| holds(one, &rule)) {
                continue;
            }
            rules.push(rule);
            if let Some(place) = place {
                draft.stands(place.push(field).index(rules.len() - 1), resource);
            }
        }
    }
}

/// Whether a rule lets through all that another does.
fn holds(one: &RawSecurityGroupRule, other: &RawSecurityGroupRule) -> bool {
    let within = |mine: &Option<Vec<String>>, theirs: &Option<Vec<String>>| match (mine, theirs) {
        (Some(mine), Some(theirs)) => theirs.iter().all(|peer| peer != "unknown" && mine.contains(peer)),
        (mine, theirs) => mine.is_none() && theirs.is_none(),
    };
    one.protocol == other.protocol
        && one.ports == other.ports
        && within(&one.from, &other.from)
        && within(&one.to, &other.to)
}

/// A rule written inside its group.
fn inline(
    draft: &Draft<'_, '_>,
    resource: &Resource,
    attribute: &str,
    block: &Value,
    side: &'static str,
) -> Option<RawSecurityGroupRule> {
    let mut peers = Vec::new();
    for name in ["cidr_blocks", "ipv6_cidr_blocks"] {
        match block.get(name) {
            Some(Value::Array(items)) => {
                peers.extend(items.iter().map(|one| one.as_str().unwrap_or("unknown").to_owned()));
            }
            None if resource.is_planned => peers.push("unknown".to_owned()),
            _ => {}
        }
    }
    for (name, wanted, word) in
        [("security_groups", GROUPS, "security_group"), ("prefix_list_ids", LISTS, "prefix_list")]
    {
        match block.get(name) {
            Some(Value::Array(ids)) => {
                for id in ids {
                    let lead = match id.as_str() {
                        Some(id) => draft.estate.by_id(id).map_or_else(
                            || Lead::Outside(vec![id.to_owned()]),
                            |at| Lead::To(vec![at], crate::import::terraform::reference::How::Value),
                        ),
                        None => Lead::Unknown(String::new()),
                    };
                    peers.extend(of_lead(draft, lead, word));
                }
            }
            None if resource.is_planned => {
                let lead = draft.estate.of_block(resource, attribute, block, name, wanted);
                peers.extend(of_lead(draft, lead.unwrap_or_else(|_| Lead::Unknown(String::new())), word));
            }
            _ => {}
        }
    }
    let is_self =
        block.get("self").is_some_and(|flag| *flag == Value::Bool(true) || *flag == Value::String("true".into()));
    if is_self
        && let Some((vpc, name)) = draft
            .estate
            .resources
            .iter()
            .position(|one| std::ptr::eq(one, resource))
            .and_then(|id| draft.inside.get(&id))
    {
        peers.push(format!("security_group/{vpc}/{name}"));
    }
    if peers.is_empty() {
        return None;
    }
    peers.dedup();
    let ports = ports(block.get("from_port"), block.get("to_port"));
    Some(rule(part(block, "protocol").unwrap_or("-1"), ports, side, peers))
}

/// What a lead to groups or lists is called as the peer of a rule.
fn of_lead(draft: &Draft<'_, '_>, lead: Lead, word: &str) -> Vec<String> {
    match lead {
        Lead::To(found, _) => found
            .iter()
            .map(|id| match (draft.inside.get(id), draft.tops.get(id)) {
                (Some((vpc, name)), _) => format!("{word}/{vpc}/{name}"),
                (None, Some(name)) => format!("{word}/{name}"),
                (None, None) => "unknown".to_owned(),
            })
            .collect(),
        Lead::Outside(_) | Lead::Unknown(_) => vec!["unknown".to_owned()],
        Lead::Absent => Vec::new(),
    }
}

fn rule(protocol: &str, ports: Option<Ports>, side: &'static str, peers: Vec<String>) -> RawSecurityGroupRule {
    let protocol = protocol_word(protocol);
    let ports = ports.filter(|_| protocol == "tcp" || protocol == "udp");
    let (from, to) = if side == "from" { (Some(peers), None) } else { (None, Some(peers)) };
    RawSecurityGroupRule { protocol: Some(protocol), ports, from, to }
}

/// A protocol as the format spells it.
pub(super) fn protocol_word(protocol: &str) -> String {
    match protocol.to_ascii_lowercase().as_str() {
        "-1" | "all" => "all".to_owned(),
        "6" => "tcp".to_owned(),
        "17" => "udp".to_owned(),
        "1" => "icmp".to_owned(),
        "58" => "icmpv6".to_owned(),
        other => other.to_owned(),
    }
}

/// A range of ports; nothing where it says all.
pub(super) fn ports(from: Option<&Value>, to: Option<&Value>) -> Option<Ports> {
    let (from, to) = (number(from)?, number(to)?);
    match (from, to) {
        (0, 65_535) | (0, 0) | (-1, _) => None,
        (from, to) if from == to => Some(Ports::from(from.to_string().as_str())),
        (from, to) => Some(Ports::from(format!("{from}-{to}").as_str())),
    }
}
