//! Cloud WAN core networks and their VPC attachments.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::design::raw::{RawCloudWan, RawCoreAttachment, RawLink};
use crate::import::core_policy;
use crate::import::terraform::draft::{Draft, text};
use crate::import::terraform::estate::Resource;
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

pub(super) const NETWORKS: &[&str] = &["aws_networkmanager_core_network"];
const FLIPS: &str = "what is reached over Cloud WAN";

pub(super) fn core_networks(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut policies: BTreeMap<String, Value> = BTreeMap::new();
    for (id, resource) in estate.of_kind(NETWORKS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let name = draft.name(resource);
        let at = Pointer::root().push("links").push(&name);
        draft.stands(at.clone(), resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        let mut raw = RawCloudWan::default();
        // Templates give a core network its policy; in Terraform that is a resource of its own.
        let policy = text(resource, "policy_document").and_then(|text| serde_json::from_str::<Value>(text).ok());
        match (policy, resource.why_unknown("policy_document").map(str::to_owned)) {
            (Some(policy), _) => {
                core_policy::read(&mut raw, &policy);
                policies.insert(name.clone(), policy);
            }
            (None, Some(because)) => draft.left_out(resource, format!("its policy is {because}"), FLIPS),
            (None, None) => {}
        }
        if let Some(because) = resource.why_partly("policy_document") {
            draft.left_out(resource, format!("edges of its policy are not known: {because}"), FLIPS);
        }
        draft.raw.links.insert(name, RawLink::CloudWan(raw));
    }
    for (id, resource) in estate.of_kind(&["aws_networkmanager_core_network_policy_attachment"]) {
        draft.took(id);
        let network = match estate.one(resource, "core_network_id", NETWORKS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            _ => None,
        };
        let policy = text(resource, "policy_document").and_then(|text| serde_json::from_str::<Value>(text).ok());
        match (network.as_ref().and_then(|name| draft.raw.links.get_mut(name)), policy) {
            (Some(RawLink::CloudWan(raw)), Some(policy)) => {
                core_policy::read(raw, &policy);
                policies.extend(network.map(|name| (name, policy)));
            }
            _ => draft.left_out(resource, "its policy is known after apply", FLIPS),
        }
    }
    for (id, resource) in estate.of_kind(&["aws_networkmanager_vpc_attachment"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let network = match estate.one(resource, "core_network_id", NETWORKS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.tops.get(id)).cloned(),
            Lead::Outside(ids) => ids.first().map(|id| mention(draft, id, resource)),
            Lead::Unknown(because) => {
                draft.left_out(resource, format!("its core network is {because}"), FLIPS);
                continue;
            }
            Lead::Absent => None,
        };
        let vpc = match text(resource, "vpc_arn").and_then(|arn| arn.rsplit('/').next()).map(str::to_owned) {
            // A token of a template has no slash before it.
            Some(vpc) => match estate.by_id(&vpc).and_then(|id| draft.vpc_by(id)) {
                Some(name) => Some(name),
                None => Some(draft.mention(&vpc, resource)),
            },
            None => draft.vpc(resource, "vpc_arn", FLIPS),
        };
        let (subnets, why) = draft.subnets(resource, "subnet_arns");
        let (Some(network), Some(vpc)) = (network, vpc) else {
            draft.left_out(resource, "its core network or VPC is not known", FLIPS);
            continue;
        };
        let at = Pointer::root().push("links").push(&network).push("cloud_wan").push("attachments").push(&vpc);
        if let Some(why) = why {
            draft.unknown(&at.push("subnets"), why);
        }
        draft.stands(at.clone(), resource);
        let none = Map::new();
        let tags = resource.values.get("tags").and_then(Value::as_object).unwrap_or(&none);
        // Without rules, a tag of that name is what most policies go by.
        let has_rules = |policy: &&Value| policy.get("attachment-policies").is_some_and(|rules| *rules != Value::Null);
        let segment = match policies.get(&network).filter(has_rules).map(|policy| core_policy::segment_of(policy, tags))
        {
            Some(Ok(segment)) => Some(segment),
            Some(Err(because)) => {
                draft.unknown(&at.push("segment"), because);
                None
            }
            None => tags.get("segment").and_then(Value::as_str).map(str::to_owned),
        };
        let raw = RawCoreAttachment { segment, subnets: Draft::names_in(&vpc, &subnets) };
        if let Some(RawLink::CloudWan(wan)) = draft.raw.links.get_mut(&network) {
            let known = raw.segment.as_ref().is_none_or(|segment| wan.segments.contains_key(segment));
            wan.attachments.insert(vpc, if known { raw } else { RawCoreAttachment { segment: None, ..raw } });
        }
    }
}

/// A core network that the input only refers to.
fn mention(draft: &mut Draft<'_, '_>, id: &str, by: &Resource) -> String {
    if !draft.raw.links.contains_key(id) {
        let at = Pointer::root().push("links").push(id);
        draft.unknown(&at, format!("`{}` refers to it, and this input does not describe it", by.address));
        draft.stands(at, by);
        draft.raw.links.insert(id.to_owned(), RawLink::CloudWan(RawCloudWan::default()));
    }
    id.to_owned()
}
