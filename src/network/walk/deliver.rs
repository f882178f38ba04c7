//! Into a VPC, a subnet and a network interface.

use super::filter::Direction;
use super::front::{Front, Place};
use super::{ObstacleKind, Walker};
use crate::design::Gateway;
use crate::network::fabric::{Groups, InterfacePart, Key, Known, NodeKind, Role, SitePart, SubnetPart, VpcPart, Way};
use crate::network::packet::{Field, Span};

impl Walker<'_> {
    /// Packets are inside a VPC and go to the subnet that holds their destination. `from` is the subnet they come from,
    /// when they come from one.
    pub(super) fn deliver_in_vpc(&mut self, vpc: Key<VpcPart>, front: Front, from: Option<Key<SubnetPart>>) {
        if !self.goes_on(&front) {
            return;
        }
        let Some(part) = self.fabric.vpcs.get(vpc) else { return };
        let mut left = front;
        for key in &part.subnets {
            let Some(subnet) = self.fabric.subnets.get(*key) else { continue };
            let there = self.inside(&left.set, &subnet.blocks);
            if there.is_empty() {
                continue;
            }
            left.set = left.set.without(&there);
            let mut there = left.with(there);
            there.pass(&part.node);
            if from != Some(*key) {
                let Some(passed) = self.through_acl(*key, Direction::In, there) else { continue };
                there = passed;
            }
            there.pass(&subnet.node);
            self.deliver_in_subnet(*key, there);
            if left.set.is_empty() {
                return;
            }
        }
        self.stop(left, ObstacleKind::NoInterface, &part.node, || {
            format!("no subnet of {} holds the address", part.node)
        });
    }

    /// Packets come into a VPC by one of its gateways: by the route table of the gateway, where it has one.
    pub(super) fn enter_by(&mut self, gateway: Gateway, vpc: Key<VpcPart>, front: Front) {
        let edge = self.fabric.vpcs.get(vpc).and_then(|part| part.edges.iter().find(|(of, _)| *of == gateway));
        let Some(table) = edge.and_then(|(_, table)| self.fabric.tables.get(*table)) else {
            self.deliver_in_vpc(vpc, front, None);
            return;
        };
        let mut left = front;
        let family = left.set.family();
        for route in table.routes.iter().filter(|route| route.family == family) {
            let taken = left.with(left.set.limited(Field::Destination, route.to));
            if taken.set.is_empty() || !self.goes_on(&taken) {
                continue;
            }
            left.set = left.set.outside(Field::Destination, route.to);
            match &route.way {
                Way::Local => self.deliver_in_vpc(vpc, taken, None),
                Way::Appliance(interfaces) => self.send_to_appliance(interfaces, None, taken),
                _ => {
                    // AWS: nothing else is a target there, so what the design tells cannot be all there is.
                    let mut perhaps = taken;
                    perhaps.doubt(&format!("where {} leads for `{}` is not known", table.node, route.words).into());
                    self.deliver_in_vpc(vpc, perhaps, None);
                }
            }
        }
        self.stop(left, ObstacleKind::NoRoute, &table.node, || format!("{} has no route to it", table.node));
    }

    /// Packets are inside a subnet and go to the interface that has their destination.
    pub(super) fn deliver_in_subnet(&mut self, key: Key<SubnetPart>, front: Front) {
        if !self.goes_on(&front) {
            return;
        }
        if self.is_reply() {
            self.reply_in_subnet(key, front);
            return;
        }
        let Some(subnet) = self.fabric.subnets.get(key) else { return };
        let family = front.set.family();
        let mut left = front;
        let mut unplaced = Vec::new();
        for member in &subnet.interfaces {
            let Some(interface) = self.fabric.interfaces.get(*member) else { continue };
            if interface.addresses.is_empty() {
                unplaced.push(*member);
                continue;
            }
            for address in interface.addresses.iter().filter(|address| address.family == family) {
                let there = left.set.limited(Field::Destination, Span::one(address.private));
                if !there.is_empty() {
                    left.set = left.set.outside(Field::Destination, Span::one(address.private));
                    let there = left.with(there);
                    self.accept(*member, there);
                }
            }
        }
        // Interfaces whose addresses are not told may have any that is left; so may what the design does not name.
        for span in self.fabric.subnet_spans(key, family) {
            let there = left.with(left.set.limited(Field::Destination, span));
            for member in &unplaced {
                self.accept(*member, there.clone());
            }
            self.arrive_unnamed(key, there);
        }
    }

    /// Packets reach an address that no interface of the design is known to have.
    fn arrive_unnamed(&mut self, key: Key<SubnetPart>, front: Front) {
        let mut front = front;
        if let Some(group) = front.only_to {
            if !self.tolerant {
                return;
            }
            let Some(group) = self.fabric.groups.get(group) else { return };
            let words = format!("the sender is let out only to members of {}", group.node);
            let obstacle = self.obstacle(ObstacleKind::SecurityGroupOutbound, &group.node, &front.set, words);
            front.obstacles.push(obstacle);
        }
        self.arrive(Place::Subnet(key), front);
    }

    /// Packets reach a network interface that has their destination.
    pub(super) fn accept(&mut self, key: Key<InterfacePart>, front: Front) {
        let Some(interface) = self.fabric.interfaces.get(key) else { return };
        let Some(front) = self.only_to_members(key, front) else { return };
        if let Role::Nat { .. } = interface.role {
            let mut front = front;
            front.pass(&interface.node);
            self.stop(front, ObstacleKind::NatGatewayTarget, &interface.node, || {
                format!("{} opens connections and accepts none", interface.node)
            });
            return;
        }
        for mut front in self.pass_groups_in(&interface.groups, &interface.node, front) {
            front.pass(&interface.node);
            match &interface.role {
                Role::Workload => self.arrive(Place::Interface(key), front),
                Role::Balancer(balancer) => self.through_balancer(*balancer, key, front),
                Role::Door(doors) => {
                    for door in doors {
                        self.through_door(*door, key, front.clone());
                    }
                }
                Role::Nat { .. } | Role::Firewall(_) => {}
            }
        }
    }

    /// Packets that an interface sends to its own address.
    pub(super) fn accept_own(&mut self, key: Key<InterfacePart>, front: Front) {
        if self.is_reply() {
            self.reply_at(&Place::Interface(key), front);
        } else {
            self.arrive(Place::Interface(key), front);
        }
    }

    /// Those that were let out to the members of a group and reach one.
    fn only_to_members(&mut self, key: Key<InterfacePart>, front: Front) -> Option<Front> {
        let Some(group) = front.only_to else { return Some(front) };
        let is_member = self.has_group(key, group);
        let mut front = front;
        match (is_member, &front.outbound_references) {
            (true, Known::Yes) => {
                front.only_to = None;
                return Some(front);
            }
            (true, Known::Unknown(cause)) => {
                let cause = cause.clone();
                front.doubt(&cause);
                front.only_to = None;
                return Some(front);
            }
            (true, Known::No) | (false, _) => {}
        }
        if !self.tolerant {
            return None;
        }
        let (group, interface) = (self.fabric.groups.get(group)?, self.fabric.interfaces.get(key)?);
        let words = match (is_member, &interface.groups) {
            (true, _) => format!("a reference to {} does not count over this way", group.node),
            (false, Groups::Open | Groups::Unknown(_)) => {
                format!(
                    "the sender is let out only to members of {}; the groups of {} are not given",
                    group.node, interface.node
                )
            }
            (false, Groups::Of(_)) => {
                format!("the sender is let out only to members of {}, and {} is none", group.node, interface.node)
            }
        };
        let obstacle = self.obstacle(ObstacleKind::SecurityGroupOutbound, &group.node, &front.set, words);
        front.obstacles.push(obstacle);
        front.only_to = None;
        Some(front)
    }

    /// Packets reach a site.
    pub(super) fn at_site(&mut self, key: Key<SitePart>, front: Front) {
        if front.set.is_empty() {
            return;
        }
        if self.is_reply() {
            self.reply_at(&Place::Site(key), front);
        } else {
            self.arrive(Place::Site(key), front);
        }
    }

    /// Packets reach the internet.
    pub(super) fn at_internet(&mut self, front: Front) {
        let mut front = front;
        front.pass(&crate::network::fabric::Node::new(NodeKind::Internet, "internet"));
        if self.is_reply() {
            self.reply_at(&Place::Internet, front);
        } else {
            self.arrive(Place::Internet, front);
        }
    }
}
