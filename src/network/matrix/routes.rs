//! Which place's packets routes carry to which other place, all pairs: a bit each.

use std::collections::BTreeMap;

use super::Slot;
use crate::cidr::Family;
use crate::network::exact::Start;
use crate::network::fabric::{AclPart, AttachedPart, Fabric, HubPart, Key, Routing, SubnetPart, VpcPart, Way};
use crate::network::packet::Span;
use crate::network::walk::Place;

/// A square of bits.
#[derive(Debug, Clone)]
pub(super) struct Bits {
    width: usize,
    words: Vec<u64>,
}

impl Bits {
    pub(super) fn new(side: usize) -> Self {
        let width = side.div_ceil(64);
        Self { width, words: vec![0; width * side] }
    }

    fn place(&self, row: usize, column: usize) -> (usize, u64) {
        (row * self.width + column / 64, 1 << (column % 64))
    }

    pub(super) fn set(&mut self, row: usize, column: usize) {
        let (word, bit) = self.place(row, column);
        if let Some(word) = self.words.get_mut(word) {
            *word |= bit;
        }
    }

    pub(super) fn get(&self, row: usize, column: usize) -> bool {
        let (word, bit) = self.place(row, column);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The words of a row.
    fn row(&self, row: usize) -> &[u64] {
        self.words.get(row * self.width..(row + 1) * self.width).unwrap_or_default()
    }

    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|word| usize::try_from(word.count_ones()).unwrap_or(0)).sum()
    }
}

/// What routes do, for every pair of places.
#[derive(Debug)]
pub(super) struct Routes {
    leads: Bits,
    /// Pairs of which only a part is carried, or by which way it is not plain.
    partly: Bits,
    /// Of a place: the network ACL of the transit gateway's interface that its packets pass, in its zone.
    pub(super) hub_acl: Vec<Option<Key<AclPart>>>,
    /// Whether a pair goes over a transit gateway.
    by_hub: Bits,
}

/// Disjoint ranges of destinations, each with the route that takes it.
type Resolved = Vec<(Span, usize)>;

/// Routes in the order in which they win → which takes what.
fn resolved(routes: impl DoubleEndedIterator<Item = (usize, Span)>) -> Resolved {
    let mut map: rangemap::RangeInclusiveMap<u128, usize> = rangemap::RangeInclusiveMap::new();
    // What is put in later covers what was there: the winner comes last.
    for (nth, span) in routes.rev() {
        map.insert(span.first..=span.last, nth);
    }
    map.iter().map(|(range, nth)| (Span::new(*range.start(), *range.end()), *nth)).collect()
}

/// What is looked at for all places.
struct World<'w> {
    fabric: &'w Fabric,
    slots: &'w [Slot],
    of_vpc: &'w [std::ops::Range<usize>],
    /// Route tables of transit gateways, resolved, by hub and place in it.
    hub_tables: BTreeMap<(Key<HubPart>, usize), Resolved>,
}

impl Routes {
    pub(super) fn of(fabric: &Fabric, slots: &[Slot], of_vpc: &[std::ops::Range<usize>]) -> Self {
        let size = slots.len();
        let mut routes = Self {
            leads: Bits::new(size),
            partly: Bits::new(size),
            hub_acl: vec![None; size],
            by_hub: Bits::new(size),
        };
        let mut hub_tables = BTreeMap::new();
        for (key, hub) in fabric.hubs.iter() {
            for (nth, table) in hub.tables.iter().enumerate() {
                let four = table.routes.iter().enumerate().filter(|(_, route)| route.family == Family::V4);
                hub_tables.insert(
                    (key, nth),
                    resolved(four.map(|(nth, route)| (nth, route.to)).collect::<Vec<_>>().into_iter()),
                );
            }
        }
        let world = World { fabric, slots, of_vpc, hub_tables };
        for (from, slot) in slots.iter().enumerate() {
            let Some(part) = subnet_of(fabric, &slot.start).and_then(|key| fabric.subnets.get(key)) else { continue };
            let Routing::Table(table) = part.routing else { continue };
            let Some(table) = fabric.tables.get(table) else { continue };
            let four = table.routes.iter().enumerate().filter(|(_, route)| route.family == Family::V4);
            for (span, nth) in resolved(four.map(|(nth, route)| (nth, route.to)).collect::<Vec<_>>().into_iter()) {
                match table.routes.get(nth).map(|route| &route.way) {
                    Some(Way::Peering(key)) => {
                        if let Some(peering) = fabric.peerings.get(*key).filter(|peering| peering.active) {
                            let to = if peering.vpcs.0 == part.vpc { peering.vpcs.1 } else { peering.vpcs.0 };
                            routes.carry(&world, from, to.index(), span, false);
                        }
                    }
                    Some(Way::Hub(key)) => routes.over_hub(&world, *key, from, part, span),
                    _ => {}
                }
            }
        }
        routes
    }

    fn over_hub(&mut self, world: &World<'_>, key: Key<HubPart>, from: usize, subnet: &SubnetPart, to: Span) {
        let fabric = world.fabric;
        let Some(hub) = fabric.hubs.get(key) else { return };
        let own = hub.attachments.iter().find_map(|attachment| match &attachment.to {
            AttachedPart::Vpc(vpc, subnets) if *vpc == subnet.vpc => Some((attachment, subnets)),
            _ => None,
        });
        let Some((attachment, subnets)) = own else { return };
        let zones = || subnets.iter().filter_map(|key| fabric.subnets.get(*key));
        if subnet.zone.is_some() && !subnets.is_empty() && zones().all(|one| one.zone.is_some()) {
            let Some(door) = zones().find(|one| one.zone == subnet.zone) else { return };
            if let Some(place) = self.hub_acl.get_mut(from) {
                *place = door.acl;
            }
        } else if zones().any(|one| one.acl.is_some()) {
            self.all_partly(from, world.slots.len());
            return;
        }
        let Some(nth) = attachment.table else {
            if attachment.doubt.is_some() {
                self.all_partly(from, world.slots.len());
            }
            return;
        };
        let Some(table) = hub.tables.get(nth) else { return };
        let odd = !attachment.is_plain();
        let Some(resolved) = world.hub_tables.get(&(key, nth)) else { return };
        let first = resolved.partition_point(|(span, _)| span.last < to.first);
        for (span, nth) in resolved.iter().skip(first).take_while(|(span, _)| span.first <= to.last) {
            let (Some(met), Some(route)) = (span.meet(to), table.routes.get(*nth)) else { continue };
            let target = route.attachment.and_then(|nth| hub.attachments.get(nth));
            match target.map(|target| (&target.to, target)) {
                Some((AttachedPart::Vpc(vpc, doors), target)) => {
                    let plain = !odd && target.is_plain() && plain_delivery(fabric, *vpc, doors);
                    if !target.nat.is_empty() || !target.translators.is_empty() {
                        // Its addresses are not those that the route holds.
                        self.all_partly_in(world, from, vpc.index(), Span::addresses(Family::V4));
                    } else if plain {
                        self.carry(world, from, vpc.index(), met, true);
                    } else {
                        self.all_partly_in(world, from, vpc.index(), met);
                    }
                    // What is sent to a VPC for addresses that are not its own may go anywhere from there.
                    let blocks = fabric.vpcs.get(*vpc).map(|vpc| vpc.blocks.as_slice()).unwrap_or_default();
                    if !blocks.iter().any(|(_, block)| block.covers(met)) {
                        self.all_partly(from, world.slots.len());
                    }
                }
                // Another transit gateway: followed one by one.
                Some((AttachedPart::Hub(..), _)) => self.all_partly(from, world.slots.len()),
                Some((AttachedPart::Site(..), _)) | None => {}
            }
        }
        for route in table.routes.iter().filter(|route| route.doubt.is_some()) {
            for vpc in 0..world.of_vpc.len() {
                self.all_partly_in(world, from, vpc, route.to);
            }
        }
    }

    /// Marks the places of a VPC that a route holds.
    fn carry(&mut self, world: &World<'_>, from: usize, vpc: usize, span: Span, by_hub: bool) {
        for other in world.of_vpc.get(vpc).cloned().unwrap_or_default() {
            let Some(slot) = world.slots.get(other) else { continue };
            if slot.start.sources.iter().all(|own| span.covers(*own)) {
                self.leads.set(from, other);
                if by_hub {
                    self.by_hub.set(from, other);
                }
            } else if slot.start.sources.iter().any(|own| own.meet(span).is_some()) {
                self.partly.set(from, other);
            }
        }
    }

    fn all_partly_in(&mut self, world: &World<'_>, from: usize, vpc: usize, span: Span) {
        for other in world.of_vpc.get(vpc).cloned().unwrap_or_default() {
            if world.slots.get(other).is_some_and(|slot| slot.start.sources.iter().any(|own| own.meet(span).is_some()))
            {
                self.partly.set(from, other);
            }
        }
    }

    fn all_partly(&mut self, from: usize, count: usize) {
        (0..count).for_each(|other| self.partly.set(from, other));
    }

    /// The places that all or some of one place's packets are carried to, in order.
    pub(super) fn perhaps_from(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        let words = self.leads.row(from).iter().zip(self.partly.row(from)).map(|(leads, partly)| leads | partly);
        words.enumerate().filter(|(_, word)| *word != 0).flat_map(|(nth, word)| {
            (0..64usize).filter(move |bit| word & (1 << bit) != 0).map(move |bit| nth * 64 + bit)
        })
    }

    /// Whether one place's packets are carried to another; `None` when only some are, or it is not plain.
    pub(super) fn leads(&self, from: usize, to: usize) -> Option<bool> {
        match (self.leads.get(from, to), self.partly.get(from, to)) {
            (_, true) => None,
            (leads, false) => Some(leads),
        }
    }

    /// The network ACL at the sender's side of a transit gateway, when the pair goes over one.
    pub(super) fn hub_acl(&self, from: usize, to: usize) -> Option<Key<AclPart>> {
        if self.by_hub.get(from, to) { self.hub_acl.get(from).copied().flatten() } else { None }
    }
}

/// Whether what a transit gateway hands to a VPC gets to its subnets by local routes, past no network ACL.
fn plain_delivery(fabric: &Fabric, vpc: Key<VpcPart>, doors: &[Key<SubnetPart>]) -> bool {
    let Some(part) = fabric.vpcs.get(vpc) else { return false };
    doors.iter().filter_map(|key| fabric.subnets.get(*key)).all(|door| {
        let Routing::Table(table) = door.routing else { return door.acl.is_none() };
        let inside = |span: Span| part.blocks.iter().any(|(_, block)| block.covers(span));
        let detours = fabric
            .tables
            .get(table)
            .is_none_or(|table| table.routes.iter().any(|route| inside(route.to) && route.way != Way::Local));
        door.acl.is_none() && !detours
    })
}

/// The subnet of a place.
pub(super) fn subnet_of(fabric: &Fabric, start: &Start) -> Option<Key<SubnetPart>> {
    match &start.place {
        Place::Interface(key) => fabric.interfaces.get(*key).map(|interface| interface.subnet),
        Place::Subnet(key) => Some(*key),
        Place::Site(_) | Place::Internet | Place::Service(..) => None,
    }
}
