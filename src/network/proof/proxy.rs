//! What takes connections in the place of others: load balancers, endpoints, services of VPC Lattice.

use std::collections::BTreeSet;

use super::follow::holds;
use super::holder::{Holder, Stretch};
use super::leg::{Ends, GroupName, Leg, Memory, Resumes, Spot, Traveller};
use crate::cidr::{Cidr, Family};
use crate::design::{
    Auth, AuthPolicy, ElasticLoadBalancer, LinkKind, Listener, LoadBalancerKind, ServiceNetwork, TargetGroup, TargetOf,
    TargetType, Vpc,
};
use crate::ids::{AppId, LinkId, LoadBalancerId, VpcId};
use crate::network::fabric::NodeKind;
use crate::network::packet::Packet;

/// Where VPC Lattice stands: its callers send there, and it calls from there.
///
/// # Source
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/security-groups.html>.
pub(super) const LATTICE: [Cidr; 2] =
    [Cidr::v4([169, 254, 171, 0], 24), Cidr::v6([0xfd00, 0xec2, 0x80, 0, 0, 0, 0, 0], 64)];

/// Whether targets are known to see the client's address, or not to.
fn sees_client(balancer: &ElasticLoadBalancer, listener: &Listener, group: &TargetGroup) -> Option<bool> {
    if balancer.kind == LoadBalancerKind::Application {
        return Some(false);
    }
    group.client_address.or(match group.target_type? {
        TargetType::Instance | TargetType::Alb => Some(true),
        TargetType::Ip => Some(listener.protocol.takes_udp()),
        TargetType::Lambda => None,
    })
}

impl Leg<'_> {
    /// The listeners of a load balancer that take a packet: one for each target group of its port.
    pub(super) fn listeners(balancer: &ElasticLoadBalancer, packet: Packet) -> impl Iterator<Item = &Listener> {
        balancer.listeners.iter().filter(move |one| {
            let protocol = match packet.protocol {
                6 => one.protocol.takes_tcp(),
                17 => one.protocol.takes_udp(),
                _ => false,
            };
            protocol && one.port == packet.destination_port
        })
    }

    /// At a node of a load balancer.
    pub(super) fn by_balancer(&self, id: &LoadBalancerId, here: &Holder, traveller: Traveller) -> Ends {
        let mut traveller = traveller;
        traveller.sent_on += 1;
        let Some(balancer) = self.design.load_balancer(id).filter(|_| traveller.sent_on < super::follow::CIRCLES)
        else {
            return Vec::new();
        };
        if Self::listeners(balancer, traveller.packet).next().is_none() {
            self.flaw(traveller.step, || format!("nothing listens for {} on `{id}`", traveller.packet));
            return Vec::new();
        }
        let mut ends = Vec::new();
        let mut known = true;
        for listener in Self::listeners(balancer, traveller.packet) {
            let group = listener.target_group.as_ref().and_then(|name| balancer.target_groups.get(name));
            match group.and_then(|group| Some((group, sees_client(balancer, listener, group)?))) {
                Some((group, keeps)) => ends.extend(self.to_targets(balancer, group, keeps, here, &traveller)),
                None => known = false,
            }
        }
        if ends.is_empty() && known {
            self.flaw(traveller.step, || format!("no target of `{id}` is reached"));
        }
        ends
    }

    fn to_targets(
        &self,
        balancer: &ElasticLoadBalancer,
        group: &TargetGroup,
        keeps: bool,
        here: &Holder,
        traveller: &Traveller,
    ) -> Ends {
        let zone = self.subnet(&here.vpc, &here.subnet).and_then(|subnet| subnet.zone);
        let mut ends = Vec::new();
        let with_port = |target| {
            let found = self.targets(balancer, group, target).into_iter();
            found.flat_map(|(holder, address)| {
                group.ports_of(target).into_iter().map(move |port| (holder.clone(), address, port))
            })
        };
        for (target, address, port) in group.targets.iter().flat_map(with_port) {
            let there = self.subnet(&target.vpc, &target.subnet).and_then(|subnet| subnet.zone);
            let is_far = target.vpc == here.vpc && zone.is_some() && there.is_some() && zone != there;
            let said = group.cross_zone.or(balancer.cross_zone);
            let crosses = said.unwrap_or(balancer.kind == LoadBalancerKind::Application);
            let own_target = keeps && traveller.client.as_ref() == Some(&target.node);
            let family = traveller.packet.family();
            let Some(to) = address.or_else(|| target.first_address(self, family)) else { continue };
            if (is_far && !crosses) || own_target {
                continue;
            }
            let mut on = traveller.clone();
            on.memory.push(Memory {
                waits: (!keeps).then(|| Spot::Holder(here.clone())),
                resumes: Resumes::Holder(here.clone()),
                before: on.packet,
            });
            on.packet.destination = to;
            on.packet.destination_port = port.unwrap_or(on.packet.destination_port);
            let mut sent = vec![on];
            if keeps {
                // AWS: targets may refer to the load balancer's groups, client address kept or not.
                if let (Some(groups), Some(on)) = (&here.groups, sent.first_mut()) {
                    on.sender = Some(groups.clone());
                    on.inbound_references = true;
                    on.client = Some(here.node.clone());
                }
            } else if let Some(mut on) = sent.pop() {
                let Some(own) = here.first_address(self, family) else { continue };
                on.packet.source = own;
                on.sender.clone_from(&here.groups);
                on.client = Some(here.node.clone());
                on.inbound_references = true;
                on.outbound_references = true;
                sent = self.each_port(&on);
            }
            ends.extend(sent.into_iter().flat_map(|on| self.leave(here, on)));
        }
        ends
    }

    /// The network interfaces of a target, with the address when only that one counts.
    fn targets(
        &self,
        balancer: &ElasticLoadBalancer,
        group: &TargetGroup,
        target: &TargetOf,
    ) -> Vec<(Holder, Option<std::net::IpAddr>)> {
        let all = self.all_holders();
        match target {
            TargetOf::Application(id) => {
                let own: Vec<Holder> = all.into_iter().filter(|one| one.application() == Some(id)).collect();
                // An instance is reached at its first network interface.
                let told = self.design.application(id).is_some_and(|application| !application.interfaces.is_empty());
                let count = if told { 1 } else { own.len() };
                own.into_iter().take(count).map(|one| (one, None)).collect()
            }
            TargetOf::LoadBalancer(id) => {
                let nodes = all.into_iter().filter(|one| one.role == super::holder::Role::Balancer(id.clone()));
                nodes.map(|one| (one, None)).collect()
            }
            TargetOf::Address(address) => {
                let home = group.vpc.as_ref().unwrap_or(&balancer.vpc);
                let having: Vec<Holder> = all.into_iter().filter(|one| one.has(*address)).collect();
                let own = having.iter().find(|one| one.vpc == *home).or_else(|| having.first());
                own.map(|one| (one.clone(), Some(*address))).into_iter().collect()
            }
        }
    }

    /// At a network interface of an endpoint.
    pub(super) fn by_endpoint(&self, link: &LinkId, here: &Holder, traveller: Traveller) -> Ends {
        let resumes = Resumes::Holder(here.clone());
        match self.design.link(link).map(|link| &link.kind) {
            Some(LinkKind::PrivatelinkService(service)) => {
                let balancers = service.load_balancers.iter().flatten();
                let nodes = balancers.filter_map(|id| self.design.load_balancer(id));
                let mut from: Vec<Stretch> =
                    nodes.flat_map(|balancer| self.named_subnets(&balancer.vpc, &balancer.subnets)).collect();
                if from.is_empty() {
                    from = self.homes(&service.application);
                }
                let at = (NodeKind::Endpoint, link.to_string());
                self.to_application(&service.application, true, at, from, &resumes, traveller)
            }
            Some(LinkKind::PrivatelinkResource(resource)) => {
                let from = self.gateway_subnets(&resource.application, &resource.gateway);
                let at = (NodeKind::Endpoint, link.to_string());
                self.to_application(&resource.application, false, at, from, &resumes, traveller)
            }
            Some(LinkKind::ServiceNetwork(network)) => self.to_services(link, network, &resumes, &traveller),
            Some(LinkKind::InterfaceEndpoint(endpoint)) => {
                let https = traveller.packet.protocol == 6 && traveller.packet.destination_port == 443;
                let mut on = traveller;
                let before = on.packet;
                on.memory.push(Memory { waits: None, resumes, before });
                let passed = https
                    && self.at(&mut on, NodeKind::Endpoint, link.as_str())
                    && self.at(&mut on, NodeKind::AwsService, endpoint.service.as_str());
                let spot = Spot::Service(endpoint.service.to_string(), here.vpc.clone());
                if passed { vec![(spot, on)] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }

    fn homes(&self, application: &AppId) -> Vec<Stretch> {
        let all = self.all_holders().into_iter().filter(|one| one.application() == Some(application));
        let mut homes: Vec<Stretch> = Vec::new();
        for home in all.filter_map(|one| self.subnet(&one.vpc, &one.subnet)) {
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
        homes
    }

    fn gateway_subnets(&self, application: &AppId, gateway: &crate::design::ResourceGateway) -> Vec<Stretch> {
        let vpc = self.design.application(application).and_then(|application| application.vpc());
        match vpc {
            Some(vpc) if !gateway.subnets.is_empty() => self.named_subnets(vpc, &gateway.subnets),
            _ => self.homes(application),
        }
    }

    /// Through an endpoint to one application, from one of some subnets.
    fn to_application(
        &self,
        application: &AppId,
        udp: bool,
        at: (NodeKind, String),
        from: Vec<Stretch>,
        resumes: &Resumes,
        mut traveller: Traveller,
    ) -> Ends {
        let packet = traveller.packet;
        let Some(serving) = self.design.application(application) else { return Vec::new() };
        let mut serves = serving.serves.iter().filter(|one| udp || one.protocol.is_tcp()).peekable();
        let carried = packet.protocol == 6 || (udp && packet.protocol == 17);
        let takes = serves.peek().is_none()
            || serves.any(|one| one.port == packet.destination_port && one.protocol.is_tcp() == (packet.protocol == 6));
        if !carried || !takes || !self.at(&mut traveller, at.0, at.1) {
            return Vec::new();
        }
        let mut ends = Vec::new();
        for to in self.all_holders().into_iter().filter(|one| one.application() == Some(application)) {
            for subnet in &from {
                let family = if udp { packet.family() } else { self.spoken(&to, packet.family()) };
                ends.extend(self.connect((&to, family), None, Some(subnet), resumes, &traveller));
            }
        }
        ends
    }

    /// To VPC Lattice, from a VPC that is associated with service networks.
    pub(super) fn to_lattice(&self, vpc: &Vpc, traveller: Traveller) -> Ends {
        let mut ends = Vec::new();
        if traveller.is_reply || !holds(vpc, traveller.packet.source) {
            return ends;
        }
        for (id, link) in &self.design.links {
            let LinkKind::ServiceNetwork(network) = &link.kind else { continue };
            if !network.associations.contains(&vpc.id) {
                continue;
            }
            let named = network.association_groups.get(&vpc.id);
            let groups: Option<BTreeSet<GroupName>> =
                named.filter(|groups| !groups.is_empty()).map(|groups| all_of(&vpc.id, groups));
            let mut inside = traveller.clone();
            let at = super::node(NodeKind::ServiceNetwork, id.as_str());
            if self.groups_in(groups.as_ref(), &at, &mut inside) {
                ends.extend(self.to_services(id, network, &Resumes::Vpc(vpc.id.clone()), &inside));
            }
        }
        ends
    }

    /// To the services and resources of a service network.
    fn to_services(&self, id: &LinkId, network: &ServiceNetwork, resumes: &Resumes, traveller: &Traveller) -> Ends {
        let mut ends = Vec::new();
        for (name, service) in &network.services {
            let lets_in = admits(network.auth, network.auth_policy) && admits(service.auth, service.auth_policy);
            let listened: BTreeSet<u16> = service.listens().iter().map(|one| one.port).collect();
            let told = !listened.is_empty();
            let of_applications = service.applications.iter().filter_map(|id| self.design.application(id));
            let served: BTreeSet<u16> = of_applications
                .flat_map(|application| application.serves.iter().filter(|one| one.protocol.is_tcp()))
                .map(|one| one.port)
                .collect();
            let ports = if told { &listened } else { &served };
            let takes = traveller.packet.protocol == 6
                && (ports.is_empty() || ports.contains(&traveller.packet.destination_port));
            let mut on = traveller.clone();
            if !lets_in || !takes || !self.at(&mut on, NodeKind::ServiceNetwork, format!("{id}/{name}")) {
                continue;
            }
            for application in &service.applications {
                let group =
                    service.target_groups.values().find(|group| group.applications().any(|one| one == application));
                let serves = self.design.application(application).map(|one| one.serves.clone()).unwrap_or_default();
                let tcp: Vec<u16> = serves.iter().filter(|one| one.protocol.is_tcp()).map(|one| one.port).collect();
                let port = group.and_then(|group| group.port).or(match tcp.as_slice() {
                    [one] if told => Some(*one),
                    _ => None,
                });
                for to in self.all_holders().into_iter().filter(|one| one.application() == Some(application)) {
                    let family = self.spoken(&to, on.packet.family());
                    ends.extend(self.connect((&to, family), port, None, resumes, &on));
                }
            }
        }
        for (name, resource) in &network.resources {
            let from = self.gateway_subnets(&resource.application, &resource.gateway);
            let at = (NodeKind::ServiceNetwork, format!("{id}/{name}"));
            ends.extend(self.to_application(&resource.application, false, at, from, resumes, traveller.clone()));
        }
        ends
    }

    /// The family in which VPC Lattice and resource gateways call a workload: its own where it lacks the client's.
    fn spoken(&self, to: &Holder, clients: Family) -> Family {
        let lacks = to.first_address(self, clients).is_none() && to.first_address(self, clients.other()).is_some();
        if lacks { clients.other() } else { clients }
    }

    /// A new connection to a workload in a family, from a subnet or from VPC Lattice.
    fn connect(
        &self,
        (to, family): (&Holder, Family),
        port: Option<u16>,
        from: Option<&Stretch>,
        resumes: &Resumes,
        traveller: &Traveller,
    ) -> Ends {
        let waits = from.map(|from| Spot::Subnet(from.vpc.clone(), from.id.clone()));
        let source = match from {
            Some(from) => from.some_address(family),
            None => LATTICE.iter().find(|block| block.family() == family).map(|block| some_of(*block)),
        };
        let (Some(source), Some(destination)) = (source, to.first_address(self, family)) else { return Vec::new() };
        let mut on = traveller.clone();
        on.memory.push(Memory { waits, resumes: resumes.clone(), before: on.packet });
        on.packet.source = source;
        on.packet.destination = destination;
        on.packet.destination_port = port.unwrap_or(on.packet.destination_port);
        on.sender = None;
        on.client = None;
        on.lose_references();
        let mut ends = Vec::new();
        for mut on in self.each_port(&on) {
            let Some(from) = from else {
                ends.extend(self.enter_vpc(&to.vpc, on, None));
                continue;
            };
            if !self.at(&mut on, NodeKind::Subnet, from.full_id()) {
                return ends;
            }
            if to.subnet == from.id && to.vpc == from.vpc {
                ends.extend(self.in_subnet(from, on));
            } else if self.acl(&from.vpc, &from.id, &mut on, false) {
                ends.extend(self.enter_vpc(&to.vpc, on, Some(&from.id)));
            }
        }
        ends
    }
}

fn some_of(block: Cidr) -> std::net::IpAddr {
    match block.family() {
        Family::V4 | Family::V6 => block.last(),
    }
}

/// Whether IAM is known to let callers in.
fn admits(auth: Auth, policy: Option<AuthPolicy>) -> bool {
    match auth {
        Auth::None => true,
        Auth::AwsIam => policy == Some(AuthPolicy::Allow),
    }
}

fn all_of(vpc: &VpcId, groups: &BTreeSet<crate::ids::SecurityGroupId>) -> BTreeSet<GroupName> {
    groups.iter().map(|group| (vpc.clone(), group.clone())).collect()
}
