//! The few lines of a file that a finding shows. The renderer walks all text it is given, and a file may be one line
//! of fifty megabytes, so it is given no more than it draws.

use crate::order::Arrange;
use crate::source::Span;

/// A place to underline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its bytes; in an [`Excerpt`], counted from the excerpt's start.
    pub(super) span: Span,
    /// Its part in the finding.
    pub(super) label: Option<String>,
    /// Whether it is what the finding is about.
    pub(super) primary: bool,
}

/// Lines of a file, or a stretch of one very long line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The number of its first line.
    pub(super) line: u32,
    /// Its text.
    pub(super) text: String,
    /// What is underlined in it.
    pub(super) marks: Vec<Mark>,
    /// The column that the first mark has in `text`, and its column in the file, where they differ.
    pub(super) columns: Option<(usize, usize)>,
}

/// Lines longer than this are shown in part.
///
/// # Units
/// Bytes.
const LONG_LINE: usize = 1_000;

/// Shown of a long line on either side of what is underlined.
///
/// # Units
/// Bytes.
const MARGIN: usize = 200;

/// Labels farther apart than this stand in excerpts of their own.
///
/// # Units
/// Bytes.
const FARTHEST: usize = 16_384;

/// Stands where a long line was cut.
const CUT: &str = "…";

/// The excerpts that show marks of one file, the one with the primary mark first, the others in the order of the file.
///
/// `line_of` gives the number and the place of the line in which a place starts.
pub(super) fn excerpts(text: &str, mut marks: Vec<Mark>, line_of: impl Fn(Span) -> (u32, Span)) -> Vec<Excerpt> {
    marks.arrange_by_key(|mark| (mark.span, !mark.primary));
    fold(&mut marks);
    let mut windows: Vec<(u32, Span, Vec<Mark>)> = Vec::new();
    let mut cut = Vec::new();
    for mark in marks {
        let (number, line) = line_of(mark.span);
        if line.len() > LONG_LINE {
            cut.push(cut_line(text, number, line, mark));
            continue;
        }
        match windows.last_mut() {
            Some((_, window, inside)) if line.end.saturating_sub(window.start) <= FARTHEST => {
                window.end = window.end.max(line.end);
                inside.push(mark);
            }
            _ => windows.push((number, line, vec![mark])),
        }
    }
    let whole = windows.into_iter().map(|(line, window, marks)| {
        let inside = marks.into_iter().map(|mark| Mark { span: within(mark.span, window), ..mark });
        Excerpt { line, text: shown(text, window), marks: inside.collect(), columns: None }
    });
    let mut all: Vec<Excerpt> = whole.chain(cut).collect();
    all.arrange_by_key(|one| (!one.marks.iter().any(|mark| mark.primary), one.line));
    all
}

impl Excerpt {
    /// A line, or the stretch of it that starts at byte `start` of the file, with one mark.
    ///
    /// `column` is where the mark stands in its line, from 1.
    pub(super) fn of_line(line: u32, start: usize, text: &str, span: Span, column: u32) -> Self {
        let window = Span::new(start, start.saturating_add(text.len()));
        let span = within(span, window);
        let before = text.get(..span.start).unwrap_or_default().chars().count();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let mut excerpt = Self {
            line,
            text: shown(text, Span::new(0, text.len())),
            marks: vec![Mark { span, label: None, primary: true }],
            columns: None,
        };
        if before.saturating_add(1) != column {
            excerpt.cut_left(before, column);
        }
        excerpt
    }

    fn cut_left(&mut self, before: usize, column: usize) {
        self.text.insert_str(0, CUT);
        for mark in &mut self.marks {
            mark.span = Span::new(mark.span.start.saturating_add(CUT.len()), mark.span.end.saturating_add(CUT.len()));
        }
        // One for the sign of the cut, one because columns count from 1.
        self.columns = Some((before.saturating_add(2), column));
    }
}

/// Gives the primary mark the label of another on the very same bytes, so that they are not underlined twice.
fn fold(marks: &mut Vec<Mark>) {
    marks.dedup_by(|later, first| {
        let same = later.span == first.span && (first.label.is_none() || first.label == later.label);
        if same {
            first.label = first.label.take().or(later.label.take());
            first.primary |= later.primary;
        }
        same
    });
}

fn cut_line(text: &str, number: u32, line: Span, mark: Mark) -> Excerpt {
    let start = boundary(text, mark.span.start.saturating_sub(MARGIN)).max(line.start);
    let reach = mark.span.end.min(mark.span.start.saturating_add(MARGIN)).saturating_add(MARGIN);
    let end = boundary(text, reach).min(line.end).max(start);
    let window = Span::new(start, end);
    let span = within(mark.span, window);
    let mut excerpt =
        Excerpt { line: number, text: shown(text, window), marks: vec![Mark { span, ..mark }], columns: None };
    if end < line.end {
        excerpt.text.push_str(CUT);
    }
    if start > line.start {
        let before = text.get(start..mark.span.start).unwrap_or_default().chars().count();
        let ahead = text.get(line.start..start).unwrap_or_default().chars().count();
        excerpt.cut_left(before, ahead.saturating_add(before).saturating_add(1));
    }
    excerpt
}

/// A place counted from the start of a window, cut to it.
fn within(span: Span, window: Span) -> Span {
    let start = span.start.clamp(window.start, window.end).saturating_sub(window.start);
    let end = span.end.clamp(window.start, window.end).saturating_sub(window.start);
    Span::new(start, end.max(start))
}

/// The text of a window. Control characters of two bytes, which some terminals obey, give way to a dot of two bytes,
/// so that places stay right; the renderer sees to those of one.
fn shown(text: &str, window: Span) -> String {
    let part = text.get(window.start..window.end).unwrap_or_default();
    part.chars().map(|c| if c.is_control() && c.len_utf8() == 2 { '·' } else { c }).collect()
}

/// The nearest character boundary at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn mark(start: usize, end: usize, primary: bool) -> Mark {
        Mark { span: Span::new(start, end), label: (!primary).then(|| format!("at {start}")), primary }
    }

    fn line_of(text: &str) -> impl Fn(Span) -> (u32, Span) + '_ {
        |span| {
            let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[span.start..].find('\n').map_or(text.len(), |at| span.start + at);
            (u32::try_from(text[..start].matches('\n').count()).unwrap() + 1, Span::new(start, end))
        }
    }

    #[test]
    fn near_marks_share_an_excerpt() {
        let text = "one\ntwo\nthree\n";
        let found = excerpts(text, vec![mark(8, 13, true), mark(0, 3, false)], line_of(text));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].line, found[0].text.as_str()), (1, "one\ntwo\nthree"));
    }

    #[test]
    fn a_far_mark_stands_apart_after_the_primary_one() {
        let text = format!("first\n{}last\n", "filler line\n".repeat(2_000));
        let at = text.len() - 5;
        let found = excerpts(&text, vec![mark(0, 5, false), mark(at, at + 4, true)], line_of(&text));
        assert_eq!(found.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["last", "first"]);
    }

    #[test]
    fn marks_on_the_same_bytes_are_one() {
        let found = excerpts("abc", vec![mark(0, 1, true), mark(0, 1, false)], line_of("abc"));
        assert_eq!(found[0].marks, [Mark { span: Span::new(0, 1), label: Some("at 0".to_owned()), primary: true }]);
    }

    proptest! {
        #[test]
        fn every_excerpt_underlines_the_marked_text(
            words in proptest::collection::vec("[a-zé😀 ]{0,700}\n?", 1..12),
            picks in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..30), 1..4),
        ) {
            let text = words.concat() + "x";
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let marks: Vec<Mark> = picks.iter().enumerate().map(|(index, (pick, len))| {
                let start = starts[pick.index(starts.len())];
                let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
                mark(start, boundary(&text, (start + len).min(line_end)).max(start), index == 0)
            }).collect();
            let wanted: Vec<(&str, usize)> = marks.iter().map(|one| {
                let line = text[..one.span.start].rfind('\n').map_or(0, |at| at + 1);
                (&text[one.span.start..one.span.end], text[line..one.span.start].chars().count() + 1)
            }).collect();
            let found = excerpts(&text, marks, line_of(&text));
            prop_assert!(found[0].marks.iter().any(|mark| mark.primary));
            for excerpt in &found {
                prop_assert!(excerpt.text.len() <= FARTHEST + LONG_LINE);
                for one in &excerpt.marks {
                    let shown = &excerpt.text[one.span.start..one.span.end];
                    let start = excerpt.text[..one.span.start].rfind('\n').map_or(0, |at| at + 1);
                    let drawn = excerpt.text[start..one.span.start].chars().count() + 1;
                    let column = match excerpt.columns {
                        Some((wrong, real)) => { prop_assert_eq!(wrong, drawn); real }
                        None => drawn,
                    };
                    prop_assert!(wanted.contains(&(shown, column)), "{:?} at {}", shown, column);
                }
            }
        }
    }
}
