//! TL510 iam-auth-not-enabled.

use super::{checks_identity, is_passthrough, service_offer};
use crate::design::{Link, Need, Trait};
use crate::facts::FactId;
use crate::finding::{Fix, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(510),
    name: "iam-auth-not-enabled",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VlauthType, FactId::VlauthAnd],
    docs: include_str!("iam_auth_not_enabled.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let Some((network, name, service)) = service_offer(context, need, link) else {
        return;
    };
    let asks = need.requires.contains(&Trait::IamAuth) && !is_passthrough(need, service);
    if asks && !checks_identity(network, service) {
        let message = format!(
            "IAM must decide on each call, and neither `{}` nor its service `{name}` has auth `aws_iam`",
            link.id
        );
        findings.push(
            RULE.finding(need.field("requires"), message)
                .and_at(link.part(&["services", name]), "the service")
                .fixed_by(Fix::by_hand(
                    format!("set `auth: aws_iam` on service `{name}`, and write a policy that admits the callers"),
                    [link.part(&["services", name]).place.set("auth", "aws_iam")],
                )),
        );
    }
}
