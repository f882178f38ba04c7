//! TL425 resource-closed-to-its-gateway.

use super::{Gateway, gateways, subnets};
use crate::design::{Application, Design, IpProtocol, Link, PortSet};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::filters::may_pass;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(425),
    name: "resource-closed-to-its-gateway",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::RgSg, FactId::RgSourceIp],
    docs: include_str!("resource_closed_to_its_gateway.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for gateway in gateways(link) {
        let Some(application) = context.design.application(gateway.application) else { continue };
        if is_closed(context.design, &gateway, application) {
            let message = format!(
                "no security group of `{}` admits the resource gateway of `{}`, which is who calls it",
                application.id, link.id
            );
            findings.push(
                RULE.finding(application.locus().field("security_groups"), message)
                    .and_at(link.part(&gateway.field("subnets")), "calls from here")
                    .fix("admit the subnets or the security group of the resource gateway"),
            );
        }
    }
}

/// Whether it is sure that the application's groups admit no address of the gateway.
fn is_closed(design: &Design, gateway: &Gateway<'_>, application: &Application) -> bool {
    let (Some(groups), Some(home), Some(vpc)) = (&application.security_groups, application.vpc(), gateway.vpc(design))
    else {
        return false;
    };
    if gateway.gateway.subnets.is_empty() {
        return false;
    }
    let known = groups.iter().filter_map(|group| design.security_group(home, group));
    let inbound: Vec<_> = known.flat_map(|group| &group.inbound).collect();
    let ports = PortSet::of(application.serves.iter().map(|one| (one.port, one.port))).unwrap_or_else(PortSet::all);
    let mut blocks = subnets(vpc, &gateway.gateway.subnets).filter_map(|subnet| subnet.ipv4);
    !blocks.any(|block| may_pass(design, inbound.iter().copied(), (IpProtocol::Tcp, &ports), block))
}
