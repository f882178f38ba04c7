//! TL240 inspection-not-on-the-path.

use crate::design::{Link, LinkKind, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(240),
    name: "inspection-not-on-the-path",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PeerNontransitive, FactId::TgwApplianceMode, FactId::DgTransitBeatsCount],
    docs: include_str!("inspection_not_on_the_path.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if !matches!(link.kind, LinkKind::VpcPeering(_)) || !need.requires.contains(&Trait::Inspection) {
        return;
    }
    let message = format!(
        "a firewall must look at everything on the way, and peering `{}` leads straight from VPC to VPC: it passes \
         nothing on to a third one",
        link.id
    );
    findings.push(
        RULE.finding(need.field("requires"), message)
            .and_at(link.locus(), "the peering")
            .fix("use a transit gateway with an inspection VPC in appliance mode, or Cloud WAN"),
    );
}
