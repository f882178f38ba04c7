//! TL207 overlapping-peers-share-a-route.

use crate::cidr::{Cidr, overlap};
use crate::design::{LinkKind, Route, RouteTable, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{LinkId, VpcId};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(207),
    name: "overlapping-peers-share-a-route",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PeerNoUrpf, FactId::OverlapStarPeeringOk, FactId::RtLpm],
    docs: include_str!("overlapping_peers_share_a_route.md"),
    check: Check::Design(check),
};

/// A route over a peering connection, with the peer it leads to.
type Peered<'d> = (&'d Route, &'d Vpc);

/// Complexity: linear in links and routes, and in the pairs of routes of one table that overlap.
fn check(context: &Context<'_>, findings: &mut Findings) {
    let mut peers: BTreeMap<&VpcId, BTreeMap<&LinkId, &Vpc>> = BTreeMap::new();
    for link in context.design.links.values() {
        let LinkKind::VpcPeering(peering) = &link.kind else { continue };
        let (one, other) = &peering.between;
        if let (Some(first), Some(second)) = (context.design.vpc(one), context.design.vpc(other)) {
            peers.entry(one).or_default().insert(&link.id, second);
            peers.entry(other).or_default().insert(&link.id, first);
        }
    }
    for (vpc, peers) in peers.iter().filter(|(_, peers)| peers.len() > 1) {
        let tables = context.design.vpc(vpc).and_then(|vpc| vpc.route_tables.as_ref());
        for table in tables.into_iter().flat_map(BTreeMap::values) {
            check_table(table, peers, findings);
        }
    }
}

fn check_table(table: &RouteTable, peers: &BTreeMap<&LinkId, &Vpc>, findings: &mut Findings) {
    let over = |route: &Route| match &route.via {
        Target::Link(id) => peers.get(id).copied(),
        _ => None,
    };
    let routes: Vec<(Cidr, Peered<'_>)> =
        table.routes.iter().filter_map(|route| Some((route.to, (route, over(route)?)))).collect();
    let mut told: BTreeSet<(&VpcId, &VpcId)> = BTreeSet::new();
    for (one, other) in overlap::sweep(&routes) {
        let (Some((_, one)), Some((_, other))) = (routes.get(one), routes.get(other)) else { continue };
        // Two routes to the very same destination are refused, which is TL605's.
        if one.1.id == other.1.id || one.0.to == other.0.to {
            continue;
        }
        let (wide, narrow) = if one.0.to.contains(other.0.to) { (one, other) } else { (other, one) };
        let Some(shared) = shared(wide.1, narrow.1, narrow.0.to) else { continue };
        let is_split = table.routes.iter().any(|route| route.via == wide.0.via && narrow.0.to.contains(route.to));
        if !is_split && told.insert((&wide.1.id, &narrow.1.id)) {
            findings.push(hidden(table, wide, narrow, shared));
        }
    }
}

/// A whole block of `wide` inside `within` that the other peer has too, in part at least.
fn shared(wide: &Vpc, narrow: &Vpc, within: Cidr) -> Option<Cidr> {
    let inside: Vec<Cidr> = wide.all_blocks().into_iter().filter(|block| within.contains(*block)).collect();
    overlap::any_overlap(&inside, &narrow.all_blocks()).map(|(block, _)| block)
}

fn hidden(table: &RouteTable, wide: &Peered<'_>, narrow: &Peered<'_>, shared: Cidr) -> Finding {
    let message = format!(
        "VPC `{}` has `{shared}`, but route table `{}/{}` sends all of it to VPC `{}`, which overlaps it: replies to \
         `{}` go astray",
        wide.1.id, table.vpc, table.id, narrow.1.id, wide.1.id
    );
    RULE.finding(table.route_locus(wide.0), message)
        .because(format!("of two routes that hold `{shared}` the longer prefix wins"), table.route_locus(narrow.0))
        .and_at(table.route_locus(narrow.0), "wins here")
        .fix(format!(
            "route only the subnets of VPC `{}` that are called, each by its own block, or give the subnets that talk \
             to it a route table of their own",
            wide.1.id
        ))
}
