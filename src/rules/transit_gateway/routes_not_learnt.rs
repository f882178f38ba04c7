//! TL345 routes-not-learnt.

use crate::design::{Link, LinkKind, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::privatelink::resting_on;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(345),
    name: "routes-not-learnt",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwPeeringStaticOnly, FactId::PeerRoutesManual],
    docs: include_str!("routes_not_learnt.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if !need.requires.contains(&Trait::DynamicRouting) {
        return;
    }
    let (what, fact) = match &link.kind {
        LinkKind::TransitGatewayPeering(_) => {
            ("a peering of two transit gateways exchanges no routes", FactId::TgwPeeringStaticOnly)
        }
        LinkKind::VpcPeering(_) => ("a VPC peering connection exchanges no routes", FactId::PeerRoutesManual),
        _ => return,
    };
    let message = format!("routes must be learnt, and `{}` takes static ones only: {what}", link.id);
    findings.push(
        resting_on([fact], RULE.finding(need.field("requires"), message))
            .and_at(link.locus(), "the link")
            .fix("use Cloud WAN, whose edges exchange their routes, or drop `dynamic_routing`"),
    );
}
