//! Which blocks AWS lets join a VPC that has others: fact `vpc-secondary-matrix` as a table.

use crate::cidr::{Cidr, Family};
use crate::design::Vpc;

/// A range that the matrix gives a row and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    /// `10.0.0.0/8`.
    Ten,
    /// `172.16.0.0/12`.
    OneSevenTwo,
    /// `192.168.0.0/16`.
    OneNineTwo,
    /// `198.19.0.0/16`.
    Benchmark,
    /// A public range, or the shared one `100.64.0.0/10`.
    Other,
}

impl Range {
    /// Every range that is one block, in the order of the matrix; whatever is in none of them is [`Range::Other`].
    const BLOCKS: [(Cidr, Self); 4] = [
        (Cidr::v4([10, 0, 0, 0], 8), Self::Ten),
        (Cidr::v4([172, 16, 0, 0], 12), Self::OneSevenTwo),
        (Cidr::v4([192, 168, 0, 0], 16), Self::OneNineTwo),
        (Cidr::v4([198, 19, 0, 0], 16), Self::Benchmark),
    ];

    /// The range of a block; `None` for a block that reaches beyond one, which is too large for a VPC anyway.
    fn of(cidr: Cidr) -> Option<Self> {
        match Self::BLOCKS.iter().find(|(block, _)| block.overlaps(cidr)) {
            Some((block, range)) => block.contains(cidr).then_some(*range),
            None => Some(Self::Other),
        }
    }

    /// The block of the range, if it is one.
    pub(super) fn block(self) -> Option<Cidr> {
        Self::BLOCKS.iter().find(|(_, range)| *range == self).map(|(block, _)| *block)
    }

    /// Whether it is one of the three private ranges of RFC 1918.
    pub(super) fn is_private(self) -> bool {
        matches!(self, Self::Ten | Self::OneSevenTwo | Self::OneNineTwo)
    }
}

/// A VPC with a block in here may not add one of [`TEN_BARRED`]: fact `vpc-secondary-matrix`.
const TEN_GUARD: Cidr = Cidr::v4([10, 0, 0, 0], 15);
/// See [`TEN_GUARD`].
pub(super) const TEN_BARRED: Cidr = Cidr::v4([10, 0, 0, 0], 16);
/// Never a secondary block of a VPC of `172.16.0.0/12`: fact `vpc-secondary-matrix`.
pub(super) const DEFAULT_VPC: Cidr = Cidr::v4([172, 31, 0, 0], 16);

/// What AWS says of one block beside an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// AWS refuses it.
    Restricted,
    /// AWS's table says yes and no, or nothing.
    Doubtful,
}

/// A secondary block that is not plainly allowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    /// The block, and its position in the input.
    pub block: (Cidr, usize),
    /// The earlier block that stands in its way, and its position.
    pub beside: (Cidr, usize),
    /// What AWS says.
    pub verdict: Verdict,
    /// The range of the primary block.
    pub primary: Range,
}

/// Judges the IPv4 blocks of a VPC: the first is the primary, the others are candidates in their order. Blocks
/// that no VPC may have are passed over.
///
/// Complexity: linear in the blocks, because of each range only its first block matters.
pub(super) fn judge(vpc: &Vpc, is_forbidden: impl Fn(Cidr) -> bool) -> Vec<Judged> {
    let mut seen: Vec<(Range, (Cidr, usize))> = Vec::new();
    let mut guard: Option<(Cidr, usize)> = None;
    let mut judged = Vec::new();
    for block in vpc.cidrs.iter().copied().filter(|(cidr, _)| cidr.family() == Family::V4 && !is_forbidden(*cidr)) {
        let Some(range) = Range::of(block.0) else { continue };
        if let Some((primary, _)) = seen.first() {
            let primary = *primary;
            let ten_zero = guard.filter(|_| TEN_BARRED.contains(block.0));
            let verdicts = seen
                .iter()
                .filter_map(|(existing, beside)| Some((beside_one(primary, *existing, range, block.0)?, *beside)));
            let all = ten_zero.map(|beside| (Verdict::Restricted, beside)).into_iter().chain(verdicts);
            // A plain refusal outweighs a doubt.
            let worst = all.min_by_key(|(verdict, _)| *verdict == Verdict::Doubtful);
            judged.extend(worst.map(|(verdict, beside)| Judged { block, beside, verdict, primary }));
        }
        if TEN_GUARD.contains(block.0) {
            guard = guard.or(Some(block));
        }
        if !seen.iter().any(|(existing, _)| *existing == range) {
            seen.push((range, block));
        }
    }
    judged
}

/// One cell of the matrix; `None` for a plain yes.
fn beside_one(primary: Range, existing: Range, candidate: Range, cidr: Cidr) -> Option<Verdict> {
    match (existing, candidate) {
        (Range::OneSevenTwo, Range::OneSevenTwo) => DEFAULT_VPC.contains(cidr).then_some(Verdict::Restricted),
        // Two rows of the matrix disagree: that of the primary says yes, that of the public or shared block no.
        (Range::Other, _) if candidate.is_private() && candidate == primary => Some(Verdict::Doubtful),
        // The matrix has no word on it.
        (Range::Benchmark, Range::Benchmark) => Some(Verdict::Doubtful),
        // Public and shared space joins anything.
        (_, Range::Other) => None,
        (one, other) => (one != other).then_some(Verdict::Restricted),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeMap;

    use super::*;
    use crate::design::{Controls, Dns, Gateways};
    use crate::facts::{FactId, Facts};
    use crate::finding::Place;
    use crate::ids::VpcId;
    use crate::source::Pointer;

    fn vpc(cidrs: &[&str]) -> Vpc {
        let cidrs = cidrs.iter().enumerate();
        Vpc {
            complete: false,
            id: VpcId::new("shop").unwrap(),
            account: None,
            region: None,
            organization: None,
            movable: false,
            cidrs: cidrs.map(|(position, text)| (Cidr::parse(text).unwrap(), position)).collect(),
            subnets: BTreeMap::new(),
            route_tables: None,
            dns: Dns::default(),
            gateways: Gateways::default(),
            firewall_endpoints: None,
            controls: Controls::default(),
            security_groups: None,
            network_acls: None,
            labels: crate::design::Labels::default(),
            place: Place { file: None, pointer: Pointer::root() },
        }
    }

    /// Position and verdict of every block that is not plainly allowed.
    fn judged(cidrs: &[&str]) -> Vec<(usize, Verdict)> {
        judge(&vpc(cidrs), |_| false).iter().map(|judged| (judged.block.1, judged.verdict)).collect()
    }

    /// A block in the middle of a range of the facts; two of one range do not overlap.
    fn sample(range: &str, nth: u8) -> String {
        let third = 16 * (nth + 1);
        match range {
            "public" => format!("203.0.{third}.0/24"),
            "10.0.0.0/8" => format!("10.77.{third}.0/24"),
            "172.16.0.0/12" => format!("172.20.{third}.0/24"),
            "100.64.0.0/10" => format!("100.70.{third}.0/24"),
            sixteen => format!("{}.{third}.0/24", sixteen.trim_end_matches(".0.0/16")),
        }
    }

    #[test]
    fn the_table_refuses_exactly_the_pairs_that_the_facts_refuse() {
        let facts = Facts::shipped();
        let mut refused = facts.pairs(FactId::VpcSecondaryMatrix);
        refused.extend(facts.pairs(FactId::VpcSecondaryOrder));
        let ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.19.0.0/16", "public", "100.64.0.0/10"];
        for one in ranges {
            for other in ranges {
                let expected: Vec<(usize, Verdict)> = if refused.contains(&(one, other)) {
                    vec![(1, Verdict::Restricted)]
                } else if one == "198.19.0.0/16" && other == one {
                    vec![(1, Verdict::Doubtful)]
                } else {
                    Vec::new()
                };
                assert_eq!(judged(&[&sample(one, 0), &sample(other, 1)]), expected, "{one} + {other}");
            }
        }
    }

    #[test]
    fn blocks_of_ten_zero_do_not_join_blocks_of_ten_slash_fifteen() {
        let refused = [(1, Verdict::Restricted)];
        assert_eq!(judged(&["10.1.0.0/16", "10.0.8.0/24"]), refused);
        assert_eq!(judged(&["10.0.0.0/17", "10.0.128.0/17"]), refused);
        assert_eq!(judged(&["10.2.0.0/16", "10.0.8.0/24"]), []);
        assert_eq!(judged(&["10.0.0.0/16", "10.1.0.0/16"]), []);
        assert_eq!(judged(&["10.2.0.0/16", "10.1.0.0/16", "10.0.0.0/16"]), [(2, Verdict::Restricted)]);
    }

    #[test]
    fn the_default_vpc_range_joins_no_vpc_of_its_family() {
        assert_eq!(judged(&["172.16.0.0/16", "172.31.8.0/24"]), [(1, Verdict::Restricted)]);
        assert_eq!(judged(&["172.31.0.0/16", "172.16.0.0/16"]), []);
    }

    #[test]
    fn after_shared_space_a_further_private_block_is_doubtful_only_in_the_family_of_the_primary() {
        assert_eq!(judged(&["10.8.0.0/16", "100.64.0.0/16", "10.9.0.0/16"]), [(2, Verdict::Doubtful)]);
        assert_eq!(judged(&["10.8.0.0/16", "100.64.0.0/16", "192.168.0.0/24"]), [(2, Verdict::Restricted)]);
        assert_eq!(judged(&["10.1.0.0/16", "100.64.0.0/16", "10.0.0.0/16"]), [(2, Verdict::Restricted)]);
        assert_eq!(judged(&["203.0.113.0/24", "10.9.0.0/16"]), [(1, Verdict::Restricted)]);
    }

    #[test]
    fn ipv6_and_blocks_across_ranges_are_passed_over() {
        assert_eq!(judged(&["2001:db8::/56", "10.0.0.0/16", "8.0.0.0/5"]), []);
    }

    #[test]
    fn the_ranges_are_those_of_the_facts() {
        let facts = Facts::shipped();
        let private: Vec<String> =
            Range::BLOCKS.iter().filter(|(_, range)| range.is_private()).map(|(block, _)| block.to_string()).collect();
        assert_eq!(private, facts.texts(FactId::VpcCidrRfc1918Recommended));
        let benchmark: Vec<String> = Range::Benchmark.block().iter().map(Cidr::to_string).collect();
        assert_eq!(benchmark, facts.texts(FactId::VpcCidr19819));
    }
}
