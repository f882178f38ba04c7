//! The boxes as a tree, before and while they are placed.

use std::ops::{Index, IndexMut};

use super::BoxKind;
use crate::finding::Severity;

/// Which box of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Id(pub(super) usize);

/// A box with its text, its contents and its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// What it stands for; `None` for the two columns, which are not drawn.
    pub(super) kind: Option<BoxKind>,
    pub(super) id: String,
    pub(super) label: String,
    pub(super) detail: String,
    pub(super) title: String,
    pub(super) pointer: Option<String>,
    pub(super) file: Option<String>,
    pub(super) severity: Option<Severity>,
    /// The range it shares with others.
    pub(super) shares: Option<usize>,
    pub(super) parent: Option<Id>,
    /// What stands in it.
    pub(super) children: Vec<Id>,
    /// What stands in it in rows of its own: the hubs of a Region, the applications of a VPC that name no subnet.
    pub(super) lane: Vec<Id>,
    /// Both, in rows. INVARIANT: after packing each child and lane member stands in exactly one row.
    pub(super) rows: Vec<Vec<Id>>,
    /// Its row in its parent.
    pub(super) row: usize,
    /// Its position in that row.
    pub(super) column: usize,
    /// The room its text takes.
    pub(super) text_width: i32,
    /// The room that the edges ending at its sides, or crossing them, need.
    pub(super) least_width: i32,
    pub(super) least_height: i32,
    /// The room its lines take above its contents.
    pub(super) header: i32,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Node {
    /// Right edge.
    pub(super) fn right(&self) -> i32 {
        self.x + self.width
    }

    /// Lower edge.
    pub(super) fn bottom(&self) -> i32 {
        self.y + self.height
    }

    /// The middle from left to right.
    pub(super) fn middle(&self) -> i32 {
        self.x + self.width / 2
    }

    /// The members of a row.
    pub(super) fn row(&self, row: usize) -> &[Id] {
        self.rows.get(row).map_or(&[], Vec::as_slice)
    }
}

/// All boxes.
///
/// INVARIANT: an [`Id`] comes from [`Tree::add`] of the same tree, and no box ever goes away. An id from elsewhere
/// would name the blank box, which is drawn nowhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    blank: Node,
    /// The column of sites.
    pub(super) sites: Id,
    /// The column of Regions.
    pub(super) regions: Id,
}

impl Tree {
    /// A tree of the two empty columns.
    pub(super) fn new() -> Self {
        let mut tree = Self::default();
        tree.sites = tree.add(Node::default());
        tree.regions = tree.add(Node::default());
        tree
    }

    /// Adds a box that stands in none.
    pub(super) fn add(&mut self, node: Node) -> Id {
        self.nodes.push(node);
        Id(self.nodes.len() - 1)
    }

    /// Adds a box at the end of another.
    pub(super) fn add_in(&mut self, parent: Id, mut node: Node) -> Id {
        node.parent = Some(parent);
        let id = self.add(node);
        self[parent].children.push(id);
        id
    }

    /// Adds a box to the lane of another.
    pub(super) fn add_in_lane(&mut self, parent: Id, mut node: Node) -> Id {
        node.parent = Some(parent);
        let id = self.add(node);
        self[parent].lane.push(id);
        id
    }

    /// A box and the boxes it stands in, from the inside out.
    pub(super) fn ancestry(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(id), |id| self[*id].parent)
    }

    /// Every box that is drawn, each after the one it stands in.
    pub(super) fn drawn(&self) -> Vec<Id> {
        let mut found = Vec::new();
        let mut open = vec![self.sites, self.regions];
        while let Some(id) = open.pop() {
            if self[id].kind.is_some() {
                found.push(id);
            }
            open.extend(self[id].rows.iter().flatten().rev());
        }
        found
    }
}

impl Index<Id> for Tree {
    type Output = Node;

    fn index(&self, id: Id) -> &Node {
        self.nodes.get(id.0).unwrap_or(&self.blank)
    }
}

impl IndexMut<Id> for Tree {
    fn index_mut(&mut self, id: Id) -> &mut Node {
        self.nodes.get_mut(id.0).unwrap_or(&mut self.blank)
    }
}
