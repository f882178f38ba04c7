//! Fixes in their wire form: edits by pointer, and the stretches of text they come to.

use super::dto::{EditDto, FixDto, ReplacementDto};
use crate::finding::Fix;
use crate::import::Source;
use crate::source::{Document, Edit, Replacement};

impl FixDto {
    /// The wire form of a fix.
    pub(super) fn of(fix: &Fix, sources: &[Source]) -> Self {
        let made = made(fix, sources);
        let (edits, replacements) = match made {
            Some((edits, replacements)) => (edits, Some(replacements)),
            None => (Vec::new(), None),
        };
        Self { title: fix.title.clone(), applicability: fix.applicability, edits, replacements }
    }
}

/// The edits of a fix and the text they come to; `None` when there are none, or they cannot be made.
fn made(fix: &Fix, sources: &[Source]) -> Option<(Vec<EditDto>, Vec<ReplacementDto>)> {
    if fix.patches.is_empty() {
        return None;
    }
    let mut edits = Vec::new();
    let mut replacements = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let patches = fix.patches.iter().filter(|patch| patch.file.is_some_and(|file| usize::from(file.0) == index));
        let wanted: Vec<Edit> = patches.map(|patch| patch.edit.clone()).collect();
        if wanted.is_empty() {
            continue;
        }
        let document = source.document.as_ref().ok()?;
        let resolved = document.resolved(&wanted).ok()?;
        edits.extend(resolved.iter().filter_map(|edit| EditDto::of(&source.name, edit)));
        let stretches = document.replacements(&wanted).ok()?;
        replacements.extend(stretches.into_iter().map(|one| ReplacementDto::of(document, &source.name, one)));
    }
    (!edits.is_empty()).then_some((edits, replacements))
}

impl EditDto {
    fn of(file: &str, edit: &Edit) -> Option<Self> {
        let (edit, at, key, value) = match edit {
            Edit::Replace { at, value } => ("replace", at, None, Some(value)),
            Edit::Rename { at, key } => ("rename", at, Some(key), None),
            Edit::Insert { into, key, value } => ("insert", into, key.as_ref(), Some(value)),
            Edit::Remove { at } => ("remove", at, None, None),
            // `Document::resolved` leaves none of these.
            Edit::Set { .. } | Edit::RemoveItem { .. } | Edit::ReplaceItem { .. } | Edit::Reword { .. } => return None,
        };
        let (key, value) = (key.cloned(), value.cloned());
        Some(Self { file: file.to_owned(), edit, pointer: at.to_string(), key, value })
    }
}

impl ReplacementDto {
    fn of(document: &Document, file: &str, replacement: Replacement) -> Self {
        let Replacement { span, text } = replacement;
        Self {
            file: file.to_owned(),
            start: span.start,
            end: span.end,
            start_utf16: document.offset_utf16(span.start),
            end_utf16: document.offset_utf16(span.end),
            text,
        }
    }
}
