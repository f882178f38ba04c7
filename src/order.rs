//! Sorting, by one piece of code for all types.
//!
//! The standard library has a copy of its sort for every type and every key: in the browser's engine those were thirty
//! kilobytes that travel. Here the copies only compare and swap. Where sorting is what takes the time, as in sets of
//! packets, the standard one stands.

use std::cmp::Ordering;

/// What puts lists in order; what is equal stays as it was, as with the standard sort.
pub(crate) trait Arrange<T> {
    /// In the order of the things themselves.
    fn arrange(&mut self)
    where
        T: Ord;
    /// In the order that `compare` tells.
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);
    /// In the order of what `key` makes of each.
    fn arrange_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Arrange<T> for [T] {
    fn arrange(&mut self)
    where
        T: Ord,
    {
        self.arrange_by(T::cmp);
    }

    fn arrange_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut order = order(self.len(), &mut |one, other| match (self.get(one), self.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        });
        arrange(&mut order, &mut |one, other| self.swap(one, other));
    }

    fn arrange_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.arrange_by(|one, other| key(one).cmp(&key(other)));
    }
}

/// The places of a list in the order of what stands there.
///
/// Complexity: as the standard sort.
fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

/// Swaps what stands at each place for what belongs there, along each circle of places.
///
/// Complexity: linear.
fn arrange(order: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut here = start;
        while let Some(belongs) = order.get_mut(here) {
            let from = std::mem::replace(belongs, here);
            if from == start || from == here {
                break;
            }
            swap(here, from);
            here = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Small numbers, so that many are equal: what is equal must stay as it was.
        #[test]
        fn lists_come_out_as_the_standard_sort_leaves_them(list in prop::collection::vec((0_u8..9, any::<u16>()), 0..80)) {
            let (mut ours, mut theirs) = (list.clone(), list.clone());
            ours.arrange_by_key(|one| one.0);
            theirs.sort_by_key(|one| one.0);
            prop_assert_eq!(&ours, &theirs);
            ours.arrange_by(|one, other| other.1.cmp(&one.1));
            theirs.sort_by_key(|one| std::cmp::Reverse(one.1));
            prop_assert_eq!(&ours, &theirs);
            ours.arrange();
            theirs.sort();
            prop_assert_eq!(ours, theirs);
        }
    }
}
