//! Address blocks and the arithmetic on them; knows nothing of AWS products.
//!
//! A *block* is a power-of-two range of addresses written as CIDR: `10.0.0.0/16`. Blocks nest or
//! are disjoint, never anything between; [`overlap`] and [`space`] both rest on that.

mod contiguous;
pub mod overlap;
mod parse;
pub mod space;
mod wire;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

pub use parse::CidrError;

/// An IPv4 or IPv6 block without host bits
///
/// Ordered by family (IPv4 first), then first address, then prefix length, so that a block stands
/// directly before the blocks inside it.
///
/// # Example
///
/// ```
/// use tieline::cidr::Cidr;
///
/// let shop = Cidr::parse("10.0.0.0/16")?;
/// assert!(shop.contains(Cidr::parse("10.0.3.0/24")?));
/// assert!(!shop.overlaps(Cidr::parse("10.1.0.0/16")?));
/// # Ok::<(), tieline::cidr::CidrError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr(
    // INVARIANT: no bit is set after the prefix. Equality, order and the nest-or-disjoint law need
    // it: `10.0.1.5/16` and `10.0.0.0/16` would otherwise be two values for one block.
    IpNet,
);

/// One of the two address families
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4: addresses of 32 bits
    V4,
    /// IPv6: addresses of 128 bits
    V6,
}

impl Family {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::V4 => Self::V6,
            Self::V6 => Self::V4,
        }
    }

    /// The longest prefix length of the family: 32 or 128
    #[must_use]
    pub const fn max_prefix_len(self) -> u8 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    /// The family of an address
    #[must_use]
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        })
    }
}

impl Cidr {
    /// The IPv4 block of this prefix length that holds the address, for tables of known ranges
    ///
    /// Host bits are cleared and a prefix length above 32 counts as 32: a `static` has nobody to
    /// hand an error to. Text from a user goes through [`Cidr::parse`].
    ///
    /// # Example
    ///
    /// ```
    /// use tieline::cidr::Cidr;
    ///
    /// static LINK_LOCAL: Cidr = Cidr::v4([169, 254, 0, 0], 16);
    /// assert_eq!(LINK_LOCAL.to_string(), "169.254.0.0/16");
    /// ```
    #[must_use]
    pub const fn v4(octets: [u8; 4], prefix_len: u8) -> Self {
        let prefix_len = if prefix_len > 32 { 32 } else { prefix_len };
        let mask = match u32::MAX.checked_shl(32 - prefix_len as u32) {
            Some(mask) => mask,
            // A shift by the whole width: the block of every address.
            None => 0,
        };
        let bits = u32::from_be_bytes(octets) & mask;
        Self(IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::from_bits(bits), prefix_len)))
    }

    /// The IPv6 block of this prefix length that holds the address, for tables of known ranges
    ///
    /// Host bits are cleared and a prefix length above 128 counts as 128, as in [`Cidr::v4`].
    ///
    /// # Example
    ///
    /// ```
    /// use tieline::cidr::Cidr;
    ///
    /// static UNIQUE_LOCAL: Cidr = Cidr::v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7);
    /// assert_eq!(UNIQUE_LOCAL.to_string(), "fc00::/7");
    /// ```
    #[must_use]
    pub const fn v6(segments: [u16; 8], prefix_len: u8) -> Self {
        let prefix_len = if prefix_len > 128 { 128 } else { prefix_len };
        let mask = match u128::MAX.checked_shl(128 - prefix_len as u32) {
            Some(mask) => mask,
            None => 0,
        };
        let [a, b, c, d, e, f, g, h] = segments;
        let bits = Ipv6Addr::new(a, b, c, d, e, f, g, h).to_bits() & mask;
        Self(IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::from_bits(bits), prefix_len)))
    }

    /// The block of this prefix length that holds the address; host bits are cleared
    ///
    /// `None` when the prefix length is above the family's maximum.
    #[must_use]
    pub fn around(address: IpAddr, prefix_len: u8) -> Option<Self> {
        Some(Self(IpNet::new(address, prefix_len).ok()?.trunc()))
    }

    /// The block of exactly one address: a /32 or a /128
    #[must_use]
    pub fn single(address: IpAddr) -> Self {
        Self(IpNet::from(address))
    }

    /// Whether this is an IPv4 or an IPv6 block
    #[must_use]
    pub const fn family(self) -> Family {
        match self.0 {
            IpNet::V4(_) => Family::V4,
            IpNet::V6(_) => Family::V6,
        }
    }

    /// The number of leading bits that all addresses of the block share
    ///
    /// # Units
    ///
    /// Bits: 0 to 32 for IPv4, 0 to 128 for IPv6.
    #[must_use]
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// The lowest address of the block
    #[must_use]
    pub fn first(self) -> IpAddr {
        self.0.network()
    }

    /// The highest address of the block
    #[must_use]
    pub fn last(self) -> IpAddr {
        self.0.broadcast()
    }

    /// How many addresses the block holds, reserved ones included
    ///
    /// # Units
    ///
    /// Addresses. `::/0` holds one more than fits and gives `u128::MAX`.
    #[must_use]
    pub fn address_count(self) -> u128 {
        1u128.checked_shl(u32::from(self.host_bits())).unwrap_or(u128::MAX)
    }

    /// Whether every address of the other block is in this one; a block contains itself
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether the address is in this block
    #[must_use]
    pub fn contains_address(self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// Whether the two blocks share an address, which is to say that one contains the other
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// The blocks of this prefix length inside this one, in address order
    ///
    /// Lazy: a /0 cut into single addresses costs nothing until it is walked. Empty when the prefix
    /// length is shorter than the block's own or above the family's maximum.
    ///
    /// # Example
    ///
    /// ```
    /// use tieline::cidr::Cidr;
    ///
    /// let halves: Vec<String> = Cidr::v4([10, 0, 0, 0], 8).subnets(9).map(|half| half.to_string()).collect();
    /// assert_eq!(halves, ["10.0.0.0/9", "10.128.0.0/9"]);
    /// ```
    pub fn subnets(self, prefix_len: u8) -> impl Iterator<Item = Self> + use<> {
        self.0.subnets(prefix_len).into_iter().flatten().map(Self)
    }

    /// The block twice as large that holds this one; `None` for a /0
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        self.0.supernet().map(Self)
    }

    /// How many bits an address may vary in within the block
    fn host_bits(self) -> u8 {
        self.0.max_prefix_len() - self.0.prefix_len()
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Through `pad`, so that a report may align a column of blocks.
        formatter.pad(&self.0.to_string())
    }
}

impl fmt::Debug for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
