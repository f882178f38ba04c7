//! TL211 encryption-enforced-on-one-side.

use crate::design::{EncryptionControls, Link, LinkKind, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(211),
    name: "encryption-enforced-on-one-side",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VpcecPeering],
    docs: include_str!("encryption_enforced_on_one_side.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::VpcPeering(peering) = &link.kind else { return };
    let (one, two) = (context.design.vpc(&peering.between.0), context.design.vpc(&peering.between.1));
    let (Some(one), Some(two)) = (one, two) else { return };
    for (strict, other) in [(one, two), (two, one)] {
        if !enforces(strict) || strict.controls.encryption_exclusions.contains("vpc_peering") {
            continue;
        }
        let other_is_known = other.controls.encryption.is_some();
        let apart = matches!((&one.region, &two.region), (Some(one), Some(two)) if one != two);
        if apart || (other_is_known && !enforces(other)) {
            let why = if apart { "stands in another Region" } else { "does not" };
            let message = format!(
                "VPC `{}` enforces encryption, and its peer `{}` over `{}` {why}",
                strict.id, other.id, link.id
            );
            findings.push(
                RULE.finding(link.locus(), message)
                    .and_at(strict.locus().field("encryption_controls"), "enforced here")
                    .fix("enforce encryption in both VPCs of one Region, or exclude `vpc_peering`"),
            );
            return;
        }
    }
}

fn enforces(vpc: &Vpc) -> bool {
    vpc.controls.encryption == Some(EncryptionControls::Enforce)
}
