//! Whether a subnet still has a run of consecutive free addresses, as far as can be known.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use rangemap::RangeInclusiveSet;

use super::space::reserved_addresses;
use super::{Cidr, Family};

/// What is known about the addresses in use in a subnet; the reserved five are never counted
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Occupancy {
    /// Nothing is known
    Unknown,
    /// So many addresses are in use, nobody says which
    Count(u64),
    /// Exactly these blocks are free; their parts outside the subnet do not count
    Free(Vec<Cidr>),
    /// Exactly these blocks are in use; the rest is free
    Used(Vec<Cidr>),
}

/// What can be said about a run of consecutive free addresses
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contiguous {
    /// This block is free: a run that starts at a multiple of its length
    Aligned(Cidr),
    /// This run is free, and no aligned one is
    Unaligned {
        /// The lowest address of the run
        first: IpAddr,
        /// The highest address of the run
        last: IpAddr,
    },
    /// Some run must be free wherever the used addresses lie, but its place is not known
    Somewhere {
        /// Whether even an aligned one must be free
        aligned: bool,
    },
    /// No run of this length is free
    Impossible,
    /// It depends on what is not known
    Unknown,
}

/// Look for `length` consecutive free addresses in a subnet that touch none of its reserved five
///
/// Whether a run must be *aligned* (start at a multiple of its length, as a block does) depends on
/// who asks for it, so the answer tells the two apart: an aligned run if there is one, the lowest of
/// its kind. A length that is no power of two is never aligned; a length of 0 is taken as 1.
///
/// With [`Occupancy::Count`] the answer is exact: certain or impossible when every way to place so
/// many used addresses says so, [`Contiguous::Unknown`] only when some ways leave a run and some do not.
///
/// # Units
///
/// `length` in addresses.
///
/// # Complexity
///
/// O(n log n) for n blocks of occupancy, whatever the size of the subnet.
///
/// # Example
///
/// ```
/// use tieline::cidr::Cidr;
/// use tieline::cidr::space::{Contiguous, Occupancy, contiguous_block};
///
/// let subnet = Cidr::v4([10, 0, 8, 0], 26);
/// let used = Occupancy::Used(vec![Cidr::v4([10, 0, 8, 20], 32)]);
/// assert_eq!(contiguous_block(subnet, &used, 16), Contiguous::Aligned(Cidr::v4([10, 0, 8, 32], 28)));
/// assert_eq!(contiguous_block(subnet, &Occupancy::Count(1), 16), Contiguous::Somewhere { aligned: true });
/// assert_eq!(contiguous_block(subnet, &Occupancy::Unknown, 16), Contiguous::Unknown);
/// ```
#[must_use]
pub fn contiguous_block(subnet: Cidr, occupancy: &Occupancy, length: u32) -> Contiguous {
    let length = u128::from(length.max(1));
    let Some(usable) = usable_range(subnet) else {
        return Contiguous::Impossible;
    };
    let mut free = RangeInclusiveSet::new();
    match occupancy {
        Occupancy::Unknown if room(&usable) < length => return Contiguous::Impossible,
        Occupancy::Unknown => return Contiguous::Unknown,
        Occupancy::Count(0) => free.insert(usable),
        Occupancy::Count(used) => return by_counting(&usable, u128::from(*used), length),
        Occupancy::Free(blocks) => {
            for block in blocks.iter().filter(|block| block.family() == subnet.family()) {
                let (start, end) = (number(block.first()), number(block.last()));
                let (start, end) = (start.max(*usable.start()), end.min(*usable.end()));
                if start <= end {
                    free.insert(start..=end);
                }
            }
        }
        Occupancy::Used(blocks) => {
            free.insert(usable);
            for block in blocks.iter().filter(|block| block.family() == subnet.family()) {
                free.remove(number(block.first())..=number(block.last()));
            }
        }
    }
    lowest_run(subnet.family(), &free, length)
}

/// What must hold for every placement of `used` addresses, by the pigeonhole principle
///
/// Write W for the usable addresses and L for the length. Three bounds, each of which is exact:
///
/// * A run must exist if and only if `used` < ⌊W/L⌋. The usable range holds ⌊W/L⌋ runs side by side;
///   fewer used addresses leave one of them untouched. And ⌊W/L⌋ addresses suffice to hit every run:
///   one at each L-th place leaves gaps of L - 1 and a remainder shorter than L. More used addresses
///   only remove more, so every larger number can leave no run either.
/// * An aligned run must exist if and only if `used` is less than the number of aligned blocks. They
///   are disjoint, so each takes an address of its own to spoil, and one each suffices.
/// * No run can exist if and only if W - `used` < L: otherwise all used addresses may lie outside
///   one run.
fn by_counting(usable: &RangeInclusive<u128>, used: u128, length: u128) -> Contiguous {
    let room = room(usable);
    if room.saturating_sub(used) < length {
        Contiguous::Impossible
    } else if used < room / length {
        Contiguous::Somewhere { aligned: used < aligned_blocks(usable, length) }
    } else {
        Contiguous::Unknown
    }
}

/// How many blocks of this length lie in the usable range
fn aligned_blocks(range: &RangeInclusive<u128>, length: u128) -> u128 {
    if !length.is_power_of_two() {
        return 0;
    }
    // Blocks are numbered by their start divided by their length. The first whole one starts at or
    // after the range, the last whole one ends at or before its end. A usable range stops short of
    // the last address of its subnet, so one more than its end still fits.
    let first = range.start().div_ceil(length);
    let beyond = (range.end() + 1) / length;
    beyond.saturating_sub(first)
}

/// The lowest aligned run in the free ranges, or else the lowest run
fn lowest_run(family: Family, free: &RangeInclusiveSet<u128>, length: u128) -> Contiguous {
    let reaches = |start: u128, end: u128| start <= end && end - start >= length - 1;
    if length.is_power_of_two() {
        // Two to the power of the trailing zeros: the length says how many bits vary.
        let host_bits = u8::try_from(length.trailing_zeros()).unwrap_or(u8::MAX);
        let aligned = free.iter().find_map(|range| {
            let start = range.start().checked_next_multiple_of(length)?;
            reaches(start, *range.end()).then_some(start)
        });
        let block = aligned.zip(family.max_prefix_len().checked_sub(host_bits));
        if let Some(block) = block.and_then(|(start, prefix_len)| Cidr::around(address(family, start), prefix_len)) {
            return Contiguous::Aligned(block);
        }
    }
    match free.iter().find(|range| reaches(*range.start(), *range.end())) {
        Some(range) => Contiguous::Unaligned {
            first: address(family, *range.start()),
            last: address(family, range.start() + (length - 1)),
        },
        None => Contiguous::Impossible,
    }
}

/// The addresses between the first four and the last; `None` when the block has fewer than eight
fn usable_range(subnet: Cidr) -> Option<RangeInclusive<u128>> {
    let [_, _, _, fourth, last] = reserved_addresses(subnet)?;
    Some(number(fourth) + 1..=number(last) - 1)
}

/// How many addresses a usable range has; never all of them, so the count fits
fn room(range: &RangeInclusive<u128>) -> u128 {
    range.end() - range.start() + 1
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn address(family: Family, number: u128) -> IpAddr {
    match family {
        // The number came from an address of the same family, so it fits.
        Family::V4 => IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(number).unwrap_or(u32::MAX))),
        Family::V6 => IpAddr::V6(Ipv6Addr::from_bits(number)),
    }
}

#[cfg(test)]
mod tests;
