//! Internet gateways, egress-only internet gateways and NAT gateways.

use super::filter::Direction;
use super::front::{Front, Place, Resume, Undo};
use super::{ObstacleKind, Walker};
use crate::cidr::Family;
use crate::design::{BlockPublicAccess, Gateway};
use crate::network::fabric::{InterfacePart, Key, Node, NodeKind, SubnetPart, VpcPart, public};
use crate::network::packet::{EPHEMERAL, Field, PacketSet, Span, address, protocol};

impl Walker<'_> {
    /// Out by the internet gateway of a VPC.
    pub(super) fn leave_by_internet_gateway(&mut self, vpc: Key<VpcPart>, front: Front) {
        let Some(part) = self.fabric.vpcs.get(vpc) else { return };
        let gateway = Node::new(NodeKind::InternetGateway, part.id.as_str());
        let mut front = front;
        front.pass(&part.node);
        if part.internet == Some(false) {
            self.stop(front, ObstacleKind::TargetGone, &gateway, || format!("{} has no internet gateway", part.node));
            return;
        }
        front.lose_references();
        let Some(mut front) = self.past_block(part, front, false) else { return };
        let routed = public::routed(&front.set, Field::Destination);
        let private = front.with(front.set.without(&routed));
        self.stop(private, ObstacleKind::PrivateDestination, &gateway, || {
            format!("{gateway} sends nothing to addresses that the internet does not route")
        });
        front.set = routed;
        if front.set.is_empty() {
            return;
        }
        match front.set.family() {
            Family::V6 => {
                if let Some(mut own) = self.only_from_inside(vpc, front, &gateway) {
                    own.pass(&gateway);
                    self.beyond_gateway(own);
                }
            }
            Family::V4 => self.translated_out(vpc, &gateway, front),
        }
    }

    /// Past the edge of a VPC that may block public access. Where subnets are left out of that it is not known, for which of
    /// them count is not followed. Where it stops what comes in, what a NAT gateway sends out goes on, and so do replies to it.
    fn past_block(&mut self, part: &VpcPart, front: Front, comes_in: bool) -> Option<Front> {
        let Some(block) = &part.blocks_public else { return Some(front) };
        let holder = front.holder.and_then(|key| self.fabric.interfaces.get(key));
        let by_nat = holder.is_some_and(|holder| holder.node.kind == NodeKind::NatGateway);
        let goes_on = block.mode == BlockPublicAccess::Ingress && if comes_in { self.is_reply() } else { by_nat };
        if goes_on {
            return Some(front);
        }
        let mut front = front;
        if let Some(doubt) = &block.doubt {
            front.doubt(doubt);
            return Some(front);
        }
        self.stop(front, ObstacleKind::BlockPublicAccess, &part.node, || {
            format!("VPC Block Public Access stops traffic of {} with the internet", part.node)
        });
        None
    }

    /// Private IPv4 sources become the public addresses that belong to them; the others get no further.
    fn translated_out(&mut self, vpc: Key<VpcPart>, gateway: &Node, front: Front) {
        let holder = front.holder.and_then(|key| self.fabric.interfaces.get(key)).filter(|holder| holder.vpc == vpc);
        let mut left = front;
        let mut public_flag = None;
        if let Some(interface) = holder {
            for one in interface.addresses.iter().filter(|address| address.family == Family::V4) {
                let Some(public) = one.public else { continue };
                let own = left.set.limited(Field::Source, Span::one(one.private));
                if own.is_empty() {
                    continue;
                }
                left.set = left.set.outside(Field::Source, Span::one(one.private));
                let mut out = left.with(own);
                let set = out.set.rewritten(Field::Source, Span::one(public));
                self.translate(&mut out, set, Field::Source);
                out.pass_with(gateway, format!("source becomes {}", address(Family::V4, public)));
                out.holder = None;
                self.beyond_gateway(out);
            }
            public_flag = Some(interface.public);
        } else if left.holder.is_none() {
            // A workload that the design does not name: its subnet tells whether it has a public address.
            public_flag = self.unnamed_sender(vpc, &left).map(|subnet| subnet.public);
        }
        match public_flag {
            Some(public @ (Some(true) | None)) => {
                let Some(mut out) = self.only_from_inside(vpc, left, gateway) else { return };
                if public.is_none() {
                    out.doubt(&std::sync::Arc::from("whether the sender has a public address is not said"));
                }
                let mut set = PacketSet::none(Family::V4);
                for side in public::routed(&PacketSet::all(Family::V4), Field::Source).spans(Field::Source) {
                    set = set.join(&out.set.rewritten(Field::Source, side));
                }
                self.translate(&mut out, set, Field::Source);
                out.pass_with(gateway, "source becomes its public address");
                out.holder = None;
                self.beyond_gateway(out);
            }
            Some(Some(false)) | None => {
                left.pass(gateway);
                self.stop(left, ObstacleKind::NoPublicAddress, gateway, || {
                    format!("{gateway} lets out only what has a public address, and the sender has none there")
                });
            }
        }
    }

    /// Rewrites addresses as an internet gateway does: one for one, so that a reply needs no memory of it.
    fn translate(&self, front: &mut Front, set: PacketSet, field: Field) {
        let fields: &'static [Field] = if field == Field::Source { &[Field::Source] } else { &[Field::Destination] };
        if self.is_reply() {
            front.set = set;
        } else {
            front.change(set, fields, None);
        }
    }

    fn unnamed_sender(&self, vpc: Key<VpcPart>, front: &Front) -> Option<&SubnetPart> {
        let part = self.fabric.vpcs.get(vpc)?;
        let mut subnets = part.subnets.iter().filter_map(|key| self.fabric.subnets.get(*key));
        subnets.find(|subnet| {
            subnet
                .blocks
                .iter()
                .any(|(family, span)| *family == Family::V4 && !front.set.limited(Field::Source, *span).is_empty())
        })
    }

    /// Past an internet gateway: to public addresses of the design, and to the rest of the internet.
    fn beyond_gateway(&mut self, front: Front) {
        let known = self.known_public(&front.set);
        let mut left = front;
        for (public, interface, private) in known {
            let there = left.set.limited(Field::Destination, Span::one(public));
            left.set = left.set.outside(Field::Destination, Span::one(public));
            let there = left.with(there);
            self.in_by_gateway(there, public, interface, private);
        }
        if left.set.family() == Family::V6 {
            self.in_by_gateway_ipv6(&mut left);
        }
        if !left.set.is_empty() {
            self.at_internet(left);
        }
    }

    fn known_public(&self, set: &PacketSet) -> Vec<(u128, Key<InterfacePart>, u128)> {
        if set.family() == Family::V6 {
            return Vec::new();
        }
        let spans = set.spans(Field::Destination);
        let within = |span: &Span| self.fabric.public.range(span.first..=span.last);
        spans.iter().flat_map(within).map(|(public, (interface, private))| (*public, *interface, *private)).collect()
    }

    /// In by the internet gateway of a VPC, to one public address.
    fn in_by_gateway(&mut self, front: Front, public: u128, key: Key<InterfacePart>, private: u128) {
        let Some(interface) = self.fabric.interfaces.get(key) else { return };
        let Some(part) = self.fabric.vpcs.get(interface.vpc) else { return };
        let gateway = Node::new(NodeKind::InternetGateway, part.id.as_str());
        if part.internet == Some(false) {
            self.stop(front, ObstacleKind::TargetGone, &gateway, || format!("{} has no internet gateway", part.node));
            return;
        }
        let Some(mut front) = self.past_block(part, front, true) else { return };
        let set = front.set.rewritten(Field::Destination, Span::one(private));
        self.translate(&mut front, set, Field::Destination);
        let (from, to) = (address(Family::V4, public), address(Family::V4, private));
        front.pass_with(&gateway, format!("destination {from} becomes {to}"));
        front.lose_references();
        self.enter_by(Gateway::Internet, interface.vpc, front);
    }

    fn in_by_gateway_ipv6(&mut self, left: &mut Front) {
        for (key, part) in self.fabric.vpcs.iter() {
            let blocks: Vec<_> = part.blocks.iter().filter(|(family, _)| *family == Family::V6).copied().collect();
            let there = self.inside(&left.set, &blocks);
            // Replies to what went out by an egress-only internet gateway come in by it.
            let open = part.internet == Some(true) || (self.is_reply() && part.egress_only == Some(true));
            if there.is_empty() || !open {
                continue;
            }
            left.set = left.set.without(&there);
            let mut inside = left.with(there);
            inside.pass(&Node::new(NodeKind::InternetGateway, part.id.as_str()));
            inside.lose_references();
            if let Some(inside) = self.past_block(part, inside, true) {
                self.enter_by(Gateway::Internet, key, inside);
            }
        }
    }

    /// Packets from the internet.
    pub(super) fn come_from_internet(&mut self, front: Front) {
        let mut front = front;
        for (public, interface, private) in self.known_public(&front.set) {
            let there = front.with(front.set.limited(Field::Destination, Span::one(public)));
            front.set = front.set.outside(Field::Destination, Span::one(public));
            if self.goes_on(&there) {
                self.in_by_gateway(there, public, interface, private);
            }
        }
        if front.set.family() == Family::V6 {
            self.in_by_gateway_ipv6(&mut front);
        } else {
            self.in_to_unknown_public(&front);
            self.back_to_unnamed(&front);
        }
        // From one who is on the internet to another: it never comes into the design.
        if self.client.as_ref().is_none_or(|client| *client == Place::Internet) {
            let elsewhere = front.with(public::routed(&front.set, Field::Destination));
            front.set = front.set.without(&elsewhere.set);
            if !elsewhere.set.is_empty() {
                self.at_internet(elsewhere);
            }
        }
        let internet = Node::new(NodeKind::Internet, "internet");
        self.stop(front, ObstacleKind::NoPublicAddress, &internet, || {
            "no public address of the design stands for it, so the internet has no way to it".to_owned()
        });
    }

    /// In to interfaces whose public address is not told. The destination that the client used is then not known, so any
    /// that the internet routes stands for it.
    fn in_to_unknown_public(&mut self, front: &Front) {
        for (key, interface) in self.fabric.interfaces.iter() {
            let told = interface.addresses.iter().any(|one| one.public.is_some());
            let Some(part) = self.fabric.vpcs.get(interface.vpc) else { continue };
            let perhaps = interface.may_be_public();
            if told || (interface.public != Some(true) && !perhaps) || part.internet == Some(false) {
                continue;
            }
            for side in self.fabric.sources(key, Family::V4) {
                let mut there = front.clone();
                if perhaps {
                    there.doubt(&format!("whether {} has a public address is not known yet", interface.node).into());
                }
                let Some(mut there) = self.past_block(part, there, true) else { continue };
                let gateway = Node::new(NodeKind::InternetGateway, part.id.as_str());
                let set = there.set.rewritten(Field::Destination, side);
                self.translate(&mut there, set, Field::Destination);
                there.pass_with(&gateway, "destination becomes the private address");
                self.enter_by(Gateway::Internet, interface.vpc, there);
            }
        }
    }

    /// Replies in to a workload that the design does not name: its subnet gave it the public address that it sent from.
    fn back_to_unnamed(&mut self, front: &Front) {
        let Some(Place::Subnet(key)) = self.client else { return };
        let Some(home) = self.fabric.subnets.get(key).map(|subnet| subnet.vpc) else { return };
        let Some(part) = self.fabric.vpcs.get(home).filter(|part| part.internet != Some(false)) else { return };
        let gateway = Node::new(NodeKind::InternetGateway, part.id.as_str());
        for span in self.fabric.subnet_spans(key, Family::V4) {
            let Some(mut there) = self.past_block(part, front.clone(), true) else { continue };
            let set = there.set.rewritten(Field::Destination, span);
            self.translate(&mut there, set, Field::Destination);
            there.pass_with(&gateway, "destination becomes the private address");
            there.lose_references();
            self.enter_by(Gateway::Internet, home, there);
        }
    }

    /// Out by the egress-only internet gateway of a VPC.
    pub(super) fn leave_by_egress_only(&mut self, vpc: Key<VpcPart>, front: Front) {
        let Some(part) = self.fabric.vpcs.get(vpc) else { return };
        let gateway = Node::new(NodeKind::EgressOnlyInternetGateway, part.id.as_str());
        let mut front = front;
        front.pass(&part.node);
        if front.set.family() == Family::V4 {
            self.stop(front, ObstacleKind::NotCarried, &gateway, || format!("{gateway} carries IPv6 only"));
            return;
        }
        if self.is_reply() {
            self.stop(front, ObstacleKind::ReplyByNat, &gateway, || {
                format!("{gateway} carries no replies to callers outside")
            });
            return;
        }
        front.set = public::routed(&front.set, Field::Destination);
        if let Some(mut own) = self.only_from_inside(vpc, front, &gateway) {
            own.pass(&gateway);
            own.lose_references();
            let is_blocked =
                part.blocks_public.as_ref().is_some_and(|one| one.mode == BlockPublicAccess::Bidirectional);
            let own = if is_blocked { self.past_block(part, own, false) } else { Some(own) };
            if let Some(own) = own {
                self.at_internet(own);
            }
        }
    }

    /// To a NAT gateway.
    pub(super) fn send_to_nat(&mut self, key: Key<InterfacePart>, from: Key<SubnetPart>, front: Front) {
        let Some(interface) = self.fabric.interfaces.get(key) else { return };
        let mut front = front;
        if interface.subnet != from {
            if let Some(vpc) = self.fabric.vpcs.get(interface.vpc) {
                front.pass(&vpc.node);
            }
            let Some(passed) = self.through_acl(interface.subnet, Direction::In, front) else { return };
            front = passed;
        }
        if self.is_reply() {
            front.pass(&interface.node);
            self.stop(front, ObstacleKind::ReplyByNat, &interface.node, || {
                format!("the reply would leave by {}, which knows nothing of the connection", interface.node)
            });
            return;
        }
        if front.was_translated_at(key) {
            self.stop(front, ObstacleKind::Loop, &interface.node, || format!("it comes back to {}", interface.node));
            return;
        }
        let carried = [protocol::TCP, protocol::UDP, protocol::ICMP]
            .into_iter()
            .fold(PacketSet::none(front.set.family()), |carried, number| {
                carried.join(&front.set.limited(Field::Protocol, Span::one(u128::from(number))))
            });
        if carried.is_empty() || front.set.family() == Family::V6 {
            front.pass(&interface.node);
            self.stop(front, ObstacleKind::NotCarried, &interface.node, || {
                format!("{} carries TCP, UDP and ICMP over IPv4 only", interface.node)
            });
            return;
        }
        front.set = carried;
        let mut sources = self.fabric.sources(key, Family::V4);
        sources.truncate(1);
        for side in sources {
            let mut out = front.clone();
            let set = out.set.rewritten(Field::Source, side).rewritten(Field::SourcePort, EPHEMERAL);
            let undo = Undo { expects: Some(Place::Interface(key)), resume: Resume::Interface(key) };
            out.change(set, &[Field::Source, Field::SourcePort], Some(undo));
            let known = (side.first == side.last).then(|| address(Family::V4, side.first).to_string());
            out.pass_with(&interface.node, format!("source becomes {}", known.as_deref().unwrap_or("its address")));
            out.holder = Some(key);
            out.lose_references();
            self.leave(key, out);
        }
    }
}
