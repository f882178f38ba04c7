//! TL902 missing-tag.

use std::collections::BTreeMap;

use crate::design::{Demand, Labels, Pattern, Policy, Selected, Thing};
use crate::finding::{Locus, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(902),
    name: "missing-tag",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("missing_tag.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let design = context.design;
    for policy in design.policies.values() {
        let Demand::RequiredTags { on, things, tags } = &policy.demand else { continue };
        let mut judge = |selected: Selected, labels: &Labels, at: &dyn Fn() -> Locus| {
            if selected == Selected::Yes {
                lacking(policy, tags, labels, at, findings);
            }
        };
        for vpc in design.vpcs.values() {
            if things.contains(&Thing::Vpc) {
                judge(on.vpc(design, vpc), &vpc.labels, &|| vpc.locus());
            }
            for subnet in vpc.subnets.values().filter(|_| things.contains(&Thing::Subnet)) {
                judge(on.subnet(design, vpc, subnet), &subnet.labels, &|| subnet.locus());
            }
        }
        for application in design.applications.values().filter(|_| things.contains(&Thing::Application)) {
            judge(on.application(design, application), &application.labels, &|| application.locus());
        }
        for link in design.links.values().filter(|_| things.contains(&Thing::Link)) {
            judge(on.link(design, link), &link.labels, &|| link.locus());
        }
    }
}

/// One finding for each tag that is not there or has no allowed value. Tags that nobody told of are unknown, not missing.
fn lacking(
    policy: &Policy,
    tags: &BTreeMap<String, Vec<Pattern>>,
    labels: &Labels,
    at: &dyn Fn() -> Locus,
    findings: &mut Findings,
) {
    let Some(given) = &labels.tags else { return };
    for (key, patterns) in tags {
        let accepted: Vec<String> = patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
        let (problem, fix) = match given.get(key) {
            None => (format!("has no tag `{key}`"), format!("add the tag `{key}`: {}", accepted.join(" or "))),
            Some(value) if !patterns.iter().any(|pattern| pattern.matches(value)) => (
                format!("has `{value}` as its tag `{key}`, which `{}` does not allow", policy.id),
                format!("set `{key}` to {}", accepted.join(" or ")),
            ),
            Some(_) => continue,
        };
        let at = at();
        let message = format!("{} `{}` {problem}", at.kind, at.id);
        findings.push(policy.finding(at, message).fix(fix));
    }
}
