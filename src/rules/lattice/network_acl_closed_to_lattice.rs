//! TL527 network-acl-closed-to-lattice.

use super::admission::{direct_targets, lattice_ranges};
use super::network_of;
use crate::cidr::Cidr;
use crate::design::{IpProtocol, Link, NetworkAcl, NetworkAclEntry, PortSet};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::filters::allows_some;
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(527),
    name: "network-acl-closed-to-lattice",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlaNacl, FactId::VlaAddresses],
    docs: include_str!("network_acl_closed_to_lattice.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let ranges = lattice_ranges(context.facts);
    let mut told = BTreeSet::new();
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for (application, ports) in direct_targets(context.design, service) {
            let Some(vpc) = application.vpc().and_then(|vpc| context.design.vpc(vpc)) else { continue };
            for subnet in context.design.subnets_of(application) {
                let Some(acl) = vpc.network_acl_of(&subnet.id) else { continue };
                if is_closed(acl, &ranges, &ports) && told.insert(acl.full_id()) {
                    findings.push(closed(link, name, acl));
                }
            }
        }
    }
}

/// Whether nothing comes in from VPC Lattice, or nothing goes back to it.
fn is_closed(acl: &NetworkAcl, ranges: &[Cidr], ports: &PortSet) -> bool {
    let passes = |entries: &[NetworkAclEntry], ports: &PortSet| {
        let mut pairs = entries.iter().flat_map(|entry| ranges.iter().map(move |range| (entry, *range)));
        pairs.any(|(entry, range)| allows_some(entry, IpProtocol::Tcp, ports, range))
    };
    !passes(&acl.inbound, ports) || !passes(&acl.outbound, &PortSet::all())
}

fn closed(link: &Link, name: &str, acl: &NetworkAcl) -> Finding {
    let message = format!(
        "network ACL `{}` lets nothing pass between VPC Lattice and the targets of service `{name}` of `{}`",
        acl.full_id(),
        link.id
    );
    RULE.finding(acl.locus(), message)
        .and_at(link.part(&["services", name]), "whose targets stand there")
        .fix("allow the link-local range of VPC Lattice in both directions")
}
