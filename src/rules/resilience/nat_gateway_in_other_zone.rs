//! TL652 nat-gateway-in-other-zone.

use super::zone_of;
use crate::design::{Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(652),
    name: "nat-gateway-in-other-zone",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PriceInterAzGb],
    docs: include_str!("nat_gateway_in_other_zone.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for subnet in vpc.subnets.values() {
        let (Some(zone), Some(table)) = (&subnet.az, vpc.route_table_of(&subnet.id)) else { continue };
        for route in table.routes.iter().filter(|route| route.to.prefix_len() == 0) {
            let Target::NatGateway(Some(id)) = &route.via else { continue };
            let stands = vpc.nat_gateway(id).and_then(|gateway| gateway.subnet.as_ref());
            let Some(other) = zone_of(vpc, stands).filter(|other| *other != zone) else { continue };
            let message =
                format!("subnet `{}` in `{zone}` goes out through NAT gateway `{id}` in `{other}`", subnet.full_id());
            findings.push(
                RULE.finding(subnet.locus(), message)
                    .and_at(table.route_locus(route), "by this route")
                    .because(
                        format!("when `{other}` fails, so does the way out of `{zone}`"),
                        subnet.locus().field("az"),
                    )
                    .fix(format!("route it to a NAT gateway in `{zone}`, or to a regional one")),
            );
        }
    }
}
