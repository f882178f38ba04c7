//! `same_vpc`: both parties stand in one VPC, so nothing is added.

use std::collections::BTreeSet;

use super::{Proposal, Situation};

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        Proposal::Link { additions: BTreeSet::new(), carrier: None }
    } else {
        Proposal::Senseless
    }
}
