//! TL205 duplicate-peering.

use std::collections::BTreeMap;

use crate::design::{Design, Link, LinkKind, Target};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, Patch, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(205),
    name: "duplicate-peering",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PeerOnePerPair],
    docs: include_str!("duplicate_peering.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let mut pairs: BTreeMap<(&VpcId, &VpcId), &Link> = BTreeMap::new();
    for link in context.design.links.values() {
        let LinkKind::VpcPeering(peering) = &link.kind else { continue };
        let (one, other) = &peering.between;
        let pair = (one.min(other), one.max(other));
        match pairs.get(&pair) {
            Some(first) => findings.push(duplicate(context.design, first, link, pair)),
            None => {
                pairs.insert(pair, link);
            }
        }
    }
}

fn duplicate(design: &Design, first: &Link, second: &Link, (one, other): (&VpcId, &VpcId)) -> Finding {
    let message = format!(
        "peering `{}` joins VPC `{one}` and VPC `{other}` a second time, after peering `{}`",
        second.id, first.id
    );
    RULE.finding(second.locus(), message).and_at(first.locus(), "the first").fixed_by(Fix::by_hand(
        format!("remove `{}`, and lead its routes over `{}`", second.id, first.id),
        led_over(design, first, second, [one, other]),
    ))
}

/// The second peering taken out, its routes led over the first.
fn led_over(design: &Design, first: &Link, second: &Link, vpcs: [&VpcId; 2]) -> Vec<Patch> {
    let tables = vpcs.into_iter().filter_map(|vpc| design.vpc(vpc)).flat_map(|vpc| vpc.route_tables.iter().flatten());
    let routes = tables.flat_map(|(_, table)| &table.routes);
    let led = routes.filter(|route| matches!(&route.via, Target::Link(id) if *id == second.id));
    let led = led.map(|route| route.place.child("via").replace(first.id.as_str()));
    led.chain([second.place.remove()]).collect()
}
