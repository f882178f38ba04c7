//! What filters do to places: for each filter and place, the packets that pass, whatever the addresses. Worked out when
//! first asked for, and shared by all that are equal.

use std::collections::BTreeMap;

use super::Slot;
use super::routes::{Routes, subnet_of};
use crate::cidr::Family;
use crate::network::exact::Traffic;
use crate::network::fabric::{AclPart, Fabric, GroupPeer, Groups, Key};
use crate::network::packet::{Field, PacketSet, Span};
use crate::network::walk::Place;

/// A filter by number; `None` lets everything through.
type FilterId = Option<u32>;

/// Not worked out yet.
const UNKNOWN: u32 = u32::MAX;
/// The filter treats addresses of the place differently.
const CUT: u32 = u32::MAX - 1;

/// What a place is filtered by.
#[derive(Debug, Clone, Copy)]
struct Guards {
    groups_in: FilterId,
    groups_out: FilterId,
    acl_in: FilterId,
    acl_out: FilterId,
    /// Whether its groups refer to others or are not known.
    odd: bool,
}

#[derive(Debug)]
pub(super) struct Slices {
    guards: Vec<Guards>,
    hub_in: BTreeMap<usize, (FilterId, FilterId)>,
    /// Each filter: its packets, and the field that holds the other side's address.
    filters: Vec<(PacketSet, Field)>,
    sets: Interner,
    /// By filter, then place: the packets that pass, and those turned round.
    passed: Vec<Vec<(u32, u32)>>,
    asked: u32,
    places: usize,
}

/// Packet sets without addresses, by number; what two of them have in common is remembered.
#[derive(Debug, Default)]
struct Interner {
    numbers: BTreeMap<PacketSet, u32>,
    sets: Vec<PacketSet>,
    met: BTreeMap<(u32, u32), u32>,
}

impl Interner {
    fn number(&mut self, set: PacketSet) -> u32 {
        if let Some(number) = self.numbers.get(&set) {
            return *number;
        }
        let number = u32::try_from(self.sets.len()).unwrap_or(CUT);
        self.sets.push(set.clone());
        self.numbers.insert(set, number);
        number
    }

    fn meet(&mut self, one: u32, other: u32) -> u32 {
        if one == other {
            return one;
        }
        let pair = (one.min(other), one.max(other));
        if let Some(met) = self.met.get(&pair) {
            return *met;
        }
        let get = |number: u32| self.sets.get(usize::try_from(number).unwrap_or(usize::MAX));
        let met = match (get(one), get(other)) {
            (Some(one), Some(other)) => one.meet(other),
            _ => PacketSet::none(Family::V4),
        };
        let number = self.number(met);
        self.met.insert(pair, number);
        number
    }

    fn is_empty(&self, number: u32) -> bool {
        self.sets.get(usize::try_from(number).unwrap_or(usize::MAX)).is_none_or(PacketSet::is_empty)
    }
}

impl Slices {
    pub(super) fn of(fabric: &Fabric, slots: &[Slot], traffic: Traffic) -> Self {
        let mut made = Self {
            guards: Vec::with_capacity(slots.len()),
            hub_in: BTreeMap::new(),
            filters: Vec::new(),
            sets: Interner::default(),
            passed: Vec::new(),
            asked: 0,
            places: slots.len(),
        };
        made.asked = made.sets.number(traffic.packets(Family::V4));
        let mut known: BTreeMap<(PacketSet, Field), u32> = BTreeMap::new();
        let mut acls: BTreeMap<Key<AclPart>, (FilterId, FilterId)> = BTreeMap::new();
        let mut groups: BTreeMap<Vec<usize>, Guards> = BTreeMap::new();
        for (key, acl) in fabric.acls.iter() {
            let inbound = made.filter(&mut known, acl.inbound.of(Family::V4), Field::Source);
            let outbound = made.filter(&mut known, acl.outbound.of(Family::V4), Field::Destination);
            acls.insert(key, (inbound, outbound));
            made.hub_in.insert(key.index(), (inbound, outbound));
        }
        for slot in slots {
            let subnet = subnet_of(fabric, &slot.start).and_then(|key| fabric.subnets.get(key));
            let acl =
                subnet.and_then(|subnet| subnet.acl).and_then(|key| acls.get(&key).copied()).unwrap_or((None, None));
            let own = match &slot.start.place {
                Place::Interface(key) => {
                    fabric.interfaces.get(*key).map_or(&Groups::Open, |interface| &interface.groups)
                }
                _ => &Groups::Open,
            };
            let none = Guards { groups_in: None, groups_out: None, acl_in: acl.0, acl_out: acl.1, odd: false };
            let guards = match own {
                Groups::Open => none,
                Groups::Unknown(_) => Guards { odd: true, ..none },
                Groups::Of(list) => {
                    let name: Vec<usize> = list.iter().map(|key| key.index()).collect();
                    let found = match groups.get(&name) {
                        Some(found) => *found,
                        None => {
                            let parts = || list.iter().filter_map(|key| fabric.groups.get(*key));
                            let plain = |peer: &GroupPeer| *peer == GroupPeer::Addresses;
                            let all = parts().flat_map(|group| group.inbound.iter().chain(&group.outbound));
                            let odd = all.into_iter().any(|rule| !plain(&rule.peer));
                            let union = |rules: Vec<&PacketSet>| {
                                let four = rules.into_iter().filter(|set| set.family() == Family::V4);
                                four.fold(PacketSet::none(Family::V4), |all, set| all.join(set))
                            };
                            let inbound =
                                union(parts().flat_map(|group| &group.inbound).map(|rule| &rule.packets).collect());
                            let outbound =
                                union(parts().flat_map(|group| &group.outbound).map(|rule| &rule.packets).collect());
                            let groups_in = made.filter(&mut known, &inbound, Field::Source);
                            let groups_out = made.filter(&mut known, &outbound, Field::Destination);
                            let found = Guards { groups_in, groups_out, odd, ..none };
                            groups.insert(name, found);
                            found
                        }
                    };
                    Guards { acl_in: acl.0, acl_out: acl.1, ..found }
                }
            };
            made.guards.push(guards);
        }
        made
    }

    fn filter(&mut self, known: &mut BTreeMap<(PacketSet, Field), u32>, set: &PacketSet, field: Field) -> FilterId {
        if set.same_as(&PacketSet::all(Family::V4)) {
            return None;
        }
        let key = (set.clone(), field);
        if let Some(number) = known.get(&key) {
            return Some(*number);
        }
        let number = u32::try_from(self.filters.len()).unwrap_or(CUT);
        self.filters.push((set.clone(), field));
        self.passed.push(vec![(UNKNOWN, UNKNOWN); self.places]);
        known.insert(key, number);
        Some(number)
    }

    /// Whether anything asked about passes every filter from one place to another and back; `None` when a filter cuts one
    /// of them in two.
    pub(super) fn passes(&mut self, routes: &Routes, slots: &[Slot], from: usize, to: usize) -> Option<bool> {
        let (one, other) = (*self.guards.get(from)?, *self.guards.get(to)?);
        if one.odd || other.odd {
            return None;
        }
        let hub = |key: Option<Key<AclPart>>| {
            key.and_then(|key| self.hub_in.get(&key.index())).and_then(|(inbound, _)| *inbound)
        };
        let (hub_forth, hub_back) = (hub(routes.hub_acl(from, to)), hub(routes.hub_acl(to, from)));
        let mut left = self.asked;
        // Each filter with the place whose addresses it looks at, and whether it sees the reply.
        let filters = [
            (one.groups_out, to, false),
            (one.acl_out, to, false),
            (hub_forth, from, false),
            (other.acl_in, from, false),
            (other.groups_in, from, false),
            (other.acl_out, from, true),
            (hub_back, to, true),
            (one.acl_in, to, true),
        ];
        for (filter, place, reply) in filters {
            let Some(filter) = filter else { continue };
            let slice = self.slice(filter, place, slots)?;
            left = self.sets.meet(left, if reply { slice.1 } else { slice.0 });
            if self.sets.is_empty(left) {
                return Some(false);
            }
        }
        Some(true)
    }

    /// What a filter lets through of a place, and that turned round.
    fn slice(&mut self, filter: u32, place: usize, slots: &[Slot]) -> Option<(u32, u32)> {
        let row = usize::try_from(filter).unwrap_or(usize::MAX);
        let known = self.passed.get(row)?.get(place).copied()?;
        let slice = match known {
            (UNKNOWN, _) => {
                let made = self.made(row, slots.get(place)?);
                if let Some(cell) = self.passed.get_mut(row).and_then(|row| row.get_mut(place)) {
                    *cell = made;
                }
                made
            }
            known => known,
        };
        (slice.0 != CUT).then_some(slice)
    }

    fn made(&mut self, row: usize, slot: &Slot) -> (u32, u32) {
        let Some((set, field)) = self.filters.get(row) else { return (CUT, CUT) };
        let mut passed: Option<PacketSet> = None;
        for span in &slot.start.sources {
            let mut all = PacketSet::none(Family::V4);
            for sides in set.limited(*field, *span).cubes() {
                let cube = PacketSet::cube(Family::V4, sides);
                if cube.spans(*field) != [*span] {
                    return (CUT, CUT);
                }
                all = all.join(&cube.rewritten(*field, Span::addresses(Family::V4)));
            }
            if passed.as_ref().is_some_and(|before| !before.same_as(&all)) {
                return (CUT, CUT);
            }
            passed = Some(all);
        }
        let passed = passed.unwrap_or_else(|| PacketSet::none(Family::V4));
        let turned = passed.reversed();
        (self.sets.number(passed), self.sets.number(turned))
    }
}
