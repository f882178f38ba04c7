//! All edits as one tree along the document's own: what meets what is seen here, and what comes out as a tree.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Edit, EditError};
use crate::source::Pointer;

/// What happens at one value and below it.
#[derive(Debug, Default)]
pub(super) struct Touched<'e> {
    pub(super) replace: Option<&'e Value>,
    pub(super) rename: Option<&'e str>,
    pub(super) remove: bool,
    /// Key and value of what is added, in the order given.
    pub(super) inserts: Vec<(Option<&'e str>, &'e Value)>,
    pub(super) below: BTreeMap<String, Touched<'e>>,
}

impl<'e> Touched<'e> {
    /// The tree of these edits.
    ///
    /// # Errors
    /// Where two of them meet. The same edit twice is one.
    pub(super) fn of(edits: &'e [Edit]) -> Result<Self, EditError> {
        let mut root = Self::default();
        for edit in edits {
            let mut node = &mut root;
            for segment in edit.pointer().segments() {
                node = node.below.entry(segment.into_owned()).or_default();
            }
            let meets = || EditError::Conflict(edit.pointer().clone());
            match edit {
                Edit::Replace { value, .. } => match node.replace {
                    Some(other) if other != value => return Err(meets()),
                    _ => node.replace = Some(value),
                },
                Edit::Rename { key, .. } => match node.rename {
                    Some(other) if other != key => return Err(meets()),
                    _ => node.rename = Some(key),
                },
                Edit::Remove { .. } => node.remove = true,
                // Found before: `Document::resolved`.
                Edit::RemoveItem { .. } | Edit::ReplaceItem { .. } | Edit::Reword { .. } | Edit::Set { .. } => {
                    return Err(EditError::Nowhere(edit.pointer().clone()));
                }
                Edit::Insert { key, value, .. } => {
                    let insert = (key.as_deref(), value);
                    if key.is_some() && node.inserts.iter().any(|other| other.0 == insert.0 && *other != insert) {
                        return Err(meets());
                    }
                    if !node.inserts.contains(&insert) {
                        node.inserts.push(insert);
                    }
                }
            }
        }
        root.check(&Pointer::root())?;
        Ok(root)
    }

    /// A value that goes as a whole leaves nothing to do inside it.
    fn check(&self, at: &Pointer) -> Result<(), EditError> {
        let inside = !self.below.is_empty() || !self.inserts.is_empty();
        let whole = self.replace.is_some() || self.remove;
        let twice = self.remove && (self.replace.is_some() || self.rename.is_some());
        if twice || (whole && inside) {
            return Err(EditError::Conflict(at.clone()));
        }
        self.below.iter().try_for_each(|(segment, below)| below.check(&at.push(segment)))
    }

    /// The tree with the edits made; nothing when an edit leads nowhere.
    pub(super) fn edited(&self, value: Value) -> Option<Value> {
        if let Some(value) = self.replace {
            return Some(value.clone());
        }
        let mut value = match value {
            Value::Array(items) => Value::Array(self.edited_items(items)?),
            Value::Object(entries) => Value::Object(self.edited_entries(entries)?),
            _ if !self.below.is_empty() => return None,
            other => other,
        };
        for (key, new) in &self.inserts {
            if value.is_null() {
                value = if key.is_some() { Value::Object(Map::new()) } else { Value::Array(Vec::new()) };
            }
            match (&mut value, key) {
                (Value::Array(items), None) => items.push((*new).clone()),
                (Value::Object(entries), Some(key)) => {
                    entries.insert((*key).to_owned(), (*new).clone());
                }
                _ => return None,
            }
        }
        Some(value)
    }

    fn edited_items(&self, items: Vec<Value>) -> Option<Vec<Value>> {
        let mut edited = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match self.below.get(&index.to_string()) {
                Some(below) if below.remove => {}
                Some(below) => edited.push(below.edited(item)?),
                None => edited.push(item),
            }
        }
        Some(edited)
    }

    fn edited_entries(&self, entries: Map<String, Value>) -> Option<Map<String, Value>> {
        let mut edited = Map::new();
        for (key, value) in entries {
            match self.below.get(&key) {
                Some(below) if below.remove => {}
                Some(below) => {
                    let key = below.rename.map_or(key, str::to_owned);
                    edited.insert(key, below.edited(value)?);
                }
                None => {
                    edited.insert(key, value);
                }
            }
        }
        Some(edited)
    }
}
