//! What is attached to a transit gateway, and where its route tables send a packet.

use std::collections::BTreeMap;

use crate::cidr::{Cidr, Family};
use crate::design::{Attachment, Design, Home, TransitGateway, TransitGatewayRouteTable, TransitGatewayTarget};
use crate::ids::LinkId;
use crate::network::hybrid_site;
use crate::network::inspection::beyond;

/// Every attached home with the name of its attachment, VPCs first; a site that several links join stands here
/// once for each of them.
pub(super) fn attached<'g>(
    design: &'g Design,
    gateway: &'g TransitGateway,
) -> impl Iterator<Item = (Home, &'g str, &'g Attachment)> {
    let vpcs = gateway.vpcs.iter().map(|(vpc, one)| (Home::Vpc(vpc.clone()), vpc.as_str(), one));
    let hybrid = gateway.hybrid.iter();
    vpcs.chain(hybrid.filter_map(|(link, one)| Some((hybrid_site(design, link)?, link.as_str(), one))))
}

/// The attachments of one home.
pub(super) fn attachments_of<'g>(design: &Design, gateway: &'g TransitGateway, home: &Home) -> Vec<&'g Attachment> {
    match home {
        Home::Vpc(vpc) => gateway.vpcs.get(vpc).into_iter().collect(),
        Home::Aws(_) => Vec::new(),
        Home::Site(_) => {
            let joins = |link: &LinkId| hybrid_site(design, link).as_ref() == Some(home);
            gateway.hybrid.iter().filter(|(link, _)| joins(link)).map(|(_, attachment)| attachment).collect()
        }
    }
}

/// The address blocks of a home.
pub(in crate::rules) fn blocks_of(design: &Design, home: &Home) -> Vec<Cidr> {
    match home {
        Home::Vpc(vpc) => design.vpc(vpc).map(|vpc| vpc.all_blocks()).unwrap_or_default(),
        Home::Site(site) => design.site(site).map(|site| site.cidrs.clone()).unwrap_or_default(),
        Home::Aws(_) => Vec::new(),
    }
}

/// The attachments that propagate into one route table, by name, with their homes.
pub(super) fn propagating<'g>(
    design: &'g Design,
    table: &'g TransitGatewayRouteTable,
) -> impl Iterator<Item = (Home, &'g str)> {
    let vpcs = table.propagated_vpcs.iter().map(|vpc| (Home::Vpc(vpc.clone()), vpc.as_str()));
    let hybrid = table.propagated_hybrid.iter();
    vpcs.chain(hybrid.filter_map(|link| Some((hybrid_site(design, link)?, link.as_str()))))
}

/// Where a route table sends the packets for a home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// To the home.
    There,
    /// Nowhere: no route holds this block.
    NoRoute,
    /// Into this blackhole.
    Blackhole(Cidr),
    /// Elsewhere, by this static route.
    Elsewhere(Cidr, Home),
    /// To another transit gateway, whose route tables decide.
    OverPeering,
}

/// Where a route table sends packets for `blocks` of a home: the longest prefix wins, and at equal length a static
/// route wins over a propagated one. As in [`crate::network::routing`], routes to part of a block are enough.
///
/// Blocks that other homes propagate are not asked: they count only where blocks overlap, and that has its own rule.
///
/// Complexity: static routes × blocks.
///
/// What is sent into an inspection VPC comes back, and the table of that attachment decides.
pub(super) fn sent(
    design: &Design,
    (hub, gateway): (&LinkId, &TransitGateway),
    table: &TransitGatewayRouteTable,
    home: &Home,
    blocks: &[Cidr],
) -> Sent {
    sent_from(design, (hub, gateway), table, home, blocks, true)
}

fn sent_from(
    design: &Design,
    (hub, gateway): (&LinkId, &TransitGateway),
    table: &TransitGatewayRouteTable,
    home: &Home,
    blocks: &[Cidr],
    is_first: bool,
) -> Sent {
    let propagated = propagates(design, table, home);
    let whole = blocks_of(design, home);
    if blocks.is_empty() {
        // A site whose blocks nobody wrote down: what leads there at all leads to all of it.
        let leads = table.routes.iter().any(|(_, target)| home_of(design, target).as_ref() == Some(home));
        return if propagated || leads { Sent::There } else { Sent::NoRoute };
    }
    // The families are routed apart, and IPv4 decides where there is any.
    let has_ipv4 = blocks.iter().any(|block| block.family() == Family::V4);
    for block in blocks.iter().filter(|block| !has_ipv4 || block.family() == Family::V4) {
        let part = table
            .routes
            .iter()
            .any(|(to, target)| block.contains(*to) && home_of(design, target).as_ref() == Some(home));
        if part {
            continue;
        }
        let best = table.routes.iter().filter(|(to, _)| to.contains(*block)).max_by_key(|(to, _)| to.prefix_len());
        let own = whole.iter().filter(|own| propagated && own.contains(*block)).map(|own| own.prefix_len()).max();
        match best {
            Some((to, target)) if own.is_none_or(|own| to.prefix_len() >= own) => match home_of(design, target) {
                Some(there) if there == *home => {}
                Some(elsewhere) => {
                    let tables = gateway.route_tables.as_ref();
                    let onward = beyond(design, hub, gateway, (to, target)).filter(|_| is_first);
                    let Some(onward) = onward.and_then(|(_, name)| tables?.get(name)) else {
                        return Sent::Elsewhere(*to, elsewhere);
                    };
                    match sent_from(design, (hub, gateway), onward, home, &[*block], false) {
                        Sent::There => {}
                        other => return other,
                    }
                }
                None if matches!(target, TransitGatewayTarget::Peering(_)) => return Sent::OverPeering,
                None => return Sent::Blackhole(*to),
            },
            _ if own.is_some() => {}
            _ => return Sent::NoRoute,
        }
    }
    Sent::There
}

fn propagates(design: &Design, table: &TransitGatewayRouteTable, home: &Home) -> bool {
    match home {
        Home::Vpc(vpc) => table.propagated_vpcs.contains(vpc),
        Home::Aws(_) => false,
        Home::Site(_) => table.propagated_hybrid.iter().any(|link| hybrid_site(design, link).as_ref() == Some(home)),
    }
}

/// The home a static route leads to; `None` for a blackhole, and for what another transit gateway decides.
fn home_of(design: &Design, target: &TransitGatewayTarget) -> Option<Home> {
    match target {
        TransitGatewayTarget::Vpc(vpc) => Some(Home::Vpc(vpc.clone())),
        TransitGatewayTarget::Hybrid(link) => hybrid_site(design, link),
        TransitGatewayTarget::Peering(_) | TransitGatewayTarget::Blackhole => None,
    }
}

/// The homes that one route table joins with one another, with the names of their attachments: the members of each
/// routing domain. Without tables of its own a gateway is one domain.
pub(in crate::rules) fn domains<'g>(design: &'g Design, gateway: &'g TransitGateway) -> Vec<Vec<(Home, &'g str)>> {
    match &gateway.route_tables {
        None => vec![attached(design, gateway).map(|(home, name, _)| (home, name)).collect()],
        Some(tables) => BTreeMap::values(tables).map(|table| propagating(design, table).collect()).collect(),
    }
}
