//! A second opinion on exact answers: one packet, hop by hop, read straight off the design.
//!
//! [`flaws`] takes an answer and looks for what is wrong with it. A *yes* must show a packet and a path: the packet is
//! led along the path, and at each hop the design's own words (the table of that subnet by longest prefix, the entries of
//! that network ACL in their order) must send it where the path says, there and back. Of a *no* each thing that is said
//! to stop a packet must do so when it is looked at alone, and a way that only filters stop must be stopped by all that
//! are named and by no others.
//!
//! It is slow and simple on purpose. Of the engine it uses the words of its answers and nothing else: neither `fabric`,
//! where names are resolved once, nor `walk`, where sets move. It stands in the library and not among the tests because
//! whoever is given an answer may want it checked, and the laboratories' score is a program and no test.

mod block;
mod filter;
mod follow;
mod holder;
mod hub;
mod leg;
mod outside;
mod proxy;

use crate::design::Design;
use crate::network::exact::{Answer, Blocked, End, Passage};
use crate::network::fabric::{Node, NodeKind};
use crate::network::packet::Packet;

use holder::Holder;
use leg::{Leg, Spot, Traveller};

/// What is wrong with an answer, as sentences without a full stop; nothing when all of it holds.
///
/// Of a *yes* the ways that work for certain are looked at; of an *unknown* nothing is claimed, so nothing is.
///
/// ```
/// use tieline::import::{Input, import};
/// use tieline::network::exact::{End, Exact, Traffic};
/// use tieline::network::proof::flaws;
///
/// let text = b"tieline: 1\nregion: us-east-1\nvpcs:\n  a:\n    cidrs: [10.0.0.0/16]\n    subnets: { s: { cidr: 10.0.0.0/24 } }\n\
///     \x20   route_tables: { main: { main: true } }\napplications:\n  web: { vpc: a, subnets: [s], addresses: [10.0.0.5] }\n\
///     \x20 db: { vpc: a, subnets: [s], addresses: [10.0.0.6] }\n";
/// let design = import(&[Input { name: "net.yaml", bytes: text }]).design;
/// let end = |name| End::named(&design, name).unwrap();
/// let mut answer = Exact::of(&design).ask(&end("web"), &end("db"), Traffic::to_port(6, 443));
/// assert!(flaws(&design, &end("db"), &answer).is_empty());
/// answer.passages[0].path.pop();
/// assert!(!flaws(&design, &end("db"), &answer).is_empty());
/// ```
pub fn flaws(design: &Design, to: &End, answer: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    for passage in &answer.passages {
        if let Err(flaw) = passage_holds(design, to, passage) {
            found.push(format!("{} from {}: {flaw}", passage.witness, passage.from));
        }
    }
    if let Some(blocked) = &answer.blocked {
        found.extend(block::flaws(design, blocked));
        found.extend(filters_are_all(design, blocked));
    }
    found
}

/// Leads the witness of a passage along its path, and the reply back along its own.
fn passage_holds(design: &Design, to: &End, passage: &Passage) -> Result<(), String> {
    if !passage.packets.holds(&passage.witness) {
        return Err("the witness is none of the packets".to_owned());
    }
    let there = Leg::new(design, &passage.path);
    let arrived = there.set_out(&passage.from, passage.witness, false);
    let mut ended: Vec<(Spot, Traveller)> = Vec::new();
    for (spot, traveller) in arrived {
        if !there.is_whole(&traveller) {
            there.flaw(traveller.step, || format!("the packet arrives at {spot}, and the path goes on"));
        } else if !counts(to, &spot) {
            there.flaw(traveller.step, || format!("the packet arrives at {spot}, which is not {to}"));
        } else {
            ended.push((spot, traveller));
        }
    }
    if ended.is_empty() {
        return Err(there.worst());
    }
    let back = Leg::new(design, &passage.reply);
    for (spot, traveller) in ended {
        let home = back.reply(&spot, traveller, &passage.from, passage.witness.source);
        let is_home = |one: &Traveller| back.is_whole(one) && one.packet == passage.witness.reversed();
        if home.iter().any(|(_, one)| is_home(one)) {
            return Ok(());
        }
        for (spot, one) in home {
            back.flaw(one.step, || format!("the reply gets to {spot} as {}", one.packet));
        }
    }
    Err(format!("reply: {}", back.worst()))
}

/// Whether an arrival is at the end that was asked about.
fn counts(to: &End, spot: &Spot) -> bool {
    match (to, spot) {
        (End::Application(id), Spot::Holder(holder)) => holder.application() == Some(id),
        (End::Vpc(id), Spot::Holder(Holder { vpc, .. }) | Spot::Subnet(vpc, _)) => vpc == id,
        (End::Site(id), Spot::Site(site)) => site == id,
        (End::Internet, Spot::Internet) => true,
        (End::AwsService(name), Spot::Service(service, _)) => service == name.as_str(),
        (End::AwsService(_), Spot::Internet) | (End::Block(_), _) => true,
        _ => false,
    }
}

/// Where nothing but filters stops a packet on its way there, all that do are named, and no others.
fn filters_are_all(design: &Design, blocked: &Blocked) -> Option<String> {
    let (packet, start) = (blocked.packet?, &blocked.from);
    let ahead: Vec<_> = blocked.obstacles.iter().filter(|one| !one.of_reply).collect();
    if blocked.obstacles.is_empty() || ahead.iter().any(|one| !one.kind.is_filter()) {
        return None;
    }
    let named: Vec<(&str, &Node)> = ahead.iter().map(|one| (one.kind.wire(), &one.node)).collect();
    let leg = Leg::new(design, &blocked.path);
    let arrived: Vec<_> = leg.set_out(start, packet, true).into_iter().filter(|(_, one)| leg.is_whole(one)).collect();
    if arrived.is_empty() && leg.is_uncertain.get() {
        return None;
    }
    if arrived.is_empty() {
        return Some(format!("{packet} from {start}, filters aside: {}", leg.worst()));
    }
    let same = |met: &[(&'static str, Node)]| {
        met.iter().all(|(kind, node)| named.contains(&(*kind, node)))
            && named.iter().all(|(kind, node)| met.iter().any(|(other, at)| other == kind && at == *node))
    };
    if arrived.iter().any(|(_, one)| same(&one.met)) {
        return None;
    }
    let words = |kind: &str, node: &Node| format!("{kind} at {node}");
    let met = arrived.first().map(|(_, one)| one.met.as_slice()).unwrap_or_default();
    let met: Vec<String> = met.iter().map(|(kind, node)| words(kind, node)).collect();
    let named: Vec<String> = named.iter().map(|(kind, node)| words(kind, node)).collect();
    Some(format!("{packet} from {start} is stopped by [{}], and named are [{}]", met.join(", "), named.join(", ")))
}

/// A node by kind and name.
fn node(kind: NodeKind, name: impl AsRef<str>) -> Node {
    Node::new(kind, name)
}

/// Whether the internet routes an address, by the blocks that IANA keeps for other uses.
fn is_public(address: std::net::IpAddr) -> bool {
    match address {
        std::net::IpAddr::V4(four) => {
            let [a, b, ..] = four.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let benchmark = a == 198 && (18..20).contains(&b);
            let special = four.is_private() || four.is_loopback() || four.is_link_local();
            !(special || shared || benchmark || a == 0 || a >= 224)
        }
        std::net::IpAddr::V6(six) => six.segments().first().is_some_and(|first| first & 0xe000 == 0x2000),
    }
}

/// The same packet with another source or destination.
fn with(packet: Packet, source: std::net::IpAddr, destination: std::net::IpAddr) -> Packet {
    Packet { source, destination, ..packet }
}
