//! `privatelink_tunnel`: a CIDR resource configuration before a VPC, and a tunnel endpoint at the client.

use std::collections::BTreeSet;

use super::privatelink::{gateway_subnets_in, subnets_facing};
use super::{Addition, Proposal, Situation};
use crate::design::LinkKind;
use crate::facts::FactId;

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        return Proposal::Senseless;
    }
    let (Some(door), Some(far)) = (situation.client_vpc(), situation.server_vpc()) else {
        return Proposal::Undrawable {
            text: "a tunnel leads from an endpoint in one VPC to the networks of another".to_owned(),
            facts: vec![FactId::TunUnidirectional],
            inputs: Vec::new(),
        };
    };
    let existing = situation.existing(|kind| match kind {
        LinkKind::PrivatelinkTunnel(tunnel) if tunnel.vpc == far.id => {
            Some((tunnel.gateway.subnets.clone(), tunnel.endpoints.contains_key(&door.id)))
        }
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let (link, gateway, is_there) = match existing {
        Some((link, (gateway, is_there))) => (link, gateway, is_there),
        None => {
            let Some(link) = situation.fresh_link(&format!("{}-tunnel", far.id)) else {
                return Proposal::Unknown("the VPC's name is too long for a name".to_owned());
            };
            let near = situation.served_subnets(far);
            let gateway = match gateway_subnets_in(situation, far, &near, &mut additions) {
                Ok(gateway) => gateway,
                Err(proposal) => return *proposal,
            };
            additions.insert(Addition::Tunnel { link: link.clone(), vpc: far.id.clone(), gateway: gateway.clone() });
            (link, gateway, false)
        }
    };
    if !is_there {
        let gateway = gateway.iter().filter_map(|id| far.subnets.get(id));
        let subnets =
            match subnets_facing(situation, door, gateway.chain(situation.served_subnets(far)), &mut additions) {
                Ok(subnets) => subnets,
                Err(proposal) => return *proposal,
            };
        additions.insert(Addition::TunnelEndpoint { link: link.clone(), vpc: door.id.clone(), subnets });
    }
    Proposal::Link { additions, carrier: Some(link) }
}
