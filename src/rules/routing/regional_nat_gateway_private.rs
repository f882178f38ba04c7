//! TL627 regional-nat-gateway-private.

use crate::design::{Connectivity, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(627),
    name: "regional-nat-gateway-private",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::RnatNoPrivate],
    docs: include_str!("regional_nat_gateway_private.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for gateway in vpc.gateways.nat.iter().flat_map(|all| all.values()) {
        if gateway.regional && gateway.connectivity == Connectivity::Private {
            let message = format!("NAT gateway `{}/{}` is regional and private; AWS has no such", vpc.id, gateway.id);
            findings.push(
                RULE.finding(gateway.locus().field("connectivity"), message)
                    .fix("make a private NAT gateway in a subnet of each availability zone"),
            );
        }
    }
}
