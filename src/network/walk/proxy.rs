//! Load balancers, endpoints and VPC Lattice: packets end there, and others go on in their place.

use super::filter::Direction;
use super::front::{Front, Place, Resume, Undo};
use super::{ObstacleKind, Walker};
use crate::cidr::Family;
use crate::network::fabric::{
    BalancerPart, DoorExit, DoorPart, DoorSource, Groups, InterfacePart, Key, Known, ListenerPart, SubnetPart,
    TargetPart, VpcPart,
};
use crate::network::packet::{EPHEMERAL, Field, PacketSet, Span, address};

/// The fields that a proxy writes anew.
const ALL_ENDS: &[Field] = &[Field::Source, Field::SourcePort, Field::Destination, Field::DestinationPort];

/// The fields that a load balancer writes anew when the target sees the client's address.
const FAR_END: &[Field] = &[Field::Destination, Field::DestinationPort];

/// Where VPC Lattice calls its targets from.
///
/// # Source
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/security-groups.html>, which names the prefix list;
/// 169.254.171.0/24 and `fd00:ec2:80::/64` are its blocks.
pub(in crate::network) const LATTICE: [crate::cidr::Cidr; 2] =
    [crate::cidr::Cidr::v4([169, 254, 171, 0], 24), crate::cidr::Cidr::v6([0xfd00, 0xec2, 0x80, 0, 0, 0, 0, 0], 64)];

impl Walker<'_> {
    /// Packets reach a node of a load balancer.
    pub(super) fn through_balancer(&mut self, key: Key<BalancerPart>, at: Key<InterfacePart>, front: Front) {
        if self.direct {
            return;
        }
        let (Some(balancer), Some(node)) = (self.fabric.balancers.get(key), self.fabric.interfaces.get(at)) else {
            return;
        };
        let mut left = front.clone();
        for listener in &balancer.listeners {
            // One that forwards to several target groups stands once for each.
            let taken = front.set.meet(listener.packets.of(front.set.family()));
            if taken.is_empty() {
                continue;
            }
            left.set = left.set.without(&taken);
            let mut taken = front.with(taken);
            if let Some(cause) = &listener.doubt {
                taken.doubt(cause);
            }
            let zone = self.fabric.subnets.get(node.subnet).and_then(|subnet| subnet.zone.clone());
            let mut sent = false;
            for target in &listener.targets {
                let Some(interface) = self.fabric.interfaces.get(target.interface) else { continue };
                let there = self.fabric.subnets.get(interface.subnet).and_then(|subnet| subnet.zone.clone());
                let mut front = taken.clone();
                // AWS: a target outside the VPC is in no zone of it, and every node sends to it.
                if interface.vpc == node.vpc && zone.is_some() && there.is_some() && zone != there {
                    match &listener.cross_zone {
                        Known::Yes => {}
                        Known::No => continue,
                        Known::Unknown(cause) => front.doubt(cause),
                    }
                }
                sent = true;
                match &listener.client_address {
                    Known::Yes => self.send_to_target(at, target, true, front),
                    Known::No => self.send_to_target(at, target, false, front),
                    Known::Unknown(cause) => {
                        front.doubt(cause);
                        self.send_to_target(at, target, true, front.clone());
                        self.send_to_target(at, target, false, front);
                    }
                }
            }
            if !sent {
                self.stop(taken, ObstacleKind::NoTarget, &balancer.node, || no_target(balancer, listener));
            }
        }
        self.stop(left, ObstacleKind::NoListener, &balancer.node, || {
            format!("nothing listens for it on {}", balancer.node)
        });
    }

    fn send_to_target(&mut self, at: Key<InterfacePart>, target: &TargetPart, keeps_client: bool, front: Front) {
        let (Some(interface), Some(node)) =
            (self.fabric.interfaces.get(target.interface), self.fabric.interfaces.get(at))
        else {
            return;
        };
        let family = front.set.family();
        if keeps_client && front.holder == Some(target.interface) {
            self.stop(front, ObstacleKind::OwnTarget, &node.node, || {
                format!("{} is its own target, and answers itself instead of {}", interface.node, node.node)
            });
            return;
        }
        let mut addresses = match target.address {
            Some(address) => vec![Span::one(address)],
            None => self.fabric.sources(target.interface, family),
        };
        // A target group sends to the first address of an interface.
        addresses.truncate(1);
        for destination in addresses {
            let mut out = front.clone();
            let mut set = out.set.rewritten(Field::Destination, destination);
            if let Some(port) = target.port {
                set = set.rewritten(Field::DestinationPort, Span::one(u128::from(port)));
            }
            let mut sources = self.fabric.sources(at, family);
            sources.truncate(1);
            if !keeps_client {
                let mut from = PacketSet::none(family);
                for source in &sources {
                    from = from.join(&set.rewritten(Field::Source, *source).rewritten(Field::SourcePort, EPHEMERAL));
                }
                set = from;
            }
            let expects = (!keeps_client).then_some(Place::Interface(at));
            let undo = Undo { expects, resume: Resume::Interface(at) };
            out.change(set, if keeps_client { FAR_END } else { ALL_ENDS }, Some(undo));
            if !keeps_client {
                out.holder = Some(at);
                out.inbound_references = Known::Yes;
                out.outbound_references = Known::Yes;
            } else if matches!(node.groups, Groups::Of(_)) {
                // AWS: targets may refer to the load balancer's groups, client address kept or not.
                out.holder = Some(at);
                out.inbound_references = Known::Yes;
            }
            let port = target.port.map(|port| format!(" port {port}")).unwrap_or_default();
            let known = (destination.first == destination.last).then(|| address(family, destination.first).to_string());
            let to = known.unwrap_or_else(|| interface.node.to_string());
            let source = if keeps_client { "the source stays" } else { "the source becomes its own address" };
            out.pass_with(&node.node, format!("sends to {to}{port}; {source}"));
            self.leave(at, out);
        }
    }

    /// Packets reach an endpoint.
    pub(super) fn through_door(&mut self, key: Key<DoorPart>, at: Key<InterfacePart>, front: Front) {
        if self.direct {
            return;
        }
        let Some(vpc) = self.fabric.interfaces.get(at).map(|interface| interface.vpc) else { return };
        let Some(front) = self.taken_by_door(key, front) else { return };
        self.out_of_door(key, vpc, &Resume::Interface(at), &front);
    }

    /// Packets to the addresses of VPC Lattice, in a VPC that is associated with a service network.
    pub(super) fn send_to_lattice(&mut self, doors: &[(Key<DoorPart>, Groups)], vpc: Key<VpcPart>, front: Front) {
        if self.is_reply() || self.direct {
            return;
        }
        let blocks: Vec<_> = LATTICE.iter().map(|block| (block.family(), Span::block(*block))).collect();
        let front = front.with(self.inside(&front.set, &blocks));
        for (key, groups) in doors {
            let Some(door) = self.fabric.doors.get(*key) else { continue };
            let Some(own) = self.only_from_inside(vpc, front.clone(), &door.node) else { continue };
            for own in self.pass_groups_in(groups, &door.node, own) {
                if let Some(own) = self.taken_by_door(*key, own) {
                    self.out_of_door(*key, vpc, &Resume::Vpc(vpc), &own);
                }
            }
        }
    }

    fn taken_by_door(&mut self, key: Key<DoorPart>, front: Front) -> Option<Front> {
        let door = self.fabric.doors.get(key)?;
        let mut front = front;
        front.pass(&door.node);
        let taken = front.set.meet(door.packets.of(front.set.family()));
        let left = front.with(front.set.without(&taken));
        self.stop(left, ObstacleKind::NoListener, &door.node, || format!("nothing listens for it on {}", door.node));
        front.set = taken;
        match &door.open {
            Known::Yes => {}
            Known::Unknown(cause) => front.doubt(cause),
            Known::No => {
                self.stop(front, ObstacleKind::AuthPolicy, &door.node, || {
                    format!("the auth policy of {} keeps the caller out", door.node)
                });
                return None;
            }
        }
        self.goes_on(&front).then_some(front)
    }

    fn out_of_door(&mut self, key: Key<DoorPart>, client: Key<VpcPart>, resume: &Resume, front: &Front) {
        let Some(door) = self.fabric.doors.get(key) else { return };
        for exit in &door.exits {
            match exit {
                DoorExit::Service(service) => {
                    let mut there = front.clone();
                    let undo = Undo { expects: None, resume: resume.clone() };
                    there.change(front.set.clone(), &[], Some(undo));
                    there.pass(service);
                    self.arrive(Place::Service(service.clone(), client), there);
                }
                DoorExit::Interface { interface, port, from: DoorSource::Lattice } => {
                    let family = self.spoken(*interface, front.set.family());
                    self.connect((*interface, family), *port, None, resume, front);
                }
                DoorExit::Interface { interface, port, from: DoorSource::Gateway(subnets) } => {
                    let family = self.spoken(*interface, front.set.family());
                    for subnet in subnets {
                        self.connect((*interface, family), *port, Some(*subnet), resume, front);
                    }
                }
                DoorExit::Interface { interface, port, from: DoorSource::Balancers(subnets) } => {
                    for subnet in subnets {
                        self.connect((*interface, front.set.family()), *port, Some(*subnet), resume, front);
                    }
                }
            }
        }
    }

    /// The family in which VPC Lattice and resource gateways speak to a workload: the client's where the workload has
    /// that, and the other one else.
    fn spoken(&self, to: Key<InterfacePart>, clients: Family) -> Family {
        let has = |family: &Family| !self.fabric.sources(to, *family).is_empty();
        [clients, clients.other()].into_iter().find(has).unwrap_or(clients)
    }

    /// A new connection to a workload, in a family, from a subnet or from VPC Lattice.
    fn connect(
        &mut self,
        (to, family): (Key<InterfacePart>, Family),
        port: Option<u16>,
        from: Option<Key<SubnetPart>>,
        resume: &Resume,
        front: &Front,
    ) {
        let Some(interface) = self.fabric.interfaces.get(to) else { return };
        let Some(destination) = self.fabric.sources(to, family).first().copied() else { return };
        let sources = match from {
            Some(subnet) => self.fabric.subnet_spans(subnet, family),
            None => LATTICE
                .iter()
                .filter(|block| block.family() == family)
                .take(1)
                .map(|block| Span::block(*block))
                .collect(),
        };
        let mut set = PacketSet::none(family);
        let spoken = front.set.in_family(family);
        let mut written = spoken.rewritten(Field::Destination, destination).rewritten(Field::SourcePort, EPHEMERAL);
        if let Some(port) = port {
            written = written.rewritten(Field::DestinationPort, Span::one(u128::from(port)));
        }
        for source in sources {
            set = set.join(&written.rewritten(Field::Source, source));
        }
        let mut out = front.clone();
        let undo = Undo { expects: from.map(Place::Subnet), resume: resume.clone() };
        out.change(set, ALL_ENDS, Some(undo));
        out.holder = None;
        out.lose_references();
        let Some(from) = from else {
            self.deliver_in_vpc(interface.vpc, out, None);
            return;
        };
        if let Some(subnet) = self.fabric.subnets.get(from) {
            out.pass_with(&subnet.node, format!("a new connection to {}", interface.node));
        }
        if interface.subnet == from {
            self.deliver_in_subnet(from, out);
        } else if let Some(out) = self.through_acl(from, Direction::Out, out) {
            self.deliver_in_vpc(interface.vpc, out, Some(from));
        }
    }
}

fn no_target(balancer: &BalancerPart, listener: &ListenerPart) -> String {
    if listener.targets.is_empty() {
        format!("a listener of {} has no target", balancer.node)
    } else {
        format!("{} has no target in the zone of its node, and does not send across zones", balancer.node)
    }
}
