//! TL423 consumer-not-allowed.

use super::provider;
use crate::design::{Link, LinkKind};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(423),
    name: "consumer-not-allowed",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlDefaultClosed],
    docs: include_str!("consumer_not_allowed.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else { return };
    let Some(allowed) = &service.allowed_accounts else { return };
    let own = provider(context.design, service).and_then(|vpc| vpc.account.as_ref());
    for id in service.endpoints.keys() {
        let Some(account) = context.design.vpc(id).and_then(|vpc| vpc.account.as_ref()) else { continue };
        if Some(account) != own && !allowed.contains(account) {
            let message =
                format!("endpoint service `{}` does not admit account {account}, whose VPC `{id}` calls it", link.id);
            findings.push(
                RULE.finding(link.part(&["endpoints", id.as_str()]), message)
                    .and_at(link.part(&["allowed_accounts"]), "not among these")
                    .fix(format!("add \"{account}\" to `allowed_accounts`")),
            );
        }
    }
}
