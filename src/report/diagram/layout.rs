//! Sizes and places: boxes are packed in rows from the inside out, then placed from the outside in.

use std::collections::BTreeMap;

use super::BoxKind;
use super::tree::{Id, Node, Tree};

/// The channel above a row: a box, and the row below the channel. The last one of a box is below its last row.
pub(super) type Gutter = (Id, usize);
/// The channel beside a box in a row: a box, the row, and the position of the box to its right.
pub(super) type Gap = (Id, usize, usize);

/// Room around the whole picture.
pub(super) const MARGIN: i32 = 24;
/// Room between text and the sides of a box.
pub(super) const PADDING: i32 = 12;

/// Hubs stand in one row up to this width, however narrow the VPCs are.
const LANE_WIDTH: i32 = 480;

/// How wide the channels are, where the edges in them need more than the least.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// Between the column of sites and the column of Regions.
    pub(super) trunk: i32,
    pub(super) gaps: BTreeMap<Gap, i32>,
    pub(super) gutters: BTreeMap<Gutter, i32>,
}

impl Frame {
    fn gap(&self, tree: &Tree, gap: Gap) -> i32 {
        least_gap(&tree[gap.0]).max(self.gaps.get(&shared(tree, gap)).copied().unwrap_or(0))
    }

    /// How high a gutter is.
    pub(super) fn gutter(&self, tree: &Tree, (id, row): Gutter) -> i32 {
        least_gutter(&tree[id], row).max(self.gutters.get(&(id, row)).copied().unwrap_or(0))
    }
}

/// The gap that stands for a gap: where boxes stand in columns, those of all rows are as wide as the widest of them.
pub(super) fn shared(tree: &Tree, (id, row, column): Gap) -> Gap {
    match tree[id].kind {
        Some(BoxKind::Vpc | BoxKind::Subnet | BoxKind::Site) => (id, 0, column),
        _ => (id, row, column),
    }
}

/// The least room between the boxes of a row.
fn least_gap(node: &Node) -> i32 {
    match node.kind {
        None => 0,
        Some(BoxKind::Region) => 32,
        Some(BoxKind::Account) => 20,
        Some(BoxKind::Vpc) => 14,
        Some(_) => 10,
    }
}

/// The least room between rows. Above the first row there is the header already.
fn least_gutter(node: &Node, row: usize) -> i32 {
    let inner = row > 0 && row < node.rows.len();
    match node.kind {
        None if inner => 32,
        None => 0,
        Some(_) if row == 0 && node.header > 0 => 2,
        Some(BoxKind::Region) => 32,
        Some(BoxKind::Account) => 20,
        Some(BoxKind::Vpc) => 14,
        Some(_) => 10,
    }
}

/// Arranges what stands in each box in rows.
///
/// Complexity: a fixed number of passes over the boxes.
pub(super) fn pack(tree: &mut Tree) {
    let (sites, regions) = (tree.sites, tree.regions);
    pack_box(tree, sites);
    pack_box(tree, regions);
}

fn pack_box(tree: &mut Tree, id: Id) {
    let frame = Frame::default();
    let members: Vec<Id> = tree[id].children.iter().chain(&tree[id].lane).copied().collect();
    for member in &members {
        pack_box(tree, *member);
    }
    let (children, lane) = (tree[id].children.clone(), tree[id].lane.clone());
    let kind = tree[id].kind;
    if kind == Some(BoxKind::Vpc) {
        // Subnets of one width stand in columns.
        let widest = children.iter().map(|child| tree[*child].width).max().unwrap_or(0);
        for child in &children {
            let node = &mut tree[*child];
            node.text_width = node.text_width.max(widest - 2 * PADDING);
            node.width = widest;
        }
    }
    let gap = least_gap(&tree[id]);
    // A VPC is broad, so that subnets of two availability zones stand side by side.
    let shape = if kind == Some(BoxKind::Vpc) { (24, 10) } else { (16, 10) };
    let column = |ids: &[Id]| ids.iter().map(|id| vec![*id]).collect::<Vec<_>>();
    let rows = match kind {
        None => column(&children),
        Some(BoxKind::Region) => {
            let mut rows = shelves(tree, &children, gap, Room::Shape(shape));
            let room = rows.iter().map(|row| row_width(tree, row, gap)).max().unwrap_or(0).max(LANE_WIDTH);
            // Hubs stand among the VPCs, not at one end of them.
            let middle = rows.len() / 2;
            rows.splice(middle..middle, shelves(tree, &lane, gap, Room::Width(room)));
            rows
        }
        Some(BoxKind::Subnet | BoxKind::Site) if members.len() <= 4 => column(&members),
        Some(_) => {
            let mut rows = shelves(tree, &children, gap, Room::Shape(shape));
            let room = rows.iter().map(|row| row_width(tree, row, gap)).max().unwrap_or(0).max(LANE_WIDTH);
            rows.extend(shelves(tree, &lane, gap, Room::Width(room)));
            rows
        }
    };
    for (row, ids) in rows.iter().enumerate() {
        for (column, member) in ids.iter().enumerate() {
            (tree[*member].row, tree[*member].column) = (row, column);
        }
    }
    tree[id].rows = rows;
    measure_width(tree, id, &frame);
    measure_height(tree, id, &frame);
}

/// How wide rows may become.
enum Room {
    /// As wide as this, or as the widest box.
    Width(i32),
    /// As wide as makes all of them come nearest to this shape, width to height.
    Shape((i64, i64)),
}

/// Boxes in rows, in their order.
fn shelves(tree: &Tree, ids: &[Id], gap: i32, room: Room) -> Vec<Vec<Id>> {
    let fill = |room: i32| {
        let mut rows: Vec<Vec<Id>> = Vec::new();
        let mut used = 0;
        for id in ids {
            let width = tree[*id].width + gap;
            match rows.last_mut() {
                Some(row) if used + width <= room => row.push(*id),
                _ => {
                    rows.push(vec![*id]);
                    used = 0;
                }
            }
            used += width;
        }
        rows
    };
    let widest = ids.iter().map(|id| tree[*id].width + gap).max().unwrap_or(0);
    let (wide, high) = match room {
        Room::Width(room) => return fill(room.max(widest)),
        Room::Shape(shape) => shape,
    };
    let area: i64 = ids.iter().map(|id| i64::from(tree[*id].width + gap) * i64::from(tree[*id].height + gap)).sum();
    let ideal = i32::try_from((area.max(0) * wide / high).isqrt()).unwrap_or(i32::MAX / 4);
    // Of near widths the one whose rows fit the smallest frame of that shape; the narrowest of equals.
    let trials =
        [60, 70, 80, 90, 100, 115, 130, 150, 175, 200].map(|percent| (ideal.saturating_mul(percent) / 100).max(widest));
    let rows = trials.into_iter().map(fill).min_by_key(|rows| {
        let width = rows.iter().map(|row| i64::from(row_width(tree, row, gap))).max().unwrap_or(0);
        let tallest = |row: &Vec<Id>| row.iter().map(|id| i64::from(tree[*id].height + gap)).max().unwrap_or(0);
        let height: i64 = rows.iter().map(tallest).sum();
        (width * high).max(height * wide)
    });
    rows.unwrap_or_default()
}

fn row_width(tree: &Tree, row: &[Id], gap: i32) -> i32 {
    row.iter().map(|id| tree[*id].width + gap).sum()
}

/// Places all boxes, with channels of the widths in a frame.
pub(super) fn place(tree: &mut Tree, frame: &Frame) {
    place_across(tree, frame);
    place_down(tree, frame);
}

/// Widths and left edges.
pub(super) fn place_across(tree: &mut Tree, frame: &Frame) {
    let (sites, regions) = (tree.sites, tree.regions);
    for column in [sites, regions] {
        measure(tree, column, &|tree, id| measure_width(tree, id, frame));
    }
    let width = tree[sites].width;
    settle_across(tree, sites, (MARGIN, width), frame);
    let width = tree[regions].width;
    let left = tree[sites].right() + frame.trunk;
    settle_across(tree, regions, (left, width), frame);
}

/// Heights and upper edges.
pub(super) fn place_down(tree: &mut Tree, frame: &Frame) {
    let (sites, regions) = (tree.sites, tree.regions);
    for column in [sites, regions] {
        measure(tree, column, &|tree, id| measure_height(tree, id, frame));
    }
    // The shorter column stands in the middle of the longer.
    let tallest = tree[sites].height.max(tree[regions].height);
    for column in [sites, regions] {
        let height = tree[column].height;
        settle_down(tree, column, (MARGIN + (tallest - height) / 2, height), frame);
    }
}

fn measure(tree: &mut Tree, id: Id, size: &impl Fn(&mut Tree, Id)) {
    for member in tree[id].rows.concat() {
        measure(tree, member, size);
    }
    size(tree, id);
}

/// The width a box needs, its contents having theirs.
fn measure_width(tree: &mut Tree, id: Id, frame: &Frame) {
    let node = &tree[id];
    let rows = node.rows.iter().enumerate().map(|(row, ids)| taken_across(tree, frame, id, row, ids));
    let text = if node.kind.is_some() { node.text_width + 2 * PADDING } else { 0 };
    let width = rows.max().unwrap_or(0).max(text).max(node.least_width);
    tree[id].width = width;
}

fn taken_across(tree: &Tree, frame: &Frame, id: Id, row: usize, ids: &[Id]) -> i32 {
    let gaps: i32 = (0..=ids.len()).map(|column| frame.gap(tree, (id, row, column))).sum();
    ids.iter().map(|member| tree[*member].width).sum::<i32>() + gaps
}

/// The height a box needs, its contents having theirs.
fn measure_height(tree: &mut Tree, id: Id, frame: &Frame) {
    let node = &tree[id];
    let height = if node.rows.is_empty() {
        let is_leaf = matches!(node.kind, Some(BoxKind::Application | BoxKind::Hub));
        node.header + if is_leaf || node.kind.is_none() { 0 } else { 14 }
    } else {
        used_down(tree, id, frame)
    };
    let height = height.max(node.least_height);
    tree[id].height = height;
}

fn used_down(tree: &Tree, id: Id, frame: &Frame) -> i32 {
    let node = &tree[id];
    let gutters: i32 = (0..=node.rows.len()).map(|row| frame.gutter(tree, (id, row))).sum();
    node.header + gutters + node.rows.iter().map(|row| tallest(tree, row)).sum::<i32>()
}

fn tallest(tree: &Tree, row: &[Id]) -> i32 {
    row.iter().map(|id| tree[*id].height).max().unwrap_or(0)
}

fn settle_across(tree: &mut Tree, id: Id, (x, width): (i32, i32), frame: &Frame) {
    (tree[id].x, tree[id].width) = (x, width);
    let kind = tree[id].kind;
    for (row, ids) in tree[id].rows.clone().iter().enumerate() {
        let spare = width - taken_across(tree, frame, id, row, ids);
        let count = i32::try_from(ids.len()).unwrap_or(1).max(1);
        let is_hubs = ids.iter().any(|member| tree[*member].kind == Some(BoxKind::Hub));
        // Hubs spread over their row; other boxes fill it when little is missing, and stand to the left otherwise.
        let is_column =
            ids.len() == 1 && matches!(kind, None | Some(BoxKind::Account | BoxKind::Subnet | BoxKind::Site));
        let grows = !is_hubs && (is_column || spare <= width / 4);
        let mut left = x;
        for (column, member) in ids.iter().enumerate() {
            left += frame.gap(tree, (id, row, column));
            let grown = if grows { spare / count } else { 0 };
            left += if is_hubs { spare / (count + 1) } else { 0 };
            let wide = tree[*member].width + grown;
            settle_across(tree, *member, (left, wide), frame);
            left += wide;
        }
    }
}

fn settle_down(tree: &mut Tree, id: Id, (y, height): (i32, i32), frame: &Frame) {
    (tree[id].y, tree[id].height) = (y, height);
    let mut top = y + tree[id].header;
    let rows = tree[id].rows.len();
    let used = used_down(tree, id, frame);
    for (row, ids) in tree[id].rows.clone().iter().enumerate() {
        top += frame.gutter(tree, (id, row));
        // The VPCs of an account reach down to its foot, as those of its neighbours do.
        let is_foot = row + 1 == rows && tree[id].kind == Some(BoxKind::Account);
        let high = tallest(tree, ids) + if is_foot { (height - used).max(0) } else { 0 };
        for member in ids {
            settle_down(tree, *member, (top, high), frame);
        }
        top += high;
    }
}

/// Moves a box with all that stands in it.
pub(super) fn move_down(tree: &mut Tree, id: Id, down: i32) {
    tree[id].y += down;
    for member in tree[id].rows.concat() {
        move_down(tree, member, down);
    }
}

/// The room of a gap, from left to right.
pub(super) fn gap_span(tree: &Tree, (id, row, column): Gap) -> (i32, i32) {
    let ids = tree[id].row(row);
    let before = column.checked_sub(1).and_then(|before| ids.get(before));
    let left = before.map_or(tree[id].x, |before| tree[*before].right());
    let right = ids.get(column).map_or(tree[id].right(), |after| tree[*after].x);
    (left, right)
}

/// Where a gutter begins, from above.
pub(super) fn gutter_top(tree: &Tree, (id, row): Gutter) -> i32 {
    let above = row.checked_sub(1).and_then(|above| tree[id].row(above).first());
    above.map_or(tree[id].y + tree[id].header, |above| tree[*above].bottom())
}
