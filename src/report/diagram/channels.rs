//! How wide the vertical channels and the boxes must be for the edges that run in them or end at them.

use std::collections::{BTreeMap, BTreeSet};

use super::content::Wire;
use super::layout::{Frame, Gap, PADDING, shared};
use super::route::{Approach, Route, Side, Upright, Walk};
use super::text;
use super::tree::{Id, Tree};

/// Room between horizontal tracks, in which a label fits.
pub(super) const TRACK: i32 = 15;
/// Room between tracks without labels.
pub(super) const LANE: i32 = 9;
/// Room on the side of a box for one edge.
const PORT: i32 = 12;
/// Columns of an edge's label.
pub(super) const EDGE_COLUMNS: usize = 28;

/// The width of a label with some air.
pub(super) fn label_width(wire: &Wire) -> i32 {
    let mark = if wire.edge.severity.is_some() { 40 } else { 0 };
    text::width(&text::shortened(&wire.edge.label, EDGE_COLUMNS), 62) + 10 + mark
}

/// Room between so many tracks: they crowd when there are many.
pub(super) fn spacing(count: i32, wide: i32) -> i32 {
    if count <= 24 { wide } else { (24 * wide / count).max(3) }
}

pub(super) fn walks(route: &Route) -> impl Iterator<Item = &Walk> {
    let (one, two) = match route {
        Route::Walk(walk) => (Some(walk), None),
        Route::Across(..) => (None, None),
        Route::Trunk(one, two) => (one.walk(), two.walk()),
    };
    one.into_iter().chain(two)
}

/// Makes boxes large enough for the edges that end at their sides or cross them.
pub(super) fn widen(tree: &mut Tree, wires: &[Wire], routes: &[Route]) {
    let mut nets: BTreeMap<(Id, Side, bool), BTreeSet<usize>> = BTreeMap::new();
    for (net, route) in wires.iter().map(|wire| wire.net).zip(routes) {
        let mut uses = Vec::new();
        for upright in walks(route).flat_map(|walk| &walk.uprights) {
            match *upright {
                Upright::Port(id, side) => uses.push((id, side, false)),
                Upright::Border(id, side) => uses.push((id, side, side == Side::Top)),
                Upright::Gap(_) => {}
            }
        }
        match route {
            Route::Walk(_) => {}
            Route::Across(from, to, _) => uses.extend([from, to].map(|id| (*id, Side::Left, false))),
            Route::Trunk(one, two) => uses.extend([one, two].into_iter().filter_map(|approach| match approach {
                Approach::Straight(id, side) => Some((*id, *side, false)),
                Approach::Walk(_) => None,
            })),
        }
        for one in uses {
            nets.entry(one).or_default().insert(net);
        }
    }
    for ((id, side, beside_text), nets) in nets {
        let count = i32::try_from(nets.len()).unwrap_or(i32::MAX / 100);
        let node = &mut tree[id];
        match side {
            Side::Top | Side::Bottom => {
                let text = if beside_text { node.text_width } else { 0 };
                node.least_width = node.least_width.max(text + spacing(count, PORT) * count + 2 * PADDING);
            }
            Side::Left | Side::Right => node.least_height = node.least_height.max(spacing(count, TRACK) * (count + 1)),
        }
    }
}

/// The widths of the vertical channels.
pub(super) fn across(tree: &Tree, wires: &[Wire], routes: &[Route]) -> Frame {
    let mut nets: BTreeMap<Gap, BTreeSet<usize>> = BTreeMap::new();
    let mut frame = Frame::default();
    let mut trunk = BTreeSet::new();
    for (wire, route) in wires.iter().zip(routes) {
        for upright in walks(route).flat_map(|walk| &walk.uprights) {
            if let Upright::Gap(gap) = upright {
                nets.entry(*gap).or_default().insert(wire.net);
            }
        }
        match route {
            Route::Trunk(..) => {
                trunk.insert(wire.net);
            }
            Route::Across(_, _, gap) if wire.labelled => {
                let width = frame.gaps.entry(shared(tree, *gap)).or_default();
                *width = (*width).max(label_width(wire) + 8);
            }
            _ => {}
        }
    }
    for (gap, nets) in nets {
        let count = i32::try_from(nets.len()).unwrap_or(i32::MAX / 100);
        let width = frame.gaps.entry(shared(tree, gap)).or_default();
        *width = (*width).max(spacing(count, LANE) * (count + 1));
    }
    let count = i32::try_from(trunk.len()).unwrap_or(i32::MAX / 100);
    let labels = wires.iter().zip(routes).filter(|(wire, route)| wire.labelled && matches!(route, Route::Trunk(..)));
    let label = labels.map(|(wire, _)| label_width(wire)).max().unwrap_or(0);
    frame.trunk = if count == 0 { 0 } else { spacing(count, LANE) * (count + 1) + label + 16 };
    frame
}
