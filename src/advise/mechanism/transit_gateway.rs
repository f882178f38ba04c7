//! `transit_gateway`: both parties attached to one transit gateway that propagates each to the other, with routes in
//! their VPCs.

use std::collections::BTreeSet;

use super::{Addition, Proposal, Situation, one_per_zone};
use crate::design::{Home, LinkKind, Subnet, TransitGateway, Vpc};
use crate::ids::{LinkId, Region, RouteTableId, SubnetId};

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        return Proposal::Senseless;
    }
    let region = region_of(situation);
    let found = situation.existing(|kind| match kind {
        LinkKind::TransitGateway(gateway)
            if region.is_none() || gateway.region.is_none() || gateway.region == region =>
        {
            Some(gateway.clone())
        }
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let (hub, gateway) = match found {
        Some(found) => found,
        None => {
            let Some(link) = situation.fresh_link("hub") else {
                return Proposal::Unknown("no name is left for a transit gateway".to_owned());
            };
            additions.insert(Addition::TransitGateway { link: link.clone(), region: region.clone() });
            (link, TransitGateway { region, ..TransitGateway::default() })
        }
    };
    let from = attach(situation, &hub, &gateway, &situation.from, &mut additions);
    let to = attach(situation, &hub, &gateway, &situation.to, &mut additions);
    match (from, to) {
        (Ok(from), Ok(to)) => {
            propagate(&hub, &gateway, (&from, &situation.from), (&to, &situation.to), &mut additions);
            situation.routes_over(&hub, &mut additions);
            Proposal::Link { additions, carrier: Some(hub) }
        }
        (Err(cause), _) | (_, Err(cause)) => Proposal::Unknown(cause),
    }
}

/// The Region the two parties share, when it is said.
fn region_of(situation: &Situation<'_>) -> Option<Region> {
    let region = |vpc: Option<&Vpc>| vpc.and_then(|vpc| vpc.region.clone());
    region(situation.server_vpc())
        .or_else(|| region(situation.client_vpc()))
        .or_else(|| situation.design.region.clone())
}

/// Attaches a home, unless it is attached, and says which route table it is associated with.
fn attach(
    situation: &Situation<'_>,
    hub: &LinkId,
    gateway: &TransitGateway,
    home: &Home,
    additions: &mut BTreeSet<Addition>,
) -> Result<Option<RouteTableId>, String> {
    // A new attachment joins the first table of a gateway that has tables.
    let table = gateway.route_tables.as_ref().and_then(|tables| tables.keys().next().cloned());
    match home {
        Home::Vpc(vpc) => {
            if let Some(attachment) = gateway.vpcs.get(vpc) {
                return Ok(attachment.route_table.clone());
            }
            let Some(subnets) = situation.design.vpc(vpc).and_then(|vpc| attachment_subnets(situation, vpc)) else {
                return Err(format!("VPC `{vpc}` has no IPv4 subnet in the design to put an attachment in"));
            };
            let vpc = vpc.clone();
            additions.insert(Addition::Attachment { link: hub.clone(), vpc, subnets, table: table.clone() });
        }
        Home::Aws(service) => return Err(format!("the AWS service `{service}` cannot be attached")),
        Home::Site(site) => {
            let joins = |link: &&LinkId| crate::network::hybrid_site(situation.design, link).as_ref() == Some(home);
            if let Some((_, attachment)) = gateway.hybrid.iter().find(|(link, _)| joins(link)) {
                return Ok(attachment.route_table.clone());
            }
            let existing = situation.design.links.keys().find(joins).cloned();
            let hybrid = match existing {
                Some(link) => link,
                None => {
                    let link = situation
                        .fresh_link(&format!("{site}-vpn"))
                        .ok_or_else(|| "the site's name is too long for a name".to_owned())?;
                    additions.insert(Addition::Vpn { link: link.clone(), site: site.clone() });
                    link
                }
            };
            additions.insert(Addition::HybridAttachment { link: hub.clone(), hybrid, table: table.clone() });
        }
    }
    Ok(table)
}

/// One subnet for each zone that applications run in: one that no application uses, where there is one.
fn attachment_subnets(situation: &Situation<'_>, vpc: &Vpc) -> Option<BTreeSet<SubnetId>> {
    let vpc = situation.design.vpc(&vpc.id)?;
    let all: Vec<&Subnet> = vpc.subnets.values().collect();
    let idle = one_per_zone(&all, |subnet| subnet.ipv4.is_some() && !situation.is_busy(subnet));
    let any = one_per_zone(&situation.served_subnets(vpc), |subnet| subnet.ipv4.is_some());
    let chosen: BTreeSet<SubnetId> =
        any.iter().map(|(zone, subnet)| idle.get(zone).unwrap_or(subnet).id.clone()).collect();
    (!chosen.is_empty()).then_some(chosen)
}

/// Lets each of the two tables learn the other side, where they do not.
fn propagate(
    hub: &LinkId,
    gateway: &TransitGateway,
    (from_table, from): (&Option<RouteTableId>, &Home),
    (to_table, to): (&Option<RouteTableId>, &Home),
    additions: &mut BTreeSet<Addition>,
) {
    let Some(tables) = &gateway.route_tables else { return };
    for (table, home) in [(from_table, to), (to_table, from)] {
        let Some(name) = table else { continue };
        let learnt = tables.get(name).is_some_and(|table| match home {
            Home::Vpc(vpc) => table.propagated_vpcs.contains(vpc),
            // Which connection stands for a site is settled when the propagation is made.
            Home::Aws(_) => true,
            Home::Site(_) => !table.propagated_hybrid.is_empty(),
        });
        if !learnt {
            additions.insert(Addition::Propagation { link: hub.clone(), table: name.clone(), home: home.clone() });
        }
    }
}
