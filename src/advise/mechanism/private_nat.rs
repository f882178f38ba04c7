//! `private_nat_transit_gateway`: a private NAT gateway with a routable address in the client's VPC, and for an
//! overlapping server a load balancer with one; the transit gateway knows the routable blocks only.

use std::collections::BTreeSet;

use super::transit_gateway::join;
use super::{Addition, Proposal, Situation};
use crate::cidr::{Cidr, Family};
use crate::design::{Application, Home, RunsOn, Vpc};
use crate::facts::FactId;
use crate::ids::{LinkId, SubnetId};

/// A subnet for one NAT gateway or load balancer in each zone: the smallest that AWS makes.
const SUBNET: u8 = 28;

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        return Proposal::Senseless;
    }
    let Home::Vpc(_) = &situation.from else {
        return Proposal::Undrawable {
            text: format!("{} is no VPC, so no NAT gateway can stand before its clients", situation.from),
            facts: vec![FactId::PnatPattern],
            inputs: Vec::new(),
        };
    };
    let joined = match join(situation) {
        Ok(joined) => joined,
        Err(cause) => return Proposal::Unknown(cause),
    };
    let mut additions = joined.additions;
    let mut seen: Vec<Vec<Cidr>> = Vec::new();
    for (home, hub) in [&situation.from, &situation.to].into_iter().zip(&joined.hubs) {
        match home {
            Home::Vpc(id) => {
                let Some(vpc) = situation.design.vpc(id) else { continue };
                let is_client = *home == situation.from;
                match routable(situation, vpc, hub, is_client, &mut additions) {
                    Ok(block) => seen.push(vec![block]),
                    Err(text) => {
                        return Proposal::Undrawable {
                            text,
                            facts: vec![FactId::PnatPattern, FactId::VpcCidrSharedRange],
                            inputs: Vec::new(),
                        };
                    }
                }
            }
            Home::Site(_) | Home::Aws(_) => seen.push(situation.design.routed_blocks(home)),
        }
    }
    let [from, to] = [seen.first().cloned().unwrap_or_default(), seen.get(1).cloned().unwrap_or_default()];
    situation.leads_over([&joined.hubs[0], &joined.hubs[1]], [from, to], &mut additions);
    Proposal::Link { additions, carrier: Some(joined.carrier) }
}

/// The block by which others see a VPC: one of its own that nobody else has, or a secondary one from the shared range.
fn routable(
    situation: &Situation<'_>,
    vpc: &Vpc,
    hub: &LinkId,
    is_client: bool,
    additions: &mut BTreeSet<Addition>,
) -> Result<Cidr, String> {
    let zones: Vec<_> = {
        let served = situation.served_subnets(vpc);
        let zones: BTreeSet<_> = served.iter().map(|subnet| subnet.az.clone()).collect();
        zones.into_iter().collect()
    };
    let own = situation.estate.own_routable(&vpc.id);
    let block = match own.or_else(|| situation.estate.secondary(&vpc.id)) {
        Some(block) => block,
        None => return Err(format!("no unused block is left for a routable part of VPC `{}`", vpc.id)),
    };
    if own.is_none() {
        additions.insert(Addition::SecondaryBlock { vpc: vpc.id.clone(), cidr: block });
        let mut space = crate::cidr::space::Space::new([block]);
        for zone in &zones {
            let suffix = zone.as_ref().map_or("new", |zone| zone.as_str());
            let subnet = SubnetId::new(&format!("routable-{suffix}")).map_err(|error| error.to_string())?;
            let cidr = space
                .take_next_fit(Family::V4, SUBNET)
                .ok_or_else(|| format!("`{block}` has no room for a subnet in each zone"))?;
            additions.insert(Addition::Subnet { vpc: vpc.id.clone(), subnet, az: zone.clone(), cidr });
        }
    }
    let count = if is_client { u64::try_from(zones.len()).unwrap_or(1).max(1) } else { 0 };
    let vpc_id = vpc.id.clone();
    additions.insert(Addition::PrivateNat { link: hub.clone(), vpc: vpc_id, routable: block, zones: count });
    // What has no routable address of its own is reached through a load balancer that has.
    if !is_client
        && own.is_none()
        && let Some(server) = situation.server()
        && !stands_before(server)
    {
        additions.insert(Addition::LoadBalancer { application: server.id.clone(), door: None });
    }
    Ok(block)
}

fn stands_before(server: &Application) -> bool {
    server.load_balancer.is_some() || matches!(server.runs_on, RunsOn::Nlb | RunsOn::Alb)
}
