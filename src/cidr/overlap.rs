//! Which blocks overlap: every pair, a capped list of pairs, whole groups, or the first between two sets.
//!
//! Blocks nest or are disjoint. Sorted, each stands after all that contain it, and those still open
//! at any moment form one chain from the widest to the narrowest: a stack. One sweep therefore finds
//! everything, and never compares two blocks that have nothing to do with each other.

use super::Cidr;

use crate::order::Arrange;

/// All pairs of overlapping blocks, as indices, the smaller index first, in order
///
/// Equal blocks overlap. The second half of each tuple, whatever it is, is not looked at.
///
/// # Complexity
///
/// O(n log n + p log p) for n blocks and p pairs. There may be n²/2 pairs: where the blocks come
/// from someone else, ask [`pairs_up_to`] or walk [`sweep`].
///
/// # Example
///
/// ```
/// use tieline::cidr::{Cidr, overlap};
///
/// let blocks = [
///     (Cidr::v4([10, 0, 3, 0], 24), "shop-a"),
///     (Cidr::v4([10, 1, 0, 0], 16), "data"),
///     (Cidr::v4([10, 0, 0, 0], 16), "shop"),
/// ];
/// assert_eq!(overlap::pairs(&blocks), [(0, 2)]);
/// ```
#[must_use]
pub fn pairs<K>(blocks: &[(Cidr, K)]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = sweep(blocks).collect();
    pairs.arrange();
    pairs
}

/// Some of the overlapping pairs, and how many there are in all
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capped {
    /// Pairs of indices, the smaller first, in order
    pub pairs: Vec<(usize, usize)>,
    /// How many pairs overlap in all, listed or not
    pub total: u64,
}

/// At most `limit` overlapping pairs, and the number of all
///
/// Listed are the pairs that [`sweep`] meets first, so the choice is the same in every run.
///
/// # Complexity
///
/// O(n log n + limit log limit) time and O(n + limit) memory, even when all blocks overlap: the
/// pairs beyond the limit are counted by the depth of nesting, not visited.
#[must_use]
pub fn pairs_up_to<K>(blocks: &[(Cidr, K)], limit: usize) -> Capped {
    let sorted = in_order(blocks);
    let total = count_sorted(&sorted);
    let mut pairs: Vec<(usize, usize)> = Sweep::new(sorted).take(limit).collect();
    pairs.arrange();
    Capped { pairs, total }
}

/// How many pairs of blocks overlap
///
/// # Complexity
///
/// O(n log n), however many pairs there are.
#[must_use]
pub fn count<K>(blocks: &[(Cidr, K)]) -> u64 {
    count_sorted(&in_order(blocks))
}

/// The overlapping pairs one by one, as indices, the smaller index first
///
/// In the order of the narrower block of each pair (by block, then index), its partners from the
/// widest to the narrowest.
///
/// # Complexity
///
/// O(n log n) time and O(n) memory to start, then O(1) amortised for each pair or block passed.
pub fn sweep<K>(blocks: &[(Cidr, K)]) -> impl Iterator<Item = (usize, usize)> + use<K> {
    Sweep::new(in_order(blocks))
}

/// Blocks connected by overlap, and the one block around them
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The block that contains all others of the group
    pub outermost: Cidr,
    /// Indices of all blocks of the group, the outermost among them, in order
    pub members: Vec<usize>,
}

/// The clusters of two or more overlapping blocks, in the order of their outermost blocks
///
/// Blocks that overlap nothing are in no group. Two blocks of a group need not overlap each other:
/// both overlap the outermost one.
///
/// # Complexity
///
/// O(n log n) time and O(n) memory.
///
/// # Example
///
/// ```
/// use tieline::cidr::{Cidr, overlap};
///
/// let blocks = [
///     (Cidr::v4([10, 0, 1, 0], 24), ()),
///     (Cidr::v4([10, 0, 2, 0], 24), ()),
///     (Cidr::v4([10, 0, 0, 0], 16), ()),
///     (Cidr::v4([10, 9, 0, 0], 16), ()),
/// ];
/// let groups = overlap::groups(&blocks);
/// assert_eq!(groups.len(), 1);
/// assert_eq!(groups[0].outermost, Cidr::v4([10, 0, 0, 0], 16));
/// assert_eq!(groups[0].members, [0, 1, 2]);
/// ```
#[must_use]
pub fn groups<K>(blocks: &[(Cidr, K)]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // The last block that nothing before it contains, and whether it has become a group yet: most
    // blocks never do, and a million of them should not cost a million lists.
    let mut outermost: Option<(Cidr, usize, bool)> = None;
    for (block, index) in in_order(blocks) {
        match &mut outermost {
            Some((around, first, grouped)) if around.contains(block) => {
                if !std::mem::replace(grouped, true) {
                    groups.push(Group { outermost: *around, members: vec![*first] });
                }
                if let Some(group) = groups.last_mut() {
                    group.members.push(index);
                }
            }
            _ => outermost = Some((block, index, false)),
        }
    }
    for group in &mut groups {
        group.members.arrange();
    }
    groups
}

/// The first overlapping pair between two sets of blocks: one of `a`, one of `b`
///
/// Overlaps within one set do not count. Of several pairs it is the one whose later block (in
/// block order) comes first, with the widest partner: the same whatever order the sets are given in.
///
/// # Complexity
///
/// O((n + m) log (n + m)) time, O(n + m) memory.
///
/// # Example
///
/// ```
/// use tieline::cidr::{Cidr, overlap};
///
/// let shop = [Cidr::v4([10, 0, 0, 0], 16), Cidr::v4([100, 64, 0, 0], 16)];
/// let data = [Cidr::v4([100, 64, 8, 0], 24)];
/// assert_eq!(overlap::any_overlap(&shop, &data), Some((shop[1], data[0])));
/// ```
#[must_use]
pub fn any_overlap(a: &[Cidr], b: &[Cidr]) -> Option<(Cidr, Cidr)> {
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    enum Side {
        A,
        B,
    }
    let side_a = a.iter().map(|block| (*block, Side::A));
    let side_b = b.iter().map(|block| (*block, Side::B));
    let mut sorted: Vec<(Cidr, Side)> = side_a.chain(side_b).collect();
    sorted.arrange();

    // One open block a side is enough: while it is open, whatever else that side opens lies inside
    // it, so it is the widest partner the other side can meet.
    let (mut open_a, mut open_b): (Option<Cidr>, Option<Cidr>) = (None, None);
    for (block, side) in sorted {
        let (own, other) = match side {
            Side::A => (&mut open_a, open_b),
            Side::B => (&mut open_b, open_a),
        };
        if let Some(partner) = other.filter(|partner| partner.contains(block)) {
            return Some(match side {
                Side::A => (block, partner),
                Side::B => (partner, block),
            });
        }
        if !own.is_some_and(|open| open.contains(block)) {
            *own = Some(block);
        }
    }
    None
}

struct Sweep {
    sorted: std::vec::IntoIter<(Cidr, usize)>,
    // INVARIANT: each block contains the next, and the last is the one being paired with those before.
    open: Vec<(Cidr, usize)>,
    // The place in `open` of the next partner.
    partner: usize,
}

impl Sweep {
    fn new(sorted: Vec<(Cidr, usize)>) -> Self {
        Self { sorted: sorted.into_iter(), open: Vec::new(), partner: 0 }
    }
}

impl Iterator for Sweep {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        loop {
            if let Some(((_, newest), around)) = self.open.split_last()
                && let Some((_, partner)) = around.get(self.partner)
            {
                self.partner += 1;
                return Some((*partner.min(newest), *partner.max(newest)));
            }
            let (block, index) = self.sorted.next()?;
            close(&mut self.open, block, |(open, _)| *open);
            self.open.push((block, index));
            self.partner = 0;
        }
    }
}

/// The blocks with their indices, sorted; equal blocks by index, so that results are deterministic
fn in_order<K>(blocks: &[(Cidr, K)]) -> Vec<(Cidr, usize)> {
    let mut sorted: Vec<(Cidr, usize)> = blocks.iter().enumerate().map(|(index, (block, _))| (*block, index)).collect();
    sorted.arrange();
    sorted
}

fn count_sorted(sorted: &[(Cidr, usize)]) -> u64 {
    let mut open: Vec<Cidr> = Vec::new();
    let mut total = 0_u64;
    for &(block, _) in sorted {
        close(&mut open, block, |open| *open);
        // `usize` has at most 64 bits on every target Rust knows.
        total = total.saturating_add(u64::try_from(open.len()).unwrap_or(u64::MAX));
        open.push(block);
    }
    total
}

/// Drop from the stack what ends before the block starts
fn close<T>(open: &mut Vec<T>, block: Cidr, block_of: impl Fn(&T) -> Cidr) {
    while open.last().is_some_and(|last| !block_of(last).contains(block)) {
        open.pop();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::sample::{cidr, close_cidr};
    use super::*;

    fn keyed(blocks: &[Cidr]) -> Vec<(Cidr, ())> {
        blocks.iter().map(|block| (*block, ())).collect()
    }

    fn naive_pairs(blocks: &[Cidr]) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (i, a) in blocks.iter().enumerate() {
            for (j, b) in blocks.iter().enumerate().skip(i + 1) {
                if a.overlaps(*b) {
                    pairs.push((i, j));
                }
            }
        }
        pairs
    }

    /// Connected components by spreading the smallest index along pairs until nothing changes
    fn naive_groups(blocks: &[Cidr]) -> Vec<Vec<usize>> {
        let mut label: Vec<usize> = (0..blocks.len()).collect();
        loop {
            let before = label.clone();
            for (i, j) in naive_pairs(blocks) {
                let least = label[i].min(label[j]);
                (label[i], label[j]) = (least, least);
            }
            if before == label {
                break;
            }
        }
        (0..blocks.len())
            .map(|root| (0..blocks.len()).filter(|i| label[*i] == root).collect::<Vec<_>>())
            .filter(|members| members.len() > 1)
            .collect()
    }

    proptest! {
        #[test]
        fn the_sweep_finds_what_pairwise_comparison_finds(blocks in vec(close_cidr(), 0..40)) {
            let expected = naive_pairs(&blocks);
            prop_assert_eq!(count(&keyed(&blocks)), expected.len() as u64);
            prop_assert_eq!(pairs(&keyed(&blocks)), expected);
        }

        #[test]
        fn a_cap_keeps_a_part_of_the_pairs_and_counts_all(blocks in vec(close_cidr(), 0..40), limit in 0usize..50) {
            let all = naive_pairs(&blocks);
            let capped = pairs_up_to(&keyed(&blocks), limit);
            prop_assert_eq!(capped.total, all.len() as u64);
            prop_assert_eq!(capped.pairs.len(), all.len().min(limit));
            prop_assert!(capped.pairs.iter().all(|pair| all.contains(pair)));
            prop_assert!(capped.pairs.is_sorted_by(|a, b| a < b));
        }

        #[test]
        fn groups_are_the_connected_components(blocks in vec(close_cidr(), 0..40)) {
            let groups = groups(&keyed(&blocks));
            prop_assert!(groups.is_sorted_by(|a, b| a.outermost < b.outermost));
            for group in &groups {
                prop_assert!(group.members.iter().any(|index| blocks[*index] == group.outermost));
                prop_assert!(group.members.iter().all(|index| group.outermost.contains(blocks[*index])));
            }
            let mut members: Vec<Vec<usize>> = groups.into_iter().map(|group| group.members).collect();
            members.sort();
            prop_assert_eq!(members, naive_groups(&blocks));
        }

        #[test]
        fn the_first_overlap_between_two_sets_is_the_least(a in vec(close_cidr(), 0..6), b in vec(close_cidr(), 0..6)) {
            // The later block first, then the widest partner, which among containing blocks is the least.
            let expected = a
                .iter()
                .flat_map(|x| b.iter().map(move |y| (*x, *y)))
                .filter(|(x, y)| x.overlaps(*y))
                .min_by_key(|(x, y)| (*x.max(y), *x.min(y)));
            prop_assert_eq!(any_overlap(&a, &b), expected);
            prop_assert_eq!(any_overlap(&b, &a), expected.map(|(x, y)| (y, x)));
        }
    }

    #[test]
    fn equal_blocks_overlap_each_other_once() {
        let blocks = keyed(&[cidr("10.0.0.0/8"), cidr("10.0.0.0/8"), cidr("10.0.0.0/8")]);
        assert_eq!(pairs(&blocks), [(0, 1), (0, 2), (1, 2)]);
    }

    #[test]
    fn the_families_never_overlap() {
        assert_eq!(pairs(&keyed(&[cidr("0.0.0.0/0"), cidr("::/0")])), []);
        assert_eq!(any_overlap(&[cidr("0.0.0.0/0")], &[cidr("::/0")]), None);
    }

    #[test]
    fn a_hundred_thousand_blocks_that_all_overlap_are_capped_and_counted() {
        let blocks = vec![(cidr("10.0.0.0/16"), ()); 100_000];
        let capped = pairs_up_to(&blocks, 3);
        assert_eq!(capped.pairs, [(0, 1), (0, 2), (1, 2)]);
        assert_eq!(capped.total, 4_999_950_000);
        assert_eq!(groups(&blocks).len(), 1);
    }

    #[test]
    fn the_cap_shows_neighbours_in_block_order() {
        let blocks = keyed(&[cidr("10.0.9.0/24"), cidr("10.0.1.0/24"), cidr("10.0.0.0/16"), cidr("10.0.9.9/32")]);
        assert_eq!(sweep(&blocks).collect::<Vec<_>>(), [(1, 2), (0, 2), (2, 3), (0, 3)]);
    }
}
