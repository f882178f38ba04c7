//! Counting: addresses, shares and room of blocks and subnets.

use super::dto::{BlockSpace, Part, PartKind, Room};
use crate::cidr::space::usable_addresses;
use crate::cidr::space::{Contiguous, Occupancy, RESERVED_PER_SUBNET, Space, contiguous_block, reserved_addresses};
use crate::cidr::{Cidr, Family};
use crate::design::Subnet;

/// The largest count that every reader of JSON reads exactly.
const LARGEST: u128 = 1 << 53;
/// Addresses of a /28.
const OF_28: u32 = 16;
const MILLION: u128 = 1_000_000;

/// A block of a VPC with its parts.
pub(super) fn block(cidr: Cidr, parts: Vec<Part>, overlap: Option<usize>) -> BlockSpace {
    let free = parts.iter().filter(|part| part.kind == PartKind::Free).map(|part| part.cidr);
    let free: u128 = free.fold(0, |sum, one| sum.saturating_add(one.address_count()));
    BlockSpace {
        cidr,
        addresses: told(cidr.address_count()),
        free: told(free),
        free_ppm: Some(millionths(free, cidr.address_count())),
        parts,
        overlap,
    }
}

/// A block whose subnets are not part of the design.
pub(super) fn opaque(cidr: Cidr, overlap: Option<usize>) -> BlockSpace {
    let addresses = told(cidr.address_count());
    BlockSpace { cidr, addresses, free: None, free_ppm: None, parts: Vec::new(), overlap }
}

/// A free block in the block around it.
pub(super) fn free(around: Cidr, cidr: Cidr) -> Part {
    Part {
        kind: PartKind::Free,
        id: None,
        cidr,
        start_ppm: millionths(distance(around, cidr), around.address_count()),
        share_ppm: millionths(cidr.address_count(), around.address_count()),
        addresses: told(cidr.address_count()),
        az: None,
        reserved: None,
        used: None,
        available: None,
        room_for_28: None,
        pointer: None,
        file: None,
    }
}

/// A subnet's block in the block around it; where it stands is for the caller to add.
pub(super) fn subnet(around: Cidr, subnet: &Subnet, cidr: Cidr) -> Part {
    // Nobody counts the addresses of an IPv6 subnet, and what is said of a subnet is said of its IPv4 block.
    let counted = (cidr.family() == Family::V4).then(|| available(cidr, &subnet.occupancy)).flatten();
    let usable = usable_addresses(cidr);
    let room = match contiguous_block(cidr, &subnet.occupancy, OF_28) {
        Contiguous::Aligned(_) | Contiguous::Somewhere { aligned: true } => Room::Yes,
        Contiguous::Unaligned { .. } | Contiguous::Impossible => Room::No,
        Contiguous::Somewhere { aligned: false } | Contiguous::Unknown => Room::Unknown,
    };
    Part {
        kind: PartKind::Subnet,
        id: Some(subnet.id.to_string()),
        az: subnet.az.as_ref().map(ToString::to_string),
        reserved: Some(RESERVED_PER_SUBNET),
        used: counted.and_then(|left| told(usable.saturating_sub(left))),
        available: counted.and_then(told),
        room_for_28: (cidr.family() == Family::V4).then_some(room),
        ..free(around, cidr)
    }
}

/// The addresses of a subnet that can still be given out.
fn available(cidr: Cidr, occupancy: &Occupancy) -> Option<u128> {
    let reserved = reserved_addresses(cidr).into_iter().flatten().map(Cidr::single);
    let left = |pool: Vec<Cidr>, taken: &[Cidr]| {
        Space::new(pool)
            .with_taken(taken.iter().copied())
            .with_taken(reserved.clone())
            .free_address_count(cidr.family())
    };
    match occupancy {
        Occupancy::Unknown => None,
        Occupancy::Count(used) => Some(usable_addresses(cidr).saturating_sub(u128::from(*used))),
        Occupancy::Used(used) => Some(left(vec![cidr], used)),
        Occupancy::Free(blocks) => {
            let inside = blocks.iter().filter(|one| one.overlaps(cidr));
            Some(left(inside.map(|one| if cidr.contains(*one) { *one } else { cidr }).collect(), &[]))
        }
    }
}

fn told(count: u128) -> Option<u64> {
    u64::try_from(count).ok().filter(|count| u128::from(*count) <= LARGEST)
}

/// How far the start of a block is from the start of the block around it, in addresses.
fn distance(around: Cidr, inside: Cidr) -> u128 {
    let number = |address| match address {
        std::net::IpAddr::V4(address) => u128::from(address.to_bits()),
        std::net::IpAddr::V6(address) => address.to_bits(),
    };
    number(inside.first()).saturating_sub(number(around.first()))
}

/// A part of a whole in millionths, rounded down.
fn millionths(part: u128, whole: u128) -> u32 {
    // All of IPv6 times a million does not fit: then the whole is divided instead.
    let share = match part.checked_mul(MILLION) {
        Some(product) => product / whole.max(1),
        None => part / (whole / MILLION).max(1),
    };
    u32::try_from(share.min(MILLION)).unwrap_or(0)
}
