//! TL504 second-vpc-association.

use super::network_of;
use serde_json::json;

use crate::design::Link;
use crate::facts::{FactId, LimitId};
use crate::finding::{Fix, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::patches::one_subnet_a_zone;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(504),
    name: "second-vpc-association",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlaOneSn],
    docs: include_str!("second_vpc_association.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let allowed = usize::try_from(context.facts.limit(LimitId::VlaOneSn)).unwrap_or(usize::MAX);
    let mut associated: BTreeMap<&VpcId, Vec<&Link>> = BTreeMap::new();
    for link in context.design.links.values() {
        for vpc in network_of(link).into_iter().flat_map(|network| &network.associations) {
            associated.entry(vpc).or_default().push(link);
        }
    }
    for (vpc, links) in associated {
        let Some(first) = links.first() else { continue };
        for link in links.iter().skip(allowed) {
            let message =
                format!("VPC `{vpc}` is associated with `{}` and with `{}`; AWS allows one", first.id, link.id);
            findings.push(
                RULE.finding(link.part(&["associations"]), message)
                    .and_at(first.part(&["associations"]), "the first")
                    .fixed_by(through_an_endpoint(context, link, vpc)),
            );
        }
    }
}

/// An endpoint in the place of the association: in one subnet of each zone, where the design has any.
fn through_an_endpoint(context: &Context<'_>, link: &Link, vpc: &VpcId) -> Fix {
    let title = format!("reach `{}` from VPC `{vpc}` through a service-network endpoint", link.id);
    let subnets = context.design.vpc(vpc).map(one_subnet_a_zone).unwrap_or_default();
    if subnets.is_empty() {
        return Fix::words(title);
    }
    let leave = link.part(&["associations"]).place.remove_item(vpc.as_str());
    let enter = link.part(&["endpoints"]).place.insert(vpc.as_str(), json!({ "subnets": subnets }));
    Fix::by_hand(title, [leave, enter])
}
