//! How packets move through a fabric: all that start at one place at once, as exact sets, forth and back.
//!
//! A front is followed until it arrives or is stopped; where parts of it go different ways, it parts. A walk is strict
//! (filters take away what they do not let through) or tolerant (they are noted and passed), which finds all that blocks
//! a path and not only the first.

mod deliver;
mod filter;
mod front;
mod hub;
mod internet;
mod obstacle;
mod proxy;
mod reply;
mod route;

use crate::design::Gateway;
use crate::ids::LinkId;
use crate::network::fabric::{AttachedPart, Fabric, InterfacePart, Key, Node, SitePart, SubnetPart, VpcPart};
use crate::network::packet::{Field, PacketSet};

use front::Front;
pub use front::{Hop, Place};
pub use obstacle::{Obstacle, ObstacleKind};
pub(in crate::network) use proxy::LATTICE;

/// How many fronts are followed from one start, and as many again for the replies: far more than any design met needs.
/// Where proxies lead to proxies the ways multiply, and the answer is then that it cannot be told.
pub(in crate::network) const MOST_FRONTS: usize = 2_000;

/// How long a path may be, in hops.
const LONGEST_PATH: usize = 64;

/// Packets that arrived.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Where.
    pub place: Place,
    front: Front,
}

impl Arrival {
    /// The packets, with the headers they arrive with.
    pub fn packets(&self) -> &PacketSet {
        &self.front.set
    }

    /// The packets, with the headers they started with.
    pub fn origin(&self) -> PacketSet {
        self.front.origin()
    }

    /// Why it is not certain that they arrive; empty when it is.
    pub fn doubts(&self) -> &[std::sync::Arc<str>] {
        &self.front.doubts
    }

    /// What would have stopped them, in a tolerant walk.
    pub fn obstacles(&self) -> &[Obstacle] {
        &self.front.obstacles
    }

    /// The way they came.
    pub fn path(&self) -> Vec<Hop> {
        self.front.trail.hops()
    }
}

/// Packets that were stopped.
#[derive(Debug, Clone)]
pub struct Stopped {
    /// Everything in their way, the last of it final.
    pub obstacles: Vec<Obstacle>,
    /// How far they came.
    pub path: Vec<Hop>,
    /// Why it is not certain that they came so far.
    pub doubts: Vec<std::sync::Arc<str>>,
    /// One of them, with the headers it started with.
    pub packet: Option<crate::network::packet::Packet>,
}

/// How many more fronts may be followed: walks that belong together share one stock, so that they take bounded work.
#[derive(Debug)]
pub(in crate::network) struct Stock {
    left: usize,
}

impl Stock {
    /// The stock of what starts at one place.
    pub(in crate::network) fn of_a_start(fronts: usize) -> Self {
        Self { left: fronts }
    }

    fn take(&mut self) -> bool {
        let some = self.left > 0;
        self.left = self.left.saturating_sub(1);
        some
    }
}

/// What became of packets.
#[derive(Debug, Clone, Default)]
pub struct Walked {
    /// Those that arrived, by way.
    pub arrivals: Vec<Arrival>,
    /// Those that were stopped, in a tolerant walk.
    pub stopped: Vec<Stopped>,
    /// Whether there were more ways than are followed.
    pub gave_up: bool,
    /// Why some ways could not be followed.
    pub unfollowed: std::collections::BTreeSet<std::sync::Arc<str>>,
}

/// One walk.
#[derive(Debug)]
pub(crate) struct Walker<'f> {
    fabric: &'f Fabric,
    tolerant: bool,
    /// In a walk of replies: where the client is.
    client: Option<Place>,
    stock: &'f mut Stock,
    walked: Walked,
    /// Whether load balancers, endpoints and services are left aside: what leads over them is not followed.
    direct: bool,
}

/// Follows packets from a place until they arrive somewhere or are stopped.
///
/// Complexity: fronts × routes and filters on the way; a front each for each way that parts.
pub(in crate::network) fn walk(
    fabric: &Fabric,
    from: &Place,
    packets: PacketSet,
    tolerant: bool,
    stock: &mut Stock,
) -> Walked {
    let mut walker = Walker::new(fabric, tolerant, None, stock);
    walker.start(from, Front::new(packets));
    walker.walked
}

/// The same for the ways over no load balancer, endpoint or service of VPC Lattice: those that nothing multiplies.
pub(in crate::network) fn walk_direct(fabric: &Fabric, from: &Place, packets: PacketSet, stock: &mut Stock) -> Walked {
    let mut walker = Walker { direct: true, ..Walker::new(fabric, false, None, stock) };
    walker.start(from, Front::new(packets));
    walker.walked
}

/// Follows the replies to packets that arrived, back to the place they came from: the packets, as they started, that get
/// an answer.
pub(in crate::network) fn walk_back(
    fabric: &Fabric,
    client: &Place,
    arrival: &Arrival,
    tolerant: bool,
    stock: &mut Stock,
) -> Walked {
    let mut walker = Walker::new(fabric, tolerant, Some(client.clone()), stock);
    walker.start_reply(arrival);
    walker.walked
}

impl<'f> Walker<'f> {
    fn new(fabric: &'f Fabric, tolerant: bool, client: Option<Place>, stock: &'f mut Stock) -> Self {
        Self { fabric, tolerant, client, stock, walked: Walked::default(), direct: false }
    }

    fn is_reply(&self) -> bool {
        self.client.is_some()
    }

    fn start(&mut self, from: &Place, mut front: Front) {
        match from {
            Place::Interface(key) => {
                let Some(interface) = self.fabric.interfaces.get(*key) else { return };
                front.pass(&interface.node);
                front.holder = Some(*key);
                self.leave(*key, front);
            }
            Place::Subnet(key) => self.leave_subnet(*key, front, true),
            Place::Site(key) => self.leave_site(*key, front),
            Place::Internet => {
                front.pass(&Node::new(crate::network::fabric::NodeKind::Internet, "internet"));
                front.lose_references();
                self.come_from_internet(front);
            }
            // A service answers and never asks.
            Place::Service(..) => {}
        }
    }

    /// Whether a front is worth following on; counts it.
    fn goes_on(&mut self, front: &Front) -> bool {
        if front.set.is_empty() {
            return false;
        }
        if !self.stock.take() || front.trail.length() > LONGEST_PATH {
            self.walked.gave_up = true;
            return false;
        }
        true
    }

    fn arrive(&mut self, place: Place, front: Front) {
        if !front.set.is_empty() {
            self.walked.arrivals.push(Arrival { place, front });
        }
    }

    fn obstacle(&self, kind: ObstacleKind, node: &Node, packets: &PacketSet, words: impl Into<String>) -> Obstacle {
        let packet = packets.witness();
        Obstacle { kind, node: node.clone(), words: words.into(), of_reply: self.is_reply(), packet }
    }

    /// Packets end here.
    fn stop(&mut self, front: Front, kind: ObstacleKind, node: &Node, words: impl FnOnce() -> String) {
        if !self.tolerant || front.set.is_empty() {
            return;
        }
        let mut obstacles = front.obstacles.clone();
        obstacles.push(self.obstacle(kind, node, &front.set, words()));
        let (path, packet) = (front.trail.hops(), front.origin().witness());
        self.walked.stopped.push(Stopped { obstacles, path, doubts: front.doubts, packet });
    }

    fn leave_site(&mut self, key: Key<SitePart>, front: Front) {
        let Some(site) = self.fabric.sites.get(key) else { return };
        let mut front = front;
        front.pass(&site.node);
        front.lose_references();
        // Whoever has an address that no block of the site tells may be there all the same.
        if let Some(cause) = &site.doubt
            && site.blocks.iter().all(|(_, span)| front.set.limited(Field::Source, *span).is_empty())
        {
            front.doubt(cause);
        }
        for (vpc, link) in &site.vpcs {
            let Some(part) = self.fabric.vpcs.get(*vpc) else { continue };
            let mut inside = front.with(self.inside(&front.set, &part.blocks));
            let mut outside = front.with(front.set.without(&inside.set));
            let gateway = Node::new(crate::network::fabric::NodeKind::VirtualPrivateGateway, part.id.as_str());
            self.on_to_other_sites(key, part, link, &gateway, &mut outside);
            self.stop(outside, ObstacleKind::NotBehindLink, &gateway, || {
                format!("{gateway} leads into {} only, which holds no such address", part.node)
            });
            inside.pass(&Node::new(crate::network::fabric::NodeKind::Hybrid, link.as_str()));
            if let Some(mut heard) = self.heard(site, link, &part.node, inside) {
                heard.pass(&gateway);
                self.enter_by(Gateway::VirtualPrivate, *vpc, heard);
            }
        }
        for (hub, attachment) in &site.hubs {
            let Some(part) = self.fabric.hubs.get(*hub) else { continue };
            let to = part.attachments.get(*attachment).map(|attachment| &attachment.to);
            let heard = match to {
                Some(AttachedPart::Site(_, link)) => self.heard(site, link, &part.node, front.clone()),
                _ => Some(front.clone()),
            };
            if let Some(heard) = heard {
                self.enter_hub(*hub, *attachment, heard);
            }
        }
        if site.vpcs.is_empty() && site.hubs.is_empty() {
            self.stop(front, ObstacleKind::NoRoute, &site.node, || format!("nothing joins {} with AWS", site.node));
        }
    }

    /// To the other sites of a virtual private gateway, as in VPN CloudHub: it announces to one what another announces to it
    /// by BGP, and nobody says which do.
    ///
    /// # Source
    /// <https://docs.aws.amazon.com/vpn/latest/s2svpn/VPN_CloudHub.html>
    fn on_to_other_sites(
        &mut self,
        from: Key<SitePart>,
        part: &VpcPart,
        link: &LinkId,
        gateway: &Node,
        left: &mut Front,
    ) {
        let hybrid = |link: &LinkId| Node::new(crate::network::fabric::NodeKind::Hybrid, link.as_str());
        for (other, over) in part.sites.iter().filter(|(other, over)| *other != from && over != link) {
            let Some(site) = self.fabric.sites.get(*other) else { continue };
            // A Direct Connect gateway joins no sites.
            if !self.fabric.vpns.contains(link) && !self.fabric.vpns.contains(over) {
                continue;
            }
            let mut there = left.with(self.inside(&left.set, &site.blocks));
            if there.set.is_empty() {
                continue;
            }
            left.set = left.set.without(&there.set);
            there.doubt(&format!("whether {gateway} announces {} over `{link}` is not said", site.node).into());
            [hybrid(link), gateway.clone(), hybrid(over), site.node.clone()].iter().for_each(|node| there.pass(node));
            self.at_site(*other, there);
        }
    }

    /// The packets of a site to what it hears of over a link: it has no route for others.
    fn heard(&mut self, site: &SitePart, link: &LinkId, whose: &Node, mut front: Front) -> Option<Front> {
        let Some(heard) = self.fabric.heard.get(&(link.clone(), std::sync::Arc::clone(&whose.name))) else {
            return Some(front);
        };
        if let Some(cause) = &heard.doubt {
            front.doubt(cause);
            return Some(front);
        }
        let inside = self.inside(&front.set, &heard.blocks);
        let outside = front.with(front.set.without(&inside));
        let node = Node::new(crate::network::fabric::NodeKind::Hybrid, link.as_str());
        self.stop(outside, ObstacleKind::NotAnnounced, &node, || {
            format!("the allowed prefixes of `{link}` announce no such address of {whose} to {}", site.node)
        });
        (!inside.is_empty()).then(|| front.with(inside))
    }

    /// The packets to one of these blocks.
    fn inside(&self, set: &PacketSet, blocks: &[(crate::cidr::Family, crate::network::packet::Span)]) -> PacketSet {
        let mut inside = PacketSet::none(set.family());
        for (family, span) in blocks {
            if *family == set.family() {
                inside = inside.join(&set.limited(Field::Destination, *span));
            }
        }
        inside
    }

    fn subnet_of(&self, interface: Key<InterfacePart>) -> Option<Key<SubnetPart>> {
        self.fabric.interfaces.get(interface).map(|interface| interface.subnet)
    }
}
