//! TL306 attachment-in-other-region.

use crate::design::{Link, LinkKind, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::Region;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(306),
    name: "attachment-in-other-region",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwRegional, FactId::TgwPeeringStaticOnly],
    docs: include_str!("attachment_in_other_region.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    let Some(region) = &gateway.region else { return };
    for vpc in gateway.vpcs.keys().filter_map(|vpc| context.design.vpc(vpc)) {
        if let Some(other) = vpc.region.as_ref().filter(|other| *other != region) {
            findings.push(elsewhere(link, region, vpc, other));
        }
    }
}

fn elsewhere(link: &Link, region: &Region, vpc: &Vpc, other: &Region) -> Finding {
    let message = format!(
        "VPC `{}` in `{other}` cannot be attached to transit gateway `{}`, which is in `{region}`",
        vpc.id, link.id
    );
    RULE.finding(link.part(&["attachments", vpc.id.as_str()]).at_key(), message)
        .and_at(vpc.locus(), format!("in `{other}`"))
        .fix(format!("attach it to a transit gateway in `{other}`, and peer the two transit gateways"))
}
