//! Numbered stores: parts of a fabric refer to each other by key and are compared by it.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;

/// A key into the store of one kind of thing.
pub struct Key<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    /// Where the thing stands in its store.
    pub const fn index(self) -> usize {
        self.index as usize
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<T> Eq for Key<T> {}

impl<T> PartialOrd for Key<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Key<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.index.cmp(&other.index)
    }
}

impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}

/// A store: things are added and never taken out, so a key stays good.
#[derive(Debug, Clone)]
pub struct Arena<T> {
    things: Vec<T>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { things: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// Adds a thing.
    pub fn add(&mut self, thing: T) -> Key<T> {
        let index = u32::try_from(self.things.len()).unwrap_or(u32::MAX);
        self.things.push(thing);
        Key { index, of: PhantomData }
    }

    /// The thing of a key; `None` only for the key of another fabric.
    pub fn get(&self, key: Key<T>) -> Option<&T> {
        self.things.get(key.index())
    }

    /// The thing of a key, to be changed.
    pub fn get_mut(&mut self, key: Key<T>) -> Option<&mut T> {
        self.things.get_mut(key.index())
    }

    /// Every thing with its key, in the order added.
    pub fn iter(&self) -> impl Iterator<Item = (Key<T>, &T)> {
        self.things.iter().zip(0..).map(|(thing, index)| (Key { index, of: PhantomData }, thing))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }
}
