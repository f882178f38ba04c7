//! Replies: the same way of moving, backwards through what remembers connections, and past security groups.

use std::rc::Rc;

use super::filter::Direction;
use super::front::{Change, Changes, Front, Place, Resume, undone};
use super::{Arrival, ObstacleKind, Walker};
use crate::network::fabric::{InterfacePart, Key, Node, NodeKind, SubnetPart};
use crate::network::packet::Field;

impl Walker<'_> {
    /// The replies to packets that arrived.
    pub(super) fn start_reply(&mut self, arrival: &Arrival) {
        let mut front = Front::new(arrival.front.set.reversed());
        front.changes = stateful(&arrival.front.changes);
        front.doubts.clone_from(&arrival.front.doubts);
        front.returns_to = arrival.front.returns_to;
        if let Place::Interface(key) = &arrival.place {
            if let Some(interface) = self.fabric.interfaces.get(*key) {
                front.pass(&interface.node);
            }
            front.holder = Some(*key);
        }
        let taken_up =
            front.changes.as_ref().and_then(|change| change.undo.as_ref()).is_some_and(|undo| undo.expects.is_none());
        if taken_up {
            self.take_up(&arrival.place, front);
            return;
        }
        match &arrival.place {
            Place::Interface(key) => self.leave(*key, front),
            Place::Subnet(key) => self.leave_subnet(*key, front, true),
            Place::Site(key) => self.leave_site(*key, front),
            Place::Internet => {
                front.pass(&Node::new(NodeKind::Internet, "internet"));
                self.come_from_internet(front);
            }
            Place::Service(service, vpc) => {
                front.pass(service);
                // By the endpoint that led there.
                if let Some(endpoint) = arrival.front.trail.last().filter(|node| node.kind == NodeKind::Endpoint) {
                    front.pass(endpoint);
                }
                self.deliver_in_vpc(*vpc, front, None);
            }
        }
    }

    /// What a load balancer that kept the client's address, or VPC Lattice, takes up where the reply starts.
    fn take_up(&mut self, place: &Place, front: Front) {
        if let Place::Service(service, _) = place {
            let mut front = front;
            front.pass(service);
            self.undo_front(&mut front);
            return;
        }
        let subnet = match place {
            Place::Interface(key) => self.subnet_of(*key),
            Place::Subnet(key) => Some(*key),
            Place::Site(_) | Place::Internet | Place::Service(..) => None,
        };
        let Some(subnet) = subnet else { return };
        let resume = front.changes.as_ref().and_then(|change| change.undo.as_ref()).map(|undo| undo.resume.clone());
        let same = matches!(resume, Some(Resume::Interface(key)) if self.subnet_of(key) == Some(subnet));
        let mut front = front;
        if !same {
            let Some(passed) = self.through_acl(subnet, Direction::Out, front) else { return };
            front = passed;
        }
        self.undo_front(&mut front);
    }

    /// Translates a reply back by the latest change, and sends it on from there. Whether there was one.
    fn undo_front(&mut self, front: &mut Front) -> bool {
        let Some(change) = front.changes.take() else { return false };
        let before = undone(&change, &front.set.reversed());
        let mut back = front.with(before.reversed());
        back.changes.clone_from(&change.earlier);
        back.returns_to = None;
        back.entered.clear();
        match change.undo.as_ref().map(|undo| &undo.resume) {
            Some(Resume::Interface(key)) => {
                if let Some(interface) = self.fabric.interfaces.get(*key) {
                    back.pass_with(&interface.node, "translates the reply back");
                }
                back.holder = Some(*key);
                self.leave_back(*key, back);
            }
            Some(Resume::Vpc(vpc)) => self.deliver_in_vpc(*vpc, back, None),
            None => {}
        }
        true
    }

    fn leave_back(&mut self, key: Key<InterfacePart>, front: Front) {
        // A reply from its own address is not to itself: an interface never translates for itself.
        if let Some(subnet) = self.subnet_of(key) {
            self.leave_subnet(subnet, front, false);
        }
    }

    /// Where the reply must get to next: what is to translate it back, or the client.
    fn expected(&self, front: &Front) -> Option<Place> {
        match front.changes.as_ref().and_then(|change| change.undo.as_ref()) {
            Some(undo) => undo.expects.clone(),
            None => self.client.clone(),
        }
    }

    /// A reply is inside a subnet.
    pub(super) fn reply_in_subnet(&mut self, key: Key<SubnetPart>, front: Front) {
        let Some(place) = self.expected(&front) else { return };
        match &place {
            Place::Interface(interface) if self.subnet_of(*interface) == Some(key) => {
                let family = front.set.family();
                let own = self.fabric.sources(*interface, family);
                let spans: Vec<_> = own.into_iter().map(|span| (family, span)).collect();
                let there = front.with(self.inside(&front.set, &spans));
                let astray = front.with(front.set.without(&there.set));
                self.reply_at(&place, there);
                self.astray(key, astray);
            }
            Place::Subnet(subnet) if *subnet == key => self.reply_at(&place, front),
            _ => self.astray(key, front),
        }
    }

    fn astray(&mut self, key: Key<SubnetPart>, front: Front) {
        let Some(subnet) = self.fabric.subnets.get(key) else { return };
        self.stop(front, ObstacleKind::Elsewhere, &subnet.node, || {
            format!("the reply gets to {}, where nothing waits for it", subnet.node)
        });
    }

    /// A reply is where it was expected, or is not.
    pub(super) fn reply_at(&mut self, place: &Place, front: Front) {
        if front.set.is_empty() {
            return;
        }
        let mut front = front;
        let mut place = place;
        let expected = self.expected(&front);
        // Two links may lead to one network, and a design that calls it two sites does not say which holds the address.
        if let (Some(awaited @ Place::Site(one)), Place::Site(other)) = (&expected, place)
            && one != other
            && let (Some(one), Some(other)) = (self.fabric.sites.get(*one), self.fabric.sites.get(*other))
        {
            front.set = self.inside(&front.set, &one.blocks);
            front.doubt(&format!("whether {} and {} are one network is not said", one.node, other.node).into());
            place = awaited;
        }
        if front.set.is_empty() {
            return;
        }
        if expected.as_ref() != Some(place) {
            let node = Node::new(NodeKind::Internet, "internet");
            self.stop(front, ObstacleKind::Elsewhere, &node, || "the reply gets to somebody else".to_owned());
            return;
        }
        if self.undo_front(&mut front) {
            return;
        }
        match place {
            Place::Interface(key) => {
                if let Some(interface) = self.fabric.interfaces.get(*key) {
                    front.pass(&interface.node);
                }
            }
            Place::Subnet(key) => {
                if let Some(subnet) = self.fabric.subnets.get(*key) {
                    front.pass(&subnet.node);
                }
            }
            Place::Site(_) | Place::Internet | Place::Service(..) => {}
        }
        self.arrive(place.clone(), front);
    }

    /// Over a peering straight back to the NAT gateway that the packets came from, whatever the route tables say.
    pub(super) fn return_over_peering(&mut self, nat: Key<InterfacePart>, front: Front) {
        let Some(subnet) = self.subnet_of(nat) else { return };
        let mut front = front;
        front.returns_to = None;
        let family = front.set.family();
        let spans: Vec<_> = self.fabric.sources(nat, family).into_iter().map(|span| (family, span)).collect();
        front.set = self.inside(&front.set, &spans);
        if let Some(front) = self.through_acl(subnet, Direction::In, front) {
            self.reply_in_subnet(subnet, front);
        }
    }
}

impl Arrival {
    /// The packets, as they started, that a reply answers: what of it got back is what was sent to where it came from.
    pub fn answered(&self, reply: &Arrival) -> crate::network::packet::PacketSet {
        self.origin().meet(&reply.front.set.reversed())
    }
}

/// Only the changes that replies must undo.
fn stateful(changes: &Changes) -> Changes {
    let mut kept = Vec::new();
    let mut at = changes.as_ref();
    while let Some(change) = at {
        if change.undo.is_some() {
            kept.push(change);
        }
        at = change.earlier.as_ref();
    }
    let mut rebuilt: Changes = None;
    for change in kept.into_iter().rev() {
        let fields: &'static [Field] = change.fields;
        rebuilt = Some(Rc::new(Change {
            before: change.before.clone(),
            fields,
            moved: change.moved,
            undo: change.undo.clone(),
            earlier: rebuilt,
        }));
    }
    rebuilt
}
