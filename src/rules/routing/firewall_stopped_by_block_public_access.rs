//! TL633 firewall-stopped-by-block-public-access.

use crate::design::{BlockPublicAccess, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(633),
    name: "firewall-stopped-by-block-public-access",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::BpaBlocks],
    docs: include_str!("firewall_stopped_by_block_public_access.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    if !matches!(vpc.controls.block, Some(BlockPublicAccess::Bidirectional | BlockPublicAccess::Ingress)) {
        return;
    }
    for endpoint in vpc.firewall_endpoints.iter().flat_map(|endpoints| endpoints.values()) {
        let Some(subnet) = endpoint.subnet.as_ref().and_then(|name| vpc.subnets.get(name)) else { continue };
        if !subnet.block_excluded {
            let message = format!(
                "firewall endpoint `{}` stands in subnet `{}`, which VPC Block Public Access does not leave out",
                endpoint.id,
                subnet.full_id()
            );
            findings.push(
                RULE.finding(endpoint.locus(), message)
                    .and_at(vpc.locus().field("block_public_access"), "blocked here")
                    .fix(format!("exclude subnet `{}`", subnet.full_id())),
            );
        }
    }
}
