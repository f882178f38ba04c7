//! TL208 peering-route-to-nowhere.

use super::transitive_peering_route::{Owners, owner, owners_of_blocks, peer};
use crate::design::{Route, RouteTable, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(208),
    name: "peering-route-to-nowhere",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PeerNontransitive, FactId::PeerRoutesManual],
    docs: include_str!("peering_route_to_nowhere.md"),
    check: Check::Design(check),
};

/// Complexity: linear in the routes and blocks, times the logarithm of the blocks.
fn check(context: &Context<'_>, findings: &mut Findings) {
    let design = context.design;
    let mut owners: Option<Owners> = None;
    for vpc in design.vpcs.values() {
        for table in vpc.route_tables.iter().flat_map(BTreeMap::values) {
            for route in table.routes.iter().filter(|route| route.to.prefix_len() > 0) {
                let Some(peer) = peer(design, vpc, route) else { continue };
                // A family of which the peer has no block written down is unknown, such as IPv6 that Amazon gives.
                let mut blocks = peer.blocks(route.to.family()).peekable();
                if blocks.peek().is_none() || blocks.any(|block| block.overlaps(route.to)) {
                    continue;
                }
                let own = vpc.cidrs.iter().any(|(block, _)| block.contains(route.to));
                let owners = owners.get_or_insert_with(|| owners_of_blocks(design));
                // What somebody else has is a route beyond the peer, which is TL202's.
                if !own && owner(owners, route.to, &vpc.id, &peer.id).is_none() {
                    findings.push(nowhere(table, route, peer));
                }
            }
        }
    }
}

fn nowhere(table: &RouteTable, route: &Route, peer: &Vpc) -> Finding {
    let message = format!(
        "route table `{}/{}` sends `{}` to VPC `{}`, which has no block there",
        table.vpc, table.id, route.to, peer.id
    );
    let finding = RULE.finding(table.route_locus(route).field("to"), message).and_at(peer.locus(), "the peer");
    match peer.blocks(route.to.family()).next() {
        Some(block) => finding.fixed_by(Fix::by_hand(
            format!("remove the route, or route a block that the peer has, such as `{block}`"),
            [route.place.remove()],
        )),
        None => finding,
    }
}
