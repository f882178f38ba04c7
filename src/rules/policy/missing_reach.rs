//! TL904 missing-reach.

use super::{named, pairs};
use crate::design::{Demand, Party, Vpc};
use crate::finding::{RuleId, Severity};
use crate::network::{Block, Reach};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(904),
    name: "missing-reach",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("missing_reach.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for policy in context.design.policies.values() {
        let Demand::MustReach { from, to } = &policy.demand else { continue };
        for (one, others) in pairs(context, from, to) {
            let mut missed: Vec<&Vpc> = Vec::new();
            let mut first: Option<Vec<Block>> = None;
            for other in others {
                let asked = context.network().reach(&Party::Vpc(one.id.clone()), &Party::Vpc(other.id.clone()));
                if let Reach::No(blocks) = asked {
                    missed.push(other);
                    first.get_or_insert(blocks);
                }
            }
            let Some(other) = missed.first() else { continue };
            let message = format!("VPC `{}` must reach {}, and does not", one.id, named(&missed));
            let why = match first.as_deref() {
                Some([block, ..]) => format!("towards `{}`: {}", other.id, block.reason),
                _ => format!("no link leads from `{}` to `{}`", one.id, other.id),
            };
            let mut finding = policy.finding(one.locus(), message).because(why, one.locus());
            for other in missed.iter().take(super::MOST_NAMED) {
                finding = finding.and_at(other.locus(), "not reached");
            }
            findings
                .push(finding.fix("state a need for it and let `tieline advise` choose how, or mend what blocks it"));
        }
    }
}
