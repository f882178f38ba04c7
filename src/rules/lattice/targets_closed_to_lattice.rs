//! TL525 targets-closed-to-lattice.

use super::admission::{direct_targets, lattice_may_pass};
use super::network_of;
use crate::design::{Application, IpProtocol, Link, PortSet};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(525),
    name: "targets-closed-to-lattice",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlaTargetSg, FactId::VlaAddresses],
    docs: include_str!("targets_closed_to_lattice.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for (application, ports) in direct_targets(context.design, service) {
            if is_closed(context, application, &ports) {
                findings.push(closed(link, name, application, &ports));
            }
        }
    }
}

/// Whether it is sure that the application's groups let nothing in from VPC Lattice.
fn is_closed(context: &Context<'_>, application: &Application, ports: &PortSet) -> bool {
    let (Some(groups), Some(vpc)) = (&application.security_groups, application.vpc()) else { return false };
    let known = groups.iter().filter_map(|group| context.design.security_group(vpc, group));
    let mut inbound = known.flat_map(|group| &group.inbound);
    !inbound.any(|rule| lattice_may_pass(context, rule, IpProtocol::Tcp, ports))
}

fn closed(link: &Link, name: &str, application: &Application, ports: &PortSet) -> Finding {
    let message = format!(
        "no security group of `{}` admits VPC Lattice on {ports}, from where service `{name}` of `{}` calls it",
        application.id, link.id
    );
    RULE.finding(application.locus().field("security_groups"), message)
        .and_at(link.part(&["services", name]), "calls it")
        .fix("admit the managed prefix list `com.amazonaws.REGION.vpc-lattice` on the ports of targets and health checks")
}
