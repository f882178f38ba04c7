//! Where in its channels an edge runs: every net gets a track of its own, and channels grow to hold their tracks.

use std::collections::{BTreeMap, BTreeSet};

use super::channels::{LANE, TRACK, across, label_width, spacing, walks, widen};
use super::content::Wire;
use super::layout::{Frame, Gap, Gutter, MARGIN, PADDING, gap_span, gutter_top, move_down, place_across, place_down};
use super::route::{Approach, Route, Side, Upright, Walk};
use super::tree::{Node, Tree};

use crate::order::Arrange;

/// The least room between two edges, where there is some to choose, and where there is not.
const CLEAR: [i32; 3] = [9, 3, 0];

/// An edge with its corners.
#[derive(Debug, Default, Clone)]
pub(super) struct Line {
    pub(super) points: Vec<[i32; 2]>,
    pub(super) label_at: Option<[i32; 2]>,
}

/// The lines of all wires in their order, and the size of the picture.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) lines: Vec<Line>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Gives every edge its track, and every box its final place.
///
/// Complexity: O(n log n) in stretches of edges, and in each gutter its edges times its tracks.
pub(super) fn draw(tree: &mut Tree, wires: &[Wire], routes: &[Route]) -> Drawn {
    widen(tree, wires, routes);
    let frame = across(tree, wires, routes);
    place_across(tree, &frame);
    let mut desk = Desk { frame, ..Desk::default() };
    desk.uprights(tree, wires, routes);
    let tracks = desk.tracks(tree, wires, routes);
    place_down(tree, &desk.frame);
    desk.join_trunk(tree, wires, routes, &tracks);
    let lines = desk.lines(tree, wires, routes, &tracks);
    let (sites, regions) = (&tree[tree.sites], &tree[tree.regions]);
    let width = sites.right().max(regions.right()) + MARGIN;
    let height = sites.bottom().max(regions.bottom()) + MARGIN;
    Drawn { lines, width, height }
}

/// The tracks of gutters: for each gutter and net its position among the tracks.
type Tracks = BTreeMap<(Gutter, usize), i32>;

#[derive(Debug, Default)]
struct Desk {
    frame: Frame,
    /// What runs where in the gutters, by `x`: two verticals of different nets must not meet.
    taken: BTreeMap<Gutter, BTreeMap<i32, usize>>,
    x: BTreeMap<(Upright, usize), i32>,
    /// The wire's gutter that has room for its label.
    labels: BTreeMap<usize, (Gutter, i32)>,
    /// How many tracks a gutter has, and the room between them.
    pitches: BTreeMap<Gutter, (i32, i32)>,
    /// Heights used at the trunk.
    trunk: BTreeMap<i32, usize>,
}

impl Desk {
    /// The `x` of every vertical stretch.
    fn uprights(&mut self, tree: &Tree, wires: &[Wire], routes: &[Route]) {
        for (wire, route) in wires.iter().zip(routes) {
            let (from, to) = (tree[wire.from].middle(), tree[wire.to].middle());
            // Spokes leave their hub together, from its middle.
            let from_aim = if wire.labelled { to } else { from };
            match route {
                Route::Across(..) => {}
                Route::Trunk(one, two) => {
                    for (approach, middle) in [(one, from), (two, to)] {
                        if let Some(walk) = approach.walk() {
                            self.walk(tree, walk, wire.net, (middle, middle));
                        }
                    }
                }
                Route::Walk(walk) => self.walk(tree, walk, wire.net, (from_aim, from)),
            }
        }
    }

    /// One walk: out of what holds either end, then between. The first end aims at one place, the other back at the
    /// first, or at another where the spokes of a hub part.
    fn walk(&mut self, tree: &Tree, walk: &Walk, net: usize, (aim, back): (i32, i32)) {
        let count = walk.uprights.len();
        let out = |from: usize, to: usize| text_ends(tree, walk.uprights.get(from..to).unwrap_or_default());
        let (first_clear, last_clear) = (out(0, walk.rise), out(walk.fall, count));
        let mut x = aim.max(first_clear);
        for index in 0..walk.rise {
            x = self.upright(tree, walk, index, net, x);
        }
        let between = x;
        // With one gutter between both ends the second is where the first came out, if it can be.
        x = if walk.rise == walk.fall { x } else { back }.max(last_clear);
        for index in (walk.fall..count).rev() {
            x = self.upright(tree, walk, index, net, x);
        }
        x = between;
        for index in walk.rise..walk.fall {
            x = self.upright(tree, walk, index, net, x);
        }
    }

    /// The `x` of one upright: the free one nearest to the one wanted.
    fn upright(&mut self, tree: &Tree, walk: &Walk, index: usize, net: usize, wanted: i32) -> i32 {
        let Some(upright) = walk.uprights.get(index).copied() else { return wanted };
        let near = [index.checked_sub(1), Some(index)].into_iter().flatten();
        let gutters: Vec<Gutter> = near.filter_map(|index| walk.gutters.get(index).copied()).collect();
        if let Some(x) = self.x.get(&(upright, net)) {
            return *x;
        }
        let (low, high) = match upright {
            Upright::Gap(gap) => {
                let (low, high) = gap_span(tree, gap);
                (low + 4, high - 4)
            }
            Upright::Port(id, _) => (tree[id].x + PADDING, tree[id].right() - PADDING),
            Upright::Border(id, side) => {
                let node = &tree[id];
                let left = if side == Side::Top { text_end(node) } else { node.x + PADDING };
                (left.min(node.right() - PADDING), node.right() - 4)
            }
        };
        let wanted = wanted.clamp(low, high.max(low));
        let taken = &self.taken;
        let is_free = |x: i32, clear: i32| {
            let mut near = gutters.iter().filter_map(|gutter| taken.get(gutter));
            near.all(|taken| taken.range(x - clear..=x + clear).all(|(_, other)| *other == net))
        };
        let found = CLEAR.into_iter().find_map(|clear| nearest(wanted, (low, high), clear, |x| is_free(x, clear)));
        let x = found.unwrap_or(wanted);
        for gutter in gutters {
            self.taken.entry(gutter).or_default().insert(x, net);
        }
        self.x.insert((upright, net), x);
        x
    }

    fn x_of(&self, upright: Option<&Upright>, net: usize) -> Option<i32> {
        self.x.get(&(*upright?, net)).copied()
    }

    /// The stretch of a walk in its gutter of an index, from end to end. The trunk is beyond all boxes.
    fn stretch(&self, tree: &Tree, walk: &Walk, index: usize, net: usize) -> Option<(i32, i32)> {
        let start = self.x_of(walk.uprights.get(index), net)?;
        let trunk = || {
            let (id, _) = *walk.gutters.get(index)?;
            let is_site = tree.ancestry(id).last() == Some(tree.sites);
            Some(if is_site { tree[tree.sites].right() } else { tree[tree.regions].x })
        };
        let end = self.x_of(walk.uprights.get(index + 1), net).or_else(trunk)?;
        Some((start.min(end), start.max(end)))
    }

    /// Shares out the tracks of every gutter, and makes the gutters as high as they need to be.
    fn tracks(&mut self, tree: &Tree, wires: &[Wire], routes: &[Route]) -> Tracks {
        let mut runs: BTreeMap<Gutter, BTreeMap<usize, (i32, i32)>> = BTreeMap::new();
        for (position, (wire, route)) in wires.iter().zip(routes).enumerate() {
            let mut longest: Option<(i32, Gutter, i32)> = None;
            let mut own: Vec<(Gutter, (i32, i32))> = Vec::new();
            for walk in walks(route) {
                for (index, gutter) in walk.gutters.iter().enumerate() {
                    let Some((low, high)) = self.stretch(tree, walk, index, wire.net) else { continue };
                    own.push((*gutter, (low, high)));
                    if longest.is_none_or(|(length, ..)| high - low > length) {
                        longest = Some((high - low, *gutter, low.midpoint(high)));
                    }
                }
            }
            if let Some((_, gutter, middle)) = longest.filter(|_| wire.labelled) {
                let half = label_width(wire) / 2;
                own.push((gutter, (middle - half, middle + half)));
                self.labels.insert(position, (gutter, middle));
            }
            for (gutter, (low, high)) in own.into_iter().filter(|(_, (low, high))| low < high) {
                let run = runs.entry(gutter).or_default().entry(wire.net).or_insert((low, high));
                *run = (run.0.min(low), run.1.max(high));
            }
        }
        let labelled: BTreeSet<Gutter> = self.labels.values().map(|(gutter, _)| *gutter).collect();
        let mut tracks = Tracks::new();
        for (gutter, runs) in runs {
            let mut runs: Vec<((i32, i32), usize)> = runs.into_iter().map(|(net, run)| (run, net)).collect();
            runs.arrange();
            let mut ends: Vec<i32> = Vec::new();
            for ((low, high), net) in runs {
                let free = ends.iter().position(|end| end + LANE < low);
                let track = free.unwrap_or(ends.len());
                match ends.get_mut(track) {
                    Some(end) => *end = high,
                    None => ends.push(high),
                }
                tracks.insert((gutter, net), i32::try_from(track).unwrap_or(0));
            }
            let count = i32::try_from(ends.len()).unwrap_or(0);
            let pitch = spacing(count, if labelled.contains(&gutter) { TRACK } else { LANE });
            self.pitches.insert(gutter, (count, pitch));
            self.frame.gutters.insert(gutter, pitch * (count + 1));
        }
        tracks
    }

    /// The height of a net's track in a gutter; the middle of the first track where it only passes.
    fn y_of(&self, tree: &Tree, gutter: Gutter, net: usize, tracks: &Tracks) -> i32 {
        let (count, pitch) = self.pitches.get(&gutter).copied().unwrap_or((1, LANE));
        let track = tracks.get(&(gutter, net)).copied().unwrap_or(0);
        // Tracks stand in the middle of a gutter that is wider than they need.
        let spare = self.frame.gutter(tree, gutter) - pitch * (count + 1);
        gutter_top(tree, gutter) + spare.max(0) / 2 + pitch * (track + 1)
    }

    /// Notes at which heights edges run into the trunk. Those from the sites must not meet those from the Regions, so
    /// the column of sites gives way.
    fn join_trunk(&mut self, tree: &mut Tree, wires: &[Wire], routes: &[Route], tracks: &Tracks) {
        let mut sites = BTreeMap::new();
        for (wire, route) in wires.iter().zip(routes) {
            let Route::Trunk(one, two) = route else { continue };
            for gutter in [one, two].into_iter().filter_map(|approach| approach.walk()?.gutters.last()) {
                let y = self.y_of(tree, *gutter, wire.net, tracks);
                let is_site = tree.ancestry(gutter.0).last() == Some(tree.sites);
                if is_site {
                    sites.insert(y, wire.net)
                } else {
                    self.trunk.insert(y, wire.net)
                };
            }
        }
        let meets =
            |down: i32| sites.iter().any(|(y, net)| self.trunk.get(&(y + down)).is_some_and(|other| other != net));
        let down = (0..=MARGIN).find(|down| !meets(*down)).unwrap_or(0);
        let column = tree.sites;
        move_down(tree, column, down);
        self.trunk.extend(sites.into_iter().map(|(y, net)| (y + down, net)));
    }

    fn lines(&mut self, tree: &Tree, wires: &[Wire], routes: &[Route], tracks: &Tracks) -> Vec<Line> {
        let mut crowd: BTreeMap<Gap, (i32, i32)> = BTreeMap::new();
        for route in routes {
            if let Route::Across(_, _, gap) = route {
                crowd.entry(*gap).or_default().0 += 1;
            }
        }
        let mut lanes: BTreeMap<usize, i32> = BTreeMap::new();
        let total = wires.iter().zip(routes).filter(|(_, route)| matches!(route, Route::Trunk(..)));
        let total = i32::try_from(total.map(|(wire, _)| wire.net).collect::<BTreeSet<_>>().len()).unwrap_or(1);
        let mut lines = Vec::new();
        for (position, (wire, route)) in wires.iter().zip(routes).enumerate() {
            let mut line = Line::default();
            match route {
                Route::Walk(walk) => line.points = self.points(tree, walk, wire.net, tracks),
                Route::Across(from, to, gap) => {
                    let (count, done) = crowd.entry(*gap).or_default();
                    *done += 1;
                    let (one, two) = (&tree[*from], &tree[*to]);
                    let y = one.y + one.height * *done / (*count + 1);
                    let (start, end) = if one.x < two.x { (one.right(), two.x) } else { (one.x, two.right()) };
                    line.points = vec![[start, y], [end, y]];
                    line.label_at = wire.labelled.then_some([start.midpoint(end), y]);
                }
                Route::Trunk(one, two) => {
                    let next = i32::try_from(lanes.len()).unwrap_or(0);
                    let lane = *lanes.entry(wire.net).or_insert(next);
                    let x = tree[tree.regions].x - spacing(total, LANE) * (total - lane);
                    let mut points = self.approach(tree, one, wire.net, tracks);
                    let mut rest = self.approach(tree, two, wire.net, tracks);
                    points.extend(points.last().map(|[_, y]| [x, *y]));
                    points.extend(rest.last().map(|[_, y]| [x, *y]));
                    rest.reverse();
                    points.extend(rest);
                    line.points = points;
                    // Beside its site there is room for the label, whatever the other end.
                    if let (Approach::Straight(id, Side::Right), true) = (one, wire.labelled) {
                        let y = line.points.first().map_or(0, |[_, y]| *y);
                        line.label_at = Some([tree[*id].right() + 8 + label_width(wire) / 2, y]);
                    }
                }
            }
            if let (None, Some((gutter, x))) = (line.label_at, self.labels.get(&position)) {
                line.label_at = Some([*x, self.y_of(tree, *gutter, wire.net, tracks)]);
            }
            line.points = straightened(line.points);
            lines.push(line);
        }
        lines
    }

    /// The corners of an approach, from its box to where it meets the trunk.
    fn approach(&mut self, tree: &Tree, approach: &Approach, net: usize, tracks: &Tracks) -> Vec<[i32; 2]> {
        match approach {
            Approach::Walk(walk) => self.points(tree, walk, net, tracks),
            Approach::Straight(id, side) => {
                let node = &tree[*id];
                let (low, high) = (node.y + 6, node.bottom() - 6);
                let wanted = node.y.midpoint(node.bottom());
                let is_free =
                    |y: i32, clear: i32| self.trunk.range(y - clear..=y + clear).all(|(_, other)| *other == net);
                // Labels need more room than lines.
                let found = [14, 9, 3, 0]
                    .into_iter()
                    .find_map(|clear| nearest(wanted, (low, high), clear, |y| is_free(y, clear)));
                let y = found.unwrap_or(wanted);
                self.trunk.insert(y, net);
                vec![[if *side == Side::Left { node.x } else { node.right() }, y]]
            }
        }
    }

    /// The corners of a walk. One that ends in a gutter ends there at its last upright.
    fn points(&self, tree: &Tree, walk: &Walk, net: usize, tracks: &Tracks) -> Vec<[i32; 2]> {
        let mut points = Vec::new();
        for (index, upright) in walk.uprights.iter().enumerate() {
            let Some(x) = self.x_of(Some(upright), net) else { continue };
            let before = index.checked_sub(1).and_then(|before| walk.gutters.get(before));
            for gutter in [before, walk.gutters.get(index)] {
                let y = gutter.map(|gutter| self.y_of(tree, *gutter, net, tracks)).or_else(|| end_of(tree, *upright));
                points.extend(y.map(|y| [x, y]));
            }
        }
        points
    }
}

/// Where the headers that a way crosses end, so that it keeps right of their text from the start.
fn text_ends(tree: &Tree, uprights: &[Upright]) -> i32 {
    let texts = uprights.iter().filter_map(|upright| match upright {
        Upright::Border(id, Side::Top) => Some(text_end(&tree[*id])),
        _ => None,
    });
    texts.max().unwrap_or(i32::MIN)
}

/// Where the text of a box ends.
fn text_end(node: &Node) -> i32 {
    node.x + PADDING + node.text_width
}

/// The place nearest to the one wanted that will do, within bounds; looked for in finer steps where room is short.
fn nearest(wanted: i32, (low, high): (i32, i32), clear: i32, will_do: impl Fn(i32) -> bool) -> Option<i32> {
    let step = clear / 3 + 1;
    let steps = 0..=(high - low).max(0) / step + 1;
    let mut tries = steps.flat_map(|count| [wanted + step * count, wanted - step * count]);
    tries.find(|place| (low..=high).contains(place) && will_do(*place))
}

/// The height at which an edge that ends with this stretch ends.
fn end_of(tree: &Tree, upright: Upright) -> Option<i32> {
    match upright {
        Upright::Port(id, Side::Top) | Upright::Border(id, Side::Top) => Some(tree[id].y),
        Upright::Port(id, _) | Upright::Border(id, _) => Some(tree[id].bottom()),
        Upright::Gap(_) => None,
    }
}

/// The same line without corners that are none.
fn straightened(points: Vec<[i32; 2]>) -> Vec<[i32; 2]> {
    let mut kept: Vec<[i32; 2]> = Vec::new();
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., one, two] = kept.as_slice()
            && ((one[0] == two[0] && two[0] == point[0]) || (one[1] == two[1] && two[1] == point[1]))
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}
