//! The known name nearest to a mistyped one.

/// The candidate with the fewest edits from `word`, if it is near enough to be meant
///
/// The first of equally near candidates wins. O(candidates × length²).
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let reach = word.chars().count() / 3 + 1;
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(edits, _)| *edits <= reach)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Letters to insert, remove or exchange between two words
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (1..=to.chars().count()).collect();
    let mut corner = 0;
    for (line, letter) in from.chars().enumerate() {
        let (mut diagonal, mut left) = (line, line + 1);
        for (cell, other) in row.iter_mut().zip(to.chars()) {
            let above = *cell;
            *cell = (diagonal + usize::from(letter != other)).min(above + 1).min(left + 1);
            (diagonal, left) = (above, *cell);
        }
        corner = line + 1;
    }
    row.last().copied().unwrap_or(corner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        for (from, to, edits) in
            [("", "", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("vpc", "vpc", 0)]
        {
            assert_eq!(distance(from, to), edits, "{from} {to}");
            assert_eq!(distance(to, from), edits, "{to} {from}");
        }
    }

    #[test]
    fn a_far_word_has_no_nearest() {
        assert_eq!(
            nearest("peer-quota-activ", ["peer-quota-active", "peer-cost"].into_iter()),
            Some("peer-quota-active")
        );
        assert_eq!(nearest("zzz", ["peer-quota-active"].into_iter()), None);
    }
}
