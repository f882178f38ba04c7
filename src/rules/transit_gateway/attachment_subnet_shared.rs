//! TL305 attachment-subnet-shared.

use std::collections::BTreeMap;

use crate::design::{Application, Link, LinkKind};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{SubnetId, VpcId};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(305),
    name: "attachment-subnet-shared",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwAttachDedicated28],
    docs: include_str!("attachment_subnet_shared.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    // Only subnets that an application names: one that names none is in its VPC, nobody says where.
    let mut users: BTreeMap<(&VpcId, &SubnetId), &Application> = BTreeMap::new();
    for application in context.design.applications.values() {
        let Some(vpc) = application.vpc().filter(|vpc| gateway.vpcs.contains_key(*vpc)) else { continue };
        for subnet in application.subnets.iter().flatten() {
            users.entry((vpc, subnet)).or_insert(application);
        }
    }
    for (vpc, attachment) in &gateway.vpcs {
        for subnet in &attachment.subnets {
            if let Some(user) = users.get(&(vpc, subnet)) {
                let length = context.facts.limit(LimitId::TgwAttachDedicated28);
                findings.push(shared(link, vpc, subnet, user, length));
            }
        }
    }
}

fn shared(link: &Link, vpc: &VpcId, subnet: &SubnetId, user: &Application, length: u64) -> Finding {
    let message =
        format!("subnet `{vpc}/{subnet}` holds both the attachment to transit gateway `{}` and `{}`", link.id, user.id);
    RULE.finding(link.part(&["attachments", vpc.as_str(), "subnets"]), message)
        .and_at(user.locus(), "runs there too")
        .fix(format!("give the attachment a /{length} of its own in that availability zone"))
}
