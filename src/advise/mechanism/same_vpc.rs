//! `same_vpc`: both parties stand in one VPC, so nothing is added.

use std::collections::BTreeSet;

use super::{Proposal, Situation};
use crate::cidr::Family;
use crate::design::{LoadBalancer, Trait};
use crate::facts::FactId;
use crate::rules;

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from != situation.to {
        return Proposal::Senseless;
    }
    if super::vpc_sharing::crosses_accounts(situation) {
        return Proposal::Undrawable {
            text: "the parties run in different accounts, and an account runs in the VPC of another only by sharing"
                .to_owned(),
            facts: vec![FactId::ShareOwnerOnly, FactId::DgVpcSharing],
            inputs: Vec::new(),
        };
    }
    let requires = &situation.need.requires;
    let lacks_ipv6 = |party| rules::lacks_ipv6(situation.design, party);
    if situation.need.family() == Some(Family::V6)
        && let Some((what, at)) = [situation.need.from(), situation.need.to()].into_iter().find_map(lacks_ipv6)
    {
        return Proposal::Undrawable {
            text: format!("the need is IPv6, and there is no IPv6 block in {what}"),
            facts: vec![FactId::Ipv6SeparateEval],
            inputs: vec![at],
        };
    }
    if requires.contains(&Trait::PodCertificates) {
        return Proposal::Undrawable {
            text: "each pod must have a certificate of its own, and inside a VPC nothing issues them".to_owned(),
            facts: vec![FactId::MeshNeed],
            inputs: Vec::new(),
        };
    }
    if requires.contains(&Trait::IamAuth) {
        return Proposal::Undrawable {
            text: "IAM must decide on each call, and inside a VPC nothing asks it".to_owned(),
            facts: vec![FactId::DgIdentity],
            inputs: Vec::new(),
        };
    }
    // An Application Load Balancer splits traffic by weight as well.
    let balanced = situation.server().is_some_and(|server| server.load_balancer == Some(LoadBalancer::Application));
    if requires.contains(&Trait::WeightedRouting) && !balanced {
        return Proposal::Undrawable {
            text: "traffic must be split by weight, and nothing before the server does so".to_owned(),
            facts: vec![FactId::DgHttpService],
            inputs: Vec::new(),
        };
    }
    Proposal::Link { additions: BTreeSet::new(), carrier: None }
}
