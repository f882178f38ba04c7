//! Free space against a walk over every address.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::cidr::sample::{block_in, cidr, close_cidr};

fn cidrs(texts: &[&str]) -> Vec<Cidr> {
    texts.iter().map(|text| cidr(text)).collect()
}

/// Pools small enough to walk address by address, at both ends and in the middle of each family
fn small_block() -> impl Strategy<Value = Cidr> {
    prop_oneof![
        3 => block_in("10.20.30.0/26"),
        2 => block_in("255.255.255.192/26"),
        1 => block_in("0.0.0.0/26"),
        2 => block_in("2001:db8::/122"),
        2 => block_in("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffc0/122"),
    ]
}

fn single_addresses(blocks: &[Cidr]) -> Vec<Cidr> {
    let mut addresses: Vec<Cidr> =
        blocks.iter().flat_map(|block| block.subnets(block.family().max_prefix_len())).collect();
    addresses.sort_unstable();
    addresses
}

proptest! {
    #[test]
    fn free_and_taken_make_the_pool_address_by_address(
        pool in vec(small_block(), 0..5), taken in vec(small_block(), 0..8),
    ) {
        let free = Space::new(pool.clone()).with_taken(taken.clone()).free_blocks();
        let mut expected = single_addresses(&pool);
        expected.dedup();
        expected.retain(|address| !taken.iter().any(|block| block.contains(*address)));
        // Equal without `dedup` on this side: the free blocks are disjoint as well.
        prop_assert_eq!(single_addresses(&free), expected);
        prop_assert!(free.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn free_blocks_cannot_grow(pool in vec(close_cidr(), 0..5), taken in vec(close_cidr(), 0..8)) {
        let free = Space::new(pool.clone()).with_taken(taken.clone()).free_blocks();
        for block in free {
            prop_assert!(pool.iter().any(|pool| pool.contains(block)));
            prop_assert!(!taken.iter().any(|taken| taken.overlaps(block)));
            if let Some(parent) = block.parent() {
                let inside = pool.iter().any(|pool| pool.contains(parent));
                prop_assert!(!inside || taken.iter().any(|taken| taken.overlaps(parent)), "{}", block);
            }
        }
    }

    #[test]
    fn is_free_is_what_its_words_say(
        pool in vec(close_cidr(), 0..5), taken in vec(close_cidr(), 0..4), block in close_cidr(),
    ) {
        let expected = pool.iter().any(|pool| pool.contains(block)) && !taken.iter().any(|taken| taken.overlaps(block));
        prop_assert_eq!(Space::new(pool).with_taken(taken).is_free(block), expected);
    }

    #[test]
    fn the_next_fit_is_free_and_out_of_the_smallest_block(
        pool in vec(small_block(), 0..4), taken in vec(small_block(), 0..6), shorter in 0u8..=6,
    ) {
        let space = Space::new(pool).with_taken(taken);
        for family in [Family::V4, Family::V6] {
            let prefix_len = family.max_prefix_len() - shorter;
            let holding = |free: &&Cidr| free.family() == family && free.prefix_len() <= prefix_len;
            let free = space.free_blocks();
            match space.next_fit(family, prefix_len) {
                None => prop_assert_eq!(free.iter().find(holding), None),
                Some(block) => {
                    prop_assert!(space.is_free(block));
                    prop_assert_eq!((block.family(), block.prefix_len()), (family, prefix_len));
                    let source = free.iter().find(|free| free.contains(block)).unwrap();
                    let smallest = free.iter().filter(holding).map(|free| free.address_count()).min().unwrap();
                    prop_assert_eq!(source.address_count(), smallest);
                    // Lowest on a tie.
                    prop_assert!(!free.iter().filter(holding).any(|free| free < source && free.address_count() == smallest));
                }
            }
        }
    }

    #[test]
    fn taking_fits_until_none_is_left_uses_every_address(pool in vec(small_block(), 0..4), shorter in 0u8..=6) {
        let mut space = Space::new(pool);
        let prefix_len = 32 - shorter;
        // A block of the pool smaller than what is asked for can never serve.
        let room: u128 = space.pool.iter().filter(|pool| pool.family() == Family::V4)
            .map(|pool| pool.address_count() >> shorter).sum();
        let mut given = Vec::new();
        while let Some(block) = space.take_next_fit(Family::V4, prefix_len) {
            prop_assert!(!given.iter().any(|other: &Cidr| other.overlaps(block)));
            given.push(block);
        }
        prop_assert_eq!(given.len() as u128, room);
    }

    #[test]
    fn the_count_of_free_addresses_is_the_sum(pool in vec(small_block(), 0..4), taken in vec(small_block(), 0..6)) {
        let space = Space::new(pool).with_taken(taken);
        let free = single_addresses(&space.free_blocks());
        for family in [Family::V4, Family::V6] {
            let expected = free.iter().filter(|address| address.family() == family).count();
            prop_assert_eq!(space.free_address_count(family), expected as u128);
        }
    }
}

#[test]
fn best_fit_leaves_the_large_block_whole() {
    let space = Space::new(cidrs(&["10.0.0.0/16"])).with_taken(cidrs(&["10.0.192.0/19", "10.0.224.0/20"]));
    assert_eq!(space.free_blocks(), cidrs(&["10.0.0.0/17", "10.0.128.0/18", "10.0.240.0/20"]));
    assert_eq!(space.next_fit(Family::V4, 24), Some(cidr("10.0.240.0/24")));
    assert_eq!(space.next_fit(Family::V4, 18), Some(cidr("10.0.128.0/18")));
    assert_eq!(space.next_fit(Family::V4, 16), None);
}

#[test]
fn neighbours_in_the_pool_stay_apart_unless_joined() {
    let neighbours = cidrs(&["10.0.1.0/24", "10.0.0.0/24", "10.0.2.0/24"]);
    let apart = Space::new(neighbours.clone());
    assert_eq!(apart.free_blocks(), cidrs(&["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]));
    assert_eq!(apart.next_fit(Family::V4, 23), None);
    assert!(!apart.is_free(cidr("10.0.0.0/23")));
    let joined = Space::joined(neighbours);
    assert_eq!(joined.free_blocks(), cidrs(&["10.0.0.0/23", "10.0.2.0/24"]));
}

#[test]
fn all_of_both_families_with_one_address_taken_at_each_end() {
    let everything = Space::new(cidrs(&["0.0.0.0/0", "::/0"]));
    assert_eq!(everything.free_blocks(), cidrs(&["0.0.0.0/0", "::/0"]));
    assert_eq!(everything.free_address_count(Family::V6), u128::MAX);
    let space = everything.with_taken(cidrs(&[
        "0.0.0.0/32",
        "255.255.255.255/32",
        "::/128",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
    ]));
    assert_eq!(space.free_blocks().len(), 2 * 31 + 2 * 127);
    assert_eq!(space.free_address_count(Family::V4), (1 << 32) - 2);
    assert_eq!(space.free_address_count(Family::V6), u128::MAX - 1);
    assert_eq!(space.next_fit(Family::V4, 32), Some(cidr("0.0.0.1/32")));
}

#[test]
fn usable_and_reserved_by_size() {
    for (block, usable) in
        [("10.0.0.0/28", 11), ("10.0.0.0/24", 251), ("10.0.0.8/29", 3), ("10.0.0.0/30", 0), ("::/128", 0)]
    {
        assert_eq!(usable_addresses(cidr(block)), usable, "{block}");
        assert_eq!(reserved_addresses(cidr(block)).is_some(), usable > 0, "{block}");
    }
    assert_eq!(usable_addresses(cidr("2001:db8::/64")), (1 << 64) - 5);
    assert_eq!(usable_addresses(cidr("::/0")), u128::MAX - 4);
    let last = reserved_addresses(cidr("255.255.255.248/29")).unwrap()[4];
    assert_eq!(last.to_string(), "255.255.255.255");
}
