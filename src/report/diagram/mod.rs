//! The picture of a design: one [`Scene`] of boxes and edges, placed here and drawn by others.
//!
//! Containment is a tree of fixed order, so the layout is packing and not graph drawing: boxes are sized from the
//! inside out and shelved in rows; edges run in the gutters between rows and the gaps between the boxes of a row,
//! which are as wide as the edges in them need. Nothing is searched for, so a scene costs about one sort.

mod channels;
mod connect;
mod content;
pub mod dot;
pub mod drawio;
mod layout;
pub mod mermaid;
mod route;
pub mod svg;
mod text;
mod tracks;
mod tree;

use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::Severity;
use crate::review::Review;

pub use dot::dot;
pub use drawio::drawio;
pub use mermaid::mermaid;
pub use svg::svg;

/// What the edge of a forbidden need says.
pub const MUST_NOT_REACH: &str = "must not reach";

/// A picture: boxes inside boxes, and edges between them.
///
/// # Units
/// Pixels at a text size of 11 to 14, from the upper left corner, `y` downwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scene {
    /// How wide the picture is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
    /// The boxes, each after the box it stands in.
    pub boxes: Vec<SceneBox>,
    /// The edges: links, then needs, then what the plan adds.
    pub edges: Vec<Edge>,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SceneBox {
    /// Its name in the scene, such as `vpc/shop`; what the plan adds starts with `plan/`.
    pub id: String,
    /// What it stands for.
    pub kind: BoxKind,
    /// Its first line, shortened so that it fits.
    pub label: String,
    /// Its second line, shortened so that it fits; empty when there is none.
    pub detail: String,
    /// Both lines in full.
    pub title: String,
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// The box it stands in.
    pub parent: Option<String>,
    /// Where the thing stands in its file (RFC 6901).
    pub pointer: Option<String>,
    /// The file.
    pub file: Option<String>,
    /// The worst finding about it.
    pub severity: Option<Severity>,
    /// The range it shares with others: networks with one number use the same addresses. As `overlaps` of
    /// `tieline space` counts them.
    pub shares: Option<usize>,
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BoxKind {
    /// An AWS Region.
    Region,
    /// An AWS account, drawn when there are several.
    Account,
    /// A VPC.
    Vpc,
    /// A subnet.
    Subnet,
    /// An application.
    Application,
    /// An on-premises site.
    Site,
    /// A link with several ends: a transit gateway, an endpoint service, a resource configuration, a service network.
    Hub,
}

/// An edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edge {
    /// Its name in the scene, such as `link/hub/shop`; what the plan adds starts with `plan/`.
    pub id: String,
    /// What it stands for.
    pub kind: EdgeKind,
    /// The mechanism of a link, by its name on the wire.
    pub mechanism: Option<&'static str>,
    /// What it is called: the name of the link or need.
    pub label: String,
    /// The box it starts from.
    pub from: String,
    /// The box it leads to.
    pub to: String,
    /// Its corners, each `[x, y]`; every stretch is horizontal or vertical.
    pub points: Vec<[i32; 2]>,
    /// The middle of its label; null when the box at its end names it already.
    pub label_at: Option<[i32; 2]>,
    /// Where the thing stands in its file (RFC 6901).
    pub pointer: Option<String>,
    /// The file.
    pub file: Option<String>,
    /// Whether it is a need that its ends never reach each other.
    pub never: bool,
    /// What a need sends, in megabytes a month, where it says so.
    pub volume_mb: Option<u64>,
    /// The worst finding about it.
    pub severity: Option<Severity>,
}

/// What an edge stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EdgeKind {
    /// A link of the design, or one end of it.
    Link,
    /// A need.
    Need,
    /// A link, or one end of it, that the plan adds.
    Plan,
}

impl Scene {
    /// The picture of a design and, where there is advice, of what its plan adds.
    ///
    /// Complexity: O(n log n) in boxes and edges, and for an edge the boxes in the rows it crosses.
    ///
    /// # Example
    /// ```
    /// use tieline::facts::Facts;
    /// use tieline::report::diagram::Scene;
    /// use tieline::{Input, Scope, review};
    ///
    /// let text = b"tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.1.0.0/16] }\nlinks:\n  ab: { vpc_peering: { between: [a, b] } }\n";
    /// let scene = Scene::of(&review(&[Input { name: "net.yaml", bytes: text }], &Facts::shipped(), Scope::Check));
    /// let names: Vec<&str> = scene.boxes.iter().map(|one| one.id.as_str()).collect();
    /// assert_eq!(names, ["region/", "vpc/a", "vpc/b"]);
    /// assert_eq!((scene.edges[0].from.as_str(), scene.edges[0].to.as_str()), ("vpc/a", "vpc/b"));
    /// ```
    pub fn of(review: &Review) -> Self {
        let mut picture = content::Picture::of(review);
        layout::pack(&mut picture.tree);
        let frame = layout::Frame::default();
        layout::place(&mut picture.tree, &frame);
        let routes = route::routes(&picture.tree, &picture.wires);
        let drawn = tracks::draw(&mut picture.tree, &picture.wires, &routes);
        picture.into_scene(drawn)
    }
}
