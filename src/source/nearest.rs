//! The known name a reader most likely meant.

use crate::order::Arrange;

/// Words longer than this are not compared: nobody mistypes them by one letter, and cost is squared.
const LONGEST: usize = 64;

/// Names that a reader is shown at most.
const SHOWN: usize = 3;

/// The candidates that `word` is most likely a slip for, best first, at most three.
///
/// Compared without regard to case, and `-` counts as `_`. A candidate comes close by letters
/// added, left out, changed or swapped (one in three letters, or one), or by holding the word, or being
/// held by it, at a word's edge (`peering` and `vpc_peering`).
///
/// Runs in time proportional to the candidates times the square of the word's length.
///
/// # Example
/// ```
/// use tieline::source::nearest;
///
/// assert_eq!(nearest("cidr", ["account", "cidrs", "subnets"]), ["cidrs"]);
/// assert_eq!(nearest("peering", ["same_vpc", "vpc_peering"]), ["vpc_peering"]);
/// assert!(nearest("colour", ["account", "cidrs"]).is_empty());
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = plain(word);
    if word.is_empty() || word.len() > LONGEST {
        return Vec::new();
    }
    let allowed = (word.len() / 3).max(1);
    let mut close: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let name = plain(candidate);
            if name.is_empty() || name.len() > LONGEST {
                return None;
            }
            if name.len().abs_diff(word.len()) <= allowed {
                let distance = distance(&word, &name);
                if distance <= allowed {
                    return Some((distance, candidate));
                }
            }
            // Behind every real slip.
            holds(&name, &word).then_some((LONGEST, candidate))
        })
        .collect();
    close.arrange();
    close.dedup();
    close.into_iter().take(SHOWN).map(|(_, candidate)| candidate).collect()
}

fn plain(word: &str) -> Vec<char> {
    // One more than the longest, so that a huge word is seen to be too long without being copied.
    let letters = word.chars().take(LONGEST.saturating_add(1));
    letters.map(|letter| if letter == '-' { '_' } else { letter.to_ascii_lowercase() }).collect()
}

/// Whether the shorter one stands in the longer one between `_` or edges.
fn holds(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    // Below four letters (`a`, `to`, `az`) nearly everything would match.
    if short.len() < 4 {
        return false;
    }
    long.windows(short.len()).enumerate().any(|(start, window)| {
        let edge = |at: Option<usize>| at.and_then(|at| long.get(at)).is_none_or(|letter| *letter == '_');
        window == short && edge(start.checked_sub(1)) && edge(start.checked_add(short.len()))
    })
}

/// Optimal string alignment: letters added, left out, changed, or two neighbours swapped.
fn distance(one: &[char], other: &[char]) -> usize {
    // Three rows suffice: a swap looks back two.
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row.saturating_add(1)];
        for (column, wanted) in other.iter().enumerate() {
            let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX);
            let step = usize::from(letter != wanted);
            let mut best = cell(&above, column).saturating_add(step);
            best = best.min(cell(&above, column.saturating_add(1)).saturating_add(1));
            best = best.min(cell(&current, column).saturating_add(1));
            let swapped = row
                .checked_sub(1)
                .zip(column.checked_sub(1))
                .filter(|(up, left)| one.get(*up) == Some(wanted) && other.get(*left) == Some(letter));
            if let Some((_, left)) = swapped {
                best = best.min(cell(&before, left).saturating_add(1));
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{distance, nearest};

    /// The definition, by recursion, with no table.
    fn slow(one: &[char], other: &[char]) -> usize {
        let ([cut_one @ .., last], [cut_other @ .., end]) = (one, other) else {
            return one.len().max(other.len());
        };
        let mut best = slow(cut_one, cut_other) + usize::from(last != end);
        best = best.min(slow(cut_one, other) + 1).min(slow(one, cut_other) + 1);
        if let ([rest_one @ .., a, b], [rest_other @ .., c, d]) = (one, other)
            && a == d
            && b == c
        {
            best = best.min(slow(rest_one, rest_other) + 1);
        }
        best
    }

    proptest! {
        #[test]
        fn distance_is_the_recursive_definition(one in "[abc]{0,6}", other in "[abc]{0,6}") {
            let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
            prop_assert_eq!(distance(&one, &other), slow(&one, &other));
        }
    }

    #[test]
    fn usual_slips_find_their_name() {
        let known = ["account", "applications", "cidrs", "links", "needs", "region", "subnets", "vpcs"];
        for (slip, name) in [
            ("acount", "account"),
            ("Region", "region"),
            ("vpc", "vpcs"),
            ("subents", "subnets"),
            ("aplication", "applications"),
        ] {
            assert_eq!(nearest(slip, known).first(), Some(&name), "{slip}");
        }
        assert_eq!(nearest("xyz", known), [""; 0]);
        assert_eq!(nearest("", known), [""; 0]);
    }

    #[test]
    fn the_answer_does_not_depend_on_the_order() {
        assert_eq!(nearest("shop-a", ["shop-c", "shop-b"]), nearest("shop-a", ["shop-b", "shop-c"]));
    }

    #[test]
    fn hyphens_and_case_are_no_difference() {
        assert_eq!(nearest("Transit-Gateway", ["transit_gateway"]), ["transit_gateway"]);
    }
}
