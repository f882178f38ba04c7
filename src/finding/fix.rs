//! What to do about a finding: in words, or as edits of the input that a person or a command can apply.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{FileIndex, Finding, Place};
use crate::cidr::Cidr;
use crate::source::{Edit, Part};
use crate::why::Derivation;

/// How far a fix may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Applicability {
    /// Keeps the meaning; may be applied unseen.
    Safe,
    /// Changes the network; a person decides.
    Unsafe,
    /// Only words: there is no single edit.
    Words,
}

/// What to do about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to do, as one sentence without a full stop.
    pub title: String,
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// The edits that do it, made together or not at all; none where there are only words.
    pub patches: Vec<Patch>,
}

/// An edit of one of the input files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The file; nothing in a design that was built in code.
    pub file: Option<FileIndex>,
    /// The edit.
    pub edit: Edit,
}

/// One of several ways out of a finding, which stand in order: the first is the one to weigh first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOut {
    /// Its name on the wire: a mechanism, or a change of addresses such as `renumber`.
    pub way: &'static str,
    /// What to do.
    pub fix: Fix,
    /// Why it stands where it stands.
    pub because: String,
    /// The block it takes, where one can be named.
    pub block: Option<Cidr>,
    /// What it rests on.
    pub why: Derivation,
}

impl Fix {
    /// A fix told in words.
    pub fn words(title: impl Into<String>) -> Self {
        Self { title: title.into(), applicability: Applicability::Words, patches: Vec::new() }
    }

    /// A fix that keeps the meaning and may be applied unseen.
    ///
    /// ```
    /// use tieline::finding::{Applicability, Fix, Place};
    /// use tieline::source::Pointer;
    ///
    /// let at = Place { file: None, pointer: Pointer::root().push("cidrs").index(0) };
    /// let fix = Fix::safe("write `10.0.0.0/16`", [at.replace("10.0.0.0/16")]);
    /// assert_eq!(fix.applicability, Applicability::Safe);
    /// ```
    pub fn safe(title: impl Into<String>, patches: impl IntoIterator<Item = Patch>) -> Self {
        Self { applicability: Applicability::Safe, ..Self::by_hand(title, patches) }
    }

    /// A fix that changes the network: a person decides whether to apply it.
    pub fn by_hand(title: impl Into<String>, patches: impl IntoIterator<Item = Patch>) -> Self {
        let patches: Vec<Patch> = patches.into_iter().collect();
        let applicability = if patches.is_empty() { Applicability::Words } else { Applicability::Unsafe };
        Self { title: title.into(), applicability, patches }
    }
}

impl Finding {
    /// The same finding with what to do about it, in words.
    #[must_use]
    pub fn fix(self, title: impl Into<String>) -> Self {
        self.fixed_by(Fix::words(title))
    }

    /// The same finding with what to do about it.
    #[must_use]
    pub fn fixed_by(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// The same finding with its ways out, best first.
    #[must_use]
    pub fn with_ways_out(mut self, ways: Vec<WayOut>) -> Self {
        self.ways_out = ways;
        self
    }
}

impl Place {
    fn patch(&self, edit: Edit) -> Patch {
        Patch { file: self.file, edit }
    }

    /// Puts another value here.
    pub fn replace(&self, value: impl Into<Value>) -> Patch {
        self.patch(Edit::Replace { at: self.pointer.clone(), value: value.into() })
    }

    /// Gives the entry here another key.
    pub fn rename(&self, key: impl Into<String>) -> Patch {
        self.patch(Edit::Rename { at: self.pointer.clone(), key: key.into() })
    }

    /// Adds an entry to the mapping here.
    pub fn insert(&self, key: impl Into<String>, value: impl Into<Value>) -> Patch {
        self.patch(Edit::Insert { into: self.pointer.clone(), key: Some(key.into()), value: value.into() })
    }

    /// Puts an entry into the mapping here, in the place of one with the same key if there is one.
    pub fn set(&self, key: impl Into<String>, value: impl Into<Value>) -> Patch {
        self.patch(Edit::Set { into: self.pointer.clone(), key: key.into(), value: value.into() })
    }

    /// Adds an item to the list here.
    pub fn append(&self, value: impl Into<Value>) -> Patch {
        self.patch(Edit::Insert { into: self.pointer.clone(), key: None, value: value.into() })
    }

    /// Corrects a word here: in the key or the value of the entry.
    pub fn reword(&self, part: Part, from: impl Into<String>, to: impl Into<String>) -> Patch {
        self.patch(Edit::Reword { at: self.pointer.clone(), part, from: from.into(), to: to.into() })
    }

    /// Takes out what stands here.
    pub fn remove(&self) -> Patch {
        self.patch(Edit::Remove { at: self.pointer.clone() })
    }

    /// Takes a text out of the list here.
    pub fn remove_item(&self, item: impl Into<String>) -> Patch {
        self.patch(Edit::RemoveItem { from: self.pointer.clone(), item: item.into() })
    }

    /// Puts a text in the place of another in the list here.
    pub fn replace_item(&self, item: impl Into<String>, with: impl Into<String>) -> Patch {
        self.patch(Edit::ReplaceItem { within: self.pointer.clone(), item: item.into(), with: with.into() })
    }
}
