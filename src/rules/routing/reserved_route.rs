//! TL606 reserved-route.

use crate::cidr::Cidr;
use crate::design::Vpc;
use crate::facts::FactId;
use crate::finding::{Fix, RuleId, Severity};
use crate::rules::privatelink::resting_on;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(606),
    name: "reserved-route",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RtReservedV4, FactId::RtReservedV6],
    docs: include_str!("reserved_route.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let texts = RULE.facts.iter().flat_map(|fact| context.facts.texts(*fact).iter().map(|text| (*fact, text)));
    let reserved: Vec<(FactId, Cidr)> =
        texts.filter_map(|(fact, text)| Some((fact, Cidr::parse(text).ok()?))).collect();
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        for route in &table.routes {
            let Some((fact, kept)) = reserved.iter().find(|(_, kept)| kept.contains(route.to)) else {
                continue;
            };
            let message = format!(
                "route table `{}/{}` has a route to `{}`, inside `{kept}`, which AWS keeps for its own services",
                table.vpc, table.id, route.to
            );
            let finding = RULE.finding(table.route_locus(route).field("to"), message);
            findings.push(resting_on([*fact], finding).fixed_by(Fix::safe("remove the route", [route.place.remove()])));
        }
    }
}
