//! TL403 resource-gateway-without-room.

use super::{Gateway, gateways, most_that_can_be_free, room_for_subnet, subnets};
use crate::cidr::Cidr;
use crate::cidr::space::usable_addresses;
use crate::design::{Link, Subnet, Vpc};
use crate::facts::{FactId, Facts, LimitId};
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::rules::patches::new_subnet;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(403),
    name: "resource-gateway-without-room",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RgIpsPerEni, FactId::SubnetReserved5],
    docs: include_str!("resource_gateway_without_room.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for gateway in gateways(link) {
        let vpc = gateway.vpc(context.design);
        let Some(vpc) = vpc else { continue };
        let needed = gateway.gateway.ipv4_per_interface.unwrap_or(context.facts.limit(LimitId::RgIpsPerEni));
        for subnet in subnets(vpc, &gateway.gateway.subnets) {
            let Some(block) = subnet.ipv4 else { continue };
            let free = most_that_can_be_free(block, &subnet.occupancy);
            if free < u128::from(needed) {
                findings.push(no_room(context.facts, link, &gateway, vpc, subnet, free, needed));
            }
        }
    }
}

fn no_room(
    facts: &Facts,
    link: &Link,
    gateway: &Gateway<'_>,
    vpc: &Vpc,
    subnet: &Subnet,
    free: u128,
    needed: u64,
) -> Finding {
    let message = format!(
        "the resource gateway of `{}` takes {needed} IPv4 addresses in subnet `{}`, where at most {free} are free",
        link.id,
        subnet.full_id()
    );
    let mut finding = RULE.finding(link.part(&gateway.field("subnets")), message).and_at(subnet.locus(), "the subnet");
    if gateway.gateway.ipv4_per_interface.is_some() {
        let text = format!("it is to have {needed} addresses for each network interface");
        finding = finding.because(text, link.part(&gateway.field("ipv4_per_interface")));
    }
    let smallest = (facts.limit(LimitId::SubnetIpv4PrefixShortest)..=facts.limit(LimitId::SubnetIpv4PrefixLongest))
        .rev()
        .filter_map(|prefix_len| u8::try_from(prefix_len).ok())
        .find(|prefix_len| usable_addresses(Cidr::v4([0; 4], *prefix_len)) >= u128::from(needed));
    let room = smallest.and_then(|prefix_len| room_for_subnet(vpc, prefix_len));
    finding.fixed_by(match room {
        Some(room) => {
            let (name, new) = new_subnet(vpc, "gateway", subnet.az.as_ref(), room);
            let moved = link.part(&gateway.field("subnets")).place.replace_item(subnet.id.as_str(), name);
            let title = format!("put the gateway in a new subnet `{room}`, which is free in VPC `{}`", vpc.id);
            Fix::by_hand(title, [new, moved])
        }
        None => Fix::words("put the gateway in a subnet with room, or give it fewer addresses for each interface"),
    })
}
