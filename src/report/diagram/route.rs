//! Which channels an edge runs in: gutters and gaps by name, without coordinates.

use super::content::Wire;
use super::layout::{Gap, Gutter, gap_span};
use super::tree::{Id, Tree};

/// A side of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// The upper side.
    Top,
    /// The lower side.
    Bottom,
    /// The left side.
    Left,
    /// The right side.
    Right,
}

/// A vertical stretch of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Upright {
    /// Where the edge ends: at the upper or lower side of a box.
    Port(Id, Side),
    /// Between two boxes of a row.
    Gap(Gap),
    /// Through the side of a box that holds an end.
    Border(Id, Side),
}

/// Vertical stretches, and the gutters between each two of them.
///
/// INVARIANT: `uprights` and `gutters` take turns, beginning with an upright; `rise <= fall`, and the uprights from
/// `rise` to `fall` are those between the boxes that hold the two ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Walk {
    pub(super) uprights: Vec<Upright>,
    pub(super) gutters: Vec<Gutter>,
    /// How many uprights lead out of what holds the first end.
    pub(super) rise: usize,
    /// After how many uprights those begin that lead into what holds the other end.
    pub(super) fall: usize,
}

/// How an edge comes to the trunk: the channel between sites and Regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Approach {
    /// Straight from the side of a box.
    Straight(Id, Side),
    /// Through gutters, the last of which runs into the trunk.
    Walk(Walk),
}

impl Approach {
    /// The walk, if it is one.
    pub(super) fn walk(&self) -> Option<&Walk> {
        match self {
            Self::Straight(..) => None,
            Self::Walk(walk) => Some(walk),
        }
    }
}

/// The way of an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// Through gutters.
    Walk(Walk),
    /// Straight across the gap between two neighbours.
    Across(Id, Id, Gap),
    /// Over the trunk.
    Trunk(Approach, Approach),
}

/// The ways of all edges.
///
/// Complexity: for each edge, the boxes in the rows that it crosses.
pub(super) fn routes(tree: &Tree, wires: &[Wire]) -> Vec<Route> {
    wires.iter().map(|wire| route(tree, wire)).collect()
}

fn route(tree: &Tree, wire: &Wire) -> Route {
    let (from, to) = (wire.from, wire.to);
    let above: Vec<Id> = tree.ancestry(from).collect();
    let Some(common) = tree.ancestry(to).find(|id| above.contains(id)) else {
        return Route::Trunk(approach(tree, from), approach(tree, to));
    };
    if common == tree.sites || common == tree.regions {
        return Route::Trunk(approach(tree, from), approach(tree, to));
    }
    if common == to {
        return Route::Walk(climb(tree, from, common, Side::Bottom, tree[from].middle()));
    }
    if common == from {
        return Route::Walk(reversed(climb(tree, to, common, Side::Bottom, tree[to].middle())));
    }
    let member = |id: Id| tree.ancestry(id).find(|id| tree[*id].parent == Some(common)).unwrap_or(id);
    let (one, two) = (member(from), member(to));
    let (start, end) = (tree[one].row, tree[two].row);
    if start == end && one == from && two == to {
        let (left, right) = (tree[one].column.min(tree[two].column), tree[one].column.max(tree[two].column));
        if right - left == 1 {
            return Route::Across(from, to, (common, start, right));
        }
    }
    let down = start <= end;
    let (leave, enter) = match (start == end, down) {
        // Below neighbours in a row, where no header is in the way.
        (true, _) => (Side::Bottom, Side::Bottom),
        (false, true) => (Side::Bottom, Side::Top),
        (false, false) => (Side::Top, Side::Bottom),
    };
    let aim = tree[to].middle();
    let source = tree[from].middle();
    let mut walk = climb(tree, from, one, leave, aim);
    walk.gutters.push((common, if leave == Side::Bottom { start + 1 } else { start }));
    let crossed: Vec<usize> = if down { (start + 1..end).collect() } else { (end + 1..start).rev().collect() };
    for row in crossed {
        // The spokes of a hub come down together and part at the last moment.
        let aim = if wire.labelled { aim } else { source };
        walk.uprights.push(Upright::Gap(nearest_gap(tree, common, row, source, aim)));
        walk.gutters.push((common, if down { row + 1 } else { row }));
    }
    walk.fall = walk.uprights.len();
    let rest = reversed(climb(tree, to, two, enter, source));
    walk.uprights.extend(rest.uprights);
    walk.gutters.extend(rest.gutters);
    Route::Walk(walk)
}

/// From a box out of everything up to and including one that holds it.
fn climb(tree: &Tree, from: Id, out_of: Id, side: Side, aim: i32) -> Walk {
    let mut walk = Walk { uprights: vec![Upright::Port(from, side)], ..Walk::default() };
    let source = tree[from].middle();
    let mut current = from;
    while current != out_of {
        let Some(parent) = tree[current].parent else { break };
        let row = tree[current].row;
        if side == Side::Bottom {
            walk.gutters.push((parent, row + 1));
            for row in row + 1..tree[parent].rows.len() {
                walk.uprights.push(Upright::Gap(nearest_gap(tree, parent, row, source, aim)));
                walk.gutters.push((parent, row + 1));
            }
        } else {
            walk.gutters.push((parent, row));
            for row in (0..row).rev() {
                walk.uprights.push(Upright::Gap(nearest_gap(tree, parent, row, source, aim)));
                walk.gutters.push((parent, row));
            }
        }
        walk.uprights.push(Upright::Border(parent, side));
        current = parent;
    }
    (walk.rise, walk.fall) = (walk.uprights.len(), walk.uprights.len());
    walk
}

fn reversed(mut walk: Walk) -> Walk {
    walk.uprights.reverse();
    walk.gutters.reverse();
    let count = walk.uprights.len();
    (walk.rise, walk.fall) = (count - walk.fall, count - walk.rise);
    walk
}

/// The way from a box to the trunk.
fn approach(tree: &Tree, from: Id) -> Approach {
    let Some(column) = tree.ancestry(from).last() else { return Approach::Straight(from, Side::Left) };
    let is_site = column == tree.sites;
    // At the sites the trunk is beside the outermost boxes, in a Region it is beside what stands in the Region.
    let outer = |id: &Id| {
        let parent = tree[*id].parent;
        parent == Some(column) || (!is_site && parent.and_then(|parent| tree[parent].parent) == Some(column))
    };
    let member = tree.ancestry(from).find(outer).unwrap_or(from);
    if member == from && is_site {
        return Approach::Straight(from, Side::Right);
    }
    if member == from && tree[from].column == 0 {
        return Approach::Straight(from, Side::Left);
    }
    // Over the upper side where there is no header to cross.
    let side = if member == from { Side::Top } else { Side::Bottom };
    let mut walk = climb(tree, from, member, side, tree[member].x);
    let row = tree[member].row;
    let gutter = if side == Side::Bottom { row + 1 } else { row };
    walk.gutters.extend(tree[member].parent.map(|parent| (parent, gutter)));
    Approach::Walk(walk)
}

/// The gap of a row through which the way from one place to another is shortest.
fn nearest_gap(tree: &Tree, id: Id, row: usize, source: i32, aim: i32) -> Gap {
    let detour = |column: &usize| {
        let (left, right) = gap_span(tree, (id, row, *column));
        let middle = left.midpoint(right);
        ((middle - source).abs() + (middle - aim).abs(), (middle - aim).abs())
    };
    let column = (0..=tree[id].row(row).len()).min_by_key(detour).unwrap_or(0);
    (id, row, column)
}
