//! What rules ask of the targets of VPC Lattice services: who they are, and what filters before them let through.

use std::collections::BTreeMap;

use super::network_of;
use crate::cidr::Cidr;
use crate::design::{
    Application, Design, ElasticLoadBalancer, IpProtocol, LatticeAction, LatticeListener, LatticeService, Link, Peer,
    PortSet, RunsOn, SecurityGroupRule, TargetGroup, TargetType,
};
use crate::facts::{FactId, Facts};
use crate::ids::AppId;
use crate::rules::Context;
use crate::rules::filters::is_of_lattice;

/// The link-local ranges that VPC Lattice calls targets from, and is called at by clients of an association.
pub(super) fn lattice_ranges(facts: &Facts) -> Vec<Cidr> {
    // The last of the ranges is that of resource configurations, which are not called from there.
    facts.texts(FactId::VlaAddresses).iter().take(2).filter_map(|text| Cidr::parse(text).ok()).collect()
}

/// The applications that a service calls by themselves, with the ports it calls them on: not those behind a load
/// balancer, and no functions, which have no security groups that matter here.
pub(super) fn direct_targets<'d>(design: &'d Design, service: &'d LatticeService) -> Vec<(&'d Application, PortSet)> {
    let mut found: BTreeMap<&AppId, Vec<(u16, u16)>> = BTreeMap::new();
    if service.target_groups.is_empty() {
        for id in &service.applications {
            found.entry(id).or_default();
        }
    }
    for group in service.target_groups.values().filter(|group| group.target_type != Some(TargetType::Lambda)) {
        for id in group.applications() {
            let ports = found.entry(id).or_default();
            ports.extend(group.port.into_iter().chain(group.health_check_port).map(|port| (port, port)));
        }
    }
    let known = found.into_iter().filter_map(|(id, ports)| Some((design.application(id)?, ports)));
    let called = known.filter(|(one, _)| one.runs_on != RunsOn::Lambda && one.load_balancer.is_none());
    called
        .map(|(one, ports)| {
            let own = one.serves.iter().map(|served| (served.port, served.port));
            let ports = if ports.is_empty() { PortSet::of(own) } else { PortSet::of(ports) };
            (one, ports.unwrap_or_else(PortSet::all))
        })
        .collect()
}

/// Whether a rule may let packets from or to VPC Lattice through. Groups never stand for its addresses.
pub(super) fn lattice_may_pass(
    context: &Context<'_>,
    rule: &SecurityGroupRule,
    protocol: IpProtocol,
    ports: &PortSet,
) -> bool {
    let ranges = lattice_ranges(context.facts);
    rule.protocol.overlaps(protocol)
        && (!rule.protocol.has_ports() || rule.ports.overlaps(ports))
        && rule.peers.iter().any(|peer| match peer {
            Peer::Block(block) => ranges.iter().any(|range| range.overlaps(*block)),
            Peer::PrefixList(id) => context.design.prefix_list(id).is_none_or(|list| {
                let holds = |cidrs: &Vec<Cidr>| cidrs.iter().any(|one| ranges.iter().any(|range| range.overlaps(*one)));
                is_of_lattice(list).unwrap_or(true) || list.cidrs.as_ref().is_some_and(holds)
            }),
            Peer::SecurityGroup(..) => false,
            Peer::Unknown => true,
        })
}

/// Every target group that a listener of a service forwards to, once for each action that names it.
pub(super) fn forwards(service: &LatticeService) -> impl Iterator<Item = (&LatticeListener, &str, &TargetGroup)> {
    service.listeners.iter().flat_map(move |listener| {
        let weights = listener.actions().filter_map(|(action, _)| match action {
            LatticeAction::Forward(weights) => Some(weights),
            LatticeAction::FixedResponse(_) => None,
        });
        let groups = weights.flat_map(|weights| weights.keys());
        groups.filter_map(move |name| Some((listener, name.as_str(), service.target_groups.get(name)?)))
    })
}

/// The load balancers that services of a link have as targets of type `alb`, with the service and its target group.
pub(super) fn alb_targets<'d>(
    design: &'d Design,
    link: &'d Link,
) -> Vec<(&'d str, &'d TargetGroup, &'d ElasticLoadBalancer)> {
    let mut found = Vec::new();
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for group in service.target_groups.values().filter(|group| group.target_type == Some(TargetType::Alb)) {
            let balancers = group.load_balancers().filter_map(|id| design.load_balancer(id));
            found.extend(balancers.map(|balancer| (name.as_str(), group, balancer)));
        }
    }
    found
}
