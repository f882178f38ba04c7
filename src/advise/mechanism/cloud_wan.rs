//! `cloud_wan`: both parties attached to a core network with an edge in each of their Regions, in segments that share
//! their routes.

use std::collections::BTreeSet;

use super::transit_gateway::{attachment_subnets, connection};
use super::{Addition, Proposal, Situation};
use crate::design::{CloudWan, Home, LinkKind};
use crate::ids::{LinkId, Region};

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        return Proposal::Senseless;
    }
    let mut additions = BTreeSet::new();
    let found = situation.existing(|kind| match kind {
        LinkKind::CloudWan(wan) => Some(wan.clone()),
        _ => None,
    });
    let (core, wan) = match found {
        Some(found) => found,
        None => {
            let Some(link) = situation.fresh_link("core") else {
                return Proposal::Unknown("no name is left for a core network".to_owned());
            };
            additions.insert(Addition::CoreNetwork { link: link.clone() });
            (link, CloudWan::default())
        }
    };
    let mut segments = Vec::new();
    for (home, other) in [(&situation.from, &situation.to), (&situation.to, &situation.from)] {
        // A site has no Region: it is joined where the other party stands.
        let region = situation.region_of(home).or_else(|| situation.region_of(other));
        match attach(situation, &core, &wan, home, region.as_ref(), &mut additions) {
            Ok(segment) => segments.push(segment),
            Err(cause) => return Proposal::Unknown(cause),
        }
    }
    if let [Some(one), Some(two)] = segments.as_slice()
        && !wan.joins(Some(one), Some(two))
    {
        let between = if one <= two { (one.clone(), two.clone()) } else { (two.clone(), one.clone()) };
        additions.insert(Addition::SegmentSharing { link: core.clone(), between });
    }
    situation.routes([&core, &core], situation.blocks(), &mut additions);
    Proposal::Link { additions, carrier: Some(core) }
}

/// Attaches a home, unless it is attached, and says in which segment.
fn attach(
    situation: &Situation<'_>,
    core: &LinkId,
    wan: &CloudWan,
    home: &Home,
    region: Option<&Region>,
    additions: &mut BTreeSet<Addition>,
) -> Result<Option<String>, String> {
    let domain = situation.estate.domain_of(home).map(str::to_owned);
    let segment = if wan.segments.is_empty() { domain } else { domain.filter(|name| wan.segments.contains_key(name)) };
    let segment = segment.or_else(|| wan.segments.keys().next().cloned());
    match home {
        Home::Vpc(id) => {
            if let Some(attachment) = wan.vpcs.get(id) {
                return Ok(attachment.segment.clone());
            }
            let Some(subnets) = situation.design.vpc(id).and_then(|vpc| attachment_subnets(situation, vpc, additions))
            else {
                return Err(format!("VPC `{id}` has no IPv4 subnet in the design to put an attachment in"));
            };
            let (link, vpc) = (core.clone(), id.clone());
            additions.insert(Addition::CoreAttachment { link, vpc, subnets, segment: segment.clone() });
        }
        Home::Site(_) => {
            let joins = |link: &&LinkId| crate::network::hybrid_site(situation.design, link).as_ref() == Some(home);
            if let Some((_, attachment)) = wan.hybrid.iter().find(|(link, _)| joins(link)) {
                return Ok(attachment.segment.clone());
            }
            let hybrid = connection(situation, home, additions)?;
            additions.insert(Addition::CoreHybrid { link: core.clone(), hybrid, segment: segment.clone() });
        }
        Home::Aws(service) => return Err(format!("the AWS service `{service}` cannot be attached")),
    }
    if let Some(region) = region.filter(|region| !wan.edges.contains(*region)) {
        additions.insert(Addition::CoreEdge { link: core.clone(), region: region.clone() });
    }
    Ok(segment)
}
