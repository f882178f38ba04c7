//! Through transit gateways: attachments by zone, association, route tables, peerings.

use super::filter::Direction;
use super::front::Front;
use super::route::weaker;
use super::{ObstacleKind, Walker};
use crate::network::fabric::{
    AttachedPart, AttachmentPart, HubPart, HubRoutePart, HubTablePart, InterfacePart, Key, Known, Node, NodeKind,
    SubnetPart, VpcPart,
};
use crate::network::packet::{Field, PacketSet, Span, address};

impl Walker<'_> {
    /// From a subnet to a transit gateway.
    pub(super) fn send_to_hub(&mut self, key: Key<HubPart>, from: Key<SubnetPart>, front: Front) {
        let (Some(hub), Some(subnet)) = (self.fabric.hubs.get(key), self.fabric.subnets.get(from)) else { return };
        let own = hub.attachments.iter().enumerate().find_map(|(nth, attachment)| match &attachment.to {
            AttachedPart::Vpc(vpc, subnets) if *vpc == subnet.vpc => Some((nth, subnets, attachment)),
            _ => None,
        });
        let Some(vpc) = self.fabric.vpcs.get(subnet.vpc) else { return };
        let Some((nth, subnets, attachment)) = own else {
            self.stop(front, ObstacleKind::TargetGone, &hub.node, || {
                format!("{} is not attached to {}", vpc.node, hub.node)
            });
            return;
        };
        let Some(mut front) = self.past_translators(attachment, from, subnet, front) else { return };
        // Where zones are not told they are not compared.
        let zones = || subnets.iter().filter_map(|key| self.fabric.subnets.get(*key));
        let comparable = subnet.zone.is_some() && zones().all(|one| one.zone.is_some()) && !subnets.is_empty();
        let mut doors: Vec<Key<SubnetPart>> = subnets.clone();
        if comparable {
            doors.retain(|key| self.fabric.subnets.get(*key).is_some_and(|one| one.zone == subnet.zone));
            if doors.is_empty() {
                let zone = subnet.zone.as_ref().map_or("", |zone| zone.as_str());
                self.stop(front, ObstacleKind::NoAttachmentInZone, &hub.node, || {
                    format!("{} has no attachment subnet in `{zone}`, where {} is", vpc.node, subnet.node)
                });
                return;
            }
        }
        front.pass(&vpc.node);
        front.zone.clone_from(&subnet.zone);
        front.outbound_references = Known::No;
        front.inbound_references = weaker(&front.inbound_references, &attachment.references);
        if doors.is_empty() {
            front.pass(&hub.node);
            self.enter_hub(key, nth, front);
            return;
        }
        for door in doors {
            // AWS: the network ACL of the attachment's subnet is asked about what comes to it, even from inside.
            let Some(mut front) = self.through_acl(door, Direction::In, front.clone()) else { continue };
            front.pass(&hub.node);
            self.enter_hub(key, nth, front);
        }
    }

    /// Into a transit gateway by one of its attachments.
    pub(super) fn enter_hub(&mut self, key: Key<HubPart>, attachment: usize, front: Front) {
        if !self.goes_on(&front) {
            return;
        }
        let Some(hub) = self.fabric.hubs.get(key) else { return };
        let Some(part) = hub.attachments.get(attachment) else { return };
        let mut left = front;
        if let Some(cause) = &part.doubt {
            left.doubt(cause);
        }
        left.pass(&hub.node);
        for moved in self.translated(part, Field::Source, &mut left) {
            self.route_in_hub(key, attachment, moved);
        }
        self.route_in_hub(key, attachment, left);
    }

    /// By the route table of the attachment that packets came in by, with the addresses that the transit gateway sees.
    fn route_in_hub(&mut self, key: Key<HubPart>, attachment: usize, front: Front) {
        let Some(hub) = self.fabric.hubs.get(key) else { return };
        let Some(part) = hub.attachments.get(attachment) else { return };
        let mut left = front;
        if left.set.is_empty() {
            return;
        }
        // The same packet by the same way in goes the same way on: round in circles.
        let entry = (key, attachment, left.zone.clone());
        if left.entered.contains(&entry) {
            self.stop(left, ObstacleKind::Loop, &hub.node, || format!("it comes back to {}", hub.node));
            return;
        }
        left.entered.push(entry);
        // A policy table chooses one of the route tables, and nobody says which.
        if part.table.is_none() && part.doubt.is_some() {
            for table in &hub.tables {
                self.by_routes(key, table, &table.routes, left.clone());
            }
            return;
        }
        let Some(table) = part.table.and_then(|nth| hub.tables.get(nth)) else {
            if let Some(cause) = &hub.doubt {
                self.walked.unfollowed.insert(std::sync::Arc::clone(cause));
                return;
            }
            self.stop(left, ObstacleKind::NotAssociated, &hub.node, || {
                format!("the attachment is associated with no route table of {}", hub.node)
            });
            return;
        };
        self.by_routes(key, table, &table.routes, left);
    }

    fn by_routes(&mut self, key: Key<HubPart>, table: &HubTablePart, routes: &[HubRoutePart], front: Front) {
        let mut left = front;
        let family = left.set.family();
        for (nth, route) in routes.iter().enumerate().filter(|(_, route)| route.family == family) {
            let taken = left.set.limited(Field::Destination, route.to);
            if taken.is_empty() {
                continue;
            }
            left.set = left.set.outside(Field::Destination, route.to);
            let mut taken = left.with(taken);
            // What it is not certain about may go on by the next route instead, and that is as uncertain.
            if let Some(cause) = &route.doubt {
                taken.doubt(cause);
                self.by_routes(key, table, routes.get(nth + 1..).unwrap_or_default(), taken.clone());
            }
            match route.attachment {
                Some(to) => self.leave_hub(key, to, taken),
                None => self.stop(taken, ObstacleKind::Blackhole, &table.node, || {
                    format!("a blackhole route of {} drops it", table.node)
                }),
            }
            if left.set.is_empty() {
                return;
            }
        }
        let doubt = self.fabric.hubs.get(key).and_then(|hub| hub.doubt.as_ref()).filter(|_| !left.set.is_empty());
        if let Some(cause) = doubt {
            self.walked.unfollowed.insert(std::sync::Arc::clone(cause));
            return;
        }
        self.stop(left, ObstacleKind::NoRoute, &table.node, || format!("{} has no route to it", table.node));
    }

    /// Takes out of a front what static one-to-one NAT of an attachment translates, as fronts of their own: sources on
    /// the way out of a VPC, destinations on the way in.
    fn translated(&self, part: &AttachmentPart, field: Field, left: &mut Front) -> Vec<Front> {
        let mut fronts = Vec::new();
        let own = left.set.family();
        for (family, inside, outside) in part.nat.iter().filter(|(family, ..)| *family == own) {
            let (from, to) = if field == Field::Source { (*inside, *outside) } else { (*outside, *inside) };
            let taken = left.set.limited(field, from);
            if taken.is_empty() {
                continue;
            }
            left.set = left.set.outside(field, from);
            let mut taken = left.with(taken);
            if self.is_reply() {
                taken.set = taken.set.moved(field, from, to);
                taken.entered.clear();
            } else {
                taken.shift(field, from, to);
            }
            let what = if field == Field::Source { "source" } else { "destination" };
            let block = |span: Span| format!("{} to {}", address(*family, span.first), address(*family, span.last));
            if let Some(node) = self.attached_node(part) {
                taken.pass_with(&node, format!("{what} of {} becomes one of {}", block(from), block(to)));
            }
            let cause = "whether security groups may refer to each other across NAT of an attachment is not known";
            let unknown = Known::Unknown(cause.into());
            taken.inbound_references = weaker(&taken.inbound_references, &unknown);
            taken.outbound_references = weaker(&taken.outbound_references, &unknown);
            fronts.push(taken);
        }
        fronts
    }

    fn attached_node(&self, part: &AttachmentPart) -> Option<Node> {
        let AttachedPart::Vpc(vpc, _) = &part.to else { return None };
        self.fabric.vpcs.get(*vpc).map(|vpc| vpc.node.clone())
    }

    /// What has a routable address goes on to the transit gateway; the rest goes through the private NAT gateways that
    /// stand before it: of those, through the ones in its zone where there are any.
    fn past_translators(
        &mut self,
        part: &AttachmentPart,
        from: Key<SubnetPart>,
        subnet: &SubnetPart,
        front: Front,
    ) -> Option<Front> {
        if part.routable.is_empty() && part.translators.is_empty() && part.doubt.is_none() {
            return Some(front);
        }
        let mut routable = front.with(PacketSet::none(front.set.family()));
        let mut hidden = front;
        for (family, span) in &part.routable {
            if *family == hidden.set.family() {
                routable.set = routable.set.join(&hidden.set.limited(Field::Source, *span));
                hidden.set = hidden.set.outside(Field::Source, *span);
            }
        }
        if let Some(cause) = part.doubt.as_ref().filter(|_| !hidden.set.is_empty()) {
            self.walked.unfollowed.insert(std::sync::Arc::clone(cause));
        } else if part.translators.is_empty() {
            self.stop(hidden, ObstacleKind::TargetGone, &subnet.node, || {
                format!("no private NAT gateway translates for {} any more", subnet.node)
            });
        } else if !hidden.set.is_empty() {
            let zone = |key: &Key<InterfacePart>| {
                let subnet = self.subnet_of(*key).and_then(|key| self.fabric.subnets.get(key));
                subnet.and_then(|subnet| subnet.zone.clone())
            };
            let near: Vec<_> = part.translators.iter().copied().filter(|key| zone(key) == subnet.zone).collect();
            let chosen = if near.is_empty() { part.translators.clone() } else { near };
            for translator in chosen {
                self.send_to_nat(translator, from, hidden.clone());
            }
        }
        (!routable.set.is_empty()).then_some(routable)
    }

    fn leave_hub(&mut self, key: Key<HubPart>, attachment: usize, front: Front) {
        let Some(part) = self.fabric.hubs.get(key).and_then(|hub| hub.attachments.get(attachment)) else { return };
        let mut front = front;
        front.inbound_references = weaker(&front.inbound_references, &part.references);
        if let Some(cause) = &part.doubt {
            front.doubt(cause);
        }
        match &part.to {
            AttachedPart::Vpc(vpc, subnets) => {
                for moved in self.translated(part, Field::Destination, &mut front) {
                    self.enter_vpc_from_hub(*vpc, subnets, moved);
                }
                let direct: Vec<_> = part.nat.iter().map(|(family, inside, _)| (*family, *inside)).collect();
                let mut untranslated = front.with(self.inside(&front.set, &direct));
                front.set = front.set.without(&untranslated.set);
                if !untranslated.set.is_empty() {
                    let words = "whether an attachment with NAT lets in what uses untranslated addresses is not known";
                    untranslated.doubt(&words.into());
                    self.enter_vpc_from_hub(*vpc, subnets, untranslated);
                }
                if !front.set.is_empty() {
                    self.enter_vpc_from_hub(*vpc, subnets, front);
                }
            }
            AttachedPart::Site(site, link) => {
                let Some(there) = self.fabric.sites.get(*site) else { return };
                front.lose_references();
                let inside = self.inside(&front.set, &there.blocks);
                let mut outside = front.with(front.set.without(&inside));
                front.set = inside;
                let mut fronts = vec![front];
                match &there.doubt {
                    Some(cause) => {
                        outside.doubt(cause);
                        fronts.push(outside);
                    }
                    None => self.stop(outside, ObstacleKind::NotBehindLink, &there.node, || {
                        format!("{} holds no such address", there.node)
                    }),
                }
                for mut front in fronts {
                    front.pass(&Node::new(NodeKind::Hybrid, link.as_str()));
                    front.pass(&there.node);
                    self.at_site(*site, front);
                }
            }
            AttachedPart::Hub(peer, link) => {
                front.lose_references();
                front.zone = None;
                let Some(there) = self.fabric.hubs.get(*peer) else { return };
                let back = there.attachments.iter().position(
                    |attachment| matches!(&attachment.to, AttachedPart::Hub(hub, same) if *hub == key && same == link),
                );
                front.pass(link);
                match back {
                    Some(nth) => self.enter_hub(*peer, nth, front),
                    None => self.stop(front, ObstacleKind::TargetGone, link, || {
                        format!("{link} does not end on {}", there.node)
                    }),
                }
            }
        }
    }

    /// Out of a transit gateway into a VPC, by the network interface in the sender's zone where there is one.
    fn enter_vpc_from_hub(&mut self, vpc: Key<VpcPart>, subnets: &[Key<SubnetPart>], front: Front) {
        let mut front = front;
        if subnets.is_empty() {
            // The attachment's subnets are not told: what is for the VPC gets there, and nothing is said of the rest.
            let Some(part) = self.fabric.vpcs.get(vpc) else { return };
            let inside = self.inside(&front.set, &part.blocks);
            let outside = front.with(front.set.without(&inside));
            self.stop(outside, ObstacleKind::NoRoute, &part.node, || {
                format!("the subnets of the attachment of {} are not given, so it leads into the VPC only", part.node)
            });
            front.set = inside;
            self.deliver_in_vpc(vpc, front, None);
            return;
        }
        let zone_of = |key: &Key<SubnetPart>| self.fabric.subnets.get(*key).and_then(|subnet| subnet.zone.clone());
        let near: Vec<_> =
            subnets.iter().copied().filter(|key| front.zone.is_some() && zone_of(key) == front.zone).collect();
        let doors = if near.is_empty() { subnets.to_vec() } else { near };
        for door in doors {
            let Some(subnet) = self.fabric.subnets.get(door) else { continue };
            let Some(part) = self.fabric.vpcs.get(vpc) else { continue };
            let mut front = front.clone();
            front.pass(&part.node);
            front.returns_to = None;
            // AWS: into the attachment's own subnet no network ACL is asked.
            let near = front.with(self.inside(&front.set, &subnet.blocks));
            front.set = front.set.without(&near.set);
            if !near.set.is_empty() {
                let mut near = near;
                near.pass(&subnet.node);
                self.deliver_in_subnet(door, near);
            }
            if front.set.is_empty() {
                continue;
            }
            if let Some(front) = self.through_acl(door, Direction::Out, front) {
                self.route(door, front);
            }
        }
    }
}
