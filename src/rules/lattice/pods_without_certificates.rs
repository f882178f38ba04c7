//! TL540 pods-without-certificates.

use crate::design::{Link, LinkKind, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(540),
    name: "pods-without-certificates",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::MeshNeed],
    docs: include_str!("pods_without_certificates.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if matches!(link.kind, LinkKind::ServiceMesh(_)) || !need.requires.contains(&Trait::PodCertificates) {
        return;
    }
    let message = "each pod must have a certificate of its own and the policies of a mesh, and nothing but a service mesh gives them";
    findings.push(
        RULE.finding(need.field("requires"), message)
            .and_at(link.locus(), "the link")
            .fix("keep or run a service mesh, or drop `pod_certificates`"),
    );
}
