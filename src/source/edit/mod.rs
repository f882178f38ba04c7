//! Changes to a document's text by pointer: what is not meant to change stays byte for byte. Where the text cannot be
//! changed safely, the change is refused. What should be changed, and why, is no matter of this room.
//!
//! ```text
//! [Edit] ─▶ Touched (one tree of all edits) ─▶ [Replacement] ─▶ text ─▶ read again, compared with the edited tree
//! ```

mod block;
mod flow;
mod place;
mod plan;
mod render;
mod resolve;
mod touched;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::{Document, Part, Pointer, Span};
use touched::Touched;

/// One change of a document's tree. All edits given together are made at once: pointers and indexes are those of the
/// document before any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Puts another value in the place of one.
    Replace {
        /// The value.
        at: Pointer,
        /// What stands there afterwards.
        value: Value,
    },
    /// Gives an entry another key.
    Rename {
        /// The entry.
        at: Pointer,
        /// Its new key.
        key: String,
    },
    /// Adds an entry to a mapping or an item to a list, as the last.
    Insert {
        /// The mapping or list; a value left empty becomes one, and so does an entry that is not there.
        into: Pointer,
        /// The key of the entry; nothing for an item of a list.
        key: Option<String>,
        /// The value.
        value: Value,
    },
    /// Puts an entry into a mapping, in the place of one with the same key if there is one.
    Set {
        /// The mapping.
        into: Pointer,
        /// The key of the entry.
        key: String,
        /// The value.
        value: Value,
    },
    /// Takes out an entry or item.
    Remove {
        /// The entry or item.
        at: Pointer,
    },
    /// Takes a text out of a list, wherever it stands there.
    RemoveItem {
        /// The list.
        from: Pointer,
        /// The text; the first of equal ones.
        item: String,
    },
    /// Corrects a word: the whole text of a value, its key, or what follows its last `/`.
    Reword {
        /// The value.
        at: Pointer,
        /// The half of the entry that holds the word.
        part: Part,
        /// The word.
        from: String,
        /// The right one.
        to: String,
    },
    /// Puts a text in the place of another in a list, wherever that stands.
    ReplaceItem {
        /// The list.
        within: Pointer,
        /// The text; the first of equal ones.
        item: String,
        /// What stands there afterwards.
        with: String,
    },
}

/// A stretch of text with what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// What goes; empty where something is only added.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// Why a change was refused. The text is then as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The pointer leads to nothing that could be so changed.
    #[error("nothing at `{0}` can be so changed")]
    Nowhere(Pointer),
    /// The key is taken.
    #[error("`{0}` stands there already")]
    Occupied(Pointer),
    /// An anchor or alias is involved: the change would show in more places than one.
    #[error("`{0}` is shared by an anchor and its aliases")]
    Shared(Pointer),
    /// A comment stands in what would go.
    #[error("a comment stands inside `{0}`")]
    Commented(Pointer),
    /// Two edits want the same thing.
    #[error("two edits meet at `{0}`")]
    Conflict(Pointer),
    /// The way the text is laid out leaves no safe change.
    #[error("the text at `{0}` is laid out in a way that cannot be changed safely")]
    Layout(Pointer),
}

impl Edit {
    /// The value, entry or container that the edit names.
    #[must_use]
    pub const fn pointer(&self) -> &Pointer {
        match self {
            Self::Replace { at, .. } | Self::Rename { at, .. } | Self::Remove { at } | Self::Reword { at, .. } => at,
            Self::Insert { into, .. } | Self::Set { into, .. } => into,
            Self::RemoveItem { from: list, .. } | Self::ReplaceItem { within: list, .. } => list,
        }
    }
}

impl Document {
    /// The stretches of text that make these edits, in the order of the file and apart from each other.
    ///
    /// They are worked out from the layout alone; [`Document::edited`] proves its result as well.
    ///
    /// # Errors
    /// The first edit that cannot be made safely, and why.
    pub fn replacements(&self, edits: &[Edit]) -> Result<Vec<Replacement>, EditError> {
        plan::plan(self, &Touched::of(&self.resolved(edits)?)?)
    }

    /// The text with these edits made.
    ///
    /// Comments, indentation, quoting, line breaks and everything else that the edits do not name stay as they are.
    /// The result is read again and compared with the edited tree before it is given out.
    ///
    /// # Errors
    /// The first edit that cannot be made safely, and why.
    ///
    /// # Example
    /// ```
    /// use tieline::source::{Document, Edit, Pointer};
    ///
    /// let text = "cidrs:\n  - 10.0.0.1/16 # the office\n";
    /// let document = Document::read("net.yaml", text.as_bytes()).unwrap();
    /// let at = Pointer::root().push("cidrs").index(0);
    /// let edited = document.edited(&[Edit::Replace { at, value: "10.0.0.0/16".into() }]).unwrap();
    /// assert_eq!(edited, "cidrs:\n  - 10.0.0.0/16 # the office\n");
    /// ```
    pub fn edited(&self, edits: &[Edit]) -> Result<String, EditError> {
        let resolved = self.resolved(edits)?;
        let touched = Touched::of(&resolved)?;
        let text = replaced(self.text(), &plan::plan(self, &touched)?);
        if self.proves(&text, &touched) { Ok(text) } else { Err(EditError::Layout(common(edits))) }
    }

    /// Whether a text is this document with the edits made: the same format, the edited tree, every comment.
    fn proves(&self, text: &str, touched: &Touched<'_>) -> bool {
        let (Some(before), problems) = self.to::<Value>() else { return false };
        let Some(expected) = touched.edited(before) else { return false };
        let Ok(after) = Self::read(self.name(), text.as_bytes()) else { return false };
        let (found, more) = after.to::<Value>();
        let comments = |document: &Self| document.comments().iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        after.format() == self.format()
            && found.as_ref() == Some(&expected)
            && more.len() <= problems.len()
            && comments(self) == comments(&after)
    }
}

/// The text with stretches of it replaced, given in order.
fn replaced(text: &str, replacements: &[Replacement]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for Replacement { span, text: with } in replacements {
        result.push_str(text.get(at..span.start).unwrap_or_default());
        result.push_str(with);
        at = span.end;
    }
    result.push_str(text.get(at..).unwrap_or_default());
    result
}

/// The deepest container that all edits are in.
fn common(edits: &[Edit]) -> Pointer {
    let mut pointers = edits.iter().map(Edit::pointer);
    let first = pointers.next().cloned().unwrap_or_default();
    pointers.fold(first, |mut common, pointer| {
        while !pointer.starts_with(&common) {
            common = common.parent().unwrap_or_default();
        }
        common
    })
}
