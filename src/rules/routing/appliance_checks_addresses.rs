//! TL624 appliance-checks-addresses.

use crate::design::{Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(624),
    name: "appliance-checks-addresses",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::SourceDestinationCheck],
    docs: include_str!("appliance_checks_addresses.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        for route in &table.routes {
            let Target::Application(id) = &route.via else { continue };
            let Some(appliance) = context.design.application(id) else { continue };
            if appliance.source_destination_check == Some(true) {
                let message = format!(
                    "route table `{}/{}` sends `{}` through `{id}`, whose source/destination check drops what is not its own",
                    table.vpc, table.id, route.to
                );
                findings.push(
                    RULE.finding(table.route_locus(route), message)
                        .and_at(appliance.locus().field("source_destination_check"), "is on")
                        .fix(format!("switch the source/destination check of `{id}` off")),
                );
            }
        }
    }
}
