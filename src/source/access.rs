//! The insides of lists, mappings and structs, passing over what was given up.

use serde::de::{self, Deserialize, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess};

use super::{
    Part,
    blank::Blank,
    deserialize::Reader,
    session::{Fault, Path},
    tree::{Data, Entry, NodeId},
};

/// Keys that start so belong to the user in any struct.
pub(super) const EXTENSION: &str = "x-";

/// The items of a list.
pub(super) struct Elements<'p, 'de> {
    at: Reader<'p, 'de>,
    items: &'de [NodeId],
    place: usize,
    /// Every item has a meaning of its own, so none can be left out.
    fixed: bool,
}

impl<'p, 'de> Elements<'p, 'de> {
    pub(super) fn new(at: Reader<'p, 'de>, first: u32, len: u32, fixed: bool) -> Self {
        Self { at, items: at.tree().items(first, len), place: 0, fixed }
    }

    fn advance(&mut self) -> Option<(NodeId, usize)> {
        loop {
            let (place, item) = (self.place, *self.items.get(self.place)?);
            self.place = place.saturating_add(1);
            if !self.at.session.is_given_up(item) {
                return Some((item, place));
            }
        }
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Fault;

    /// For a type we can name a bad item costs nothing but itself: the next one is tried at once.
    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, Fault> {
        while let Some((node, index)) = self.advance() {
            let path = Path::Index(self.at.path, index);
            let item = Reader { node, path: &path, ..self.at };
            match item.attempt() {
                Ok(value) => return Ok(Some(value)),
                Err(_) if self.fixed => return Err(Fault::Told),
                Err(_) => {
                    self.at.session.give_up(node);
                }
            }
        }
        Ok(None)
    }

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((node, index)) = self.advance() else {
            return Ok(None);
        };
        let path = Path::Index(self.at.path, index);
        match (Reader { node, path: &path, ..self.at }).attempt_seed(seed) {
            Err(Fault::Told) if !self.fixed => Err(self.at.session.give_up(node)),
            other => other.map(Some),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len().saturating_sub(self.place))
    }
}

/// The entries of a mapping whose keys are the user's.
pub(super) struct Entries<'p, 'de> {
    at: Reader<'p, 'de>,
    entries: &'de [Entry],
    place: usize,
    current: Option<Entry>,
}

impl<'p, 'de> Entries<'p, 'de> {
    pub(super) fn new(at: Reader<'p, 'de>, first: u32, len: u32) -> Self {
        Self { at, entries: at.tree().entries(first, len), place: 0, current: None }
    }

    fn advance(&mut self) -> Option<(Entry, &'de str)> {
        loop {
            let entry = *self.entries.get(self.place)?;
            self.place = self.place.saturating_add(1);
            if !self.at.session.is_given_up(entry.value) {
                self.current = Some(entry);
                return Some((entry, self.key(entry)));
            }
        }
    }

    fn key(&self, entry: Entry) -> &'de str {
        self.at.tree().key(self.at.session.document.text(), entry)
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Fault;

    /// For types we can name a bad entry costs nothing but itself: the next one is tried at once.
    fn next_entry<K: Deserialize<'de>, V: Deserialize<'de>>(&mut self) -> Result<Option<(K, V)>, Fault> {
        while let Some((entry, key)) = self.advance() {
            let path = Path::Key(self.at.path, key);
            let value = Reader { node: entry.value, path: &path, ..self.at };
            let key = Reader { node: entry.key, part: Part::Key, ..value };
            // Both are looked at, so that a bad key does not hide a bad value.
            match (key.attempt(), value.attempt()) {
                (Ok(key), Ok(value)) => return Ok(Some((key, value))),
                _ => {
                    self.at.session.give_up(entry.value);
                }
            }
        }
        Ok(None)
    }

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((entry, key)) = self.advance() else {
            return Ok(None);
        };
        let path = Path::Key(self.at.path, key);
        match (Reader { node: entry.key, part: Part::Key, path: &path, ..self.at }).attempt_seed(seed) {
            Err(Fault::Told) => Err(self.at.session.give_up(entry.value)),
            other => other.map(Some),
        }
    }

    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, Fault> {
        let Some(entry) = self.current.take() else {
            return Err(no_key());
        };
        let path = Path::Key(self.at.path, self.key(entry));
        let value = Reader { node: entry.value, path: &path, ..self.at };
        value.attempt().map_err(|_| self.at.session.give_up(entry.value))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some(entry) = self.current.take() else {
            return Err(no_key());
        };
        let path = Path::Key(self.at.path, self.key(entry));
        match (Reader { node: entry.value, path: &path, ..self.at }).attempt_seed(seed) {
            Err(Fault::Told) => Err(self.at.session.give_up(entry.value)),
            other => other,
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len().saturating_sub(self.place))
    }
}

/// The entries of a mapping whose keys are a struct's fields, then the stand-ins for missing ones.
pub(super) struct Fields<'p, 'de> {
    entries: Entries<'p, 'de>,
    mapping: NodeId,
    known: &'static [&'static str],
    blanks: usize,
}

impl<'p, 'de> Fields<'p, 'de> {
    pub(super) fn new(at: Reader<'p, 'de>, known: &'static [&'static str]) -> Self {
        let (first, len) = match at.data() {
            Data::Map { first, len } => (first, len),
            _ => (0, 0),
        };
        let mapping = at.tree().resolve(at.node);
        Self { entries: Entries::new(at, first, len), mapping, known, blanks: 0 }
    }
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let at = self.entries.at;
        while let Some((entry, key)) = self.entries.advance() {
            if self.known.contains(&key) {
                return seed.deserialize(de::value::BorrowedStrDeserializer::new(key)).map(Some);
            }
            if !key.starts_with(EXTENSION) {
                at.session.tell_unknown(&Path::Key(at.path, key), entry.key, key, self.known);
            }
        }
        self.entries.current = None;
        let Some(field) = at.session.blank(self.mapping, self.blanks) else {
            return Ok(None);
        };
        self.blanks = self.blanks.saturating_add(1);
        seed.deserialize(field.into_deserializer()).map(Some)
    }

    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, Fault> {
        if self.entries.current.is_some() {
            return self.entries.next_value();
        }
        // What is wrong with a stand-in is no news.
        V::deserialize(Blank).map_err(|_| Fault::Told)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        if self.entries.current.is_some() {
            return self.entries.next_value_seed(seed);
        }
        seed.deserialize(Blank).map_err(|_| Fault::Told)
    }
}

/// A visitor asked for a value without its key: its own mistake, never the file's.
fn no_key() -> Fault {
    de::Error::custom("a value was read before its key")
}
