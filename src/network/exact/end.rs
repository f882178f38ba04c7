//! Where the packets of a question start, where they are sent, and which arrivals count.

use super::question::End;
use crate::cidr::Family;
use crate::network::fabric::{
    DoorExit, Fabric, Groups, InterfacePart, Key, Node, NodeKind, Role, SubnetPart, VpcPart, public,
};
use crate::network::packet::{Field, PacketSet, Span};
use crate::network::walk::{LATTICE, Place};
use crate::order::Arrange;

/// A place that packets of a question start at.
#[derive(Debug, Clone)]
pub(in crate::network) struct Start {
    pub(in crate::network) place: Place,
    pub(super) node: Node,
    pub(in crate::network) sources: Vec<Span>,
}

/// Where packets are sent to, and which arrivals count.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    end: End,
    pub(super) destinations: Vec<Span>,
    vpc: Option<Key<VpcPart>>,
}

/// Whether what the design does not name may be in a subnet: where it tells addresses or security groups of workloads, it
/// is taken to name them all.
pub(super) fn holds_unnamed(fabric: &Fabric, subnet: Key<SubnetPart>) -> bool {
    let members = fabric.subnets.get(subnet).map(|part| part.interfaces.as_slice()).unwrap_or_default();
    let told = |interface: &InterfacePart| {
        interface.role == Role::Workload && (!interface.addresses.is_empty() || interface.groups != Groups::Open)
    };
    !members.iter().filter_map(|key| fabric.interfaces.get(*key)).any(told)
}

/// Whether the design names whoever has an address in a subnet: what asks for another one asks for nobody.
fn all_named(fabric: &Fabric, subnet: Key<SubnetPart>) -> bool {
    let vpc = fabric.subnets.get(subnet).and_then(|subnet| fabric.vpcs.get(subnet.vpc));
    vpc.is_some_and(|vpc| vpc.complete)
}

/// Where packets from an end start, of one family.
pub(in crate::network) fn starts(fabric: &Fabric, end: &End, family: Family) -> Vec<Start> {
    match end {
        End::Application(id) => {
            let keys = fabric.interfaces_of.get(id).into_iter().flatten();
            keys.filter_map(|key| at_interface(fabric, *key, family)).collect()
        }
        End::Vpc(id) => {
            let Some(vpc) = fabric.vpc_by_name.get(id).and_then(|key| fabric.vpcs.get(*key)) else { return Vec::new() };
            let mut starts = Vec::new();
            for subnet in &vpc.subnets {
                starts.extend(in_subnet(fabric, *subnet, family));
            }
            starts
        }
        End::Site(id) => {
            let Some(key) = fabric.site_by_name.get(id) else { return Vec::new() };
            let Some(site) = fabric.sites.get(*key) else { return Vec::new() };
            let sources: Vec<Span> =
                site.blocks.iter().filter(|(of, _)| *of == family).map(|(_, span)| *span).collect();
            let start = Start { place: Place::Site(*key), node: site.node.clone(), sources };
            if start.sources.is_empty() { Vec::new() } else { vec![start] }
        }
        End::Internet => vec![internet(fabric, family)],
        // AWS answers and never asks.
        End::AwsService(_) => Vec::new(),
        End::Block(block) if block.family() == family => from_block(fabric, Span::block(*block), family),
        End::Block(_) => Vec::new(),
    }
}

/// Where packets would start if somebody had the addresses of a block that nobody in the design has: what a *no* is then
/// explained by.
pub(super) fn if_somebody_had(fabric: &Fabric, end: &End, family: Family) -> Vec<Start> {
    let End::Block(block) = end else { return Vec::new() };
    let mut starts = Vec::new();
    for (key, subnet) in fabric.subnets.iter() {
        let spans = fabric.subnet_spans(key, family);
        let sources: Vec<Span> = spans.iter().filter_map(|span| span.meet(Span::block(*block))).collect();
        if block.family() == family && !sources.is_empty() {
            starts.push(Start { place: Place::Subnet(key), node: subnet.node.clone(), sources });
        }
    }
    starts
}

fn at_interface(fabric: &Fabric, key: Key<InterfacePart>, family: Family) -> Option<Start> {
    let interface = fabric.interfaces.get(key)?;
    let sources = fabric.sources(key, family);
    (!sources.is_empty()).then(|| Start { place: Place::Interface(key), node: interface.node.clone(), sources })
}

fn in_subnet(fabric: &Fabric, key: Key<SubnetPart>, family: Family) -> Vec<Start> {
    let Some(subnet) = fabric.subnets.get(key) else { return Vec::new() };
    if !holds_unnamed(fabric, key) {
        let workloads = subnet
            .interfaces
            .iter()
            .filter(|key| fabric.interfaces.get(**key).is_some_and(|interface| interface.role == Role::Workload));
        return workloads.filter_map(|key| at_interface(fabric, *key, family)).collect();
    }
    let sources = fabric.subnet_spans(key, family);
    let start = Start { place: Place::Subnet(key), node: subnet.node.clone(), sources };
    if start.sources.is_empty() { Vec::new() } else { vec![start] }
}

fn internet(fabric: &Fabric, family: Family) -> Start {
    let mut outside = public::routed(&PacketSet::all(family), Field::Source);
    match family {
        Family::V4 => {
            for public in fabric.public.keys() {
                outside = outside.outside(Field::Source, Span::one(*public));
            }
        }
        Family::V6 => {
            let blocks = fabric.vpcs.iter().flat_map(|(_, vpc)| &vpc.blocks).filter(|(of, _)| *of == Family::V6);
            for (_, span) in blocks {
                outside = outside.outside(Field::Source, *span);
            }
        }
    }
    Start {
        place: Place::Internet,
        node: Node::new(NodeKind::Internet, "internet"),
        sources: outside.spans(Field::Source),
    }
}

fn from_block(fabric: &Fabric, block: Span, family: Family) -> Vec<Start> {
    let mut starts = Vec::new();
    let mut limited = |start: Start| {
        let sources: Vec<Span> = start.sources.iter().filter_map(|span| span.meet(block)).collect();
        if !sources.is_empty() {
            starts.push(Start { sources, ..start });
        }
    };
    for (key, _) in fabric.subnets.iter() {
        let named = |start: &Start| start.place != Place::Subnet(key) || !all_named(fabric, key);
        in_subnet(fabric, key, family).into_iter().filter(named).for_each(&mut limited);
    }
    for (key, site) in fabric.sites.iter() {
        let sources = site.blocks.iter().filter(|(of, _)| *of == family).map(|(_, span)| *span).collect();
        limited(Start { place: Place::Site(key), node: site.node.clone(), sources });
    }
    // A public address of the design stands for the interface it belongs to.
    if family == Family::V4 {
        for (_, (key, private)) in fabric.public.range(block.first..=block.last) {
            if let Some(interface) = fabric.interfaces.get(*key).filter(|interface| interface.role == Role::Workload) {
                let place = Place::Interface(*key);
                starts.push(Start { place, node: interface.node.clone(), sources: vec![Span::one(*private)] });
            }
        }
    }
    // Whoever has an address that nothing tells may be at a site whose blocks are not known.
    let inside = |(of, span): &(Family, Span)| *of == family && span.meet(block).is_some();
    let is_private = public::routed(&PacketSet::all(family).limited(Field::Source, block), Field::Source).is_empty();
    if starts.is_empty() && is_private && !fabric.vpcs.iter().any(|(_, vpc)| vpc.blocks.iter().any(inside)) {
        for (key, site) in fabric.sites.iter().filter(|(_, site)| site.doubt.is_some()) {
            starts.push(Start { place: Place::Site(key), node: site.node.clone(), sources: vec![block] });
        }
    }
    let out = internet(fabric, family);
    let sources: Vec<Span> = out.sources.iter().filter_map(|span| span.meet(block)).collect();
    if !sources.is_empty() && starts.is_empty() {
        starts.push(Start { sources, ..out });
    }
    starts
}

/// Where packets to an end are sent, of one family, and which arrivals count.
pub(super) fn goal(fabric: &Fabric, end: &End, family: Family) -> Goal {
    let vpc = match end {
        End::Vpc(id) => fabric.vpc_by_name.get(id).copied(),
        _ => None,
    };
    let mut destinations: Vec<Span> = Vec::new();
    match end {
        End::Application(id) => {
            let keys: Vec<_> = fabric.interfaces_of.get(id).cloned().unwrap_or_default();
            destinations.extend(destinations_of(fabric, &keys, family));
        }
        End::Vpc(_) => {
            let part = vpc.and_then(|key| fabric.vpcs.get(key));
            let blocks = part.map(|part| part.blocks.as_slice()).unwrap_or_default();
            destinations.extend(blocks.iter().filter(|(of, _)| *of == family).map(|(_, span)| *span));
            if let Some(key) = vpc {
                let seen: Vec<Span> = destinations.iter().flat_map(|span| fabric.seen_as(key, family, *span)).collect();
                destinations.extend(seen);
            }
            let inside = fabric.interfaces.iter().filter(|(_, one)| Some(one.vpc) == vpc && one.role == Role::Workload);
            let keys: Vec<_> = inside.map(|(key, _)| key).collect();
            destinations.extend(destinations_of(fabric, &keys, family));
        }
        End::Site(id) => {
            let site = fabric.site_by_name.get(id).and_then(|key| fabric.sites.get(*key));
            let blocks = site.map(|site| site.blocks.as_slice()).unwrap_or_default();
            destinations.extend(blocks.iter().filter(|(of, _)| *of == family).map(|(_, span)| *span));
        }
        End::AwsService(name) => {
            for (key, interface) in fabric.interfaces.iter() {
                let Role::Door(doors) = &interface.role else { continue };
                let leads = |exit: &DoorExit| matches!(exit, DoorExit::Service(node) if *node.name == *name.as_str());
                if doors.iter().filter_map(|door| fabric.doors.get(*door)).any(|door| door.exits.iter().any(leads)) {
                    destinations.extend(fabric.sources(key, family));
                }
            }
            for (_, table) in fabric.tables.iter() {
                destinations.extend(table.routes.iter().filter(|route| route.family == family).filter_map(|route| {
                    let leads = matches!(&route.way, crate::network::fabric::Way::GatewayEndpoint(_, node) if *node.name == *name.as_str());
                    leads.then_some(route.to)
                }));
            }
        }
        End::Block(block) if block.family() == family => destinations.push(Span::block(*block)),
        End::Block(_) => {}
        End::Internet => {
            destinations.extend(public::routed(&PacketSet::all(family), Field::Destination).spans(Field::Destination))
        }
    }
    destinations.arrange();
    destinations.dedup();
    Goal { end: end.clone(), destinations, vpc }
}

/// Why it cannot be told whether the internet reaches a VPC: somebody there may have a public address whom nobody named.
pub(super) fn unnamed_in_public(fabric: &Fabric, from: &End, to: &End) -> Option<std::sync::Arc<str>> {
    let (End::Internet, End::Vpc(id)) = (from, to) else { return None };
    let part = fabric.vpc_by_name.get(id).and_then(|key| fabric.vpcs.get(*key))?;
    if part.complete || part.internet != Some(true) || part.blocks_public.is_some() {
        return None;
    }
    let subnets = part.subnets.iter().filter_map(|key| fabric.subnets.get(*key));
    let gives = subnets.into_iter().find(|subnet| subnet.public == Some(true))?;
    Some(format!("{} gives public addresses to what the design does not name", gives.node).into())
}

/// The addresses under which workloads are reached: their own, public ones, load balancers before them, endpoints that
/// lead to them, and VPC Lattice.
fn destinations_of(fabric: &Fabric, keys: &[Key<InterfacePart>], family: Family) -> Vec<Span> {
    let mut found = Vec::new();
    for key in keys {
        let own = fabric.sources(*key, family);
        if let Some(interface) = fabric.interfaces.get(*key) {
            found.extend(own.iter().flat_map(|span| fabric.seen_as(interface.vpc, family, *span)));
        }
        found.extend(own);
        let addresses = fabric.interfaces.get(*key).map(|interface| interface.addresses.as_slice()).unwrap_or_default();
        if family == Family::V4 {
            found.extend(addresses.iter().filter_map(|address| address.public).map(Span::one));
        }
        let is_open = |one: &InterfacePart| one.public == Some(true) || one.may_be_public();
        let unknown_public = fabric.interfaces.get(*key).is_some_and(is_open);
        if unknown_public && family == Family::V4 {
            found.extend(public::routed(&PacketSet::all(family), Field::Destination).spans(Field::Destination));
        }
    }
    let leads = |doors: &[Key<_>]| {
        doors
            .iter()
            .filter_map(|door| fabric.doors.get(*door))
            .flat_map(|door: &crate::network::fabric::DoorPart| &door.exits)
            .any(|exit| matches!(exit, DoorExit::Interface { interface, .. } if keys.contains(interface)))
    };
    for (key, interface) in fabric.interfaces.iter() {
        let before = match &interface.role {
            Role::Door(doors) => leads(doors),
            Role::Balancer(balancer) => fabric.balancers.get(*balancer).is_some_and(|balancer| {
                balancer.listeners.iter().flat_map(|one| &one.targets).any(|target| keys.contains(&target.interface))
            }),
            Role::Workload | Role::Nat { .. } | Role::Firewall(_) => false,
        };
        if before {
            let own = fabric.sources(key, family);
            found.extend(own.iter().flat_map(|span| fabric.seen_as(interface.vpc, family, *span)));
            found.extend(own);
            if family == Family::V4 {
                found.extend(interface.addresses.iter().filter_map(|address| address.public).map(Span::one));
            }
        }
    }
    let lattice: Vec<Key<_>> = fabric
        .doors
        .iter()
        .filter(|(_, door)| door.node.kind == NodeKind::ServiceNetwork)
        .map(|(key, _)| key)
        .collect();
    if leads(&lattice) {
        found.extend(LATTICE.iter().filter(|block| block.family() == family).map(|block| Span::block(*block)));
    }
    found
}

impl Goal {
    pub(super) fn end(&self) -> &End {
        &self.end
    }

    /// Whether packets from a start that arrived at a place count. From the internet to the internet is no question
    /// about a design, unless it names the address.
    pub(super) fn counts_from(&self, fabric: &Fabric, start: &Place, place: &Place) -> bool {
        let outside = *start == Place::Internet && *place == Place::Internet;
        (!outside || matches!(self.end, End::Block(_))) && self.counts(fabric, place)
    }

    /// Whether packets that arrived at a place arrived where they were meant to.
    fn counts(&self, fabric: &Fabric, place: &Place) -> bool {
        match (&self.end, place) {
            (End::Application(id), Place::Interface(key)) => {
                fabric.interfaces.get(*key).is_some_and(|interface| interface.owner.as_ref() == Some(id))
            }
            (End::Vpc(_), Place::Interface(key)) => {
                fabric.interfaces.get(*key).is_some_and(|interface| Some(interface.vpc) == self.vpc)
            }
            (End::Vpc(_), Place::Subnet(key)) => {
                fabric.subnets.get(*key).is_some_and(|subnet| Some(subnet.vpc) == self.vpc)
                    && holds_unnamed(fabric, *key)
            }
            (End::Site(id), Place::Site(key)) => fabric.sites.get(*key).is_some_and(|site| site.id == *id),
            (End::Internet, Place::Internet) => true,
            (End::AwsService(name), Place::Service(node, _)) => *node.name == *name.as_str(),
            (End::AwsService(_), Place::Internet) => true,
            (End::Block(_), Place::Subnet(key)) => holds_unnamed(fabric, *key) && !all_named(fabric, *key),
            (End::Block(_), _) => true,
            _ => false,
        }
    }
}
