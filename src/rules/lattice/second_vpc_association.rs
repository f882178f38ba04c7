//! TL504 second-vpc-association.

use super::network_of;
use crate::design::Link;
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::ids::VpcId;
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
                    .fix(format!("reach `{}` from VPC `{vpc}` through a service-network endpoint", link.id)),
            );
        }
    }
}
