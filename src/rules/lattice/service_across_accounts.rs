//! TL521 service-across-accounts.

use super::network_of;
use crate::design::{Application, Link};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::AccountId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(521),
    name: "service-across-accounts",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlsTgExclusive, FactId::VlaSharedVpc],
    docs: include_str!("service_across_accounts.md"),
    check: Check::Link(check),
};

/// An application with the account of its VPC.
type Owned<'d> = (&'d Application, &'d AccountId);

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        let owned = service.applications.iter().filter_map(|id| {
            let application = context.design.application(id)?;
            let vpc = context.design.vpc(application.vpc()?)?;
            // In a shared subnet it is the participant's own.
            let is_shared = context.design.subnets_of(application).iter().any(|subnet| subnet.shared);
            vpc.account.as_ref().filter(|_| !is_shared).map(|account| (application, account))
        });
        let owned: Vec<Owned<'_>> = owned.collect();
        let Some((first, rest)) = owned.split_first() else { continue };
        if let Some(other) = rest.iter().find(|other| other.1 != first.1) {
            findings.push(across(link, name, first, other));
        }
    }
}

fn across(link: &Link, name: &str, one: &Owned<'_>, other: &Owned<'_>) -> Finding {
    let message = format!(
        "service `{name}` of `{}` leads to `{}` of account `{}` and to `{}` of account `{}`, and a service keeps to one \
         account",
        link.id, one.0.id, one.1, other.0.id, other.1
    );
    RULE.finding(link.part(&["services", name, "applications"]), message)
        .and_at(one.0.locus(), "one account")
        .and_at(other.0.locus(), "another account")
        .fix("run both in one account, or give each a service of its own and let the callers choose")
}
