//! TL346 direct-connect-not-encrypted.

use crate::design::{Link, LinkKind, Need, Trait};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(346),
    name: "direct-connect-not-encrypted",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::DxNotEncrypted],
    docs: include_str!("direct_connect_not_encrypted.md"),
    check: Check::Carriage(check),
};

fn check(_: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if !matches!(link.kind, LinkKind::DirectConnect(_)) || !need.requires.contains(&Trait::Encryption) {
        return;
    }
    let message = format!("the link must encrypt, and Direct Connect `{}` does not by itself", link.id);
    findings.push(
        RULE.finding(need.field("requires"), message)
            .and_at(link.locus(), "the link")
            .fix("use a Site-to-Site VPN, alone or over the connection, or MACsec and drop `encryption`"),
    );
}
