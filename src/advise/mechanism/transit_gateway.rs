//! `transit_gateway`: both parties attached to a transit gateway of their Region that propagates each to the other, with
//! routes in their VPCs; between Regions a peering of the two transit gateways. Here also what its relatives with NAT
//! share with it.

use std::collections::BTreeSet;

use super::{Addition, Proposal, Situation, one_per_zone, place_interfaces};
use crate::cidr::Family;
use crate::design::{Home, LinkKind, Subnet, TransitGateway, Vpc};
use crate::facts::LimitId;
use crate::ids::{LinkId, Region, RouteTableId, SubnetId};
use crate::network::inspection::between;

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.from == situation.to {
        return Proposal::Senseless;
    }
    match join(situation) {
        Ok(joined) => {
            let blocks = situation.blocks();
            let mut additions = joined.additions;
            situation.leads_over([&joined.hubs[0], &joined.hubs[1]], blocks, &mut additions);
            Proposal::Link { additions, carrier: Some(joined.carrier) }
        }
        Err(cause) => Proposal::Unknown(cause),
    }
}

/// Both parties attached.
pub(super) struct Joined {
    pub(super) additions: BTreeSet<Addition>,
    /// The transit gateway of each side.
    pub(super) hubs: [LinkId; 2],
    /// What carries the need: the transit gateway, or the peering of two.
    pub(super) carrier: LinkId,
}

/// Attaches both parties of a need to transit gateways that lead to each other.
pub(super) fn join(situation: &Situation<'_>) -> Result<Joined, String> {
    let mut additions = BTreeSet::new();
    // A site has no Region: it is joined where the other party stands.
    let own = [situation.region_of(&situation.from), situation.region_of(&situation.to)];
    let regions = [own[0].clone().or_else(|| own[1].clone()), own[1].clone().or_else(|| own[0].clone())];
    let apart = regions[0] != regions[1] && regions.iter().all(Option::is_some);
    let (from_hub, from_gateway) = hub(situation, regions[0].clone(), &mut additions)?;
    let (to_hub, to_gateway) = if apart {
        hub(situation, regions[1].clone(), &mut additions)?
    } else {
        (from_hub.clone(), from_gateway.clone())
    };
    for (hub, gateway) in [(&from_hub, &from_gateway), (&to_hub, &to_gateway)] {
        if let Some(cause) = gateway.open_tables(hub) {
            return Err(cause);
        }
    }
    let from = attach(situation, &from_hub, &from_gateway, &situation.from, &mut additions)?;
    let to = attach(situation, &to_hub, &to_gateway, &situation.to, &mut additions)?;
    for (home, hub, gateway) in [(&situation.from, &from_hub, &from_gateway), (&situation.to, &to_hub, &to_gateway)] {
        carry_ipv6(situation, hub, gateway, home, &mut additions);
    }
    let carrier = if from_hub == to_hub {
        propagate(
            situation,
            (&from_hub, &from_gateway),
            (&from, &situation.from),
            (&to, &situation.to),
            &mut additions,
        );
        from_hub.clone()
    } else {
        peering(situation, &from_hub, &to_hub, &mut additions)?
    };
    Ok(Joined { additions, hubs: [from_hub, to_hub], carrier })
}

/// The transit gateway of a Region: the one there is, or a new one.
fn hub(
    situation: &Situation<'_>,
    region: Option<Region>,
    additions: &mut BTreeSet<Addition>,
) -> Result<(LinkId, TransitGateway), String> {
    let found = situation.existing(|kind| match kind {
        LinkKind::TransitGateway(gateway)
            if region.is_none() || gateway.region.is_none() || gateway.region == region =>
        {
            Some(gateway.clone())
        }
        _ => None,
    });
    if let Some(found) = found {
        return Ok(found);
    }
    let link = situation
        .fresh_link(&situation.name_in("hub", region.as_ref()))
        .ok_or_else(|| "no name is left for a transit gateway".to_owned())?;
    let segmented = situation.estate.is_segmented();
    additions.insert(Addition::TransitGateway { link: link.clone(), region: region.clone(), segmented });
    let route_tables = segmented.then(Default::default);
    Ok((link, TransitGateway { region, route_tables, ..TransitGateway::default() }))
}

/// The peering of two transit gateways: the one there is, or a new one.
fn peering(
    situation: &Situation<'_>,
    one: &LinkId,
    two: &LinkId,
    additions: &mut BTreeSet<Addition>,
) -> Result<LinkId, String> {
    let between = if one <= two { (one.clone(), two.clone()) } else { (two.clone(), one.clone()) };
    let found = situation.existing(|kind| match kind {
        LinkKind::TransitGatewayPeering(peering) => {
            let (first, second) = &peering.between;
            (between == (first.clone(), second.clone()) || between == (second.clone(), first.clone())).then_some(())
        }
        _ => None,
    });
    if let Some((link, ())) = found {
        return Ok(link);
    }
    let link = situation
        .fresh_link(&format!("{}-{}", between.0, between.1))
        .ok_or_else(|| "the names of the two transit gateways together are too long for a name".to_owned())?;
    additions.insert(Addition::TransitGatewayPeering { link: link.clone(), between });
    Ok(link)
}

/// Attaches a home, unless it is attached, and says which route table it is associated with.
fn attach(
    situation: &Situation<'_>,
    hub: &LinkId,
    gateway: &TransitGateway,
    home: &Home,
    additions: &mut BTreeSet<Addition>,
) -> Result<Option<RouteTableId>, String> {
    // A new attachment joins the table of its domain, or else the first table of a gateway that has tables.
    let domain = situation.estate.domain_of(home).and_then(|name| RouteTableId::new(name).ok());
    let table = gateway.route_tables.as_ref().and_then(|tables| match domain {
        Some(domain) if tables.is_empty() || tables.contains_key(&domain) => Some(domain),
        _ => tables.keys().next().cloned(),
    });
    match home {
        Home::Vpc(vpc) => {
            if let Some(attachment) = gateway.vpcs.get(vpc) {
                return Ok(attachment.route_table.clone());
            }
            let Some(subnets) = situation.design.vpc(vpc).and_then(|vpc| attachment_subnets(situation, vpc, additions))
            else {
                return Err(format!("VPC `{vpc}` has no IPv4 subnet in the design to put an attachment in"));
            };
            let vpc = vpc.clone();
            additions.insert(Addition::Attachment { link: hub.clone(), vpc, subnets, table: table.clone() });
        }
        Home::Aws(service) => return Err(format!("the AWS service `{service}` cannot be attached")),
        Home::Site(_) => {
            let joins = |link: &&LinkId| crate::network::hybrid_site(situation.design, link).as_ref() == Some(home);
            if let Some((_, attachment)) = gateway.hybrid.iter().find(|(link, _)| joins(link)) {
                return Ok(attachment.route_table.clone());
            }
            let hybrid = connection(situation, home, additions)?;
            additions.insert(Addition::HybridAttachment { link: hub.clone(), hybrid, table: table.clone() });
        }
    }
    Ok(table)
}

/// Switches IPv6 on for an attachment, where the need asks for it and the attachment does not say that it carries it.
fn carry_ipv6(
    situation: &Situation<'_>,
    hub: &LinkId,
    gateway: &TransitGateway,
    home: &Home,
    additions: &mut BTreeSet<Addition>,
) {
    let Home::Vpc(vpc) = home else { return };
    let carried = gateway.vpcs.get(vpc).is_some_and(|attachment| attachment.options.ipv6 != Some(false));
    if situation.need.family() == Some(Family::V6) && !carried {
        additions.insert(Addition::AttachmentIpv6 { link: hub.clone(), vpc: vpc.clone() });
    }
}

/// The connection of a site: the one there is, or a new VPN.
pub(super) fn connection(
    situation: &Situation<'_>,
    home: &Home,
    additions: &mut BTreeSet<Addition>,
) -> Result<LinkId, String> {
    let Home::Site(site) = home else { return Err(format!("{home} is no site")) };
    let joins = |link: &&LinkId| crate::network::hybrid_site(situation.design, link).as_ref() == Some(home);
    if let Some(link) = situation.design.links.keys().find(joins) {
        return Ok(link.clone());
    }
    let link = situation
        .fresh_link(&format!("{site}-vpn"))
        .ok_or_else(|| "the site's name is too long for a name".to_owned())?;
    additions.insert(Addition::Vpn { link: link.clone(), site: site.clone() });
    Ok(link)
}

/// One subnet for each zone that applications run in: one that no application uses, where there is one. In a VPC whose
/// subnets nobody wrote down, a new one.
pub(super) fn attachment_subnets(
    situation: &Situation<'_>,
    vpc: &Vpc,
    additions: &mut BTreeSet<Addition>,
) -> Option<BTreeSet<SubnetId>> {
    let vpc = situation.design.vpc(&vpc.id)?;
    if vpc.subnets.is_empty() {
        let length = situation.facts.limit(LimitId::TgwAttachDedicated28);
        let length = u8::try_from(length).unwrap_or(u8::MAX);
        let (chosen, made) = place_interfaces(vpc, &[], "attachment", length, |_| false)?;
        additions.extend(made);
        return Some(chosen);
    }
    let all: Vec<&Subnet> = vpc.subnets.values().collect();
    let idle = one_per_zone(&all, |subnet| subnet.ipv4.is_some() && !situation.is_busy(subnet));
    let any = one_per_zone(&situation.served_subnets(vpc), |subnet| subnet.ipv4.is_some());
    let chosen: BTreeSet<SubnetId> =
        any.iter().map(|(zone, subnet)| idle.get(zone).unwrap_or(subnet).id.clone()).collect();
    (!chosen.is_empty()).then_some(chosen)
}

/// Lets each of the two tables learn the other side, where they do not.
fn propagate(
    situation: &Situation<'_>,
    (hub, gateway): (&LinkId, &TransitGateway),
    (from_table, from): (&Option<RouteTableId>, &Home),
    (to_table, to): (&Option<RouteTableId>, &Home),
    additions: &mut BTreeSet<Addition>,
) {
    let Some(tables) = &gateway.route_tables else { return };
    for (table, own, home) in [(from_table, from, to), (to_table, to, from)] {
        let Some(name) = table else { continue };
        // A propagated route would lead past the firewall of an inspection VPC.
        if between(situation.design, own, home).is_some() {
            continue;
        }
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

/// Whether any IPv4 block of one party overlaps one of the other.
pub(super) fn overlaps(situation: &Situation<'_>) -> bool {
    let [one, two] = situation.blocks();
    situation.from != situation.to && crate::cidr::overlap::any_overlap(&one, &two).is_some()
}
