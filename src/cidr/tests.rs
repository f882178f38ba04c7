//! Laws and cases of a single block.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::sample::{any_address, any_cidr, cidr, close_cidr};
use super::*;

/// The block's addresses as numbers, reckoned from the text alone
fn bounds(block: Cidr) -> (Family, u128, u128) {
    let text = block.to_string();
    let (address, prefix_len) = text.split_once('/').unwrap();
    let prefix_len: u32 = prefix_len.parse().unwrap();
    let (family, first, width) = match address.parse().unwrap() {
        IpAddr::V4(address) => (Family::V4, u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (Family::V6, address.to_bits(), 128),
    };
    let ones = 1u128.checked_shl(width - prefix_len).map_or(u128::MAX, |size| size - 1);
    (family, first, first + ones)
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

proptest! {
    #[test]
    fn containment_and_overlap_are_those_of_the_number_ranges(a in close_cidr(), b in close_cidr()) {
        let ((family_a, first_a, last_a), (family_b, first_b, last_b)) = (bounds(a), bounds(b));
        let same = family_a == family_b;
        prop_assert_eq!(a.contains(b), same && first_a <= first_b && last_b <= last_a);
        prop_assert_eq!(a.overlaps(b), same && first_a <= last_b && first_b <= last_a);
        prop_assert_eq!(a.contains_address(b.first()), same && first_a <= first_b && first_b <= last_a);
    }

    #[test]
    fn order_is_family_then_first_address_then_prefix_length(a in close_cidr(), b in close_cidr()) {
        let key = |block: Cidr| (block.family() == Family::V6, bounds(block).1, block.prefix_len());
        prop_assert_eq!(a.cmp(&b), key(a).cmp(&key(b)));
        if a.contains(b) {
            prop_assert!(a <= b);
        }
    }

    #[test]
    fn first_last_and_count_agree_with_the_text(block in any_cidr()) {
        let (_, first, last) = bounds(block);
        prop_assert_eq!((number(block.first()), number(block.last())), (first, last));
        prop_assert_eq!(block.address_count(), (last - first).saturating_add(1));
    }

    #[test]
    fn a_parent_has_exactly_two_halves_and_the_block_is_one(block in any_cidr()) {
        match block.parent() {
            None => prop_assert_eq!(block.prefix_len(), 0),
            Some(parent) => {
                let halves: Vec<Cidr> = parent.subnets(block.prefix_len()).collect();
                prop_assert_eq!(halves.len(), 2);
                prop_assert!(halves.contains(&block));
                prop_assert!(!halves[0].overlaps(halves[1]));
            }
        }
    }

    #[test]
    fn subnets_tile_the_block(block in any_cidr(), deeper in 0u8..=6) {
        let prefix_len = block.prefix_len() + deeper;
        let tiles: Vec<Cidr> = block.subnets(prefix_len).collect();
        if prefix_len > block.family().max_prefix_len() {
            prop_assert!(tiles.is_empty());
        } else {
            prop_assert_eq!(tiles.len(), 1 << deeper);
            prop_assert_eq!(bounds(tiles[0]).1, bounds(block).1);
            prop_assert_eq!(bounds(tiles[tiles.len() - 1]).2, bounds(block).2);
            prop_assert!(tiles.windows(2).all(|pair| bounds(pair[0]).2 + 1 == bounds(pair[1]).1));
        }
    }

    #[test]
    fn around_clears_host_bits_and_keeps_the_address(address in any_address(), prefix_len: u8) {
        match Cidr::around(address, prefix_len) {
            None => prop_assert!(prefix_len > Family::of(address).max_prefix_len()),
            Some(block) => {
                prop_assert_eq!(block.prefix_len(), prefix_len);
                prop_assert!(block.contains_address(address));
                prop_assert_eq!(block, cidr(&block.to_string()));
                let constant = match address {
                    IpAddr::V4(address) => Cidr::v4(address.octets(), prefix_len),
                    IpAddr::V6(address) => Cidr::v6(address.segments(), prefix_len),
                };
                prop_assert_eq!(block, constant);
            }
        }
    }
}

#[test]
fn subnets_shorter_than_the_block_are_none() {
    assert_eq!(cidr("10.0.0.0/16").subnets(15).count(), 0);
    assert_eq!(cidr("::/0").subnets(129).count(), 0);
}

#[test]
fn subnets_of_everything_are_lazy_and_end_at_the_last_address() {
    let mut every_address = cidr("::/0").subnets(128);
    assert_eq!(every_address.next(), Some(cidr("::/128")));
    let highest: Vec<Cidr> = cidr("255.255.255.254/31").subnets(32).collect();
    assert_eq!(highest, [cidr("255.255.255.254/32"), cidr("255.255.255.255/32")]);
}

#[test]
fn the_whole_of_a_family_counts_as_documented() {
    assert_eq!(cidr("0.0.0.0/0").address_count(), 1 << 32);
    assert_eq!(cidr("::/0").address_count(), u128::MAX);
    assert_eq!(cidr("::/1").address_count(), 1 << 127);
}

#[test]
fn a_constant_with_too_long_a_prefix_is_one_address() {
    assert_eq!(Cidr::v4([10, 1, 2, 3], 33), cidr("10.1.2.3/32"));
    assert_eq!(Cidr::v6([1, 0, 0, 0, 0, 0, 0, 2], 200), cidr("1::2/128"));
}

#[test]
fn single_is_the_full_prefix() {
    assert_eq!(Cidr::single("10.0.0.9".parse().unwrap()), cidr("10.0.0.9/32"));
    assert_eq!(Cidr::single("2001:db8::9".parse().unwrap()), cidr("2001:db8::9/128"));
}

#[test]
fn display_keeps_to_a_column() {
    assert_eq!(format!("{:>12}|", cidr("10.0.0.0/8")), "  10.0.0.0/8|");
    assert_eq!(format!("{:?}", cidr("10.0.0.0/8")), "10.0.0.0/8");
}
