//! Which addresses the internet routes.

use crate::cidr::{Cidr, Family};
use crate::network::packet::{Field, PacketSet, Span};

/// IPv4 blocks that no internet gateway sends on: private, shared, loopback, link-local, benchmark, multicast, reserved.
///
/// # Source
/// IANA IPv4 special-purpose address registry, <https://www.iana.org/assignments/iana-ipv4-special-registry>. Blocks
/// for documentation are left in: designs use them as examples of public addresses.
const NOT_ROUTED: [Cidr; 9] = [
    Cidr::v4([0, 0, 0, 0], 8),
    Cidr::v4([10, 0, 0, 0], 8),
    Cidr::v4([100, 64, 0, 0], 10),
    Cidr::v4([127, 0, 0, 0], 8),
    Cidr::v4([169, 254, 0, 0], 16),
    Cidr::v4([172, 16, 0, 0], 12),
    Cidr::v4([192, 168, 0, 0], 16),
    Cidr::v4([198, 18, 0, 0], 15),
    Cidr::v4([224, 0, 0, 0], 3),
];

/// IPv6 addresses that the internet routes.
const GLOBAL_UNICAST: Cidr = Cidr::v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// The packets whose field holds an address that the internet routes.
///
/// ```
/// use tieline::cidr::Family;
/// use tieline::network::fabric::public::routed;
/// use tieline::network::packet::{Field, Packet, PacketSet};
/// let out = routed(&PacketSet::all(Family::V4), Field::Destination);
/// assert!(out.holds(&Packet::tcp([10, 0, 0, 1], 49_152, [8, 8, 8, 8], 443)));
/// assert!(!out.holds(&Packet::tcp([10, 0, 0, 1], 49_152, [172, 31, 0, 1], 443)));
/// ```
#[must_use]
pub fn routed(set: &PacketSet, field: Field) -> PacketSet {
    match set.family() {
        Family::V4 => NOT_ROUTED.iter().fold(set.clone(), |left, block| left.outside(field, Span::block(*block))),
        Family::V6 => set.limited(field, Span::block(GLOBAL_UNICAST)),
    }
}

/// Whether the internet routes an address.
pub fn is_routed(family: Family, address: u128) -> bool {
    match family {
        Family::V4 => !NOT_ROUTED.iter().any(|block| Span::block(*block).holds(address)),
        Family::V6 => Span::block(GLOBAL_UNICAST).holds(address),
    }
}
