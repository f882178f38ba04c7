//! Policy tables of transit gateways: which attachments they choose a route table for, packet by packet. Their rules are
//! not followed.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::hybrid::is_live;
use super::shape::{TransitGatewayAssociations, TransitGatewayMember};
use crate::design::raw::RawLink;

const FLIPS: &str = "reach over the transit gateway";

/// Attachments that a policy table is associated with.
pub(super) fn members(draft: &Draft<'_>) -> BTreeSet<String> {
    let live = |state: &Option<String>| state.as_deref().is_none_or(|state| state.starts_with("associat"));
    let all = draft.snapshot.associations.values().filter(|of| is_of_policy(of)).flat_map(|of| &of.associations);
    all.filter(|one| live(&one.state)).filter_map(|one| one.transit_gateway_attachment_id.clone()).collect()
}

fn is_of_policy(of: &TransitGatewayAssociations) -> bool {
    let named = |one: &TransitGatewayMember| one.transit_gateway_policy_table_id.is_some();
    of.transit_gateway_policy_table_id.is_some() || of.associations.iter().any(named)
}

/// Counts the policy tables, and tells of those whose associations were not collected.
pub(super) fn tables(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (_, found) in snapshot.associations.iter().filter(|(_, found)| is_of_policy(&found.is)) {
        draft.count(found);
    }
    for (id, found) in snapshot.policy_tables.iter() {
        if !is_live(found.is.state.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        let hub = &found.is.transit_gateway_id;
        if !matches!(draft.raw.links.get(hub), Some(RawLink::TransitGateway(_))) {
            continue;
        }
        draft.count(found);
        if snapshot.associations.found(id).is_none() {
            draft.leaves_open(
                found.at(),
                format!("attachments of `{hub}` that policy table `{id}` is associated with"),
                "what `aws ec2 get-transit-gateway-policy-table-associations` prints is in no file".to_owned(),
                FLIPS,
            );
        }
    }
}
