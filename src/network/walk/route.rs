//! Out of an interface and a subnet: route tables, and where their routes lead.

use std::sync::Arc;

use super::filter::Direction;
use super::front::{Front, Place};
use super::{ObstacleKind, Walker};
use crate::design::{Gateway, Inspector};
use crate::ids::LinkId;
use crate::network::fabric::{
    InterfacePart, Key, Known, Node, NodeKind, PeeringPart, Role, Routing, SitePart, SubnetPart, VpcPart, Way, public,
};
use crate::network::packet::{Field, PacketSet, Span};

impl Walker<'_> {
    /// Packets leave a network interface.
    pub(super) fn leave(&mut self, key: Key<InterfacePart>, front: Front) {
        let Some(interface) = self.fabric.interfaces.get(key) else { return };
        let mut others = front;
        let family = others.set.family();
        let siblings = self.fabric.of_one_host(key).iter().copied().filter(|one| *one != key);
        for at in std::iter::once(key).chain(siblings) {
            let Some(part) = self.fabric.interfaces.get(at) else { continue };
            for address in part.addresses.iter().filter(|address| address.family == family) {
                let to_itself = others.set.limited(Field::Destination, Span::one(address.private));
                if !to_itself.is_empty() {
                    others.set = others.set.outside(Field::Destination, Span::one(address.private));
                    // What a host sends to itself no filter sees.
                    let mut own = others.with(to_itself);
                    own.pass(&part.node);
                    self.accept_own(at, own);
                }
            }
        }
        if others.set.is_empty() {
            return;
        }
        for front in self.pass_groups_out(&interface.groups, &interface.node, others) {
            self.leave_subnet(interface.subnet, front, false);
        }
    }

    /// Packets leave for somewhere from inside a subnet; `named` when the subnet itself is where they start.
    pub(super) fn leave_subnet(&mut self, key: Key<SubnetPart>, front: Front, named: bool) {
        if !self.goes_on(&front) {
            return;
        }
        let Some(subnet) = self.fabric.subnets.get(key) else { return };
        let mut front = front;
        if named {
            front.pass(&subnet.node);
        }
        // Inside a subnet no route table and no network ACL is asked.
        let near = front.with(self.inside(&front.set, &subnet.blocks));
        if !near.set.is_empty() {
            front.set = front.set.without(&near.set);
            self.deliver_in_subnet(key, near);
        }
        if front.set.is_empty() {
            return;
        }
        front.pass(&subnet.node);
        let Some(front) = self.through_acl(key, Direction::Out, front) else { return };
        self.route(key, front);
    }

    /// Routes packets by the table of a subnet.
    pub(super) fn route(&mut self, key: Key<SubnetPart>, front: Front) {
        let Some(subnet) = self.fabric.subnets.get(key) else { return };
        let Some(vpc) = self.fabric.vpcs.get(subnet.vpc) else { return };
        let mut left = front;
        if let Some(nat) = left.returns_to.filter(|_| self.is_reply()) {
            self.return_over_peering(nat, left);
            return;
        }
        match &subnet.routing {
            Routing::Unknown => {
                let local = left.with(self.inside(&left.set, &vpc.blocks));
                left.set = left.set.without(&local.set);
                self.follow(&Way::Local, subnet, key, local);
                let cause: Arc<str> = format!("the routes of VPC `{}` are not given", vpc.id).into();
                left.doubt(&cause);
                for way in &vpc.ways {
                    self.follow(way, subnet, key, left.clone());
                }
                if vpc.ways.is_empty() {
                    self.stop(left, ObstacleKind::NoRoute, &vpc.node, || format!("nothing leads out of {}", vpc.node));
                }
            }
            Routing::Table(table) => {
                let Some(table) = self.fabric.tables.get(*table) else { return };
                let family = left.set.family();
                for route in table.routes.iter().filter(|route| route.family == family) {
                    let taken = left.set.limited(Field::Destination, route.to);
                    if taken.is_empty() {
                        continue;
                    }
                    left.set = left.set.outside(Field::Destination, route.to);
                    let taken = left.with(taken);
                    match &route.way {
                        Way::Blackhole => self.stop(taken, ObstacleKind::Blackhole, &table.node, || {
                            format!("route `{}` of {} drops it", route.words, table.node)
                        }),
                        Way::Gone(what) => self.stop(taken, ObstacleKind::TargetGone, &table.node, || {
                            format!("route `{}` of {} leads to {what}", route.words, table.node)
                        }),
                        way => self.follow(way, subnet, key, taken),
                    }
                    if left.set.is_empty() {
                        return;
                    }
                }
                self.stop(left, ObstacleKind::NoRoute, &table.node, || format!("{} has no route to it", table.node));
            }
        }
    }

    /// Follows a route.
    fn follow(&mut self, way: &Way, subnet: &SubnetPart, key: Key<SubnetPart>, front: Front) {
        if !self.goes_on(&front) {
            return;
        }
        let Some(vpc) = self.fabric.vpcs.get(subnet.vpc) else { return };
        let mut front = front;
        match way {
            Way::Local => {
                front.pass(&vpc.node);
                self.deliver_in_vpc(subnet.vpc, front, Some(key));
            }
            Way::InternetGateway => self.leave_by_internet_gateway(subnet.vpc, front),
            Way::EgressOnlyInternetGateway => self.leave_by_egress_only(subnet.vpc, front),
            Way::Nat(gateways) => {
                for gateway in gateways {
                    self.send_to_nat(*gateway, key, front.clone());
                }
            }
            Way::VirtualPrivateGateway => self.send_to_sites(subnet.vpc, None, front),
            Way::Hybrid(link) => self.send_to_sites(subnet.vpc, Some(link), front),
            Way::Peering(peering) => self.over_peering(*peering, subnet.vpc, front),
            Way::Hub(hub) => self.send_to_hub(*hub, key, front),
            Way::Appliance(interfaces) => self.send_to_appliance(interfaces, Some(key), front),
            Way::GatewayEndpoint(endpoint, service) => {
                front.pass(&vpc.node);
                let Some(mut own) = self.only_from_inside(subnet.vpc, front, endpoint) else { return };
                own.pass(endpoint);
                own.lose_references();
                let https =
                    own.set.limited(Field::Protocol, Span::one(6)).limited(Field::DestinationPort, Span::one(443));
                let mut others = own.with(own.set.without(&https));
                others.doubt(&"which ports besides 443 a service of AWS answers is not described".into());
                let place = Place::Service(service.clone(), subnet.vpc);
                self.arrive(place.clone(), own.with(https));
                self.arrive(place, others);
            }
            Way::Lattice(doors) => self.send_to_lattice(doors, subnet.vpc, front),
            Way::Blackhole | Way::Gone(_) => {}
            Way::Unknown(cause) => {
                front.doubt(cause);
                // A firewall endpoint or an appliance gives back what is for another subnet of the VPC.
                let inside = front.with(self.inside(&front.set, &vpc.blocks));
                self.follow(&Way::Local, subnet, key, inside);
                front.set = front.set.without(&self.inside(&front.set, &vpc.blocks));
                for way in vpc.ways.clone() {
                    if !matches!(way, Way::Unknown(_)) {
                        self.follow(&way, subnet, key, front.clone());
                    }
                }
            }
        }
    }

    /// The packets that start inside a VPC: nothing else leaves by an edge of it.
    pub(super) fn only_from_inside(&mut self, vpc: Key<VpcPart>, front: Front, edge: &Node) -> Option<Front> {
        let part = self.fabric.vpcs.get(vpc)?;
        let family = front.set.family();
        let mut inside = PacketSet::none(family);
        for (_, span) in part.blocks.iter().filter(|(of, _)| *of == family) {
            inside = inside.join(&front.set.limited(Field::Source, *span));
        }
        let outside = front.with(front.set.without(&inside));
        self.stop(outside, ObstacleKind::EdgeToEdge, edge, || {
            format!("{edge} takes nothing from outside {}: edge-to-edge routing is not supported", part.node)
        });
        (!inside.is_empty()).then(|| front.with(inside))
    }

    fn over_peering(&mut self, key: Key<PeeringPart>, from: Key<VpcPart>, front: Front) {
        let Some(peering) = self.fabric.peerings.get(key) else { return };
        if !peering.active {
            self.stop(front, ObstacleKind::TargetGone, &peering.node, || format!("{} is not active", peering.node));
            return;
        }
        let to = if peering.vpcs.0 == from { peering.vpcs.1 } else { peering.vpcs.0 };
        let (Some(here), Some(there)) = (self.fabric.vpcs.get(from), self.fabric.vpcs.get(to)) else { return };
        let mut front = front;
        front.pass(&here.node);
        let Some(mut front) = self.only_from_inside(from, front, &peering.node) else { return };
        front.pass(&peering.node);
        let inside = self.inside(&front.set, &there.blocks);
        let outside = front.with(front.set.without(&inside));
        self.stop(outside, ObstacleKind::NotBehindLink, &peering.node, || {
            format!("{} holds no such address, and VPC peering leads no further", there.node)
        });
        front.set = inside;
        front.pass(&there.node);
        front.inbound_references = weaker(&front.inbound_references, &peering.references);
        front.outbound_references = weaker(&front.outbound_references, &peering.references);
        // AWS: replies find a NAT gateway over a peering without a route back.
        let by_nat = front.changes.as_ref().and_then(|change| change.undo.as_ref()?.expects.clone());
        if let (Some(Place::Interface(nat)), Some(holder)) = (by_nat, front.holder)
            && nat == holder
            && self.is_nat(nat)
        {
            front.returns_to = Some(nat);
        }
        self.deliver_in_vpc(to, front, None);
    }

    /// To the sites behind a virtual private gateway, or over one link of it.
    fn send_to_sites(&mut self, vpc: Key<VpcPart>, only: Option<&LinkId>, front: Front) {
        let Some(part) = self.fabric.vpcs.get(vpc) else { return };
        let gateway = Node::new(NodeKind::VirtualPrivateGateway, part.id.as_str());
        let mut front = front;
        front.pass(&part.node);
        let Some(mut front) = self.only_from_inside(vpc, front, &gateway) else { return };
        front.pass(&gateway);
        if front.set.family() == crate::cidr::Family::V6 {
            self.stop(front, ObstacleKind::NotCarried, &gateway, || format!("{gateway} does not carry IPv6"));
            return;
        }
        front.lose_references();
        let mut left = front.clone();
        for (key, link) in part.sites.iter().filter(|(_, link)| only.is_none_or(|only| only == link)) {
            let Some(site) = self.fabric.sites.get(*key) else { continue };
            let mut there = front.with(self.inside(&front.set, &site.blocks));
            left.set = left.set.without(&there.set);
            there.pass(&Node::new(NodeKind::Hybrid, link.as_str()));
            self.turned_round(vpc, site, link, &there);
            there.pass(&site.node);
            self.at_site(*key, there);
        }
        for (key, link) in part.sites.iter().filter(|(_, link)| only.is_none_or(|only| only == link)) {
            let Some(site) = self.fabric.sites.get(*key) else { continue };
            let Some(cause) = &site.doubt else { continue };
            let mut perhaps = left.clone();
            perhaps.doubt(cause);
            perhaps.pass(&Node::new(NodeKind::Hybrid, link.as_str()));
            perhaps.pass(&site.node);
            self.at_site(*key, perhaps);
        }
        self.stop(left, ObstacleKind::NotBehindLink, &gateway, || format!("{gateway} knows no such address"));
    }

    /// AWS: a Direct Connect gateway does not join its VPCs, except where the site announces a block that holds several of
    /// them: then their packets for each other come back by way of it. Whether the site lets them is its own matter.
    ///
    /// # Source
    /// <https://docs.aws.amazon.com/directconnect/latest/UserGuide/direct-connect-gateways-intro.html>
    fn turned_round(&mut self, from: Key<VpcPart>, site: &SitePart, link: &LinkId, front: &Front) {
        for (vpc, _) in site.vpcs.iter().filter(|(vpc, over)| over == link && *vpc != from) {
            let Some(there) = self.fabric.vpcs.get(*vpc) else { continue };
            let mut back = front.with(self.inside(&front.set, &there.blocks));
            if back.set.is_empty() {
                continue;
            }
            let cause = format!(
                "{} announces a block that holds {} over `{link}`, so packets may come back to it there",
                site.node, there.node
            );
            back.doubt(&cause.into());
            back.pass(&Node::new(NodeKind::VirtualPrivateGateway, there.id.as_str()));
            self.enter_by(Gateway::VirtualPrivate, *vpc, back);
        }
    }

    /// To an interface that forwards: what it does with packets is its own decision.
    pub(super) fn send_to_appliance(
        &mut self,
        interfaces: &[Key<InterfacePart>],
        from: Option<Key<SubnetPart>>,
        front: Front,
    ) {
        for key in interfaces {
            let Some(interface) = self.fabric.interfaces.get(*key) else { continue };
            let mut front = front.clone();
            if front.trail.passes(&interface.node) {
                self.stop(front, ObstacleKind::Loop, &interface.node, || {
                    format!("it comes back to {}", interface.node)
                });
                continue;
            }
            if Some(interface.subnet) != from {
                let Some(passed) = self.through_acl(interface.subnet, Direction::In, front) else { continue };
                front = passed;
            }
            if let Role::Firewall(of) = interface.role {
                self.through_firewall(interface, of, front);
                continue;
            }
            match interface.checked {
                Some(false) => {}
                Some(true) => {
                    self.stop(front, ObstacleKind::SourceDestinationCheck, &interface.node, || {
                        format!("{} has its source/destination check on, so it forwards nothing", interface.node)
                    });
                    continue;
                }
                None => {
                    let cause =
                        format!("whether {} forwards (its `source_destination_check`) is not said", interface.node);
                    front.doubt(&cause.into());
                }
            }
            front.pass_with(&interface.node, "decides itself what it forwards");
            front.doubt(&format!("what {} forwards is decided by itself, and is not described", interface.node).into());
            for mut front in self.pass_groups_in(&interface.groups, &interface.node, front) {
                front.lose_references();
                let onward = match &interface.owner {
                    Some(owner) => self.fabric.interfaces_of.get(owner).cloned().unwrap_or_default(),
                    None => vec![*key],
                };
                for out in onward {
                    let Some(out) = self.fabric.interfaces.get(out) else { continue };
                    for front in self.pass_groups_out(&out.groups, &out.node, front.clone()) {
                        self.leave_subnet(out.subnet, front, false);
                    }
                }
            }
        }
    }

    /// Through a firewall: what it lets through is its own matter, and goes on from the subnet of its endpoint as it came.
    fn through_firewall(&mut self, endpoint: &InterfacePart, of: Option<Inspector>, front: Front) {
        let mut front = front;
        front.lose_references();
        if of != Some(Inspector::NetworkFirewall) {
            // An appliance with a network interface of its own may translate and send on what is for the internet by itself.
            let outside = public::routed(&front.set, Field::Destination);
            if !self.is_reply() && !outside.is_empty() {
                let cause = format!(
                    "whether appliances behind {} send what is for the internet out themselves is not described",
                    endpoint.node
                );
                self.walked.unfollowed.insert(cause.into());
            }
        }
        front.pass_with(&endpoint.node, "a firewall looks at it");
        front.doubt(&format!("what the firewall behind {} lets through is not described", endpoint.node).into());
        self.leave_subnet(endpoint.subnet, front, false);
    }

    fn is_nat(&self, key: Key<InterfacePart>) -> bool {
        let role = self.fabric.interfaces.get(key).map(|interface| &interface.role);
        matches!(role, Some(Role::Nat { .. }))
    }
}

/// The weaker of two: what both allow.
pub(super) fn weaker(one: &Known, other: &Known) -> Known {
    match (one, other) {
        (Known::No, _) | (_, Known::No) => Known::No,
        (Known::Unknown(cause), _) | (_, Known::Unknown(cause)) => Known::Unknown(cause.clone()),
        (Known::Yes, Known::Yes) => Known::Yes,
    }
}
