//! TL631 route-to-what-is-gone.

use crate::design::{Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Fix, Kind, Locus, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(631),
    name: "route-to-what-is-gone",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::RtBlackhole],
    docs: include_str!("route_to_what_is_gone.md"),
    check: Check::Vpc(check),
};

/// A route table of a VPC has no blackholes by design, as one of a transit gateway has: each was a route to something.
fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        // A route to a prefix list stands among the routes once for each block: it is told once, by the list.
        let lists = table.prefix_list_routes.iter().filter(|route| route.via == Target::Blackhole);
        let mut told: BTreeMap<_, _> = lists.map(|route| (&route.place, format!("prefix_list/{}", route.to))).collect();
        for route in table.routes.iter().filter(|route| route.via == Target::Blackhole) {
            told.entry(&route.place).or_insert_with(|| route.to.to_string());
        }
        for (place, to) in told {
            let message = format!(
                "route table `{}/{}` drops what goes to `{to}`: the target of the route is gone",
                table.vpc, table.id
            );
            let at = Locus::new(Kind::RouteTable, format!("{}/{}", table.vpc, table.id), place.clone());
            findings.push(
                RULE.finding(at, message).fixed_by(Fix::by_hand(
                    "remove the route, or lead it to what replaces its target",
                    [place.remove()],
                )),
            );
        }
    }
}
