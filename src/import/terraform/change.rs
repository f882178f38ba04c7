//! What a plan changes: what it destroys is not in the design, what it makes or keeps is, and so is what it says nothing of.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::address::module_of;
use super::draft::{number, part};
use super::estate::{Estate, parsed};
use super::gather::{Found, key, secrets};
use super::show::{Changed, Module, Shown, Values};

/// Parts that state lists under what they belong to as well, with the attribute that names it.
const PARTS: &[(&str, &str)] = &[
    ("aws_route", "route_table_id"),
    ("aws_network_acl_rule", "network_acl_id"),
    ("aws_security_group_rule", "security_group_id"),
    ("aws_vpc_security_group_ingress_rule", "security_group_id"),
    ("aws_vpc_security_group_egress_rule", "security_group_id"),
];

impl Estate<'_> {
    /// The resources of a plan as they are after apply.
    pub(super) fn planned(&mut self, text: &str, shown: &Shown<'_>) {
        let managed = || shown.resource_changes.iter().filter(|changed| changed.mode == "managed");
        let goes = |changed: &&Changed<'_>| {
            let actions = &changed.change.actions;
            !actions.is_empty() && actions.iter().all(|action| action == "delete" || action == "forget")
        };
        let mut told: HashSet<&str> = HashSet::new();
        let going: HashSet<&str> =
            managed().filter(goes).filter(|one| one.deposed.is_none()).map(|one| one.address.as_ref()).collect();
        if let Some(module) = root(shown.planned_values.as_ref()) {
            addresses(module, &mut told);
            // What Terraform forgets is listed there without its values.
            self.module(text, module, true, &|object| !going.contains(object.address.as_ref()));
        }
        for changed in managed().filter(|changed| changed.deposed.is_none()) {
            let is_new = |action: &&str| matches!(*action, "create" | "no-op" | "read");
            let mut actions = changed.change.actions.iter().map(AsRef::as_ref);
            if !actions.all(|action| is_new(&action)) {
                self.loses(changed);
            }
            let is_forgotten = changed.change.actions.iter().any(|action| action == "forget");
            let is_there = told.contains(changed.address.as_ref());
            told.extend(changed.previous_address.as_deref());
            if going.contains(changed.address.as_ref()) {
                told.insert(changed.address.as_ref());
                let counted = if is_forgotten { &mut self.forgotten } else { &mut self.destroyed };
                *counted.entry(changed.kind.to_string()).or_default() += 1;
                if !is_forgotten {
                    continue;
                }
            } else if is_there {
                continue;
            }
            told.insert(changed.address.as_ref());
            let (_, path) = module_of(&changed.address);
            let written = self.written_at(&path, false, &changed.kind, &changed.name).filter(|_| !is_forgotten);
            let change = &changed.change;
            let (raw, secret) = match is_forgotten {
                true => (change.before, change.before_sensitive),
                false => (change.after, change.after_sensitive),
            };
            let found = Found {
                address: &changed.address,
                kind: &changed.kind,
                name: &changed.name,
                key: changed.index.as_ref().and_then(key),
                is_data: false,
                is_planned: !is_forgotten,
                provider: self.provider_of(written),
                written,
                raw,
                secret: secret.map(secrets).unwrap_or_default(),
            };
            self.add(text, found, parsed);
        }
        let prior = shown.prior_state.as_ref().and_then(|prior| prior.values.as_ref());
        if let Some(module) = root(prior) {
            // What is managed stands in `planned_values` as it will be, if the plan is about it.
            self.module(text, module, false, &|object| {
                object.mode == "data" || !told.contains(object.address.as_ref())
            });
        }
        self.lose();
    }

    /// Notes a part that is no longer what it was.
    fn loses(&mut self, changed: &Changed<'_>) {
        let Some((_, of)) = PARTS.iter().find(|(kind, _)| *kind == changed.kind) else { return };
        let before = changed.change.before.map(|raw| parsed(raw.get())).unwrap_or_default();
        if let Some(of) = before.get(*of).and_then(Value::as_str).map(str::to_owned) {
            self.lost_parts.push((of, changed.kind.to_string(), before));
        }
    }

    /// Takes parts that are no longer what they were out of the lists of what they belonged to.
    fn lose(&mut self) {
        let parts = std::mem::take(&mut self.lost_parts);
        for one in &mut self.resources {
            let Some(id) = one.values.get("id").and_then(Value::as_str).filter(|_| !parts.is_empty()) else { continue };
            let id = id.to_owned();
            for (_, kind, part) in parts.iter().filter(|(of, _, _)| *of == id) {
                without(&mut one.values, kind, part);
            }
        }
    }
}

fn root<'s, 't>(values: Option<&'s Values<'t>>) -> Option<&'s Module<'t>> {
    values.and_then(|values| values.root_module.as_ref())
}

fn addresses<'s>(module: &'s Module<'_>, into: &mut HashSet<&'s str>) {
    into.extend(module.resources.iter().map(|object| object.address.as_ref()));
    module.child_modules.iter().for_each(|child| addresses(child, into));
}

/// Takes a part out of the list that state has it in.
fn without(whole: &mut Map<String, Value>, kind: &str, gone: &Map<String, Value>) {
    let told = Value::Object(gone.clone());
    let same = |block: &Value, names: &[(&str, &str)]| {
        names.iter().any(|(inline, own)| part(block, inline).is_some_and(|text| part(&told, own) == Some(text)))
    };
    let list = match kind {
        "aws_route" => "route",
        "aws_network_acl_rule" if gone.get("egress") == Some(&Value::Bool(true)) => "egress",
        "aws_network_acl_rule" => "ingress",
        kind if kind.ends_with("egress_rule") || part(&told, "type") == Some("egress") => "egress",
        _ => "ingress",
    };
    let Some(Value::Array(blocks)) = whole.get_mut(list) else { return };
    if kind == "aws_route" {
        let names = [
            ("cidr_block", "destination_cidr_block"),
            ("ipv6_cidr_block", "destination_ipv6_cidr_block"),
            ("destination_prefix_list_id", "destination_prefix_list_id"),
        ];
        blocks.retain(|block| !same(block, &names));
        return;
    }
    if kind == "aws_network_acl_rule" {
        blocks.retain(|block| number(block.get("rule_no")) != number(gone.get("rule_number")));
        return;
    }
    let mut peers: Vec<&str> = Vec::new();
    for (_, value) in gone.iter().filter(|(name, _)| PEERS.contains(&name.as_str())) {
        peers.extend(value.as_str());
        peers.extend(value.as_array().into_iter().flatten().filter_map(Value::as_str));
    }
    let protocol = part(&told, "protocol").or_else(|| part(&told, "ip_protocol"));
    let is_self = gone.get("self") == Some(&Value::Bool(true));
    blocks.retain_mut(|block| {
        let ports = |value: &Value, name: &str| number(value.get(name)).filter(|_| protocol != Some("-1"));
        let is_same = part(block, "protocol") == protocol
            && ["from_port", "to_port"].iter().all(|name| ports(block, name) == ports(&told, name));
        let Value::Object(map) = block else { return true };
        if !is_same {
            return true;
        }
        let mut left = false;
        for (name, value) in map.iter_mut() {
            match value {
                Value::Array(all) if INLINE.contains(&name.as_str()) => {
                    all.retain(|one| one.as_str().is_none_or(|one| !peers.contains(&one)));
                    left |= !all.is_empty();
                }
                Value::Bool(own) if name == "self" => {
                    *own &= !is_self;
                    left |= *own;
                }
                _ => {}
            }
        }
        left
    });
}

/// Attributes of rules that tell who is let through.
const PEERS: &[&str] = &[
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "prefix_list_ids",
    "source_security_group_id",
    "cidr_ipv4",
    "cidr_ipv6",
    "prefix_list_id",
    "referenced_security_group_id",
];
/// The same in a rule that is written inside its group.
const INLINE: &[&str] = &["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"];
