//! Blocks for the laws tested in this room; compiled for tests only.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::Cidr;

/// A block written out in a test, which must be well formed
pub(super) fn cidr(text: &str) -> Cidr {
    Cidr::parse(text).unwrap()
}

/// Any address of either family
pub(super) fn any_address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        any::<u32>().prop_map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits))),
        any::<u128>().prop_map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits))),
    ]
}

/// Any block of either family
pub(super) fn any_cidr() -> impl Strategy<Value = Cidr> {
    prop_oneof![
        (any::<[u8; 4]>(), 0u8..=32).prop_map(|(octets, prefix_len)| Cidr::v4(octets, prefix_len)),
        (any::<[u16; 8]>(), 0u8..=128).prop_map(|(segments, prefix_len)| Cidr::v6(segments, prefix_len)),
    ]
}

/// Blocks crowded into few addresses, so that two of them often nest, touch or coincide
///
/// Both ends of both families are among them: off-by-one mistakes live there.
pub(super) fn close_cidr() -> impl Strategy<Value = Cidr> {
    prop_oneof![
        4 => block_in("10.20.30.0/26"),
        2 => block_in("255.255.255.192/26"),
        1 => block_in("0.0.0.0/26"),
        2 => block_in("2001:db8::/122"),
        2 => block_in("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffc0/122"),
        1 => block_in("::/122"),
        1 => any_cidr(),
    ]
}

/// A block inside the given one
pub(super) fn block_in(outer: &str) -> impl Strategy<Value = Cidr> + use<> {
    let outer = cidr(outer);
    let deepest = outer.family().max_prefix_len();
    (outer.prefix_len()..=deepest, any::<u128>()).prop_map(move |(prefix_len, place)| {
        let host_bits = deepest - outer.prefix_len();
        let offset = if host_bits == 128 { place } else { place % (1 << host_bits) };
        let address = match outer.first() {
            IpAddr::V4(first) => IpAddr::V4(Ipv4Addr::from_bits(first.to_bits() + u32::try_from(offset).unwrap())),
            IpAddr::V6(first) => IpAddr::V6(Ipv6Addr::from_bits(first.to_bits() + offset)),
        };
        Cidr::around(address, prefix_len).unwrap()
    })
}
