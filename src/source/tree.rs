//! The tree behind a document: nodes in one arena, children in shared pools, texts as ranges.
//!
//! A node is 24 bytes and owns nothing, so a file of a million values costs three allocations, not
//! a million.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::{Span, place::small};

use crate::order::Arrange;

/// A node's place in the arena.
pub(super) type NodeId = u32;

/// The values of one file. Texts that equal their source are ranges of it; the rest (escapes,
/// folded lines) stand in `cooked`.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Items of all lists, each list's together.
    items: Vec<NodeId>,
    /// Entries of all mappings, each mapping's together and in the order of the file.
    entries: Vec<Entry>,
    /// For each entry's place, the place of the entry that comes there by order of keys.
    by_key: Vec<u32>,
    cooked: String,
    /// Values that aliases repeat, gathered when first asked for: only edits ask.
    repeated: OnceLock<BTreeSet<NodeId>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) data: Data,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Data {
    /// Unquoted text, which may mean a number, a truth value or null.
    Plain(Text),
    /// Quoted or block text, which means itself.
    Quoted(Text),
    /// `len` items from `first` in the pool.
    List { first: u32, len: u32 },
    /// `len` entries from `first` in the pool.
    Map { first: u32, len: u32 },
    /// The value of another node, which is never an alias itself.
    Alias(NodeId),
}

/// One key with its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) key: NodeId,
    pub(super) value: NodeId,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    start: u32,
    len: u32,
    cooked: bool,
}

impl Tree {
    pub(super) fn add(&mut self, span: Span, data: Data) -> NodeId {
        let id = small(self.nodes.len());
        self.nodes.push(Node { start: small(span.start), end: small(span.end), data });
        id
    }

    /// Keeps `value`, which `source` holds at `span` as it is, in quotes, or in another spelling.
    pub(super) fn keep(&mut self, source: &str, span: Span, value: &str) -> Text {
        let inner = Span::new(span.start.saturating_add(1), span.end.saturating_sub(1));
        for place in [span, inner] {
            if source.get(place.start..place.end) == Some(value) {
                return Text { start: small(place.start), len: small(value.len()), cooked: false };
            }
        }
        let start = small(self.cooked.len());
        self.cooked.push_str(value);
        Text { start, len: small(value.len()), cooked: true }
    }

    pub(super) fn list(&mut self, items: &[NodeId]) -> Data {
        let first = small(self.items.len());
        self.items.extend_from_slice(items);
        Data::List { first, len: small(items.len()) }
    }

    /// Files the entries, of each key only the last, and gives back those left out, each with the
    /// one kept in its place.
    pub(super) fn map(&mut self, source: &str, all: &mut Vec<Entry>) -> (Data, Vec<(Entry, Entry)>) {
        let order = self.order(source, all);
        let mut replaced: Vec<(u32, Entry, Entry)> = Vec::new();
        let mut later: Option<Entry> = None;
        // From the back, so that the last of equal keys is met first.
        for place in order.iter().rev() {
            let Some(entry) = all.get(*place as usize).copied() else {
                continue;
            };
            match later {
                Some(kept) if self.key(source, kept) == self.key(source, entry) => {
                    replaced.push((*place, entry, kept));
                }
                _ => later = Some(entry),
            }
        }
        let order = if replaced.is_empty() {
            order
        } else {
            replaced.arrange_by_key(|(place, ..)| *place);
            let gone = |place: usize| replaced.binary_search_by_key(&small(place), |(at, ..)| *at).is_ok();
            let mut place = 0_usize;
            all.retain(|_| {
                let keep = !gone(place);
                place = place.saturating_add(1);
                keep
            });
            self.order(source, all)
        };
        let first = small(self.entries.len());
        self.entries.extend_from_slice(all);
        self.by_key.extend(order.into_iter().map(|place| place.saturating_add(first)));
        let data = Data::Map { first, len: small(all.len()) };
        (data, replaced.into_iter().map(|(_, gone, kept)| (gone, kept)).collect())
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// The node itself, or the one its alias means.
    pub(super) fn resolve(&self, id: NodeId) -> NodeId {
        match self.node(id) {
            Some(Node { data: Data::Alias(target), .. }) => *target,
            _ => id,
        }
    }

    pub(super) fn data(&self, id: NodeId) -> Data {
        self.node(self.resolve(id)).map_or(Data::Alias(id), |node| node.data)
    }

    pub(super) fn span(&self, id: NodeId) -> Span {
        self.node(id).map_or(Span::new(0, 0), |node| Span::new(node.start as usize, node.end as usize))
    }

    pub(super) fn text<'t>(&'t self, source: &'t str, text: Text) -> &'t str {
        let pool = if text.cooked { self.cooked.as_str() } else { source };
        let start = text.start as usize;
        pool.get(start..start.saturating_add(text.len as usize)).unwrap_or_default()
    }

    /// The text of a scalar; for a list or mapping nothing.
    pub(super) fn scalar<'t>(&'t self, source: &'t str, id: NodeId) -> Option<&'t str> {
        match self.data(id) {
            Data::Plain(text) | Data::Quoted(text) => Some(self.text(source, text)),
            Data::List { .. } | Data::Map { .. } | Data::Alias(_) => None,
        }
    }

    pub(super) fn items(&self, first: u32, len: u32) -> &[NodeId] {
        let first = first as usize;
        self.items.get(first..first.saturating_add(len as usize)).unwrap_or_default()
    }

    pub(super) fn entries(&self, first: u32, len: u32) -> &[Entry] {
        let first = first as usize;
        self.entries.get(first..first.saturating_add(len as usize)).unwrap_or_default()
    }

    /// The entry of a mapping under `key`, by halving.
    pub(super) fn entry(&self, source: &str, id: NodeId, key: &str) -> Option<Entry> {
        let Data::Map { first, len } = self.data(id) else {
            return None;
        };
        let start = first as usize;
        let order = self.by_key.get(start..start.saturating_add(len as usize))?;
        let name = |place: &u32| self.entries.get(*place as usize).map(|entry| self.key(source, *entry));
        let found = order.binary_search_by(|place| name(place).cmp(&Some(key))).ok()?;
        self.entries.get(*order.get(found)? as usize).copied()
    }

    pub(super) fn key<'t>(&'t self, source: &'t str, entry: Entry) -> &'t str {
        self.scalar(source, entry.key).unwrap_or_default()
    }

    /// The values that aliases repeat.
    pub(super) fn repeated(&self) -> &BTreeSet<NodeId> {
        let target = |node: &Node| match node.data {
            Data::Alias(target) => Some(target),
            _ => None,
        };
        self.repeated.get_or_init(|| self.nodes.iter().filter_map(target).collect())
    }

    /// Gives back what growing left over.
    pub(super) fn shrink(&mut self) {
        self.nodes.shrink_to_fit();
        self.items.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.by_key.shrink_to_fit();
        self.cooked.shrink_to_fit();
    }

    /// Places of the entries by key; of equal keys in the order of the file.
    fn order(&self, source: &str, entries: &[Entry]) -> Vec<u32> {
        let mut keyed: Vec<(&str, u32)> =
            entries.iter().zip(0_u32..).map(|(entry, place)| (self.key(source, *entry), place)).collect();
        keyed.arrange();
        keyed.into_iter().map(|(_, place)| place).collect()
    }
}
