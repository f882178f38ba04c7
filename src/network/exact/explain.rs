//! Of all blocked ways the one that comes nearest to working, with everything that stops packets on it.

use super::answer::Blocked;
use super::end::{Goal, Start, goal, starts};
use super::question::End;
use crate::cidr::Family;
use crate::network::fabric::{Fabric, Node, NodeKind};
use crate::network::packet::PacketSet;
use crate::network::walk::{Arrival, Obstacle, ObstacleKind, Place, Stock, walk, walk_back};

/// How near a blocked way comes: one that ends where it should before all others, then how little stops it, then how far
/// it comes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Nearness {
    astray: bool,
    obstacles: usize,
    /// How many of them are no filters: so that it is no matter of order whether filters alone stand in the best way.
    no_filters: usize,
    left: usize,
}

/// How many obstacles there are, and how many of them are no filters.
#[expect(clippy::ptr_arg, reason = "a key of vectors")]
fn weight(obstacles: &Vec<Obstacle>) -> (usize, usize, bool) {
    (obstacles.len(), no_filters(obstacles), is_dull(obstacles))
}

fn no_filters(obstacles: &[Obstacle]) -> usize {
    obstacles.iter().filter(|obstacle| !obstacle.kind.is_filter()).count()
}

/// The best blocked way from these places.
pub(super) fn blocked(fabric: &Fabric, starts: &[(Start, PacketSet)], goal: &Goal, fronts: usize) -> Option<Blocked> {
    let mut best: Option<(Nearness, Blocked)> = None;
    for (start, packets) in starts {
        let mut offer = |nearness: Nearness, blocked: Blocked| {
            if best.as_ref().is_none_or(|(so_far, _)| nearness < *so_far) {
                best = Some((nearness, blocked));
            }
        };
        let (mut ahead, mut home) = (Stock::of_a_start(fronts), Stock::of_a_start(fronts));
        let forth = walk(fabric, &start.place, packets.clone(), true, &mut ahead);
        for arrival in &forth.arrivals {
            if !goal.counts_from(fabric, &start.place, &arrival.place) {
                if let Place::Subnet(key) = &arrival.place
                    && let Some(subnet) = fabric.subnets.get(*key)
                {
                    let mut obstacles = arrival.obstacles().to_vec();
                    let words = format!("no interface in {} has the address", subnet.node);
                    let (kind, node) = (ObstacleKind::NoInterface, subnet.node.clone());
                    obstacles.push(Obstacle { kind, node, words, of_reply: false, packet: None });
                    let left = usize::MAX - arrival.path().len();
                    let nearness = Nearness { astray: true, obstacles: 0, no_filters: no_filters(&obstacles), left };
                    let packet = arrival.origin().witness();
                    offer(nearness, Blocked { from: start.node.clone(), packet, obstacles, path: arrival.path() });
                }
                continue;
            }
            let mut obstacles = arrival.obstacles().to_vec();
            let back = walk_back(fabric, &start.place, arrival, true, &mut home);
            let got_back = back.arrivals.iter().map(|reply| on_way_back(start, arrival, reply)).min_by_key(weight);
            let stopped = back.stopped.iter().map(|stopped| stopped.obstacles.clone()).min_by_key(weight);
            if let Some(more) = got_back.or(stopped) {
                obstacles.extend(more.into_iter().filter(|one| !arrival.obstacles().contains(one)));
            }
            let (count, no_filters, _) = weight(&obstacles);
            let nearness = Nearness { astray: false, obstacles: count, no_filters, left: 0 };
            let packet = arrival.origin().witness();
            offer(nearness, Blocked { from: start.node.clone(), packet, obstacles, path: arrival.path() });
        }
        for stopped in forth.stopped {
            let left = usize::MAX - stopped.path.len();
            let (dull, no_filters) = (usize::from(is_dull(&stopped.obstacles)), no_filters(&stopped.obstacles));
            let nearness = Nearness { astray: true, obstacles: dull, no_filters, left };
            let packet = stopped.packet;
            offer(
                nearness,
                Blocked { from: start.node.clone(), packet, obstacles: stopped.obstacles, path: stopped.path },
            );
        }
    }
    best.map(|(_, blocked)| blocked)
}

/// A blocked way of packets that nobody in the design sends: that comes before all else in their way.
pub(super) fn by_nobody(from: &End, blocked: Blocked) -> Blocked {
    let words = format!("nobody in {} has the address {from}", blocked.from);
    let first =
        Obstacle { kind: ObstacleKind::NoInterface, node: blocked.from.clone(), words, of_reply: false, packet: None };
    Blocked { obstacles: [vec![first], blocked.obstacles].concat(), ..blocked }
}

/// Why no packet could even be sent: one of the ends has no address, or they have none of one family.
pub(super) fn nowhere(fabric: &Fabric, from: &End, to: &End) -> Blocked {
    let both = [Family::V4, Family::V6];
    let nobody = |end: &End| match end {
        End::Block(_) => format!("nobody in the design has the address {end}"),
        End::AwsService(_) => format!("{end} answers, and opens no connections"),
        _ => format!("{end} has no address"),
    };
    let (node, words) = if both.iter().all(|family| starts(fabric, from, *family).is_empty()) {
        (node_of(from), nobody(from))
    } else if both.iter().all(|family| goal(fabric, to, *family).destinations.is_empty()) {
        (node_of(to), nobody(to))
    } else {
        (node_of(to), format!("{from} sends nothing that could get to {to}"))
    };
    let obstacle = Obstacle { kind: ObstacleKind::NoInterface, node, words, of_reply: false, packet: None };
    Blocked { from: node_of(from), packet: None, obstacles: vec![obstacle], path: Vec::new() }
}

fn node_of(end: &End) -> Node {
    let kind = match end {
        End::Application(_) => NodeKind::Interface,
        End::Vpc(_) => NodeKind::Vpc,
        End::Site(_) => NodeKind::Site,
        End::AwsService(name) => return Node::new(NodeKind::AwsService, name.as_str()),
        End::Block(_) => NodeKind::Address,
        End::Internet => NodeKind::Internet,
    };
    Node::new(kind, end.to_string())
}

/// What stands in the way of a reply that gets back: filters, and that it comes from another address than was asked.
fn on_way_back(start: &Start, arrival: &Arrival, reply: &Arrival) -> Vec<Obstacle> {
    let mut obstacles = reply.obstacles().to_vec();
    let (asked, packet) = (arrival.origin().witness(), reply.packets().witness());
    if let (true, Some(asked), Some(packet)) = (arrival.answered(reply).is_empty(), asked, packet) {
        let words = format!(
            "the reply gets to {} from {}, and what was asked is {}",
            start.node, packet.source, asked.destination
        );
        let (kind, node) = (ObstacleKind::ReplyFromElsewhere, start.node.clone());
        obstacles.push(Obstacle { kind, node, words, of_reply: true, packet: Some(packet) });
    }
    obstacles
}

/// Whether a way ends for a reason that says little: it was never meant to lead there.
fn is_dull(obstacles: &[Obstacle]) -> bool {
    obstacles.last().is_some_and(|last| {
        matches!(last.kind, ObstacleKind::NotBehindLink | ObstacleKind::PrivateDestination | ObstacleKind::Loop)
    })
}
