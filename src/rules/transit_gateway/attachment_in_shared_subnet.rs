//! TL318 attachment-in-shared-subnet.

use crate::design::{Link, LinkKind, Subnet};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::privatelink::subnets;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(318),
    name: "attachment-in-shared-subnet",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::ShareOwnerOnly],
    docs: include_str!("attachment_in_shared_subnet.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (id, attachment) in &gateway.vpcs {
        let Some(vpc) = context.design.vpc(id) else { continue };
        for subnet in subnets(vpc, &attachment.subnets).filter(|subnet| subnet.shared) {
            findings.push(in_shared(link, id, subnet));
        }
    }
}

fn in_shared(link: &Link, vpc: &VpcId, subnet: &Subnet) -> Finding {
    let message = format!(
        "the attachment to transit gateway `{}` is to stand in subnet `{}`, which another account owns",
        link.id,
        subnet.full_id()
    );
    RULE.finding(link.part(&["attachments", vpc.as_str(), "subnets"]), message)
        .because("the subnet is shared by another account", subnet.locus())
        .fix("let the account that owns the VPC attach it")
}
