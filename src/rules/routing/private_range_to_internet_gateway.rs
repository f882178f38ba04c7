//! TL622 private-range-to-internet-gateway.

use crate::cidr::Cidr;
use crate::design::{Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(622),
    name: "private-range-to-internet-gateway",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VpcCidrRfc1918Recommended],
    docs: include_str!("private_range_to_internet_gateway.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let private: Vec<Cidr> = (context.facts.texts(FactId::VpcCidrRfc1918Recommended).iter())
        .filter_map(|text| Cidr::parse(text).ok())
        .collect();
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        for route in table.routes.iter().filter(|route| route.via == Target::InternetGateway) {
            // A route inside the VPC itself is refused, which is TL607.
            let inside = vpc.cidrs.iter().any(|(block, _)| block.contains(route.to));
            if !inside && private.iter().any(|range| range.contains(route.to)) {
                let message = format!(
                    "route table `{}/{}` sends the private block `{}` to the internet gateway",
                    table.vpc, table.id, route.to
                );
                findings.push(
                    RULE.finding(table.route_locus(route), message)
                        .fix("name the link that leads to the network with these addresses"),
                );
            }
        }
    }
}
