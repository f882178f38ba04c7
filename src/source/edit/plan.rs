//! The walk along the edits: what is renamed, replaced and entered; lists and mappings go to `block` and `flow`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::place::{Container, Part, Places};
use super::render::{self, Quotes};
use super::touched::Touched;
use super::{EditError, Replacement, block, flow};
use crate::order::Arrange;
use crate::source::tree::{Data, NodeId};
use crate::source::{Document, Pointer, Span};

/// The replacements so far.
pub(super) struct Plan<'d> {
    pub(super) places: Places<'d>,
    pub(super) made: Vec<Replacement>,
}

/// What the edits leave of a container: which parts go, and what is added.
pub(super) struct Change<'c> {
    pub(super) container: &'c Container,
    pub(super) key: Option<NodeId>,
    pub(super) removed: Vec<bool>,
    pub(super) inserts: &'c [(Option<&'c str>, &'c Value)],
    pub(super) at: &'c Pointer,
}

pub(super) fn plan(document: &Document, touched: &Touched<'_>) -> Result<Vec<Replacement>, EditError> {
    let mut plan = Plan { places: Places { document }, made: Vec::new() };
    let root = Pointer::root();
    if touched.remove || touched.rename.is_some() {
        return Err(EditError::Nowhere(root));
    }
    plan.value((None, document.root), touched, &root)?;
    // What only adds stands before what takes away at the same place.
    plan.made.arrange_by_key(|one| (one.span.start, one.span.end));
    let apart = plan.made.windows(2).all(|two| matches!(two, [one, next] if one.span.end <= next.span.start));
    if apart { Ok(plan.made) } else { Err(EditError::Layout(root)) }
}

impl Plan<'_> {
    pub(super) fn push(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.made.push(Replacement { span: Span::new(start, end), text: text.into() });
    }

    fn value(
        &mut self,
        (key, value): (Option<NodeId>, NodeId),
        touched: &Touched<'_>,
        at: &Pointer,
    ) -> Result<(), EditError> {
        if let Some(new) = touched.rename {
            let Some(key) = key else { return Err(EditError::Nowhere(at.clone())) };
            let span = self.places.document.tree.span(key);
            let quotes = Quotes::of(self.places.document.slice(span));
            self.push(span.start, span.end, render::text(new, self.places.format(), quotes));
        }
        if touched.replace.is_none() && touched.below.is_empty() && touched.inserts.is_empty() {
            return Ok(());
        }
        let is_alias = self.places.document.tree.node(value).is_some_and(|node| matches!(node.data, Data::Alias(_)));
        if self.places.document.tree.repeated().contains(&value) || (is_alias && touched.replace.is_none()) {
            return Err(EditError::Shared(at.clone()));
        }
        if let Some(new) = touched.replace {
            return self.replace((key, value), new, at);
        }
        if self.places.is_container(value) {
            self.inside((key, value), touched, at)
        } else {
            self.fill((key, value), touched, at)
        }
    }

    fn replace(&mut self, (key, value): (Option<NodeId>, NodeId), new: &Value, at: &Pointer) -> Result<(), EditError> {
        let span = self.places.document.tree.span(value);
        if span.is_empty() {
            let colon = key.and_then(|key| self.places.colon(key)).ok_or_else(|| EditError::Layout(at.clone()))?;
            let text = render::value(new, self.places.format(), Quotes::Plain);
            self.push(colon, colon, format!(" {text}"));
            return Ok(());
        }
        let end = self.places.end(key, value, at)?;
        let start = self.places.start(key, value);
        self.can_go(start, end, at)?;
        let quotes = Quotes::of(self.places.document.slice(span));
        self.push(start, end, render::value(new, self.places.format(), quotes));
        Ok(())
    }

    /// Makes a list or mapping of what was left empty.
    fn fill(&mut self, place: (Option<NodeId>, NodeId), touched: &Touched<'_>, at: &Pointer) -> Result<(), EditError> {
        let document = self.places.document;
        let words = document.tree.scalar(document.text(), place.1).unwrap_or_default();
        let empty = matches!(words, "" | "~" | "null" | "Null" | "NULL");
        if !empty || !touched.below.is_empty() {
            return Err(EditError::Nowhere(at.clone()));
        }
        let keyed = touched.inserts.iter().filter(|(key, _)| key.is_some()).count();
        let new = if keyed == touched.inserts.len() {
            let entries = touched.inserts.iter().filter_map(|(key, new)| Some(((*key)?.to_owned(), (*new).clone())));
            Value::Object(entries.collect::<Map<_, _>>())
        } else if keyed == 0 {
            Value::Array(touched.inserts.iter().map(|(_, new)| (*new).clone()).collect())
        } else {
            return Err(EditError::Nowhere(at.clone()));
        };
        self.replace(place, &new, at)
    }

    /// What happens inside a list or mapping.
    fn inside(
        &mut self,
        (key, value): (Option<NodeId>, NodeId),
        touched: &Touched<'_>,
        at: &Pointer,
    ) -> Result<(), EditError> {
        let flow = self.places.is_flow(value);
        for (segment, below) in touched.below.iter().filter(|(_, below)| !below.remove) {
            let at = at.push(segment);
            let document = self.places.document;
            let (key, child) = document.child(value, segment).ok_or_else(|| EditError::Nowhere(at.clone()))?;
            let inside = !below.below.is_empty() || !below.inserts.is_empty();
            // `[a: b]` is a mapping without brackets of its own.
            if flow && inside && self.places.is_container(child) && !self.places.is_flow(child) {
                return Err(EditError::Layout(at));
            }
            self.value((key, child), below, &at)?;
        }
        let renames = touched.below.values().any(|below| below.rename.is_some());
        let removes = touched.below.values().any(|below| below.remove);
        if !renames && !removes && touched.inserts.is_empty() {
            return Ok(());
        }
        let Some(container) = self.places.container(value, at)? else { return Err(EditError::Nowhere(at.clone())) };
        self.container(&container, key, touched, at)
    }

    /// What comes into a list or mapping and what goes out of it.
    fn container(
        &mut self,
        container: &Container,
        key: Option<NodeId>,
        touched: &Touched<'_>,
        at: &Pointer,
    ) -> Result<(), EditError> {
        if touched.inserts.iter().any(|(key, _)| key.is_some() != container.map) {
            return Err(EditError::Nowhere(at.clone()));
        }
        let names: Vec<String> =
            container.parts.iter().enumerate().map(|(index, part)| self.name(index, part)).collect();
        let added = touched.inserts.iter().filter_map(|(key, _)| *key);
        let renamed = touched.below.values().filter_map(|below| below.rename);
        let mut new = BTreeSet::new();
        for key in added.chain(renamed) {
            if names.iter().any(|name| name == key) {
                return Err(EditError::Occupied(at.push(key)));
            }
            if !new.insert(key) {
                return Err(EditError::Conflict(at.push(key)));
            }
        }
        let mut removed = vec![false; container.parts.len()];
        for (segment, _) in touched.below.iter().filter(|(_, below)| below.remove) {
            let index = names.iter().position(|name| name == segment);
            let found = index.and_then(|index| Some((container.parts.get(index)?, removed.get_mut(index)?)));
            let (part, removed) = found.ok_or_else(|| EditError::Nowhere(at.push(segment)))?;
            *removed = true;
            self.can_be_parted_with(*part, &at.push(segment))?;
        }
        if !removed.contains(&true) && touched.inserts.is_empty() {
            return Ok(());
        }
        let change = Change { container, key, removed, inserts: &touched.inserts, at };
        if container.flow { flow::change(self, &change) } else { block::change(self, &change) }
    }

    fn name(&self, index: usize, part: &Part) -> String {
        let document = self.places.document;
        match part.key {
            Some(key) => document.tree.scalar(document.text(), key).unwrap_or_default().to_owned(),
            None => index.to_string(),
        }
    }

    /// Refuses to lose what an alias elsewhere repeats; comments are for the layouts to keep.
    fn can_be_parted_with(&self, part: Part, at: &Pointer) -> Result<(), EditError> {
        self.holds_nothing_repeated(part.span.start, part.span.end, at)
    }

    /// Refuses to lose a comment, or what an alias elsewhere repeats.
    pub(super) fn can_go(&self, start: usize, end: usize, at: &Pointer) -> Result<(), EditError> {
        if self.places.comment(start, end).is_some() {
            return Err(EditError::Commented(at.clone()));
        }
        self.holds_nothing_repeated(start, end, at)
    }

    fn holds_nothing_repeated(&self, start: usize, end: usize, at: &Pointer) -> Result<(), EditError> {
        let tree = &self.places.document.tree;
        let inside = |id: &NodeId| {
            let span = tree.span(*id);
            start <= span.start && span.end <= end
        };
        if tree.repeated().iter().any(inside) { Err(EditError::Shared(at.clone())) } else { Ok(()) }
    }
}

impl Change<'_> {
    /// The last part that stays.
    pub(super) fn last_kept(&self) -> Option<Part> {
        let parts = self.container.parts.iter().zip(&self.removed);
        parts.rev().find(|(_, removed)| !**removed).map(|(part, _)| *part)
    }

    /// Runs of neighbours that go: each with the first part after it that stays.
    pub(super) fn runs(&self) -> Vec<(Vec<Part>, Option<Part>)> {
        let mut runs = Vec::new();
        let mut run: Vec<Part> = Vec::new();
        for (part, removed) in self.container.parts.iter().zip(&self.removed) {
            if *removed {
                run.push(*part);
            } else if !run.is_empty() {
                runs.push((std::mem::take(&mut run), Some(*part)));
            }
        }
        if !run.is_empty() {
            runs.push((run, None));
        }
        runs
    }
}
