//! `transit_gateway_nat`: attachments to a transit gateway with static one-to-one NAT, so that overlapping networks see
//! each other under other blocks.

use std::collections::BTreeSet;

use super::transit_gateway::{join, overlaps};
use super::{Addition, Proposal, Situation};
use crate::cidr::Cidr;
use crate::design::Home;
use crate::facts::FactId;

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        return Proposal::Senseless;
    }
    let mut joined = match join(situation) {
        Ok(joined) => joined,
        Err(cause) => return Proposal::Unknown(cause),
    };
    let homes = [&situation.from, &situation.to];
    if overlaps(situation) && homes.iter().any(|home| !matches!(home, Home::Vpc(_))) {
        return Proposal::Undrawable {
            text: "one of the two overlapping networks is no VPC, and NAT is drawn here for VPC attachments only"
                .to_owned(),
            facts: vec![FactId::TgwNatStatic],
            inputs: Vec::new(),
        };
    }
    let mut seen: Vec<Vec<Cidr>> = Vec::new();
    for (home, hub) in homes.into_iter().zip(joined.hubs.clone()) {
        let blocks = situation.design.routed_blocks(home);
        let Home::Vpc(vpc) = home else {
            seen.push(blocks);
            continue;
        };
        let Some(translation) = situation.estate.translation(vpc) else {
            if overlaps(situation) {
                return Proposal::Undrawable {
                    text: format!("no unused block of the length of those of VPC `{vpc}` is left to translate to"),
                    facts: vec![FactId::TgwNatStatic, FactId::VpcCidrSharedRange],
                    inputs: Vec::new(),
                };
            }
            seen.push(blocks);
            continue;
        };
        seen.push(blocks.iter().map(|block| translation.get(block).copied().unwrap_or(*block)).collect());
        joined.additions.insert(Addition::AttachmentNat { link: hub, vpc: vpc.clone(), nat: translation.clone() });
    }
    let [from, to] = [seen.first().cloned().unwrap_or_default(), seen.get(1).cloned().unwrap_or_default()];
    let mut additions: BTreeSet<Addition> = joined.additions;
    situation.leads_over([&joined.hubs[0], &joined.hubs[1]], [from, to], &mut additions);
    Proposal::Link { additions, carrier: Some(joined.carrier) }
}
