//! What may fail, and a fabric without it.

use std::fmt;
use std::sync::Arc;

use super::{AttachedPart, Fabric, HubPart, Key, Node, NodeKind, Role, RoutePart, SubnetPart, Way};
use crate::ids::{AzId, LinkId};
use crate::order::Arrange;

/// Something that may fail as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failing {
    /// An availability zone: its subnets, and all that stands in them.
    Zone(AzId),
    /// A peering connection of VPCs or of transit gateways, a transit gateway, hybrid link, NAT gateway, load balancer, a
    /// service of VPC Lattice, or what endpoints lead to; of endpoints, those of one VPC.
    Part(Node),
    /// The attachment of a VPC to a transit gateway or core network: which, and the VPC.
    Attachment(Node, Node),
    /// One tunnel of a Site-to-Site VPN connection, which has two: the other one carries on.
    ///
    /// # Source
    /// <https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html>, the fact `vpn-tunnels`.
    Tunnel(LinkId),
}

impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zone(zone) => write!(f, "availability zone `{zone}`"),
            Self::Part(node) => node.fmt(f),
            Self::Attachment(hub, vpc) => write!(f, "the attachment of {vpc} to {hub}"),
            Self::Tunnel(link) => write!(f, "one tunnel of VPN connection `{link}`"),
        }
    }
}

impl Failing {
    /// Whether a way that passes certain things stays what it is when this fails: whatever fails takes along only what
    /// passes it. Of a zone that cannot be seen, for a way does not tell the zone in which it crosses a transit gateway.
    pub fn spares(&self, passes: &dyn Fn(&Node) -> bool) -> bool {
        match self {
            Self::Zone(_) => false,
            Self::Part(node) => !passes(node),
            Self::Attachment(hub, vpc) => !passes(hub) || !passes(vpc),
            Self::Tunnel(_) => true,
        }
    }
}

impl Fabric {
    /// All that may fail, in order of kind and name.
    pub fn failing(&self) -> Vec<Failing> {
        let mut all: Vec<Failing> =
            self.subnets.iter().filter_map(|(_, subnet)| subnet.zone.clone()).map(Failing::Zone).collect();
        let nodes = self.peerings.iter().map(|(_, one)| &one.node).chain(self.hubs.iter().map(|(_, one)| &one.node));
        let nodes = nodes.chain(self.balancers.iter().map(|(_, one)| &one.node));
        let nodes = nodes.chain(self.doors.iter().map(|(_, one)| &one.node));
        let single = self.interfaces.iter().map(|(_, one)| one);
        let single = single.filter(|one| matches!(one.role, Role::Nat { .. } | Role::Firewall(_) | Role::Door(_)));
        all.extend(nodes.chain(single.map(|one| &one.node)).cloned().map(Failing::Part));
        let gateways = self.tables.iter().flat_map(|(_, table)| &table.routes).filter_map(|route| match &route.way {
            Way::GatewayEndpoint(endpoint, _) => Some(endpoint.clone()),
            _ => None,
        });
        all.extend(gateways.map(Failing::Part));
        let hybrid = |link: &LinkId| Failing::Part(Node::new(NodeKind::Hybrid, link.as_str()));
        all.extend(self.vpcs.iter().flat_map(|(_, vpc)| &vpc.sites).map(|(_, link)| hybrid(link)));
        for (_, hub) in self.hubs.iter() {
            all.extend(hub.attachments.iter().filter_map(|one| match &one.to {
                AttachedPart::Site(_, link) => Some(hybrid(link)),
                AttachedPart::Hub(_, link) => Some(Failing::Part(link.clone())),
                AttachedPart::Vpc(vpc, _) => {
                    Some(Failing::Attachment(hub.node.clone(), self.vpcs.get(*vpc)?.node.clone()))
                }
            }));
        }
        all.extend(self.vpns.iter().cloned().map(Failing::Tunnel));
        all.arrange();
        all.dedup();
        all
    }

    /// The same without what fails. Routes that somebody wrote stay as they are: AWS takes none back because its target is
    /// down. What was learnt from a link to a site goes with it.
    #[must_use]
    pub fn without(&self, failing: &Failing) -> Self {
        let mut left = self.clone();
        match failing {
            Failing::Zone(zone) => left.lose_zone(zone),
            Failing::Part(node) => left.lose(node),
            Failing::Attachment(hub, vpc) => left.lose_attachment(hub, vpc),
            Failing::Tunnel(_) => {}
        }
        left
    }

    fn lose_zone(&mut self, zone: &AzId) {
        let lost: Vec<Key<SubnetPart>> =
            self.subnets.iter().filter(|(_, one)| one.zone.as_ref() == Some(zone)).map(|(key, _)| key).collect();
        let gone: Vec<_> =
            self.interfaces.iter().filter(|(_, one)| lost.contains(&one.subnet)).map(|(key, _)| key).collect();
        for key in &lost {
            if let Some(subnet) = self.subnets.get_mut(*key) {
                subnet.blocks.clear();
                subnet.interfaces.clear();
            }
        }
        for key in &gone {
            if let Some(interface) = self.interfaces.get_mut(*key) {
                interface.addresses.clear();
            }
        }
        self.interfaces_of.values_mut().for_each(|own| own.retain(|key| !gone.contains(key)));
        self.public.retain(|_, (key, _)| !gone.contains(key));
        for key in keys(self.tables.iter().map(|(key, _)| key)) {
            let Some(table) = self.tables.get_mut(key) else { continue };
            for route in &mut table.routes {
                if let Way::Nat(targets) | Way::Appliance(targets) = &mut route.way {
                    targets.retain(|key| !gone.contains(key));
                }
            }
        }
        for key in keys(self.balancers.iter().map(|(key, _)| key)) {
            let Some(balancer) = self.balancers.get_mut(key) else { continue };
            balancer.listeners.iter_mut().for_each(|one| one.targets.retain(|to| !gone.contains(&to.interface)));
        }
        for key in keys(self.hubs.iter().map(|(key, _)| key)) {
            let Some(hub) = self.hubs.get_mut(key) else { continue };
            for nth in 0..hub.attachments.len() {
                let Some(attachment) = hub.attachments.get_mut(nth) else { continue };
                attachment.translators.retain(|key| !gone.contains(key));
                let AttachedPart::Vpc(_, doors) = &mut attachment.to else { continue };
                let before = doors.len();
                doors.retain(|key| !lost.contains(key));
                if doors.is_empty() && before > 0 {
                    detach(hub, nth);
                }
            }
        }
    }

    fn lose_attachment(&mut self, hub: &Node, vpc: &Node) {
        let is_lost = |to: &AttachedPart, all: &Self| match to {
            AttachedPart::Vpc(key, _) => all.vpcs.get(*key).is_some_and(|part| part.node == *vpc),
            AttachedPart::Site(..) | AttachedPart::Hub(..) => false,
        };
        for key in keys(self.hubs.iter().filter(|(_, one)| one.node == *hub).map(|(key, _)| key)) {
            let attachments = self.hubs.get(key).map(|hub| hub.attachments.as_slice()).unwrap_or_default();
            let lost = attachments.iter().enumerate().filter(|(_, one)| is_lost(&one.to, self)).map(|(nth, _)| nth);
            for nth in lost.collect::<Vec<_>>() {
                if let Some(hub) = self.hubs.get_mut(key) {
                    detach(hub, nth);
                }
            }
        }
    }

    fn lose(&mut self, node: &Node) {
        let own = keys(self.interfaces.iter().filter(|(_, one)| one.node == *node).map(|(key, _)| key));
        for key in &own {
            if let Some(Role::Door(doors)) = self.interfaces.get_mut(*key).map(|one| &mut one.role) {
                doors.clear();
            }
        }
        for key in keys(self.peerings.iter().filter(|(_, one)| one.node == *node).map(|(key, _)| key)) {
            if let Some(peering) = self.peerings.get_mut(key) {
                peering.active = false;
            }
        }
        for key in keys(self.hubs.iter().map(|(key, _)| key)) {
            let Some(hub) = self.hubs.get_mut(key) else { continue };
            let is_lost = |to: &AttachedPart| match to {
                AttachedPart::Site(_, link) => node.kind == NodeKind::Hybrid && *node.name == *link.as_str(),
                AttachedPart::Hub(_, link) => link == node,
                AttachedPart::Vpc(..) => false,
            };
            for nth in 0..hub.attachments.len() {
                if let Some(attachment) = hub.attachments.get_mut(nth) {
                    attachment.translators.retain(|key| !own.contains(key));
                }
                if hub.node == *node || hub.attachments.get(nth).is_some_and(|one| is_lost(&one.to)) {
                    detach(hub, nth);
                }
            }
        }
        for key in keys(self.balancers.iter().filter(|(_, one)| one.node == *node).map(|(key, _)| key)) {
            if let Some(balancer) = self.balancers.get_mut(key) {
                balancer.listeners.clear();
            }
        }
        for key in keys(self.doors.iter().filter(|(_, one)| one.node == *node).map(|(key, _)| key)) {
            if let Some(door) = self.doors.get_mut(key) {
                door.exits.clear();
            }
        }
        let hybrid = node.kind == NodeKind::Hybrid;
        for key in keys(self.tables.iter().map(|(key, _)| key)) {
            let Some(table) = self.tables.get_mut(key) else { continue };
            let is_over = |way: &Way| matches!(way, Way::Hybrid(link) if hybrid && *node.name == *link.as_str());
            table.routes.retain(|route| !(route.learnt && is_over(&route.way)));
            // A route to an endpoint stays, behind one that leads nowhere: it tells the addresses of the service.
            let mut nth = 0;
            while let Some(route) = table.routes.get(nth).cloned() {
                if matches!(&route.way, Way::GatewayEndpoint(endpoint, _) if endpoint == node) {
                    let shut = Way::Gone(Arc::from("an endpoint that is down"));
                    table.routes.insert(nth, RoutePart { way: shut, ..route });
                    nth += 1;
                }
                nth += 1;
            }
            for route in &mut table.routes {
                match &mut route.way {
                    Way::Nat(targets) | Way::Appliance(targets) => targets.retain(|key| !own.contains(key)),
                    Way::Hybrid(link) if hybrid && !route.learnt && *node.name == *link.as_str() => {
                        route.way = Way::Gone(Arc::from("a link that is down"));
                    }
                    _ => {}
                }
            }
        }
        if hybrid {
            let down = |link: &LinkId| *node.name == *link.as_str();
            for key in keys(self.vpcs.iter().map(|(key, _)| key)) {
                if let Some(vpc) = self.vpcs.get_mut(key) {
                    vpc.sites.retain(|(_, link)| !down(link));
                }
            }
            for key in keys(self.sites.iter().map(|(key, _)| key)) {
                if let Some(site) = self.sites.get_mut(key) {
                    site.vpcs.retain(|(_, link)| !down(link));
                }
            }
        }
    }
}

fn keys<T>(of: impl Iterator<Item = Key<T>>) -> Vec<Key<T>> {
    of.collect()
}

/// Nothing comes in by the attachment, and what routes send to it is dropped.
fn detach(hub: &mut HubPart, nth: usize) {
    if let Some(attachment) = hub.attachments.get_mut(nth) {
        attachment.table = None;
    }
    for table in &mut hub.tables {
        table.routes.retain(|route| !(route.learnt && route.attachment == Some(nth)));
        for route in table.routes.iter_mut().filter(|route| route.attachment == Some(nth)) {
            route.attachment = None;
        }
    }
}
