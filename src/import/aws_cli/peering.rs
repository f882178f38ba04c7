//! VPC peering connections.

use std::collections::BTreeMap;

use super::draft::{Draft, top};
use super::shape::PeerVpc;
use super::vpc::blocks;
use crate::design::raw::{RawLink, RawVpcPeering};
use crate::ids::is_account;

pub(super) fn peerings(draft: &mut Draft<'_>) {
    for (id, found) in draft.snapshot.peerings.iter() {
        let status = found.is.status.code.clone().unwrap_or_else(|| "active".to_owned());
        // What is gone stays listed for hours, and its VPCs may be gone too.
        if matches!(status.as_str(), "deleted" | "deleting" | "rejected" | "expired" | "failed") {
            draft.pass(found, &status, None);
            continue;
        }
        let mut between = Vec::new();
        let mut dns_resolution = BTreeMap::new();
        for side in [&found.is.requester_vpc_info, &found.is.accepter_vpc_info] {
            let Some(vpc) = side.vpc_id.clone() else { continue };
            peer(draft, &vpc, side, id);
            let answers = side.peering_options.as_ref().and_then(|one| one.allow_dns_resolution_from_remote_vpc);
            dns_resolution.extend(answers.map(|answers| (vpc.clone(), answers)));
            between.push(vpc);
        }
        if between.len() != 2 {
            draft.pass(found, "of one side only", Some("reach over it"));
            continue;
        }
        draft.took(found, top("links", id), id);
        draft.called(id, &found.is.tags);
        let status = Some(status).filter(|status| status != "active");
        let link = RawVpcPeering { between: Some(between), status, dns_resolution, ..RawVpcPeering::default() };
        draft.raw.links.insert(id.clone(), RawLink::VpcPeering(link));
    }
}

/// A VPC that may be in no file: the peering tells its account, Region and blocks.
fn peer(draft: &mut Draft<'_>, id: &str, side: &PeerVpc, by: &str) {
    if draft.snapshot.vpcs.get(id).is_some() {
        return;
    }
    let cidrs = blocks(side.cidr_block.as_deref(), &side.cidr_block_set, &side.ipv6_cidr_block_set);
    let vpc = draft.mention_vpc(id, by);
    vpc.account = vpc.account.take().or_else(|| side.owner_id.clone().filter(|owner| is_account(owner)));
    vpc.region = vpc.region.take().or_else(|| side.region.clone());
    if vpc.cidrs.is_none() && !cidrs.is_empty() {
        vpc.cidrs = Some(cidrs);
        draft.raw.unknown.remove(&top("vpcs", id).push("cidrs").to_string());
    }
}
