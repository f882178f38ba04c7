//! TL202 transitive-peering-route.

use std::collections::BTreeMap;

use crate::cidr::Cidr;
use crate::design::{Design, Home, LinkKind, Route, RouteTable, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(202),
    name: "transitive-peering-route",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[
        FactId::PeerNontransitive,
        FactId::PeerNoEdgeIgw,
        FactId::PeerNoEdgeNat,
        FactId::PeerNoEdgeVpn,
        FactId::PeerNoEdgeDx,
    ],
    docs: include_str!("transitive_peering_route.md"),
    check: Check::Design(check),
};

/// Looks at all route tables together, because the owner of a destination may be any VPC or site.
///
/// Complexity: linear in the routes and blocks, times the logarithm of the blocks.
fn check(context: &Context<'_>, findings: &mut Findings) {
    let design = context.design;
    let mut owners: Option<Owners> = None;
    for vpc in design.vpcs.values() {
        for table in vpc.route_tables.iter().flat_map(BTreeMap::values) {
            for route in &table.routes {
                let Some(peer) = peer(design, vpc, route) else { continue };
                if route.to.prefix_len() == 0 {
                    findings.push(everything(table, route, peer));
                    continue;
                }
                if peer.cidrs.iter().any(|(block, _)| block.overlaps(route.to)) {
                    continue;
                }
                let owners = owners.get_or_insert_with(|| owners_of_blocks(design));
                // Nobody the design knows: the peer may have blocks that are not written down.
                if let Some(third) = owner(owners, route.to, &vpc.id, &peer.id) {
                    findings.push(transitive(table, route, peer, third));
                }
            }
        }
    }
}

/// The VPC at the far end of the peering that a route leads over.
pub(super) fn peer<'d>(design: &'d Design, vpc: &Vpc, route: &Route) -> Option<&'d Vpc> {
    let Target::Link(link) = &route.via else { return None };
    match &design.link(link)?.kind {
        LinkKind::VpcPeering(peering) => design.vpc(peering.other(&vpc.id)?),
        _ => None,
    }
}

/// Every block with the VPCs and sites that have it.
pub(super) type Owners = BTreeMap<Cidr, Vec<Home>>;

/// The owners of every block in the design.
pub(super) fn owners_of_blocks(design: &Design) -> Owners {
    let vpcs =
        design.vpcs.values().flat_map(|vpc| vpc.all_blocks().into_iter().map(|c| (c, Home::Vpc(vpc.id.clone()))));
    let sites = design.sites.values().flat_map(|site| site.cidrs.iter().map(|c| (*c, Home::Site(site.id.clone()))));
    let mut owners = Owners::new();
    for (cidr, home) in vpcs.chain(sites) {
        owners.entry(cidr).or_default().push(home);
    }
    owners
}

/// Who, other than the two peers, has a block around the destination, or else in it.
pub(super) fn owner<'o>(owners: &'o Owners, to: Cidr, one: &VpcId, peer: &VpcId) -> Option<&'o Home> {
    let around = std::iter::successors(Some(to), |block| block.parent()).filter_map(|block| owners.get(&block));
    let inside = owners.range(to..).take_while(|(block, _)| to.contains(**block)).map(|(_, homes)| homes);
    around.chain(inside).flatten().find(|home| !matches!(home, Home::Vpc(vpc) if vpc == one || vpc == peer))
}

fn transitive(table: &RouteTable, route: &Route, peer: &Vpc, third: &Home) -> Finding {
    let message = format!(
        "route table `{}/{}` sends `{}` of {third} through VPC `{}`, but peering is not transitive",
        table.vpc, table.id, route.to, peer.id
    );
    let way_out = match third {
        Home::Vpc(vpc) => {
            format!("peer VPC `{}` with VPC `{vpc}` as well, or attach all of them to a transit gateway", table.vpc)
        }
        Home::Site(_) | Home::Aws(_) => {
            "connect the site through a transit gateway or a virtual private gateway of this VPC".to_owned()
        }
    };
    RULE.finding(table.route_locus(route), message).fix(way_out)
}

fn everything(table: &RouteTable, route: &Route, peer: &Vpc) -> Finding {
    let message = format!(
        "route table `{}/{}` sends `{}` to VPC `{}`, but over peering nothing gets beyond that VPC",
        table.vpc, table.id, route.to, peer.id
    );
    RULE.finding(table.route_locus(route), message)
        .fix("route only the blocks of the peer over the peering; for a shared way out use a transit gateway")
}
