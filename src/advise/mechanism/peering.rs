//! `vpc_peering`: a peering connection between the two VPCs, with routes on both sides.

use std::collections::BTreeSet;

use super::{Addition, Proposal, Situation, pair};
use crate::design::{Home, LinkKind};
use crate::facts::FactId;
use crate::ids::VpcId;

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        return Proposal::Senseless;
    }
    // For a party at a site the best that can be drawn is a peering with the VPC it is connected to; the rulebook
    // then says why that does not help.
    let stand_in = |home: &Home, other: &Home| -> Option<VpcId> {
        match home {
            Home::Vpc(vpc) => Some(vpc.clone()),
            Home::Site(_) => situation.network.near(home).into_iter().find(|vpc| Home::Vpc(vpc.clone()) != *other),
        }
    };
    let (Some(one), Some(two)) = (stand_in(&situation.from, &situation.to), stand_in(&situation.to, &situation.from))
    else {
        return Proposal::Undrawable {
            text: "a peering connection joins two VPCs, and a site is none".to_owned(),
            facts: vec![FactId::PeerNoEdgeVpn, FactId::PeerNoEdgeDx],
        };
    };
    let between = pair(&one, &two);
    let existing = situation.existing(|kind| match kind {
        LinkKind::VpcPeering(peering) if pair(&peering.between.0, &peering.between.1) == between => Some(()),
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let link = match existing {
        Some((link, ())) => link,
        None => {
            let Some(link) = situation.fresh_link(&format!("{}-{}", between.0, between.1)) else {
                return Proposal::Unknown("the names of the two VPCs together are too long for a name".to_owned());
            };
            additions.insert(Addition::Peering { link: link.clone(), between });
            link
        }
    };
    situation.routes_over(&link, &mut additions);
    Proposal::Link { additions, carrier: Some(link) }
}
