//! TL509 iam-auth-on-a-resource.

use super::{Offer, is_passthrough, offer};
use crate::design::{Link, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::privatelink::resting_on;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(509),
    name: "iam-auth-on-a-resource",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RcNoAuthPolicy, FactId::VlsTlsptRule],
    docs: include_str!("iam_auth_on_a_resource.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if !need.requires.contains(&Trait::IamAuth) {
        return;
    }
    let Some((_, offer)) = offer(context, need, link) else {
        return;
    };
    let (fact, what, path) = match offer {
        Offer::Resource(name) => {
            let what = format!("resource `{name}`, which no auth policy covers");
            (FactId::RcNoAuthPolicy, what, ["resources", name])
        }
        Offer::Service(name, service) if is_passthrough(need, service) => {
            let what = format!("TLS passthrough service `{name}`, where every caller is anonymous");
            (FactId::VlsTlsptRule, what, ["services", name])
        }
        Offer::Service(..) => return,
    };
    let message = format!("IAM must decide on each call, and `{}` offers the server through {what}", link.id);
    findings.push(
        resting_on([fact], RULE.finding(need.field("requires"), message))
            .and_at(link.part(&path), "what offers it")
            .fix("offer the application through a service with an HTTP or HTTPS listener"),
    );
}
