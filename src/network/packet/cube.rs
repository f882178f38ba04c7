//! Cubes: packets whose five fields lie in one range each. Sets of them stand in `set`.

use super::span::Span;

/// A field of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The source address.
    Source,
    /// The destination address.
    Destination,
    /// The protocol number.
    Protocol,
    /// The source port; 0 for protocols without ports.
    SourcePort,
    /// The destination port; 0 for protocols without ports.
    DestinationPort,
}

/// All packets whose fields lie in these ranges.
///
/// In order: source, destination, protocol, source port, destination port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cube(pub(super) [Span; 5]);

impl Cube {
    /// One field's range.
    pub(super) fn side(&self, field: Field) -> Span {
        let [source, destination, protocol, source_port, destination_port] = self.0;
        match field {
            Field::Source => source,
            Field::Destination => destination,
            Field::Protocol => protocol,
            Field::SourcePort => source_port,
            Field::DestinationPort => destination_port,
        }
    }

    /// The same with another range in one field.
    pub(super) fn with(self, field: Field, side: Span) -> Self {
        let [source, destination, protocol, source_port, destination_port] = self.0;
        Self(match field {
            Field::Source => [side, destination, protocol, source_port, destination_port],
            Field::Destination => [source, side, protocol, source_port, destination_port],
            Field::Protocol => [source, destination, side, source_port, destination_port],
            Field::SourcePort => [source, destination, protocol, side, destination_port],
            Field::DestinationPort => [source, destination, protocol, source_port, side],
        })
    }

    /// Source and destination swapped: the packets that answer these.
    pub(super) fn reversed(self) -> Self {
        let [source, destination, protocol, source_port, destination_port] = self.0;
        Self([destination, source, protocol, destination_port, source_port])
    }

    /// What both have in common.
    pub(super) fn meet(&self, other: &Self) -> Option<Self> {
        let mut both = *self;
        for (mine, theirs) in both.0.iter_mut().zip(other.0) {
            *mine = mine.meet(theirs)?;
        }
        Some(both)
    }

    /// Whether the other lies wholly in this one.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).all(|(mine, theirs)| mine.covers(theirs))
    }

    /// Adds to `into` what of this is not in the other, as cubes that share nothing: at most two a field.
    pub(super) fn without(self, other: &Self, into: &mut Vec<Self>) {
        if self.meet(other).is_none() {
            into.push(self);
            return;
        }
        let mut rest = self;
        for (at, theirs) in other.0.iter().enumerate() {
            let Some(mine) = rest.0.get(at).copied() else { continue };
            if mine.first < theirs.first {
                into.push(rest.replaced(at, Span { first: mine.first, last: theirs.first - 1 }));
            }
            if mine.last > theirs.last {
                into.push(rest.replaced(at, Span { first: theirs.last + 1, last: mine.last }));
            }
            if let Some(kept) = mine.meet(*theirs) {
                rest = rest.replaced(at, kept);
            }
        }
    }

    fn replaced(mut self, at: usize, side: Span) -> Self {
        if let Some(place) = self.0.get_mut(at) {
            *place = side;
        }
        self
    }

    /// Both as one cube, where all fields but one are equal and that one touches.
    pub(super) fn join(&self, other: &Self) -> Option<Self> {
        let mut joined = *self;
        let mut differing = 0;
        for (mine, theirs) in joined.0.iter_mut().zip(other.0) {
            if *mine != theirs {
                differing += 1;
                *mine = mine.join(theirs)?;
            }
        }
        (differing <= 1).then_some(joined)
    }
}
