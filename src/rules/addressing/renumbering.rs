//! Where a network that must move could go: the ranges open to VPCs, and what is free in them.

use crate::cidr::space::Space;
use crate::cidr::{Cidr, Family};

/// The private ranges AWS advises for VPCs, widest first: fact `vpc-cidr-rfc1918-recommended`.
static PRIVATE: [Cidr; 3] = [Cidr::v4([10, 0, 0, 0], 8), Cidr::v4([172, 16, 0, 0], 12), Cidr::v4([192, 168, 0, 0], 16)];

/// What stays where it is if it must move: fact `vpc-cidr-shared-range`.
static SHARED: Cidr = Cidr::v4([100, 64, 0, 0], 10);

/// Private blocks that are legal but not for every VPC, so never proposed: facts `vpc-secondary-matrix` and
/// `vpc-cidr-172-17`.
static AWKWARD: [Cidr; 3] = [Cidr::v4([10, 0, 0, 0], 16), Cidr::v4([172, 17, 0, 0], 16), Cidr::v4([172, 31, 0, 0], 16)];

/// A block as large as `like` that touches nothing in `taken`: in the range of `like`, else in the private range of
/// something taken, else in any private range. Blocks of one VPC must mostly keep to one range.
///
/// `None` when all are taken, and for IPv6, whose blocks are given by AWS or bought, not picked.
pub(in crate::rules) fn free_private(like: Cidr, taken: &[Cidr]) -> Option<Cidr> {
    if like.family() == Family::V6 {
        return None;
    }
    let own = PRIVATE.iter().chain([&SHARED]).filter(|range| range.contains(like));
    let used = PRIVATE.iter().filter(|range| taken.iter().any(|block| range.contains(*block)));
    own.chain(used).chain(&PRIVATE).find_map(|range| {
        let space = Space::new([*range]).with_taken(taken.iter().chain(&AWKWARD).copied());
        space.next_fit(Family::V4, like.prefix_len())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn free(like: &str, taken: &[&str]) -> Option<String> {
        let taken: Vec<Cidr> = taken.iter().map(|text| Cidr::parse(text).unwrap()).collect();
        free_private(Cidr::parse(like).unwrap(), &taken).map(|block| block.to_string())
    }

    #[test]
    fn a_block_moves_within_its_own_range_first() {
        assert_eq!(free("10.0.0.0/16", &["10.0.0.0/16"]).as_deref(), Some("10.1.0.0/16"));
        assert_eq!(free("192.168.0.0/24", &["192.168.0.0/24"]).as_deref(), Some("192.168.1.0/24"));
        assert_eq!(free("100.64.0.0/16", &["100.64.0.0/16"]).as_deref(), Some("100.65.0.0/16"));
    }

    #[test]
    fn a_block_of_no_range_follows_its_neighbours() {
        assert_eq!(free("169.254.0.0/16", &["172.20.0.0/16", "169.254.0.0/16"]).as_deref(), Some("172.16.0.0/16"));
        assert_eq!(free("169.254.0.0/16", &["169.254.0.0/16"]).as_deref(), Some("10.1.0.0/16"));
    }

    #[test]
    fn a_full_range_is_left_and_ipv6_is_never_proposed() {
        assert_eq!(free("192.168.0.0/16", &["192.168.0.0/16"]).as_deref(), Some("10.1.0.0/16"));
        assert_eq!(free("10.0.0.0/8", &["10.0.0.0/8"]), None);
        assert_eq!(free("2001:db8::/56", &[]), None);
    }
}
