//! Closed ranges of numbers: one field of a packet. What is made of five of them stands in `cube`.

use crate::cidr::{Cidr, Family};

/// A closed range of numbers, both ends included; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The lowest number.
    pub first: u128,
    /// The highest number.
    pub last: u128,
}

impl Span {
    /// Both ends, in any order.
    pub const fn new(one: u128, other: u128) -> Self {
        if one <= other { Self { first: one, last: other } } else { Self { first: other, last: one } }
    }

    /// One number.
    pub const fn one(number: u128) -> Self {
        Self { first: number, last: number }
    }

    /// The addresses of a block.
    ///
    /// ```
    /// use tieline::cidr::Cidr;
    /// use tieline::network::packet::Span;
    /// assert_eq!(Span::block(Cidr::v4([0, 0, 1, 0], 24)), Span::new(256, 511));
    /// ```
    pub fn block(block: Cidr) -> Self {
        Self { first: number(block.first()), last: number(block.last()) }
    }

    /// Every address of a family.
    pub const fn addresses(family: Family) -> Self {
        match family {
            Family::V4 => Self { first: 0, last: u32::MAX as u128 },
            Family::V6 => Self { first: 0, last: u128::MAX },
        }
    }

    /// Whether a number is in the range.
    pub const fn holds(self, number: u128) -> bool {
        self.first <= number && number <= self.last
    }

    /// Whether the other range lies wholly in this one.
    pub const fn covers(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// What both have in common.
    pub fn meet(self, other: Self) -> Option<Self> {
        let first = self.first.max(other.first);
        let last = self.last.min(other.last);
        (first <= last).then_some(Self { first, last })
    }

    /// The part that lies in one range, moved to the same places of another: what translation one for one does.
    ///
    /// ```
    /// use tieline::network::packet::Span;
    /// let (inside, outside) = (Span::new(100, 199), Span::new(500, 599));
    /// assert_eq!(Span::new(150, 250).moved(inside, outside), Some(Span::new(550, 599)));
    /// assert_eq!(Span::one(7).moved(inside, outside), None);
    /// ```
    pub fn moved(self, from: Self, to: Self) -> Option<Self> {
        let mine = self.meet(from)?;
        let moved = Self {
            first: to.first.checked_add(mine.first - from.first)?,
            last: to.first.checked_add(mine.last - from.first)?,
        };
        moved.meet(to)
    }

    /// Both as one, where they touch or overlap.
    pub(super) fn join(self, other: Self) -> Option<Self> {
        let (low, high) = if self.first <= other.first { (self, other) } else { (other, self) };
        let touches = low.last >= high.first || low.last.checked_add(1) == Some(high.first);
        touches.then(|| Self { first: low.first, last: low.last.max(high.last) })
    }
}

/// An address as a number.
pub fn number(address: std::net::IpAddr) -> u128 {
    match address {
        std::net::IpAddr::V4(address) => u128::from(address.to_bits()),
        std::net::IpAddr::V6(address) => address.to_bits(),
    }
}

/// A number as an address of a family; what does not fit an IPv4 address counts as its highest.
pub fn address(family: Family, number: u128) -> std::net::IpAddr {
    match family {
        Family::V4 => std::net::Ipv4Addr::from_bits(u32::try_from(number).unwrap_or(u32::MAX)).into(),
        Family::V6 => std::net::Ipv6Addr::from_bits(number).into(),
    }
}
