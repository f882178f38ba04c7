//! TL628 internet-path-blocked.

use crate::design::{BlockPublicAccess, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(628),
    name: "internet-path-blocked",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::BpaBlocks],
    docs: include_str!("internet_path_blocked.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    if vpc.controls.block != Some(BlockPublicAccess::Bidirectional) {
        return;
    }
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        // A table that only excluded subnets use is not stopped.
        let users = vpc.subnets.values().filter(|subnet| vpc.route_table_of(&subnet.id) == Some(table));
        if !users.into_iter().any(|subnet| !subnet.block_excluded) {
            continue;
        }
        let leads = |target: &Target| matches!(target, Target::InternetGateway | Target::EgressOnlyInternetGateway);
        if let Some(route) = table.routes.iter().find(|route| leads(&route.via)) {
            let message = format!(
                "route table `{}/{}` sends `{}` to the internet, which VPC Block Public Access stops",
                table.vpc, table.id, route.to
            );
            findings.push(
                RULE.finding(table.route_locus(route), message)
                    .and_at(vpc.locus().field("block_public_access"), "both directions")
                    .fix("exclude the subnets that are meant to reach the internet, or remove the route"),
            );
        }
    }
}
