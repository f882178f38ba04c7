//! TL522 app-mesh-retired.

use crate::design::Application;
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(522),
    name: "app-mesh-retired",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::MeshAppmeshEol],
    docs: include_str!("app_mesh_retired.md"),
    check: Check::Application(check),
};

fn check(_: &Context<'_>, application: &Application, findings: &mut Findings) {
    let Some(mesh) = &application.mesh else { return };
    // The mesh is free text: every way to write AWS's name counts.
    let letters: String = mesh.chars().filter(|one| one.is_ascii_alphanumeric()).collect();
    if matches!(letters.to_ascii_lowercase().as_str(), "appmesh" | "awsappmesh") {
        findings.push(retired(application));
    }
}

fn retired(application: &Application) -> Finding {
    let message = format!("`{}` is in AWS App Mesh, which AWS has ended", application.id);
    RULE.finding(application.locus().field("mesh"), message)
        .fix("move to VPC Lattice or Amazon ECS Service Connect, or to a mesh that somebody maintains")
}
