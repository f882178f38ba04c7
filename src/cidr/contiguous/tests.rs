//! Runs of free addresses against a walk over every address and every placement.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::cidr::sample::{block_in, cidr};

/// What one placement allows: any run, an aligned run
///
/// `free` has one entry for each address of the subnet, from its first.
fn oracle(first: u128, free: &[bool], length: usize) -> (Option<usize>, Option<usize>) {
    let runs: Vec<usize> = (0..=free.len().saturating_sub(length))
        .filter(|start| free[*start..].iter().take(length).filter(|free| **free).count() == length)
        .collect();
    let aligned = |start: &&usize| length.is_power_of_two() && (first + **start as u128).is_multiple_of(length as u128);
    (runs.first().copied(), runs.iter().find(aligned).copied())
}

fn map(subnet: Cidr, is_free: impl Fn(Cidr) -> bool) -> Vec<bool> {
    let reserved = reserved_addresses(subnet);
    let width = subnet.family().max_prefix_len();
    subnet.subnets(width).map(|one| is_free(one) && reserved.is_some_and(|all| !all.contains(&one.first()))).collect()
}

fn check(subnet: Cidr, occupancy: &Occupancy, free: &[bool], length: u32) {
    let first = number(subnet.first());
    let at = |offset: usize| address(subnet.family(), first + offset as u128);
    let expected = match oracle(first, free, length.max(1) as usize) {
        (_, Some(aligned)) => {
            let host_bits = u8::try_from(length.max(1).trailing_zeros()).unwrap();
            Contiguous::Aligned(Cidr::around(at(aligned), subnet.family().max_prefix_len() - host_bits).unwrap())
        }
        (Some(run), None) => Contiguous::Unaligned { first: at(run), last: at(run + length as usize - 1) },
        (None, None) => Contiguous::Impossible,
    };
    assert_eq!(contiguous_block(subnet, occupancy, length), expected, "{subnet} {occupancy:?} {length}");
}

/// A subnet and blocks in and around it
fn crowded() -> impl Strategy<Value = (Cidr, Vec<Cidr>)> {
    let near = |outer: &'static str| {
        let subnet = block_in(outer).prop_map(|block| {
            let width = block.family().max_prefix_len();
            Cidr::around(block.first(), block.prefix_len().min(width - 2)).unwrap()
        });
        (subnet, vec(block_in(outer), 0..12))
    };
    prop_oneof![
        near("10.20.30.0/25"),
        near("255.255.255.128/25"),
        near("0.0.0.0/26"),
        near("2001:db8::/121"),
        near("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff80/121"),
    ]
}

fn any_length() -> impl Strategy<Value = u32> {
    prop_oneof![4 => (0u32..=5).prop_map(|power| 1 << power), 1 => 0u32..40, 1 => Just(1 << 31), 1 => Just(u32::MAX)]
}

proptest! {
    #[test]
    fn known_places_give_what_walking_every_address_gives((subnet, blocks) in crowded(), length in any_length()) {
        let inside = |one: Cidr| blocks.iter().any(|block| block.contains(one));
        check(subnet, &Occupancy::Used(blocks.clone()), &map(subnet, |one| !inside(one)), length);
        check(subnet, &Occupancy::Free(blocks.clone()), &map(subnet, inside), length);
        check(subnet, &Occupancy::Count(0), &map(subnet, |_| true), length);
    }

    #[test]
    fn a_random_placement_never_contradicts_its_count(
        slash in 24u8..=27, places in vec(0usize..256, 0..30), length in any_length(),
    ) {
        let subnet = Cidr::v4([10, 0, 0, 0], slash);
        let mut free = map(subnet, |_| true);
        let mut used = 0;
        for place in places {
            if std::mem::replace(free.get_mut(place).unwrap_or(&mut false), false) {
                used += 1;
            }
        }
        let (run, aligned) = oracle(number(subnet.first()), &free, length.max(1) as usize);
        match contiguous_block(subnet, &Occupancy::Count(used), length) {
            Contiguous::Aligned(_) => prop_assert!(used == 0 && aligned.is_some()),
            Contiguous::Unaligned { .. } => prop_assert!(used == 0 && run.is_some() && aligned.is_none()),
            Contiguous::Somewhere { aligned: sure } => prop_assert!(run.is_some() && (!sure || aligned.is_some())),
            Contiguous::Impossible => prop_assert!(run.is_none()),
            Contiguous::Unknown => {}
        }
    }
}

/// The verdict that all placements of `used` addresses on the usable part of a subnet add up to
fn over_all_placements(subnet: Cidr, used: u32, length: u32) -> Contiguous {
    let size = u32::try_from(subnet.address_count()).unwrap();
    let usable = size - 5;
    // Bit i is address i + 4; a run is `length` bits in a row.
    let run = (1u64 << length) - 1;
    let (mut every, mut some, mut every_aligned) = (true, false, true);
    let mut placement = (1u64 << used) - 1;
    while placement < 1 << usable {
        let hit = |start: u32| placement >> start & run != 0;
        let starts = (0..usable + 1 - length.min(usable + 1)).filter(|start| !hit(*start));
        let (mut any, mut aligned) = (false, false);
        for start in starts {
            any = true;
            aligned |= (start + 4).is_multiple_of(length);
        }
        (every, some, every_aligned) = (every && any, some || any, every_aligned && aligned);
        // Gosper's step: the next number with as many bits set.
        let lowest = placement & placement.wrapping_neg();
        let ripple = placement + lowest;
        placement = (placement ^ ripple) >> (2 + lowest.trailing_zeros()) | ripple;
    }
    match (every, some) {
        (true, _) => Contiguous::Somewhere { aligned: every_aligned },
        (false, true) => Contiguous::Unknown,
        (false, false) => Contiguous::Impossible,
    }
}

#[test]
fn a_count_says_exactly_what_all_placements_agree_on() {
    // All counts on the small ones; on a /27 those with few used or few free, else too many.
    for (slash, counts) in [(29, 1..=3), (28, 1..=11), (27, 1..=5), (27, 22..=27)] {
        let subnet = Cidr::v4([10, 0, 0, 0], slash);
        for length in [1, 2, 4, 8, 16] {
            for used in counts.clone() {
                let found = contiguous_block(subnet, &Occupancy::Count(u64::from(used)), length);
                assert_eq!(found, over_all_placements(subnet, used, length), "/{slash}, {used} used, {length} wanted");
            }
        }
    }
}

#[test]
fn a_slash_28_never_holds_sixteen() {
    let subnet = cidr("10.0.0.16/28");
    for occupancy in [Occupancy::Unknown, Occupancy::Count(0), Occupancy::Count(3), Occupancy::Used(Vec::new())] {
        assert_eq!(contiguous_block(subnet, &occupancy, 16), Contiguous::Impossible, "{occupancy:?}");
    }
}

#[test]
fn an_empty_slash_27_holds_sixteen_only_unaligned() {
    let found = contiguous_block(cidr("10.0.0.32/27"), &Occupancy::Count(0), 16);
    let (first, last) = ("10.0.0.36".parse().unwrap(), "10.0.0.51".parse().unwrap());
    assert_eq!(found, Contiguous::Unaligned { first, last });
}

#[test]
fn an_empty_slash_26_holds_an_aligned_sixteen() {
    let found = contiguous_block(cidr("10.0.0.64/26"), &Occupancy::Used(Vec::new()), 16);
    assert_eq!(found, Contiguous::Aligned(cidr("10.0.0.80/28")));
}

#[test]
fn sixteen_in_a_slash_26_by_count() {
    let by_count = |used| contiguous_block(cidr("10.0.0.0/26"), &Occupancy::Count(used), 16);
    assert_eq!(by_count(1), Contiguous::Somewhere { aligned: true });
    assert_eq!(by_count(2), Contiguous::Somewhere { aligned: false });
    assert_eq!(by_count(3), Contiguous::Unknown);
    assert_eq!(by_count(43), Contiguous::Unknown);
    assert_eq!(by_count(44), Contiguous::Impossible);
    assert_eq!(by_count(u64::MAX), Contiguous::Impossible);
}

#[test]
fn nothing_known_is_unknown_once_the_subnet_is_large_enough() {
    assert_eq!(contiguous_block(cidr("10.0.0.0/27"), &Occupancy::Unknown, 16), Contiguous::Unknown);
    assert_eq!(contiguous_block(cidr("::/0"), &Occupancy::Unknown, u32::MAX), Contiguous::Unknown);
}

#[test]
fn the_whole_of_ipv6_is_reckoned_without_walking_it() {
    let found = contiguous_block(cidr("::/0"), &Occupancy::Count(0), 1 << 31);
    assert_eq!(found, Contiguous::Aligned(cidr("::8000:0/97")));
    let found = contiguous_block(cidr("::/0"), &Occupancy::Count(u64::MAX), 16);
    assert_eq!(found, Contiguous::Somewhere { aligned: true });
}

#[test]
fn free_blocks_that_touch_make_one_run() {
    let free = Occupancy::Free(vec![cidr("10.0.0.24/29"), cidr("10.0.0.32/29")]);
    let (first, last) = ("10.0.0.24".parse().unwrap(), "10.0.0.39".parse().unwrap());
    assert_eq!(contiguous_block(cidr("10.0.0.0/24"), &free, 16), Contiguous::Unaligned { first, last });
}

#[test]
fn the_other_family_neither_occupies_nor_frees() {
    let subnet = cidr("10.0.0.0/26");
    let used = Occupancy::Used(vec![cidr("::/0")]);
    assert_eq!(contiguous_block(subnet, &used, 16), Contiguous::Aligned(cidr("10.0.0.16/28")));
    let free = Occupancy::Free(vec![cidr("::/0")]);
    assert_eq!(contiguous_block(subnet, &free, 16), Contiguous::Impossible);
}
