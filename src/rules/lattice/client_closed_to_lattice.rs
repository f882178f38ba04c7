//! TL526 client-closed-to-lattice.

use std::collections::BTreeSet;

use super::admission::lattice_may_pass;
use super::network_of;
use crate::design::{IpProtocol, Link, Need, Party, PortSet};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(526),
    name: "client-closed-to-lattice",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlaClientSg, FactId::VlaAddresses],
    docs: include_str!("client_closed_to_lattice.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let (Some(network), Party::Application(client), Some(server)) = (network_of(link), need.from(), need.server())
    else {
        return;
    };
    let services: Vec<_> = network.services_of(server).map(|(_, service)| service).collect();
    if services.is_empty() {
        return;
    }
    let Some(client) = context.design.application(client) else { return };
    let (Some(groups), Some(vpc)) = (&client.security_groups, client.vpc()) else { return };
    // Over an endpoint the client calls an address of a subnet instead.
    if !network.associations.contains(vpc) || network.endpoints.contains_key(vpc) {
        return;
    }
    // One way out is enough: any listener of any service that leads there. One without listeners may have any.
    let listens: Vec<_> = services.iter().map(|one| one.listens()).collect();
    let named = listens.iter().flatten().map(|one| (one.port, one.port));
    let any = listens.iter().any(BTreeSet::is_empty);
    let ports = if any { PortSet::all() } else { PortSet::of(named).unwrap_or_else(PortSet::all) };
    let known = groups.iter().filter_map(|group| context.design.security_group(vpc, group));
    let mut outbound = known.flat_map(|group| &group.outbound);
    if !outbound.any(|rule| lattice_may_pass(context, rule, IpProtocol::Tcp, &ports)) {
        let message =
            format!("no security group of `{}` lets it out to VPC Lattice, which `{}` needs", client.id, need.id);
        findings.push(
            RULE.finding(client.locus().field("security_groups"), message)
                .and_at(need.locus(), "the need")
                .fix("allow the managed prefix list `com.amazonaws.REGION.vpc-lattice` on the listeners' ports"),
        );
    }
}
