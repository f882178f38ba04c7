//! `vpc_peering`: a peering connection between the two VPCs, with routes on both sides.

use std::collections::BTreeSet;

use super::{Addition, Proposal, Situation, pair};
use crate::design::{Home, LinkKind};
use crate::facts::FactId;

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        return Proposal::Senseless;
    }
    let (Home::Vpc(one), Home::Vpc(two)) = (&situation.from, &situation.to) else {
        let is_site = |home: &&&Home| matches!(home, Home::Site(_));
        let site = [&situation.from, &situation.to].iter().find(is_site).map(ToString::to_string).unwrap_or_default();
        return Proposal::Undrawable {
            text: format!("a peering connection joins two VPCs and forwards for nobody else, and {site} is none"),
            facts: vec![FactId::PeerNontransitive, FactId::PeerNoEdgeVpn, FactId::PeerNoEdgeDx],
            inputs: Vec::new(),
        };
    };
    let between = pair(one, two);
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
