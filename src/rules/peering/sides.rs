//! Which side of a peering connection has a route over it: what TL203 and TL204 both ask.

use std::collections::BTreeMap;

use crate::design::{Design, Link, LinkKind, Target, Vpc};

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
    let side = |vpc: &'d Vpc| {
        vpc.route_tables.as_ref()?;
        Some(Side { vpc, routes: has_route(vpc, link) })
    };
    Some((side(design.vpc(&peering.between.0)?)?, side(design.vpc(&peering.between.1)?)?))
}

fn has_route(vpc: &Vpc, link: &Link) -> bool {
    let tables = vpc.route_tables.iter().flat_map(BTreeMap::values);
    // Where no subnets are written down, any table may be in use.
    let mut in_use = tables.filter(|table| table.main || !table.subnets.is_empty() || vpc.subnets.is_empty());
    in_use.any(|table| table.routes.iter().any(|route| matches!(&route.via, Target::Link(id) if *id == link.id)))
}
