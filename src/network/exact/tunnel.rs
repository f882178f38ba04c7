//! Tunnels: ways that cannot be told, because clients wrap packets themselves and no design says which of them do.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::question::{End, Traffic};
use crate::ids::VpcId;
use crate::network::fabric::Fabric;
use crate::network::packet::{Span, protocol};

/// Why tunnels leave it open whether packets of an end get to another. They carry TCP.
///
/// # Source
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-cidr-ranges.html>, the facts `tun-geneve` and
/// `tun-inner`.
pub(super) fn tunnels(fabric: &Fabric, from: &End, to: &End, traffic: Traffic) -> Vec<Arc<str>> {
    if fabric.tunnels.is_empty() || !traffic.protocols.holds(u128::from(protocol::TCP)) {
        return Vec::new();
    }
    let (clients, servers) = (vpcs(fabric, from), vpcs(fabric, to));
    let leads = fabric.tunnels.iter().filter(|one| servers.contains(&one.to) && !one.clients.is_disjoint(&clients));
    leads.map(|one| Arc::clone(&one.cause)).collect()
}

/// The VPCs that an end is in.
fn vpcs(fabric: &Fabric, end: &End) -> BTreeSet<VpcId> {
    let all = fabric.vpcs.iter().map(|(_, vpc)| vpc);
    match end {
        End::Vpc(id) => BTreeSet::from([id.clone()]),
        End::Application(id) => {
            let keys = fabric.interfaces_of.get(id).into_iter().flatten();
            let homes = keys.filter_map(|key| fabric.interfaces.get(*key)).filter_map(|one| fabric.vpcs.get(one.vpc));
            homes.map(|vpc| vpc.id.clone()).collect()
        }
        End::Block(block) => {
            let inside =
                |(family, span): &(_, Span)| *family == block.family() && span.meet(Span::block(*block)).is_some();
            all.filter(|vpc| vpc.blocks.iter().any(inside)).map(|vpc| vpc.id.clone()).collect()
        }
        End::Site(_) | End::Internet | End::AwsService(_) => BTreeSet::new(),
    }
}
