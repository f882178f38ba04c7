//! Edits that tell what is meant, such as a text of a list, as edits that name it by pointer.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Edit, EditError};
use crate::source::tree::Data;
use crate::source::{Document, Part, Pointer};

impl Document {
    /// The same edits with every text of a list found and every missing container made: each names its value by pointer,
    /// and says no more than [`Edit::Replace`], [`Edit::Rename`], [`Edit::Insert`] and [`Edit::Remove`] do.
    ///
    /// # Errors
    /// A text that does not stand in its list.
    pub fn resolved(&self, edits: &[Edit]) -> Result<Vec<Edit>, EditError> {
        let find = |list: &Pointer, item: &String| {
            let items = self.texts(list);
            let index = items.iter().position(|text| text.is_some_and(|text| text == item));
            index.map(|index| list.index(index)).ok_or_else(|| EditError::Nowhere(list.clone()))
        };
        let mut resolved = Vec::with_capacity(edits.len());
        let mut made: BTreeMap<Pointer, Value> = BTreeMap::new();
        for edit in edits {
            let edit = match edit {
                Edit::RemoveItem { from, item } => Ok(Edit::Remove { at: find(from, item)? }),
                Edit::ReplaceItem { within, item, with } => {
                    Ok(Edit::Replace { at: find(within, item)?, value: Value::from(with.as_str()) })
                }
                Edit::Reword { at, part, from, to } => self.reworded(at, *part, from, to),
                Edit::Set { into, key, value } => {
                    let (at, value) = (into.push(key), value.clone());
                    Ok(match self.locate(&at, Part::Value) {
                        Some(_) => Edit::Replace { at, value },
                        None => Edit::Insert { into: into.clone(), key: Some(key.clone()), value },
                    })
                }
                other => Ok(other.clone()),
            }?;
            match edit {
                Edit::Insert { into, key, value } if self.locate(&into, Part::Value).is_none() => {
                    add(&mut made, into, key, value)?;
                }
                other => resolved.push(other),
            }
        }
        for (at, value) in made {
            let (Some(into), Some(key)) = (at.parent(), at.last()) else { continue };
            resolved.push(Edit::Insert { into, key: Some(key.into_owned()), value });
        }
        Ok(resolved)
    }

    fn reworded(&self, at: &Pointer, part: Part, from: &str, to: &str) -> Result<Edit, EditError> {
        let key = at.last().filter(|_| part == Part::Key);
        let written = match &key {
            Some(key) => Some(&**key),
            None => self.scalar(at),
        };
        let before = written.and_then(|written| written.strip_suffix(from));
        let before = before.filter(|before| before.is_empty() || before.ends_with('/'));
        let word = before.map(|before| format!("{before}{to}")).ok_or_else(|| EditError::Nowhere(at.clone()))?;
        Ok(match key {
            Some(_) => Edit::Rename { at: at.clone(), key: word },
            None => Edit::Replace { at: at.clone(), value: Value::from(word) },
        })
    }

    /// The items of a list, those that are texts; empty when the pointer leads to no list.
    fn texts(&self, list: &Pointer) -> Vec<Option<&str>> {
        let mut node = Some(self.root);
        for segment in list.segments() {
            node = node.and_then(|node| self.child(node, &segment)).map(|(_, child)| child);
        }
        match node.map(|node| self.tree.data(node)) {
            Some(Data::List { first, len }) => {
                self.tree.items(first, len).iter().map(|item| self.tree.scalar(&self.text, *item)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The text of a scalar; nothing where there is none.
    #[must_use]
    pub fn scalar(&self, at: &Pointer) -> Option<&str> {
        let mut node = self.root;
        for segment in at.segments() {
            node = self.child(node, &segment)?.1;
        }
        self.tree.scalar(&self.text, node)
    }
}

/// Adds to a container that is not there yet.
fn add(made: &mut BTreeMap<Pointer, Value>, into: Pointer, key: Option<String>, value: Value) -> Result<(), EditError> {
    let empty = || if key.is_some() { Value::Object(Map::new()) } else { Value::Array(Vec::new()) };
    match (made.entry(into.clone()).or_insert_with(empty), key) {
        (Value::Array(items), None) => items.push(value),
        (Value::Object(entries), Some(key)) => {
            entries.insert(key, value);
        }
        _ => return Err(EditError::Conflict(into)),
    }
    Ok(())
}
