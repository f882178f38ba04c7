//! Doors: endpoints of each kind, and VPC Lattice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Builder;
use super::filter::matching;
use crate::cidr::{Cidr, Family};
use crate::design::{
    Auth, AuthPolicy, Endpoint, IpProtocol, LatticeService, LinkKind, PortSet, RouteTable, Service, ServiceNetwork, Vpc,
};
use crate::ids::{AppId, LinkId, SubnetId, VpcId};
use crate::network::fabric::{
    AddressPart, Both, DoorExit, DoorPart, DoorSource, Groups, InterfacePart, Key, Known, Node, NodeKind, Role,
    SubnetPart, TunnelPart,
};
use crate::network::packet::number;
use crate::order::Arrange;

impl Builder<'_> {
    pub(super) fn add_doors(&mut self) {
        let design = self.design;
        for (id, link) in &design.links {
            match &link.kind {
                LinkKind::PrivatelinkService(service) => {
                    let from = self.service_subnets(service);
                    let door = self.door_to(id.as_str(), &service.application, true, from);
                    self.add_endpoints(id, vec![door], &service.endpoints);
                }
                LinkKind::PrivatelinkResource(resource) => {
                    let from = self.gateway_subnets(&resource.application, &resource.gateway.subnets);
                    let door = self.door_to(id.as_str(), &resource.application, false, from);
                    self.add_endpoints(id, vec![door], &resource.endpoints);
                }
                LinkKind::ServiceNetwork(network) => {
                    let doors = self.doors_of_network(id, network);
                    self.add_endpoints(id, doors, &network.endpoints);
                }
                LinkKind::InterfaceEndpoint(endpoint) => {
                    let service = Node::new(NodeKind::AwsService, endpoint.service.as_str());
                    let exits = vec![DoorExit::Service(service)];
                    self.add_endpoints(id, aws_doors(id.as_str(), &exits), &endpoint.endpoints);
                }
                _ => {}
            }
        }
    }

    /// The doors of the service networks that a VPC is associated with, each with the groups of the association.
    pub(super) fn lattice_doors(&self, vpc: &VpcId) -> Vec<(Key<DoorPart>, Groups)> {
        let mut found = Vec::new();
        for (id, link) in &self.design.links {
            let LinkKind::ServiceNetwork(network) = &link.kind else { continue };
            if !network.associations.contains(vpc) {
                continue;
            }
            let groups =
                network.association_groups.get(vpc).map_or(Groups::Open, |names| self.groups_named(vpc, names));
            // AWS: an association without security groups lets everything through.
            let groups = if groups == Groups::Of(Vec::new()) { Groups::Open } else { groups };
            let doors = self.doors_by_link.get(id).into_iter().flatten();
            found.extend(doors.map(|door| (*door, groups.clone())));
        }
        found
    }

    /// Gateway endpoints that a route table leads to, with the blocks of their services as far as they are known.
    pub(super) fn gateway_endpoints(&self, vpc: &Vpc, table: Option<&RouteTable>) -> Vec<(Node, Node, Vec<Cidr>)> {
        let mut found = Vec::new();
        for (id, link) in &self.design.links {
            let LinkKind::GatewayEndpoint(endpoint) = &link.kind else { continue };
            let Some(tables) = endpoint.vpcs.get(&vpc.id) else { continue };
            let leads = match (tables, table) {
                (None, _) => true,
                (Some(tables), Some(table)) => tables.contains(&table.id),
                (Some(_), None) => false,
            };
            if leads {
                let node = Node::new(NodeKind::Endpoint, id.as_str());
                let service = Node::new(NodeKind::AwsService, endpoint.service.as_str());
                found.push((node, service, self.service_blocks(endpoint.service.as_str())));
            }
        }
        found
    }

    /// The blocks of an AWS service: those of the prefix list that AWS keeps for it, when the design gives it.
    fn service_blocks(&self, service: &str) -> Vec<Cidr> {
        let lists = self.design.prefix_lists.values();
        let of_service = lists.filter(|list| {
            let name = list.aws_name.as_deref().and_then(|name| name.rsplit('.').next());
            name == Some(service)
        });
        of_service.filter_map(|list| list.cidrs.clone()).flatten().collect()
    }

    pub(super) fn add_tunnels(&mut self) {
        for (id, link) in &self.design.links {
            let LinkKind::PrivatelinkTunnel(tunnel) = &link.kind else { continue };
            self.fabric.tunnels.push(TunnelPart {
                clients: tunnel.endpoints.keys().cloned().collect(),
                to: tunnel.vpc.clone(),
                cause: format!(
                    "tunnel `{id}` leads there for clients that wrap their packets, and which do is not given"
                )
                .into(),
            });
        }
    }

    fn add_endpoints(&mut self, id: &LinkId, doors: Vec<DoorPart>, endpoints: &BTreeMap<VpcId, Endpoint>) {
        let keys: Vec<Key<DoorPart>> = doors.into_iter().map(|door| self.fabric.doors.add(door)).collect();
        self.doors_by_link.insert(id.clone(), keys.clone());
        for (vpc, endpoint) in endpoints {
            let Some(home) = self.fabric.vpc_by_name.get(vpc).copied() else { continue };
            let groups = match &endpoint.security_groups {
                Some(names) => self.groups_named(vpc, names),
                None if self.describes_groups(vpc) => Groups::Unknown(
                    format!("the security groups of the endpoints of `{id}` in VPC `{vpc}` are not given").into(),
                ),
                None => Groups::Open,
            };
            for subnet in self.subnets_named(vpc, &endpoint.subnets) {
                let blocks = self.fabric.subnets.get(subnet).map(|part| part.blocks.clone()).unwrap_or_default();
                let addresses = endpoint.addresses.iter().map(|address| AddressPart {
                    family: Family::of(*address),
                    private: number(*address),
                    public: None,
                });
                let inside = |one: &AddressPart| {
                    blocks.iter().any(|(family, span)| *family == one.family && span.holds(one.private))
                };
                self.place(InterfacePart {
                    node: Node::new(NodeKind::Endpoint, format!("{id}/{vpc}")),
                    owner: None,
                    role: Role::Door(keys.clone()),
                    vpc: home,
                    subnet,
                    addresses: addresses.filter(inside).collect(),
                    public: Some(false),
                    groups: groups.clone(),
                    checked: Some(true),
                });
            }
        }
    }

    fn doors_of_network(&self, id: &LinkId, network: &ServiceNetwork) -> Vec<DoorPart> {
        let mut doors: Vec<DoorPart> = Vec::new();
        for (name, service) in &network.services {
            doors.push(self.door_of_service(id, name, network, service));
        }
        for (name, resource) in &network.resources {
            let from = self.gateway_subnets(&resource.application, &resource.gateway.subnets);
            let door = self.door_to(&format!("{id}/{name}"), &resource.application, false, from);
            doors.push(DoorPart { node: Node::new(NodeKind::ServiceNetwork, format!("{id}/{name}")), ..door });
        }
        doors
    }

    fn door_of_service(&self, id: &LinkId, name: &str, network: &ServiceNetwork, service: &LatticeService) -> DoorPart {
        let mut exits = Vec::new();
        let mut ports: BTreeSet<u16> = service.listens().iter().map(|listened| listened.port).collect();
        let told = !ports.is_empty();
        for application in &service.applications {
            let serves = self.served(application, false);
            if !told {
                ports.extend(serves.iter().map(|service| service.port));
            }
            let group = service.target_groups.values().find(|group| group.applications().any(|one| one == application));
            let port = match (group.and_then(|group| group.port), serves.as_slice()) {
                (Some(port), _) => Some(port),
                (None, [one]) if told => Some(one.port),
                (None, _) => None,
            };
            for interface in self.fabric.interfaces_of.get(application).into_iter().flatten() {
                exits.push(DoorExit::Interface { interface: *interface, port, from: DoorSource::Lattice });
            }
        }
        let node = Node::new(NodeKind::ServiceNetwork, format!("{id}/{name}"));
        let open = match (let_in(network.auth, network.auth_policy), let_in(service.auth, service.auth_policy)) {
            (Some(true), Some(true)) => Known::Yes,
            (Some(false), _) | (_, Some(false)) => Known::No,
            _ => Known::Unknown(format!("what the auth policy of {node} says of the caller is not given").into()),
        };
        DoorPart { node, packets: tcp_to(&ports), exits, open }
    }

    /// Where connections through an endpoint service come from: the subnets of its load balancers.
    fn service_subnets(&self, service: &crate::design::PrivatelinkService) -> Vec<Key<SubnetPart>> {
        let nodes = service.load_balancers.iter().flatten().filter_map(|id| self.balancers.get(id)).flatten();
        let mut subnets: Vec<_> =
            nodes.filter_map(|key| self.fabric.interfaces.get(*key)).map(|part| part.subnet).collect();
        subnets.arrange();
        subnets.dedup();
        if subnets.is_empty() { self.subnets_of_application(&service.application) } else { subnets }
    }

    /// A door to one application, over TCP or over UDP too.
    fn door_to(&self, name: &str, application: &AppId, udp: bool, from: Vec<Key<SubnetPart>>) -> DoorPart {
        let serves = self.served(application, udp);
        let ports = |tcp: bool| {
            PortSet::of(serves.iter().filter(|one| one.protocol.is_tcp() == tcp).map(|one| (one.port, one.port)))
        };
        let told = !serves.is_empty();
        let packets = Both::each(|family| {
            let of = |protocol, ports: Option<PortSet>| match ports {
                Some(ports) => matching(family, protocol, &ports),
                None if told => crate::network::packet::PacketSet::none(family),
                None => matching(family, protocol, &PortSet::all()),
            };
            let tcp = of(IpProtocol::Tcp, ports(true));
            if udp { tcp.join(&of(IpProtocol::Udp, ports(false))) } else { tcp }
        });
        let interfaces = self.fabric.interfaces_of.get(application).into_iter().flatten();
        // Only endpoint services carry UDP too.
        let from = if udp { DoorSource::Balancers(from) } else { DoorSource::Gateway(from) };
        let exits =
            interfaces.map(|interface| DoorExit::Interface { interface: *interface, port: None, from: from.clone() });
        DoorPart { node: Node::new(NodeKind::Endpoint, name), packets, exits: exits.collect(), open: Known::Yes }
    }

    fn served(&self, application: &AppId, udp: bool) -> Vec<Service> {
        let serves =
            self.design.application(application).map(|application| application.serves.clone()).unwrap_or_default();
        serves.into_iter().filter(|service| udp || service.protocol.is_tcp()).collect()
    }

    fn subnets_of_application(&self, application: &AppId) -> Vec<Key<SubnetPart>> {
        let interfaces = self.fabric.interfaces_of.get(application).into_iter().flatten();
        let mut subnets: Vec<_> =
            interfaces.filter_map(|key| self.fabric.interfaces.get(*key)).map(|part| part.subnet).collect();
        subnets.arrange();
        subnets.dedup();
        subnets
    }

    fn gateway_subnets(&self, application: &AppId, names: &BTreeSet<SubnetId>) -> Vec<Key<SubnetPart>> {
        let vpc = self.design.application(application).and_then(|application| application.vpc());
        match vpc {
            Some(vpc) if !names.is_empty() => self.subnets_named(vpc, names),
            _ => self.subnets_of_application(application),
        }
    }
}

/// Whether IAM lets callers in; `None` when that is not known.
fn let_in(auth: Auth, policy: Option<AuthPolicy>) -> Option<bool> {
    match (auth, policy) {
        (Auth::None, _) | (Auth::AwsIam, Some(AuthPolicy::Allow)) => Some(true),
        (Auth::AwsIam, Some(AuthPolicy::Deny)) => Some(false),
        (Auth::AwsIam, Some(AuthPolicy::None | AuthPolicy::Unknown) | None) => None,
    }
}

/// The doors to a service of AWS: HTTPS, which all of them speak, and other TCP ports, of which nothing is said.
pub(super) fn aws_doors(name: &str, exits: &[DoorExit]) -> Vec<DoorPart> {
    let node = Node::new(NodeKind::Endpoint, name);
    let https = Both::each(|family| matching(family, IpProtocol::Tcp, &PortSet::single(443)));
    let others = Both::each(|family| {
        matching(family, IpProtocol::Tcp, &PortSet::all()).without(&matching(
            family,
            IpProtocol::Tcp,
            &PortSet::single(443),
        ))
    });
    let cause: Arc<str> = "which ports besides 443 a service of AWS answers is not described".into();
    vec![
        DoorPart { node: node.clone(), packets: https, exits: exits.to_vec(), open: Known::Yes },
        DoorPart { node, packets: others, exits: exits.to_vec(), open: Known::Unknown(cause) },
    ]
}

fn tcp_to(ports: &BTreeSet<u16>) -> Both {
    let ports = PortSet::of(ports.iter().map(|port| (*port, *port))).unwrap_or_else(PortSet::all);
    Both::each(|family| matching(family, IpProtocol::Tcp, &ports))
}
