//! TL410 exposes-another-application.

use super::exposed;
use crate::design::{Link, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(410),
    name: "exposes-another-application",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PlNotWholeVpc],
    docs: include_str!("exposes_another_application.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let (Some(server), Some(exposed)) = (need.server(), exposed(link)) else {
        return;
    };
    if server != exposed {
        let message = format!("`{}` exposes `{exposed}`, and the need is for `{server}`", link.id);
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(link.part(&["application"]), "what it exposes")
                .fix(format!("expose `{server}` by a link of its own, or name another link under `via`")),
        );
    }
}
