//! Room in address space: what is free, where the next block goes, what a subnet leaves usable.

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};
use rangemap::RangeInclusiveSet;

pub use super::contiguous::{Contiguous, Occupancy, contiguous_block};
use super::{Cidr, Family};

use crate::order::Arrange;

/// How many addresses of a subnet nobody may use: the first four and the last
///
/// The one thing this room knows of AWS, because every count of usable addresses needs it.
///
/// # Units
///
/// Addresses per subnet, IPv4 and IPv6 alike.
///
/// # Source
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
pub const RESERVED_PER_SUBNET: u64 = 5;

/// A pool of blocks and what is taken of it
///
/// Memory grows with the number of blocks given, never with the addresses in them.
///
/// # Example
///
/// ```
/// use tieline::cidr::{Cidr, Family, space::Space};
///
/// let space = Space::new([Cidr::v4([10, 0, 0, 0], 22)])
///     .with_taken([Cidr::v4([10, 0, 0, 0], 24), Cidr::v4([10, 0, 3, 0], 25)]);
/// let free: Vec<String> = space.free_blocks().iter().map(Cidr::to_string).collect();
/// assert_eq!(free, ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.128/25"]);
/// assert_eq!(space.next_fit(Family::V4, 26), Some(Cidr::v4([10, 0, 3, 128], 26)));
/// ```
#[derive(Clone, Debug)]
pub struct Space {
    // INVARIANT: sorted and disjoint. Blocks that touch stay apart on purpose: see `new`.
    pool: Vec<Cidr>,
    taken_v4: RangeInclusiveSet<u32>,
    taken_v6: RangeInclusiveSet<u128>,
}

impl Space {
    /// A pool with nothing taken; a block inside another of the pool adds nothing
    ///
    /// Blocks that merely touch are not merged, so no free block reaches across two of them: a
    /// subnet must lie in one CIDR block of its VPC, not in two that happen to be neighbours. To
    /// have neighbours joined, use [`Space::joined`].
    #[must_use]
    pub fn new(pool: impl IntoIterator<Item = Cidr>) -> Self {
        let mut pool: Vec<Cidr> = pool.into_iter().collect();
        pool.arrange();
        // Sorted, a block follows those around it; `dedup_by` compares with the last one kept.
        pool.dedup_by(|next, kept| kept.contains(*next));
        Self { pool, taken_v4: RangeInclusiveSet::new(), taken_v6: RangeInclusiveSet::new() }
    }

    /// A pool whose blocks are first merged wherever two neighbours make one larger block
    #[must_use]
    pub fn joined(pool: impl IntoIterator<Item = Cidr>) -> Self {
        let pool: Vec<IpNet> = pool.into_iter().map(|block| block.0).collect();
        Self::new(IpNet::aggregate(&pool).into_iter().map(Cidr))
    }

    /// Take a block out of the pool; what is taken already or outside the pool changes nothing
    pub fn take(&mut self, block: Cidr) {
        match block.0 {
            IpNet::V4(net) => self.taken_v4.insert(net.network().to_bits()..=net.broadcast().to_bits()),
            IpNet::V6(net) => self.taken_v6.insert(net.network().to_bits()..=net.broadcast().to_bits()),
        }
    }

    /// The same space with these blocks taken as well
    #[must_use]
    pub fn with_taken(mut self, blocks: impl IntoIterator<Item = Cidr>) -> Self {
        for block in blocks {
            self.take(block);
        }
        self
    }

    /// Whether the whole block lies in one block of the pool and none of it is taken
    ///
    /// # Complexity
    ///
    /// O(log n) for n blocks in the pool and taken.
    #[must_use]
    pub fn is_free(&self, block: Cidr) -> bool {
        // The last pool block not after this one is the only one that can contain it.
        let place = self.pool.partition_point(|pool| *pool <= block);
        let inside =
            place.checked_sub(1).and_then(|place| self.pool.get(place)).is_some_and(|pool| pool.contains(block));
        inside
            && !match block.0 {
                IpNet::V4(net) => self.taken_v4.overlaps(&(net.network().to_bits()..=net.broadcast().to_bits())),
                IpNet::V6(net) => self.taken_v6.overlaps(&(net.network().to_bits()..=net.broadcast().to_bits())),
            }
    }

    /// The free space as the fewest, largest blocks, in order
    ///
    /// Each is maximal: its parent is not free, or lies in no single block of the pool.
    ///
    /// # Complexity
    ///
    /// O(p log t + t·w) time for p pool blocks, t taken blocks and addresses of w bits, and at most
    /// p + t·w blocks in the result: to take a block out of a free one leaves its siblings, one a bit.
    #[must_use]
    pub fn free_blocks(&self) -> Vec<Cidr> {
        self.free().collect()
    }

    /// Where a new block of this prefix length goes best; `None` when no free block holds it
    ///
    /// Best fit: out of the smallest free block that is large enough, the lowest on a tie, its
    /// first part. First fit would cut into a large block while a small remnant would do, and a
    /// large block once cut cannot be given to whoever asks for a large one later.
    ///
    /// # Complexity
    ///
    /// As [`Space::free_blocks`], without keeping them.
    #[must_use]
    pub fn next_fit(&self, family: Family, prefix_len: u8) -> Option<Cidr> {
        self.free()
            .filter(|free| free.family() == family && free.prefix_len() <= prefix_len)
            .min_by_key(|free| (Reverse(free.prefix_len()), *free))
            .and_then(|free| free.subnets(prefix_len).next())
    }

    /// Find the next fit and take it
    pub fn take_next_fit(&mut self, family: Family, prefix_len: u8) -> Option<Cidr> {
        let block = self.next_fit(family, prefix_len)?;
        self.take(block);
        Some(block)
    }

    /// How many addresses of the family are free
    ///
    /// # Units
    ///
    /// Addresses. All of IPv6 is one more than fits and gives `u128::MAX`.
    #[must_use]
    pub fn free_address_count(&self, family: Family) -> u128 {
        self.free().filter(|free| free.family() == family).fold(0, |sum, free| sum.saturating_add(free.address_count()))
    }

    fn free(&self) -> impl Iterator<Item = Cidr> {
        self.pool.iter().flat_map(|pool| self.free_in(*pool))
    }

    /// The largest free blocks in one block of the pool
    fn free_in(&self, pool: Cidr) -> Vec<Cidr> {
        let mut blocks = Vec::new();
        match pool.0 {
            IpNet::V4(net) => {
                for gap in self.taken_v4.gaps(&(net.network().to_bits()..=net.broadcast().to_bits())) {
                    let (first, last) = (Ipv4Addr::from_bits(*gap.start()), Ipv4Addr::from_bits(*gap.end()));
                    blocks.extend(Ipv4Subnets::new(first, last, 0).map(|net| Cidr(net.into())));
                }
            }
            IpNet::V6(net) => {
                for gap in self.taken_v6.gaps(&(net.network().to_bits()..=net.broadcast().to_bits())) {
                    let (first, last) = (Ipv6Addr::from_bits(*gap.start()), Ipv6Addr::from_bits(*gap.end()));
                    blocks.extend(Ipv6Subnets::new(first, last, 0).map(|net| Cidr(net.into())));
                }
            }
        }
        blocks
    }
}

/// The addresses of a subnet that nobody may use: its first four and its last
///
/// `None` for a block of fewer than eight addresses, in which nothing worth the name is left.
///
/// # Source
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
///
/// # Example
///
/// ```
/// use tieline::cidr::{Cidr, space::reserved_addresses};
///
/// let reserved = reserved_addresses(Cidr::v4([10, 0, 0, 0], 24)).map(|all| all.map(|one| one.to_string()));
/// assert_eq!(reserved, Some(["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.255"].map(String::from)));
/// ```
#[must_use]
pub fn reserved_addresses(subnet: Cidr) -> Option<[IpAddr; 5]> {
    if subnet.address_count() < 8 {
        return None;
    }
    let nth = |n: u8| match subnet.first() {
        // The block has eight addresses or more, so these never reach its end, let alone overflow.
        IpAddr::V4(first) => IpAddr::V4(Ipv4Addr::from_bits(first.to_bits() | u32::from(n))),
        IpAddr::V6(first) => IpAddr::V6(Ipv6Addr::from_bits(first.to_bits() | u128::from(n))),
    };
    Some([nth(0), nth(1), nth(2), nth(3), subnet.last()])
}

/// How many addresses of a subnet may be used: all but the reserved five
///
/// # Units
///
/// Addresses; 0 for a block of fewer than eight, as in [`reserved_addresses`].
#[must_use]
pub fn usable_addresses(subnet: Cidr) -> u128 {
    match subnet.address_count() {
        ..8 => 0,
        // Saturated: the true number, 2^128 - 5, does fit.
        u128::MAX => u128::MAX - u128::from(RESERVED_PER_SUBNET - 1),
        count => count - u128::from(RESERVED_PER_SUBNET),
    }
}

#[cfg(test)]
mod tests;
