//! Sets of packets, exact: unions of cubes that share nothing, closed under union, intersection and difference.

use super::cube::{Cube, Field};
use super::span::{Span, address};
use super::{Packet, protocol};
use crate::cidr::Family;

/// Ports that a client's packets come from.
///
/// # Source
/// Custom network ACLs, ephemeral ports: <https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html>
pub const EPHEMERAL: Span = Span { first: 1024, last: 65_535 };

/// A port that Linux and Windows clients alike may use; a witness comes from it where it may.
const WITNESS_PORT: u128 = 49_152;

/// Every port.
pub const ALL_PORTS: Span = Span { first: 0, last: 65_535 };

/// Every protocol.
pub const ALL_PROTOCOLS: Span = Span { first: 0, last: 255 };

/// A set of packets of one address family.
///
/// ```
/// use tieline::cidr::Family;
/// use tieline::network::packet::{Field, PacketSet, Span};
/// let all = PacketSet::all(Family::V4);
/// let web = all.limited(Field::DestinationPort, Span::one(443));
/// assert!(all.without(&web).meet(&web).is_empty());
/// assert!(all.without(&web).join(&web).same_as(&all));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketSet {
    family: Family,
    // INVARIANT: no two cubes share a packet.
    cubes: Vec<Cube>,
}

impl PacketSet {
    /// No packet.
    pub const fn none(family: Family) -> Self {
        Self { family, cubes: Vec::new() }
    }

    /// Every packet.
    pub fn all(family: Family) -> Self {
        let addresses = Span::addresses(family);
        Self { family, cubes: vec![Cube([addresses, addresses, ALL_PROTOCOLS, ALL_PORTS, ALL_PORTS])] }
    }

    /// All packets whose fields lie in these ranges: source, destination, protocol, source port, destination port.
    pub fn cube(family: Family, sides: [Span; 5]) -> Self {
        Self { family, cubes: vec![Cube(sides)] }
    }

    /// The address family.
    pub const fn family(&self) -> Family {
        self.family
    }

    /// Whether no packet is in it.
    pub fn is_empty(&self) -> bool {
        self.cubes.is_empty()
    }

    /// How many cubes it is made of: what operations on it cost.
    pub fn cube_count(&self) -> usize {
        self.cubes.len()
    }

    /// The cubes: ranges of source, destination, protocol, source port and destination port. No two share a packet.
    pub fn cubes(&self) -> impl Iterator<Item = [Span; 5]> + '_ {
        self.cubes.iter().map(|cube| cube.0)
    }

    /// Whether a packet is in it.
    pub fn holds(&self, packet: &Packet) -> bool {
        packet.family() == self.family && self.cubes.iter().any(|cube| cube.covers(&packet.as_cube()))
    }

    /// What both have in common. Sets of two families have nothing in common.
    ///
    /// Complexity: cubes × cubes.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Self {
        if self.family != other.family {
            return Self::none(self.family);
        }
        let mut cubes = Vec::new();
        for mine in &self.cubes {
            cubes.extend(other.cubes.iter().filter_map(|theirs| mine.meet(theirs)));
        }
        Self { family: self.family, cubes }
    }

    /// What of this is not in the other.
    ///
    /// Complexity: cubes × cubes, each cut into ten at most.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        if self.family != other.family {
            return self.clone();
        }
        let mut left = self.cubes.clone();
        for theirs in &other.cubes {
            if left.iter().all(|mine| mine.meet(theirs).is_none()) {
                continue;
            }
            let mut next = Vec::with_capacity(left.len() + 2);
            for mine in left {
                mine.without(theirs, &mut next);
            }
            left = next;
        }
        Self { family: self.family, cubes: left }
    }

    /// Both together. The family is this set's; packets of the other family are left out.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        if self.family != other.family || other.is_empty() {
            return self.clone();
        }
        let mut both = self.clone();
        both.cubes.extend(other.without(self).cubes);
        both.compact();
        both
    }

    /// Many together, compacted once: joined one by one, a set of hundreds would be compacted hundreds of times.
    #[must_use]
    pub fn join_all(&self, others: impl IntoIterator<Item = Self>) -> Self {
        let mut all = self.clone();
        for other in others.into_iter().filter(|other| other.family == self.family) {
            let more = other.without(&all).cubes;
            all.cubes.extend(more);
        }
        all.compact();
        all
    }

    /// Whether every packet of the other is in this one.
    pub fn covers(&self, other: &Self) -> bool {
        other.is_empty() || (self.family == other.family && other.without(self).is_empty())
    }

    /// Whether both hold the same packets, however they are cut.
    pub fn same_as(&self, other: &Self) -> bool {
        self.covers(other) && other.covers(self)
    }

    /// Those whose field lies in a range.
    #[must_use]
    pub fn limited(&self, field: Field, side: Span) -> Self {
        let limit = |cube: &Cube| Some(cube.with(field, cube.side(field).meet(side)?));
        Self { family: self.family, cubes: self.cubes.iter().filter_map(limit).collect() }
    }

    /// Those whose field lies outside a range.
    #[must_use]
    pub fn outside(&self, field: Field, side: Span) -> Self {
        let mut cubes = Vec::with_capacity(self.cubes.len());
        for cube in &self.cubes {
            let mine = cube.side(field);
            if mine.first < side.first {
                cubes.push(cube.with(field, Span { first: mine.first, last: mine.last.min(side.first - 1) }));
            }
            if mine.last > side.last {
                cubes.push(cube.with(field, Span { first: mine.first.max(side.last + 1), last: mine.last }));
            }
        }
        Self { family: self.family, cubes }
    }

    /// The same packets with a field rewritten to any value of a range: what a translation of addresses does.
    #[must_use]
    pub fn rewritten(&self, field: Field, side: Span) -> Self {
        let mut rewritten = Self::none(self.family);
        for cube in &self.cubes {
            let one = Self { family: self.family, cubes: vec![cube.with(field, side)] };
            rewritten = rewritten.join(&one);
        }
        rewritten
    }

    /// The same protocols and ports in another family, between any of its addresses: what a proxy may make of packets of
    /// clients. Packets that are of the family already stay as they are.
    ///
    /// ```
    /// use tieline::cidr::Family;
    /// use tieline::network::packet::{Field, PacketSet, Span};
    /// let web = |family| PacketSet::all(family).limited(Field::DestinationPort, Span::one(443));
    /// assert_eq!(web(Family::V6).in_family(Family::V4), web(Family::V4));
    /// ```
    #[must_use]
    pub fn in_family(&self, family: Family) -> Self {
        if family == self.family {
            return self.clone();
        }
        let any = Span::addresses(family);
        let between_any =
            |cube: &Cube| Self { family, cubes: vec![cube.with(Field::Source, any).with(Field::Destination, any)] };
        self.cubes.iter().fold(Self::none(family), |all, cube| all.join(&between_any(cube)))
    }

    /// The packets whose field lies in one range, with the field moved to the same place of another: what static
    /// one-to-one translation does.
    #[must_use]
    pub fn moved(&self, field: Field, from: Span, to: Span) -> Self {
        let shift = |cube: &Cube| Some(cube.with(field, cube.side(field).moved(from, to)?));
        Self { family: self.family, cubes: self.cubes.iter().filter_map(shift).collect() }
    }

    /// The packets that answer these: source and destination swapped.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { family: self.family, cubes: self.cubes.iter().map(|cube| cube.reversed()).collect() }
    }

    /// The ranges of one field, sorted, touching ones joined.
    pub fn spans(&self, field: Field) -> Vec<Span> {
        let mut spans: Vec<Span> = self.cubes.iter().map(|cube| cube.side(field)).collect();
        spans.sort();
        let mut joined: Vec<Span> = Vec::new();
        for span in spans {
            match joined.last_mut().and_then(|last| last.join(span).map(|both| (last, both))) {
                Some((last, both)) => *last = both,
                None => joined.push(span),
            }
        }
        joined
    }

    /// One packet of it, the same each time: TCP before UDP before the rest, from a port that any client may use, to
    /// 443 where it may be, then the lowest addresses and ports.
    pub fn witness(&self) -> Option<Packet> {
        let rank = |cube: &&Cube| {
            let protocols = cube.side(Field::Protocol);
            let likely = [protocol::TCP, protocol::UDP, protocol::ICMP].into_iter();
            let nth = likely.enumerate().find(|(_, number)| protocols.holds(u128::from(*number)));
            let ports = cube.side(Field::SourcePort);
            (nth.map_or(3, |(nth, _)| nth), !ports.holds(WITNESS_PORT), ports.last < EPHEMERAL.first, **cube)
        };
        let cube = self.cubes.iter().min_by_key(rank)?;
        let protocols = cube.side(Field::Protocol);
        let likely = [protocol::TCP, protocol::UDP, protocol::ICMP];
        let number = likely.into_iter().map(u128::from).find(|number| protocols.holds(*number));
        let ports = cube.side(Field::SourcePort);
        let source_port =
            if ports.holds(WITNESS_PORT) { WITNESS_PORT } else { ports.meet(EPHEMERAL).unwrap_or(ports).first };
        let port = |number: u128| u16::try_from(number).unwrap_or(u16::MAX);
        let destination_ports = cube.side(Field::DestinationPort);
        let destination_port = if destination_ports.holds(443) { 443 } else { destination_ports.first };
        Some(Packet {
            source: address(self.family, cube.side(Field::Source).first),
            destination: address(self.family, cube.side(Field::Destination).first),
            protocol: u8::try_from(number.unwrap_or(protocols.first)).unwrap_or(u8::MAX),
            source_port: port(source_port),
            destination_port: port(destination_port),
        })
    }

    /// Joins cubes that make one cube together. The packets stay the same.
    fn compact(&mut self) {
        let mut at = 0;
        while at < self.cubes.len() {
            let Some(cube) = self.cubes.get(at).copied() else { break };
            let found =
                self.cubes.iter().enumerate().skip(at + 1).find_map(|(nth, other)| Some((nth, cube.join(other)?)));
            match found {
                Some((nth, joined)) => {
                    self.cubes.swap_remove(nth);
                    if let Some(place) = self.cubes.get_mut(at) {
                        *place = joined;
                    }
                    at = 0;
                }
                None => at += 1,
            }
        }
    }
}
