//! TL556 refusals-not-logged.

use super::network_of;
use crate::design::{Auth, Link};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(556),
    name: "refusals-not-logged",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VllogTypes, FactId::VllogFields],
    docs: include_str!("refusals_not_logged.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    // A log of the network holds the calls of all its services. Where nobody says that there is none, there may be one.
    let Some(network) = network_of(link).filter(|network| network.access_logs == Some(false)) else { return };
    for (name, service) in &network.services {
        let asks = network.auth == Auth::AwsIam || service.auth == Auth::AwsIam;
        if asks && service.access_logs == Some(false) {
            let message = format!(
                "service `{name}` of `{}` refuses callers by auth policy, and no access log tells whom and why",
                link.id
            );
            findings.push(
                RULE.finding(link.part(&["services", name, "access_logs"]), message)
                    .and_at(link.part(&["access_logs"]), "nor has the service network one")
                    .fix("subscribe to the access logs of the service network, or of the service"),
            );
        }
    }
}
