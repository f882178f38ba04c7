//! `vpc_sharing`: workloads of several accounts in subnets of one VPC that its owner shares with them.

use std::collections::BTreeSet;

use super::{Addition, Proposal, Situation};
use crate::design::{Home, LinkKind, Party, Vpc, VpcSharing};
use crate::facts::FactId;
use crate::ids::{AccountId, LinkId};

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    let (Some(one), Some(two)) = (situation.client_vpc(), situation.server_vpc()) else { return Proposal::Senseless };
    if one.id == two.id {
        return inside(situation, one);
    }
    if one.organization != two.organization {
        return Proposal::Undrawable {
            text: "subnets are shared inside one organisation only, and the VPCs belong to two".to_owned(),
            facts: vec![FactId::ShareSameOrg],
            inputs: [one, two].into_iter().map(|vpc| vpc.locus().field("organization")).collect(),
        };
    }
    // The VPC that stays: one that may not move, or the host of the Region.
    let host = match (one.movable, two.movable) {
        (false, false) => return Proposal::Senseless,
        (true, false) => two,
        (false, true) => one,
        (true, true) => match situation.estate.host(situation.region_of(&situation.from).as_ref()) {
            Some(host) => situation.design.vpc(host).unwrap_or(two),
            None => two,
        },
    };
    let mut additions = BTreeSet::new();
    let Some((link, sharing)) = sharing(situation, host, &mut additions) else { return too_long() };
    for vpc in [one, two] {
        if vpc.id == host.id || sharing.replaces.contains(&vpc.id) {
            continue;
        }
        if let Some(account) = vpc.account.as_ref().filter(|account| host.account.as_ref() != Some(account)) {
            additions.insert(Addition::ShareWith { link: link.clone(), account: account.clone() });
        }
        additions.insert(Addition::MoveIn { link: link.clone(), vpc: vpc.id.clone() });
    }
    Proposal::Link { additions, carrier: Some(link) }
}

/// Within one VPC: accounts other than its owner's run in it only by sharing.
fn inside(situation: &Situation<'_>, vpc: &Vpc) -> Proposal {
    let account = |party: &Party| match party {
        Party::Application(id) => situation.design.application(id).and_then(|application| application.account.clone()),
        _ => None,
    };
    let guests: BTreeSet<AccountId> = [situation.need.from(), situation.need.to()]
        .into_iter()
        .filter_map(account)
        .filter(|account| vpc.account.as_ref() != Some(account))
        .collect();
    if guests.is_empty() {
        return Proposal::Senseless;
    }
    if situation.need.wants_more_than_a_network() {
        return Proposal::Undrawable {
            text: "the need asks for more than a network, and sharing subnets gives one only".to_owned(),
            facts: vec![FactId::DgVpcSharing],
            inputs: Vec::new(),
        };
    }
    let mut additions = BTreeSet::new();
    let Some((link, sharing)) = sharing(situation, vpc, &mut additions) else { return too_long() };
    for account in guests.difference(&sharing.accounts) {
        additions.insert(Addition::ShareWith { link: link.clone(), account: account.clone() });
    }
    Proposal::Link { additions, carrier: Some(link) }
}

/// The sharing of a VPC: the one there is, or a new one.
fn sharing(situation: &Situation<'_>, host: &Vpc, additions: &mut BTreeSet<Addition>) -> Option<(LinkId, VpcSharing)> {
    let found = situation.existing(|kind| match kind {
        LinkKind::VpcSharing(sharing) if sharing.vpc == host.id => Some(sharing.clone()),
        _ => None,
    });
    if found.is_some() {
        return found;
    }
    let link = situation.fresh_link(&format!("shared-{}", host.id))?;
    additions.insert(Addition::SharedVpc { link: link.clone(), vpc: host.id.clone() });
    let made = VpcSharing { vpc: host.id.clone(), subnets: None, accounts: BTreeSet::new(), replaces: BTreeSet::new() };
    Some((link, made))
}

/// Whether a need within one VPC crosses accounts, so that only sharing makes it possible.
pub(super) fn crosses_accounts(situation: &Situation<'_>) -> bool {
    match (&situation.from, situation.client_vpc()) {
        (Home::Vpc(_), Some(vpc)) if situation.from == situation.to => {
            !matches!(inside(situation, vpc), Proposal::Senseless)
        }
        _ => false,
    }
}

fn too_long() -> Proposal {
    Proposal::Unknown("the VPC's name is too long for a name".to_owned())
}
