//! Cloud WAN: core networks with their edges and segments, and the attachments of VPCs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::draft::{Draft, top};
use super::snapshot::{Found, Seen};
use crate::design::raw::{RawCloudWan, RawCoreAttachment, RawLink, RawSegment};
use crate::import::core_policy;

const FLIPS: &str = "what is reached over Cloud WAN";

pub(super) fn core_networks(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (id, found) in snapshot.core_networks.iter() {
        if found.is.state.as_deref() == Some("DELETING") {
            draft.pass(found, "deleted", None);
            continue;
        }
        draft.took(found, top("links", id), id);
        draft.called(id, &found.is.tags);
        draft.alias(found.is.core_network_arn.as_deref().unwrap_or_default(), id);
        let mut link = RawCloudWan::default();
        let edges = found.is.edges.iter().flatten();
        link.edges = edges.filter_map(|edge| edge.edge_location.clone()).collect();
        for segment in found.is.segments.iter().flatten() {
            let Some(name) = segment.name.clone() else { continue };
            link.segments.insert(name, RawSegment { isolate: None, shared_with: segment.shared_segments.clone() });
        }
        policy(draft, id, found.at(), &mut link);
        draft.raw.links.insert(id.clone(), RawLink::CloudWan(link));
    }
    for (id, found) in snapshot.core_network_policies.iter() {
        if draft.raw.links.contains_key(id) {
            draft.count(found);
        } else {
            draft.pass(found, "of a core network in no file", Some(FLIPS));
        }
    }
    attachments(draft);
}

/// Adds what the policy of a core network says, and tells what is not known without it.
fn policy(draft: &mut Draft<'_>, id: &str, seen: Option<Seen>, link: &mut RawCloudWan) {
    let text = draft.snapshot.core_network_policies.get(id).and_then(|one| one.policy_document.as_deref());
    let document = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    match document {
        Some(document) => {
            let mut told = RawCloudWan::default();
            core_policy::read(&mut told, &document);
            // What AWS made of the policy stands before what the policy asks for.
            if link.edges.is_empty() {
                link.edges = told.edges;
            }
            let is_made = !link.segments.is_empty();
            for (name, segment) in told.segments {
                match link.segments.get_mut(&name) {
                    Some(made) => made.isolate = segment.isolate,
                    None if is_made => {}
                    None => drop(link.segments.insert(name, segment)),
                }
            }
        }
        None => {
            let what = format!("which segments of core network `{id}` keep their attachments apart");
            let because = "what `aws networkmanager get-core-network-policy` prints is in no file".to_owned();
            draft.leaves_open(seen, what, because, FLIPS);
        }
    }
    if link.edges.is_empty() && link.segments.is_empty() {
        let because = "what `aws networkmanager get-core-network` prints is in no file";
        draft.unknown(&top("links", id).push("cloud_wan").push("segments"), because);
    }
    let known: Vec<String> = link.segments.keys().cloned().collect();
    for segment in link.segments.values_mut() {
        segment.shared_with.retain(|name| known.contains(name));
    }
}

/// An attachment as one of two lists tells it.
struct Attached<'s> {
    network: &'s str,
    arn: &'s str,
    segment: Option<&'s str>,
    subnets: Option<&'s [String]>,
    seen: Option<Seen>,
}

fn attachments(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let mut found: BTreeMap<&str, Attached<'_>> = BTreeMap::new();
    for (id, one) in snapshot.core_attachments.iter() {
        take(draft, &mut found, id, one, &one.is, None);
    }
    for (id, one) in snapshot.core_vpc_attachments.iter() {
        take(draft, &mut found, id, one, &one.is.attachment, Some(&one.is.subnet_arns));
    }
    for (id, one) in found {
        let vpc = one.arn.rsplit('/').next().unwrap_or_default().to_owned();
        draft.mention_vpc(&vpc, id);
        if !draft.raw.links.contains_key(one.network) {
            let at = top("links", one.network);
            draft.unknown(&at, format!("`{id}` names it, and it is in no file"));
            draft.raw.links.insert(one.network.to_owned(), RawLink::CloudWan(RawCloudWan::default()));
        }
        let at = top("links", one.network).push("cloud_wan").push("attachments").push(&vpc);
        draft.stands(at.clone(), one.seen, id);
        let subnets: Option<Vec<String>> =
            one.subnets.map(|arns| arns.iter().filter_map(|arn| arn.rsplit('/').next()).map(str::to_owned).collect());
        if subnets.is_none() {
            let because = "what `aws networkmanager get-vpc-attachment` prints is in no file";
            draft.unknown(&at.push("subnets"), because);
        }
        let subnets = draft.subnets_in(&vpc, &subnets.unwrap_or_default());
        let Some(RawLink::CloudWan(link)) = draft.raw.links.get_mut(one.network) else { continue };
        // A core network of another account shows its segments only through the attachments.
        let segment = one.segment.map(str::to_owned);
        if let Some(name) = &segment {
            link.segments.entry(name.clone()).or_default();
        }
        link.attachments.insert(vpc, RawCoreAttachment { segment, subnets });
    }
}

fn take<'s, T>(
    draft: &mut Draft<'_>,
    into: &mut BTreeMap<&'s str, Attached<'s>>,
    id: &'s str,
    found: &Found<T>,
    is: &'s super::shape::CoreAttachment,
    subnets: Option<&'s [String]>,
) {
    // AWS makes an attachment wait until it is accepted, and takes it away when it is rejected.
    let live =
        !matches!(is.state.as_deref(), Some("REJECTED" | "FAILED" | "DELETING" | "PENDING_ATTACHMENT_ACCEPTANCE"));
    if !live {
        draft.pass(found, "not active", None);
        return;
    }
    let (Some(network), Some(arn)) = (is.core_network_id.as_deref(), is.resource_arn.as_deref()) else {
        draft.pass(found, "of nothing", Some(FLIPS));
        return;
    };
    if !arn.contains(":vpc/") {
        let kind = is.attachment_type.as_deref().unwrap_or("of another type");
        draft.pass(found, kind, Some(FLIPS));
        return;
    }
    draft.count(found);
    let known = into.remove(id);
    let known_subnets = known.as_ref().and_then(|one| one.subnets);
    let one = Attached {
        network,
        arn,
        segment: is.segment_name.as_deref().or(known.and_then(|one| one.segment)),
        subnets: subnets.or(known_subnets),
        seen: found.at(),
    };
    into.insert(id, one);
}
