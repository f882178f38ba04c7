//! Load balancers: a network interface for each node, and listeners with the interfaces behind them.

use std::net::IpAddr;
use std::sync::Arc;

use super::Builder;
use super::filter::matching;
use crate::cidr::Family;
use crate::design::{
    ElasticLoadBalancer, IpProtocol, Listener, LoadBalancerKind, PortSet, Scheme, TargetGroup, TargetOf, TargetType,
};
use crate::network::fabric::{
    AddressPart, BalancerPart, Both, Groups, InterfacePart, Key, Known, ListenerPart, Node, NodeKind, Role, TargetPart,
};
use crate::network::packet::{PacketSet, number};

impl Builder<'_> {
    pub(super) fn add_balancers(&mut self) {
        let design = self.design;
        for balancer in design.load_balancers.values() {
            self.add_nodes(balancer);
        }
        // A load balancer may be the target of another, so listeners come after all nodes.
        for balancer in design.load_balancers.values() {
            let listeners: Vec<ListenerPart> =
                balancer.listeners.iter().map(|listener| self.listener(balancer, listener)).collect();
            let first = self.balancers.get(&balancer.id).and_then(|nodes| nodes.first()).copied();
            let role = first.and_then(|key| self.fabric.interfaces.get(key)).map(|node| node.role.clone());
            if let Some(Role::Balancer(key)) = role
                && let Some(part) = self.fabric.balancers.get_mut(key)
            {
                part.listeners = listeners;
            }
        }
    }

    fn add_nodes(&mut self, balancer: &ElasticLoadBalancer) {
        let Some(vpc) = self.fabric.vpc_by_name.get(&balancer.vpc).copied() else { return };
        let node = Node::new(NodeKind::LoadBalancer, balancer.id.as_str());
        let key = self.fabric.balancers.add(BalancerPart { node: node.clone(), listeners: Vec::new() });
        let groups = match &balancer.security_groups {
            Some(names) if names.is_empty() => Groups::Open,
            Some(names) => self.groups_named(&balancer.vpc, names),
            None if self.describes_groups(&balancer.vpc) && balancer.kind == LoadBalancerKind::Application => {
                Groups::Unknown(format!("the security groups of {node} are not given").into())
            }
            None => Groups::Open,
        };
        let public = balancer.scheme.map(|scheme| scheme == Scheme::InternetFacing);
        let mut nodes = Vec::new();
        for subnet in self.subnets_named(&balancer.vpc, &balancer.subnets) {
            let blocks = self.fabric.subnets.get(subnet).map(|part| part.blocks.clone()).unwrap_or_default();
            let inside = |address: &IpAddr| {
                let (family, number) = (Family::of(*address), number(*address));
                blocks.iter().any(|(of, span)| *of == family && span.holds(number))
            };
            let addresses: Vec<AddressPart> = (balancer.addresses.iter().enumerate())
                .filter(|(_, address)| inside(address))
                .map(|(nth, address)| AddressPart {
                    family: Family::of(*address),
                    private: number(*address),
                    // Addresses stand in the same order in both lists.
                    public: balancer
                        .public_addresses
                        .get(nth)
                        .filter(|address| address.is_ipv4())
                        .map(|address| number(*address)),
                })
                .collect();
            let told = addresses.iter().any(|address| address.public.is_some());
            nodes.push(self.place(InterfacePart {
                node: node.clone(),
                owner: None,
                role: Role::Balancer(key),
                vpc,
                subnet,
                addresses,
                public: if told { Some(false) } else { public },
                groups: groups.clone(),
                checked: Some(true),
            }));
        }
        self.balancers.insert(balancer.id.clone(), nodes);
    }

    fn listener(&self, balancer: &ElasticLoadBalancer, listener: &Listener) -> ListenerPart {
        let ports = PortSet::single(listener.port);
        let packets = Both::each(|family| {
            let mut packets = PacketSet::none(family);
            if listener.protocol.takes_tcp() {
                packets = packets.join(&matching(family, IpProtocol::Tcp, &ports));
            }
            if listener.protocol.takes_udp() {
                packets = packets.join(&matching(family, IpProtocol::Udp, &ports));
            }
            packets
        });
        let group = listener.target_group.as_ref().and_then(|name| balancer.target_groups.get(name));
        let mut targets = Vec::new();
        let mut doubt: Option<Arc<str>> = None;
        match group {
            Some(group) => {
                for target in &group.targets {
                    let found = self.targets(balancer, group, target);
                    if found.is_empty() {
                        doubt =
                            Some(format!("a target of load balancer `{}` is not in the design", balancer.id).into());
                    }
                    targets.extend(found);
                }
            }
            None => {
                doubt =
                    Some(format!("the targets of a listener of load balancer `{}` are not given", balancer.id).into())
            }
        }
        // AWS: what a target group says goes before what its load balancer says.
        let cross_zone = match (balancer.kind, group.and_then(|group| group.cross_zone).or(balancer.cross_zone)) {
            (LoadBalancerKind::Application, None) | (_, Some(true)) => Known::Yes,
            (_, Some(false)) => Known::No,
            (_, None) => Known::Unknown(
                format!("whether load balancer `{}` sends to targets in other zones is not said", balancer.id).into(),
            ),
        };
        let client_address = client_address(balancer, listener, group);
        ListenerPart { packets, targets, cross_zone, client_address, doubt }
    }

    fn targets(&self, balancer: &ElasticLoadBalancer, group: &TargetGroup, target: &TargetOf) -> Vec<TargetPart> {
        let ports = group.ports_of(target);
        let at = |interface: &Key<InterfacePart>, address| {
            let interface = *interface;
            ports.iter().map(move |port| TargetPart { interface, address, port: *port })
        };
        match target {
            TargetOf::Application(id) => {
                let interfaces = self.fabric.interfaces_of.get(id).map(Vec::as_slice).unwrap_or_default();
                // An instance is reached at its first network interface.
                let first = self.design.application(id).is_some_and(|application| !application.interfaces.is_empty());
                let count = if first { 1 } else { interfaces.len() };
                interfaces.iter().take(count).flat_map(|interface| at(interface, None)).collect()
            }
            TargetOf::LoadBalancer(id) => {
                self.balancers.get(id).into_iter().flatten().flat_map(|interface| at(interface, None)).collect()
            }
            TargetOf::Address(address) => {
                let (family, private) = (Family::of(*address), number(*address));
                let has = |part: &InterfacePart| {
                    part.addresses.iter().any(|one| one.family == family && one.private == private)
                };
                // Networks that are not joined may use one address twice: the load balancer means its own.
                let own = self.fabric.vpc_by_name.get(group.vpc.as_ref().unwrap_or(&balancer.vpc)).copied();
                let all = || self.fabric.interfaces.iter().filter(|(_, part)| has(part));
                let found = all().find(|(_, part)| Some(part.vpc) == own).or_else(|| all().next());
                found.into_iter().flat_map(|(key, _)| at(&key, Some(private))).collect()
            }
        }
    }
}

/// Whether targets see the client's address, as AWS has it when nobody says otherwise.
///
/// # Source
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>, client IP
/// preservation. Application Load Balancers end connections and never keep it.
fn client_address(balancer: &ElasticLoadBalancer, listener: &Listener, group: Option<&TargetGroup>) -> Known {
    if balancer.kind == LoadBalancerKind::Application {
        return Known::No;
    }
    let unknown = || {
        Known::Unknown(
            format!("whether targets of load balancer `{}` see the client's address is not said", balancer.id).into(),
        )
    };
    let Some(group) = group else { return unknown() };
    match (group.client_address, group.target_type) {
        (Some(true), _) => Known::Yes,
        (Some(false), _) => Known::No,
        (None, Some(TargetType::Instance | TargetType::Alb)) => Known::Yes,
        (None, Some(TargetType::Ip)) if listener.protocol.takes_udp() => Known::Yes,
        (None, Some(TargetType::Ip)) => Known::No,
        (None, Some(TargetType::Lambda) | None) => unknown(),
    }
}
