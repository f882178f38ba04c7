//! TL209 peering-not-active.

use crate::design::{Link, LinkKind, Need, PeeringStatus};
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(209),
    name: "peering-not-active",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PeerRequestExpiryDays],
    docs: include_str!("peering_not_active.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let LinkKind::VpcPeering(peering) = &link.kind else { return };
    let days = context.facts.limit(LimitId::PeerRequestExpiryDays);
    let (state, fix) = match peering.status {
        PeeringStatus::Active => return,
        PeeringStatus::Pending => {
            ("not accepted yet", format!("accept it: a request ends by itself after {days} days"))
        }
        PeeringStatus::Ended => {
            ("over: it failed, ended or was deleted", "ask for a new peering connection".to_owned())
        }
    };
    let message = format!("peering connection `{}` is to carry `{}`, and it is {state}", link.id, need.id);
    findings.push(RULE.finding(need.locus(), message).and_at(link.part(&["status"]), "its state").fix(fix));
}
