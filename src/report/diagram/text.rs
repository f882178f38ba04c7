//! How much room a text takes, without a font: estimates on the wide side.

/// Columns of a label before it is shortened.
pub(super) const LABEL_COLUMNS: usize = 26;
/// Columns of a detail before it is shortened.
pub(super) const DETAIL_COLUMNS: usize = 34;

/// How many columns a text takes; East Asian wide characters and emoji take two.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|character| if is_wide(character) { 2 } else { 1 }).sum()
}

/// A text of at most so many columns: the start of a longer one, and an ellipsis.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut room = most.saturating_sub(1);
    for character in text.chars() {
        let width = if is_wide(character) { 2 } else { 1 };
        if width > room {
            break;
        }
        room -= width;
        short.push(character);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// As many of these as fit, and how many do not.
pub(super) fn listed(items: &[String], between: &str, most: usize) -> String {
    let whole = items.join(between);
    if columns(&whole) <= most {
        return whole;
    }
    let fitting = (1..items.len()).rev().find_map(|count| {
        let text = format!("{} +{}", items.get(..count)?.join(between), items.len() - count);
        (columns(&text) <= most).then_some(text)
    });
    fitting.unwrap_or_else(|| shortened(&whole, most))
}

/// The width of a text in pixels, from the width of one column in tenths of a pixel.
pub(super) fn width(text: &str, tenths: i32) -> i32 {
    let columns = i32::try_from(columns(text)).unwrap_or(i32::MAX / 1_000);
    (columns * tenths + 9) / 10
}

fn is_wide(character: char) -> bool {
    matches!(
        u32::from(character),
        0x1100..=0x115F
            | 0x2E80..=0xA4CF
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFF60
            | 0xFFE0..=0xFFE6
            | 0x1_F300..=0x1_FAFF
            | 0x2_0000..=0x3_FFFD
    )
}

#[cfg(test)]
mod tests {
    use super::{columns, listed, shortened};

    #[test]
    fn japanese_takes_two_columns_a_character() {
        assert_eq!(columns("本番vpc"), 7);
    }

    #[test]
    fn a_list_that_does_not_fit_says_how_many_are_left() {
        let blocks = ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"].map(str::to_owned);
        assert_eq!(listed(&blocks, ", ", 40), "10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16");
        assert_eq!(listed(&blocks, ", ", 30), "10.0.0.0/16, 10.1.0.0/16 +1");
        assert_eq!(listed(&blocks, ", ", 8), "10.0.0.…");
    }

    #[test]
    fn a_shortened_text_fits_and_starts_like_the_whole() {
        assert_eq!(shortened("orders", 6), "orders");
        assert_eq!(shortened("storefront", 6), "store…");
        // The third character would end in column 6, where the ellipsis stands.
        assert_eq!(shortened("本番環境", 6), "本番…");
    }
}
