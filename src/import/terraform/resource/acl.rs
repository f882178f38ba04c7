//! Network ACLs with entries inline and separate, and the subnets that use them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::filter::{ports, protocol_word};
use crate::design::raw::{RawNetworkAcl, RawNetworkAclEntry};
use crate::import::terraform::draft::{Draft, SUBNETS, blocks, flag, is_pending, number, part};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::order::Arrange;
use crate::source::Pointer;

const ACLS: &[&str] = &["aws_network_acl", "aws_default_network_acl"];
const FLIPS: &str = "whether packets are let through";

pub(super) fn network_acls(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut made: BTreeMap<Id, RawNetworkAcl> = BTreeMap::new();
    for (id, resource) in estate.of_kind(ACLS) {
        if let Some(of) = &resource.made {
            let Some(vpc) = draft.vpcs.get(&of.vpc).filter(|_| !resource.is_data).cloned() else { continue };
            let blocks = [Some("0.0.0.0/0"), draft.has_ipv6(&vpc).then_some("::/0")];
            let open = |(number, cidr): (u64, &str)| RawNetworkAclEntry {
                number: Some(number),
                action: Some("allow".to_owned()),
                protocol: Some("all".to_owned()),
                ports: None,
                cidr: Some(cidr.to_owned()),
            };
            let entries: Vec<RawNetworkAclEntry> = (100..).zip(blocks.into_iter().flatten()).map(open).collect();
            let raw = RawNetworkAcl {
                default: Some(true),
                inbound: Some(entries.clone()),
                outbound: Some(entries),
                ..RawNetworkAcl::default()
            };
            draft.inside.insert(id, (vpc, resource.name.to_string()));
            made.insert(id, raw);
            continue;
        }
        let is_default = resource.kind.as_ref() == "aws_default_network_acl";
        // The default one is adopted by the id that the VPC gives.
        let vpc = if is_default {
            draft.vpc_adopting(resource, "default_network_acl_id", FLIPS)
        } else {
            draft.vpc(resource, "vpc_id", FLIPS)
        };
        let Some(vpc) = vpc else {
            draft.left_out(resource, "the VPC it belongs to is not known", FLIPS);
            continue;
        };
        draft.took(id);
        let name = draft.name_inside(resource, &vpc);
        let (subnets, why) = draft.subnets(resource, "subnet_ids");
        if let Some(why) = why {
            draft.left_out(resource, format!("its subnets are {why}"), FLIPS);
        }
        let entries = |attribute: &str| -> Option<Vec<RawNetworkAclEntry>> {
            let said = resource.values.get(attribute).is_some_and(Value::is_array);
            let made = blocks(resource, attribute).iter().filter_map(|block| entry(block, "rule_no", "action"));
            (said || resource.is_planned && !is_pending(estate, resource, attribute)).then(|| made.collect())
        };
        let raw = RawNetworkAcl {
            default: is_default.then_some(true),
            subnets: Draft::names_in(&vpc, &subnets),
            inbound: entries("ingress"),
            outbound: entries("egress"),
        };
        draft.stands(Pointer::root().push("vpcs").push(&vpc).push("network_acls").push(&name), resource);
        draft.also_called(resource, &name);
        draft.inside.insert(id, (vpc, name));
        made.insert(id, raw);
    }
    for (id, resource) in estate.of_kind(&["aws_network_acl_rule"]) {
        let list = match estate.one(resource, "network_acl_id", ACLS) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        };
        let Some(raw) = list.and_then(|id| made.get_mut(&id)) else {
            draft.left_out(resource, "its network ACL is not known", FLIPS);
            continue;
        };
        // Without them an entry would be one for all.
        let whole = [
            "rule_action",
            "protocol",
            "port_range",
            "port_range.from_port",
            "from_port",
            "port_range.to_port",
            "to_port",
        ];
        if let Some(because) = whole.iter().find_map(|name| resource.why_unknown(name)) {
            draft.left_out(resource, because, FLIPS);
            draft.took(id);
            continue;
        }
        let block = Value::Object(resource.values.clone());
        let list = if flag(resource, "egress") == Some(true) { &mut raw.outbound } else { &mut raw.inbound };
        match entry(&block, "rule_number", "rule_action") {
            // State lists under the ACL what stands as resources of their own as well.
            Some(entry) => {
                let entries = list.get_or_insert_default();
                if !entries.iter().any(|one| one.number == entry.number) {
                    entries.push(entry);
                }
            }
            None => {
                let open = ["cidr_block", "ipv6_cidr_block", "rule_number"];
                let because = open.iter().find_map(|name| resource.why_unknown(name));
                draft.left_out(resource, because.unwrap_or("its block is not said, or known after apply"), FLIPS);
            }
        }
        draft.took(id);
    }
    for (id, resource) in estate.of_kind(&["aws_network_acl_association"]) {
        let (Lead::To(list, _), Lead::To(subnet, _)) =
            (estate.one(resource, "network_acl_id", ACLS), estate.one(resource, "subnet_id", SUBNETS))
        else {
            draft.left_out(resource, "its network ACL or subnet is not known", FLIPS);
            continue;
        };
        let subnet = subnet.first().and_then(|id| draft.subnet_by(*id));
        if let (Some(raw), Some((_, name))) = (list.first().and_then(|id| made.get_mut(id)), subnet) {
            raw.subnets.push(name);
            draft.took(id);
        }
    }
    for (id, mut raw) in made {
        let Some((vpc, name)) = draft.inside.get(&id).cloned() else { continue };
        if estate.get(id).is_some_and(Resource::is_idle) {
            continue;
        }
        raw.subnets.arrange();
        raw.subnets.dedup();
        for entries in [&mut raw.inbound, &mut raw.outbound].into_iter().flatten() {
            entries.arrange_by_key(|entry| entry.number);
        }
        if let Some(owner) = draft.raw.vpcs.get_mut(&vpc) {
            owner.network_acls.get_or_insert_default().insert(name, raw);
        }
    }
}

fn entry(block: &Value, number_name: &str, action: &str) -> Option<RawNetworkAclEntry> {
    let protocol = protocol_word(part(block, "protocol").unwrap_or("-1"));
    let has_ports = protocol == "tcp" || protocol == "udp";
    let cidr = part(block, "cidr_block").or_else(|| part(block, "ipv6_cidr_block"))?;
    let number = number(block.get(number_name)).and_then(|number| u64::try_from(number).ok())?;
    // AWS's own last entry, which state may list.
    if number > 32_766 {
        return None;
    }
    Some(RawNetworkAclEntry {
        number: Some(number),
        action: part(block, action).map(str::to_ascii_lowercase),
        protocol: Some(protocol),
        ports: ports(block.get("from_port"), block.get("to_port")).filter(|_| has_ports),
        cidr: Some(cidr.to_owned()),
    })
}
