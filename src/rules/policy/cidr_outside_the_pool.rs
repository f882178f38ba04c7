//! TL901 cidr-outside-the-pool.

use crate::design::{Demand, Selected, Vpc};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(901),
    name: "cidr-outside-the-pool",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("cidr_outside_the_pool.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for policy in context.design.policies.values() {
        let Demand::AllowedCidrs { on, blocks } = &policy.demand else { continue };
        if on.vpc(context.design, vpc) != Selected::Yes {
            continue;
        }
        for (cidr, position) in &vpc.cidrs {
            let mut pool = blocks.iter().filter(|block| block.family() == cidr.family()).peekable();
            // A family of which nothing is listed is not judged.
            if pool.peek().is_none() || pool.any(|block| block.contains(*cidr)) {
                continue;
            }
            let message = format!("`{cidr}` of VPC `{}` lies in no block that `{}` allows", vpc.id, policy.id);
            let allowed: Vec<String> = blocks.iter().map(|block| format!("`{block}`")).collect();
            findings.push(
                policy
                    .finding(vpc.cidr_locus(*position), message)
                    .fix(format!("choose a block in {}", allowed.join(", "))),
            );
        }
    }
}
