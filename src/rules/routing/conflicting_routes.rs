//! TL605 conflicting-routes.

use crate::cidr::Cidr;
use crate::design::{LinkKind, Origin, Route, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(605),
    name: "conflicting-routes",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RtLpm, FactId::RtTieOrder],
    docs: include_str!("conflicting_routes.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        // One route for each target; a route written twice is no conflict, and counts once beside others.
        let mut seen: BTreeMap<Cidr, Vec<&Route>> = BTreeMap::new();
        for route in table.routes.iter().filter(|route| !is_learnt(context, route)) {
            let before = seen.entry(route.to).or_default();
            if before.iter().any(|one| one.via == route.via) {
                continue;
            }
            if let Some(first) = before.first() {
                let message = format!("route table `{}/{}` sends `{}` to two targets", table.vpc, table.id, route.to);
                findings.push(
                    RULE.finding(table.route_locus(route), message)
                        .and_at(table.route_locus(first), "the first")
                        .fixed_by(Fix::by_hand(
                            "keep one of the two routes, or make one of them more specific",
                            [route.place.remove()],
                        )),
                );
            }
            before.push(route);
        }
    }
}

/// Routes that are propagated, and those of a prefix list, are no conflict beside a static route but lose to it; those
/// of a virtual private gateway may be propagated.
fn is_learnt(context: &Context<'_>, route: &Route) -> bool {
    if route.origin != Origin::Static {
        return true;
    }
    match &route.via {
        Target::VirtualPrivateGateway => true,
        Target::Link(id) => context
            .design
            .link(id)
            .is_some_and(|link| matches!(link.kind, LinkKind::DirectConnect(_) | LinkKind::SiteToSiteVpn(_))),
        _ => false,
    }
}
