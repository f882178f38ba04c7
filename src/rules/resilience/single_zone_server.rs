//! TL650 single-zone-server.

use super::client_zones;
use crate::design::{Application, Need};
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{AppId, AzId};
use crate::rules::privatelink::known_zones;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(650),
    name: "single-zone-server",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[],
    docs: include_str!("single_zone_server.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    // The first need, in order of name, whose clients outlive a zone that the server does not.
    let mut told: BTreeMap<AppId, Cow<'_, Need>> = BTreeMap::new();
    for need in context.design.pairs().filter(|need| !need.never) {
        let Some(server) = need.server().cloned() else {
            continue;
        };
        if !told.contains_key(&server) && client_zones(context.design, &need).len() > 1 {
            told.insert(server, need);
        }
    }
    for (id, need) in told {
        let Some(application) = context.design.application(&id) else {
            continue;
        };
        let Some(zones) = known_zones(context.design.subnets_of(application)) else {
            continue;
        };
        if let (1, Some(zone)) = (zones.len(), zones.first()) {
            findings.push(single(application, &need, zone));
        }
    }
}

fn single(application: &Application, need: &Need, zone: &AzId) -> Finding {
    let message = format!("`{}` runs in zone `{zone}` alone, and is called from more zones than that", application.id);
    let at = match application.subnets {
        Some(_) => application.locus().field("subnets"),
        None => application.locus(),
    };
    RULE.finding(at, message)
        .because(format!("`{}` calls it from several zones", need.from()), need.locus())
        .fix(format!("run `{}` in a subnet of a second zone as well", application.id))
}
