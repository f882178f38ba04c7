//! Allowances in comments: `# tieline: allow TL201 until 2027-01-31 -- reason`.

use crate::source::{Comment, Document, nearest};

/// The word that opens a comment for Tieline.
const MARK: &str = "tieline:";
/// What such a comment may say.
const VERB: &str = "allow";
/// What people write for it who come from other tools.
const OTHER_VERBS: &[&str] = &["ignore", "disable", "skip", "suppress", "noqa", "nolint", "expect", "permit"];

/// How an allowance is written.
pub(super) const FORM: &str = "write `# tieline: allow RULE until 2027-01-31 -- reason`; `until` may be left out";

/// A comment that allows something, or tries to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written<'c> {
    /// The rules as named.
    pub(super) rules: Vec<&'c str>,
    /// The last day as written.
    pub(super) until: Option<&'c str>,
    /// The reason, empty when there is none.
    pub(super) reason: &'c str,
}

/// Whether a comment may be for Tieline.
pub(super) fn is_ours(text: &str) -> bool {
    text.starts_with(MARK)
}

/// What a comment says; `None` when it is not for Tieline, an error where it is and cannot be read.
pub(super) fn parse(text: &str) -> Option<Result<Written<'_>, String>> {
    let said = text.strip_prefix(MARK)?;
    let (head, reason) = match said.split_once("--") {
        Some((head, reason)) => (head, reason.trim()),
        None => (said, ""),
    };
    let mut words = head.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    let verb = words.next().unwrap_or_default();
    if verb != VERB {
        // `# tieline: 1` is a line of a design that was commented out.
        let meant = OTHER_VERBS.contains(&verb) || !nearest(verb, [VERB]).is_empty();
        return meant.then(|| Err(format!("a comment for Tieline says `{VERB}`, not `{}`", shown(verb))));
    }
    let mut rules = Vec::new();
    let mut until = None;
    while let Some(word) = words.next() {
        if word == "until" {
            let Some(day) = words.next() else { return Some(Err("no day follows `until`".to_owned())) };
            until = Some(day);
            if let Some(more) = words.next() {
                return Some(Err(format!("`{}` stands after the day; a reason follows `--`", shown(more))));
            }
            break;
        }
        rules.push(word);
    }
    if rules.is_empty() {
        return Some(Err("the comment names no rule".to_owned()));
    }
    Some(Ok(Written { rules, until, reason }))
}

/// A word of a comment for a message: as much of it as anybody reads.
fn shown(word: &str) -> String {
    word.chars().take(40).collect()
}

/// The line that each comment is about: its own where something stands before it, else the first line below that is
/// not itself a comment.
pub(super) fn lines(document: &Document) -> Vec<(&Comment, u32)> {
    let mut found: Vec<(&Comment, u32)> = Vec::new();
    // From the last, so that of comments under one another each knows what the one below is about.
    for comment in document.comments().iter().rev() {
        let line = document.line_span(comment.line);
        let before = document.text().get(line.start..comment.span.start).unwrap_or_default();
        let about = if before.trim().is_empty() {
            let below = comment.line.saturating_add(1);
            match found.last() {
                Some((next, about)) if next.line == below && *about != below => *about,
                _ => below,
            }
        } else {
            comment.line
        };
        found.push((comment, about));
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_comment_is_read_in_its_parts() {
        let cases = [
            (" not for us", None),
            ("tieline: 1", None),
            ("tieline: see the README", None),
            ("tieline: allow TL201 -- why", Some(Ok((vec!["TL201"], None, "why")))),
            (
                "tieline:allow TL201,peering-overlap  until 2027-01-31 --why -- so",
                Some(Ok((vec!["TL201", "peering-overlap"], Some("2027-01-31"), "why -- so"))),
            ),
            ("tieline: allow TL201 until 2027-01-31", Some(Ok((vec!["TL201"], Some("2027-01-31"), "")))),
            ("tieline: allow -- why", Some(Err("the comment names no rule"))),
            ("tieline: allow TL201 until -- why", Some(Err("no day follows `until`"))),
            ("tieline: alow TL201 -- why", Some(Err("a comment for Tieline says `allow`, not `alow`"))),
            ("tieline: ignore TL201 -- why", Some(Err("a comment for Tieline says `allow`, not `ignore`"))),
            (
                "tieline: allow TL201 until 2027-01-31 because",
                Some(Err("`because` stands after the day; a reason follows `--`")),
            ),
        ];
        for (text, expected) in cases {
            let told = parse(text).map(|read| read.map(|written| (written.rules, written.until, written.reason)));
            let expected = expected.map(|one| one.map_err(str::to_owned));
            assert_eq!(told, expected, "{text}");
        }
    }

    #[test]
    fn a_comment_is_about_its_line_or_the_one_below() {
        let text = "# one\n# two\na: 1 # three\nb: 2 # four\n# five\nc:\n  # six\n\n  d: 1\n";
        let document = Document::read("a.yaml", text.as_bytes()).unwrap();
        let told: Vec<(&str, u32)> = lines(&document).iter().map(|(one, line)| (one.text.as_str(), *line)).collect();
        assert_eq!(told, [("one", 3), ("two", 3), ("three", 3), ("four", 4), ("five", 6), ("six", 8)]);
    }
}
