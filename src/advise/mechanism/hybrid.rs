//! `site_to_site_vpn` and `direct_connect`: a site joined to one VPC by the VPC's virtual private gateway.

use std::collections::BTreeSet;

use super::{Addition, Proposal, Situation};
use crate::design::{Home, LinkKind};
use crate::facts::FactId;
use crate::ids::{SiteId, VpcId};

/// A new Direct Connect is not promised sooner: ours, for the sources speak of weeks and give no number.
const LEAD_TIME_SECONDS: u64 = 14 * 24 * 3_600;

pub(super) fn propose_vpn(situation: &Situation<'_>) -> Proposal {
    let (site, vpc) = match ends(situation) {
        Ok(ends) => ends,
        Err(proposal) => return *proposal,
    };
    let existing = situation.existing(|kind| match kind {
        LinkKind::SiteToSiteVpn(vpn) if vpn.site == *site && vpn.vpc.as_ref() == Some(vpc) => Some(()),
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let link = match existing {
        Some((link, ())) => link,
        None => {
            let Some(link) = situation.fresh_link(&format!("{site}-{vpc}-vpn")) else { return too_long() };
            additions.insert(Addition::VpnToVpc { link: link.clone(), site: site.clone(), vpc: vpc.clone() });
            link
        }
    };
    situation.routes([&link, &link], situation.blocks(), &mut additions);
    Proposal::Link { additions, carrier: Some(link) }
}

pub(super) fn propose_direct_connect(situation: &Situation<'_>) -> Proposal {
    let (site, vpc) = match ends(situation) {
        Ok(ends) => ends,
        Err(proposal) => return *proposal,
    };
    let existing = situation.existing(|kind| match kind {
        LinkKind::DirectConnect(connection) if connection.site == *site => Some(connection.vpcs.contains(vpc)),
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let (link, is_joined) = match existing {
        Some(found) => found,
        None => {
            if situation.need.lead_time_seconds.is_some_and(|seconds| seconds < LEAD_TIME_SECONDS) {
                return Proposal::Undrawable {
                    text: "a new Direct Connect takes weeks to order and cross-connect, and the need is due sooner"
                        .to_owned(),
                    facts: vec![FactId::DxLeadTime],
                    inputs: Vec::new(),
                };
            }
            let Some(link) = situation.fresh_link(&format!("{site}-dx")) else { return too_long() };
            let gbps = if situation.need.peak_mbps.is_some_and(|peak| peak > 1_000) { 10 } else { 1 };
            additions.insert(Addition::DirectConnect { link: link.clone(), site: site.clone(), gbps });
            (link, false)
        }
    };
    if !is_joined {
        additions.insert(Addition::DirectConnectVpc { link: link.clone(), vpc: vpc.clone() });
    }
    let own = situation.design.blocks_in(&Home::Vpc(vpc.clone()), situation.need.family());
    situation.announces(&link, vpc.as_str(), &own, &mut additions);
    situation.routes([&link, &link], situation.blocks(), &mut additions);
    Proposal::Link { additions, carrier: Some(link) }
}

/// The site and the VPC of a need.
fn ends<'s>(situation: &'s Situation<'_>) -> Result<(&'s SiteId, &'s VpcId), Box<Proposal>> {
    match (&situation.from, &situation.to) {
        (Home::Site(site), Home::Vpc(vpc)) | (Home::Vpc(vpc), Home::Site(site)) => Ok((site, vpc)),
        (Home::Site(one), Home::Site(other)) if one != other => Err(Box::new(Proposal::Undrawable {
            text: format!("`{one}` and `{other}` are both sites, and a virtual private gateway joins one with a VPC"),
            facts: vec![FactId::DxgwNotTransit],
            inputs: Vec::new(),
        })),
        _ => Err(Box::new(Proposal::Senseless)),
    }
}

fn too_long() -> Proposal {
    Proposal::Unknown("the names of site and VPC together are too long for a name".to_owned())
}
