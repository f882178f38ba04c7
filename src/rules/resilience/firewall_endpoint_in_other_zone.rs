//! TL655 firewall-endpoint-in-other-zone.

use super::zone_of;
use crate::design::{Target, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(655),
    name: "firewall-endpoint-in-other-zone",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PriceInterAzGb],
    docs: include_str!("firewall_endpoint_in_other_zone.md"),
    check: Check::Vpc(check),
};

fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for subnet in vpc.subnets.values() {
        let (Some(zone), Some(table)) = (&subnet.az, vpc.route_table_of(&subnet.id)) else { continue };
        let led = table.routes.iter().find_map(|route| match &route.via {
            Target::FirewallEndpoint(id) => {
                let subnet = vpc.firewall_endpoint(id)?.subnet.as_ref();
                Some((route, id, zone_of(vpc, subnet).filter(|other| *other != zone)?))
            }
            _ => None,
        });
        if let Some((route, id, other)) = led {
            let message =
                format!("subnet `{}` in `{zone}` is routed to firewall endpoint `{id}` in `{other}`", subnet.full_id());
            findings.push(
                RULE.finding(subnet.locus(), message)
                    .and_at(table.route_locus(route), "by this route")
                    .because(
                        format!("when `{other}` fails, `{zone}` loses what it reaches through the firewall"),
                        subnet.locus().field("az"),
                    )
                    .fix(format!("give `{zone}` a firewall endpoint of its own, and route to that")),
            );
        }
    }
}
