//! Which side of a peering connection has a route over it, and what leads back where it has none: what TL203, TL204 and
//! TL212 ask.

use std::collections::BTreeMap;

use crate::design::{Design, Link, LinkKind, RouteTable, Target, Vpc};
use crate::ids::VpcId;

/// One side of a peering connection whose routes are known.
pub(super) struct Side<'d> {
    /// The VPC.
    pub vpc: &'d Vpc,
    /// Whether a route table that is in use has a route over the peering. One is enough: subnets that have no
    /// business with the peer need none.
    pub routes: bool,
}

/// Both sides of a peering connection; `None` for other links, and when the routes of a side are not given.
pub(super) fn sides<'d>(design: &'d Design, link: &Link) -> Option<(Side<'d>, Side<'d>)> {
    let LinkKind::VpcPeering(peering) = &link.kind else { return None };
    let side = |vpc: &'d Vpc, far: &Vpc| {
        vpc.route_tables.as_ref()?;
        let routes = has_route(vpc, link);
        (routes || !may_have_route(vpc, far)).then_some(Side { vpc, routes })
    };
    let (one, other) = (design.vpc(&peering.between.0)?, design.vpc(&peering.between.1)?);
    Some((side(one, other)?, side(other, one)?))
}

/// The link over which a VPC leads to blocks of another, where it does so over another link than the peering between
/// them and that link joins both.
pub(super) fn other_way<'d>(design: &'d Design, from: &Vpc, to: &Vpc, peering: &Link) -> Option<&'d Link> {
    let blocks = to.all_blocks();
    let routes = tables_in_use(from).flat_map(|table| &table.routes);
    let leading = routes.filter(|route| blocks.iter().any(|block| block.overlaps(route.to)));
    let links = leading.filter_map(|route| match &route.via {
        Target::Link(id) if *id != peering.id => design.links.get(id).map(AsRef::as_ref),
        _ => None,
    });
    let joins_both = |link: &&Link| match &link.kind {
        LinkKind::TransitGateway(gateway) => [from, to].iter().all(|vpc| gateway.vpcs.contains_key(&vpc.id)),
        LinkKind::CloudWan(wan) => [from, to].iter().all(|vpc| wan.vpcs.contains_key(&vpc.id)),
        LinkKind::VpcPeering(other) => other.between == peering_of(from, to) || other.between == peering_of(to, from),
        _ => false,
    };
    links.into_iter().find(joins_both)
}

fn peering_of(one: &Vpc, other: &Vpc) -> (VpcId, VpcId) {
    (one.id.clone(), other.id.clone())
}

fn tables_in_use(vpc: &Vpc) -> impl Iterator<Item = &RouteTable> {
    let tables = vpc.route_tables.iter().flat_map(BTreeMap::values);
    // Where no subnets are written down, any table may be in use.
    tables.filter(|table| table.main || !table.subnets.is_empty() || vpc.subnets.is_empty())
}

fn has_route(vpc: &Vpc, link: &Link) -> bool {
    let over_it = |target: &Target| matches!(target, Target::Link(id) if *id == link.id);
    tables_in_use(vpc).any(|table| table.routes.iter().any(|route| over_it(&route.via)))
}

/// Whether a route to the other VPC leads where nobody knows. A default route does so for other reasons.
fn may_have_route(vpc: &Vpc, far: &Vpc) -> bool {
    let blocks = far.all_blocks();
    let mut routes = tables_in_use(vpc).flat_map(|table| &table.routes).filter(|route| route.via == Target::Unknown);
    routes.any(|route| {
        route.to.prefix_len() > 0 && (blocks.is_empty() || blocks.iter().any(|one| one.overlaps(route.to)))
    })
}
