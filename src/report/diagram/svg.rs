//! A scene as a standalone SVG document: text and shapes only, light or dark as its reader prefers.

use std::fmt::Write as _;

use super::channels::EDGE_COLUMNS;
use super::text::{columns, shortened, width};
use super::{BoxKind, Edge, EdgeKind, Scene, SceneBox};
use crate::finding::Severity;
use crate::report::words::clean;

const STYLE: &str = include_str!("svg.css");

/// How far a corner of an edge is rounded.
const ROUND: i32 = 6;
/// The height of the legend below the scene.
const LEGEND: i32 = 34;

/// A scene as an SVG 1.1 document, ending in a newline. It holds no script, and refers to nothing outside itself.
///
/// # Example
/// ```
/// use tieline::report::diagram::{Scene, svg};
/// let empty = Scene { width: 48, height: 48, boxes: Vec::new(), edges: Vec::new() };
/// let text = svg(&empty);
/// assert!(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
/// assert!(text.ends_with("</svg>\n"));
/// ```
pub fn svg(scene: &Scene) -> String {
    let legend = Legend::of(scene);
    let wide = scene.width.max(legend.width() + 48);
    let high = scene.height + if legend.entries.is_empty() { 0 } else { LEGEND };
    let mut out = String::new();
    line(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" role=\"img\" aria-labelledby=\"tieline-title\">"
        ),
    );
    line(&mut out, format_args!("<title id=\"tieline-title\">{}</title>", summary(scene)));
    line(&mut out, format_args!("<style>\n{}</style>", STYLE));
    out.push_str("<defs>\n");
    for name in ["need", "never"] {
        line(
            &mut out,
            format_args!(
                "<marker id=\"tieline-{name}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head {name}\" d=\"M0 0.5L8 4L0 7.5z\"/></marker>"
            ),
        );
    }
    out.push_str("</defs>\n");
    line(&mut out, format_args!("<rect class=\"paper\" width=\"{wide}\" height=\"{high}\"/>"));
    for one in &scene.boxes {
        frame(&mut out, one);
    }
    for edge in &scene.edges {
        stroke(&mut out, edge);
    }
    // Words last, so that no line crosses them out.
    for one in &scene.boxes {
        words(&mut out, one);
    }
    for edge in &scene.edges {
        label(&mut out, edge, &scene.boxes);
    }
    legend.draw(&mut out, scene.height);
    out.push_str("</svg>\n");
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}

fn summary(scene: &Scene) -> String {
    let count = |kind| scene.boxes.iter().filter(|one| one.kind == kind).count();
    let needs = scene.edges.iter().filter(|edge| edge.kind == EdgeKind::Need).count();
    let counts =
        [(count(BoxKind::Vpc), "VPC", "VPCs"), (count(BoxKind::Site), "site", "sites"), (needs, "need", "needs")];
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    if told.is_empty() { "Network design".to_owned() } else { format!("Network design: {}", told.join(", ")) }
}

fn kind_class(kind: BoxKind) -> &'static str {
    match kind {
        BoxKind::Region => "region",
        BoxKind::Account => "account",
        BoxKind::Vpc => "vpc",
        BoxKind::Subnet => "subnet",
        BoxKind::Application => "application",
        BoxKind::Site => "site",
        BoxKind::Hub => "hub",
    }
}

fn severity_class(severity: Option<Severity>) -> &'static str {
    match severity {
        None => "",
        Some(Severity::Error) => " error",
        Some(Severity::Warning) => " warning",
        Some(Severity::Advice) => " advice",
    }
}

fn plan_class(id: &str) -> &'static str {
    if id.starts_with("plan/") { " plan" } else { "" }
}

fn frame(out: &mut String, one: &SceneBox) {
    let round = match one.kind {
        BoxKind::Hub => one.height / 2,
        BoxKind::Application => 6,
        BoxKind::Subnet => 5,
        _ => 10,
    };
    line(
        out,
        format_args!(
            "<g class=\"{}{}{}\"><title>{}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{round}\"/></g>",
            kind_class(one.kind),
            plan_class(&one.id),
            severity_class(one.severity),
            escaped(&one.title),
            one.x,
            one.y,
            one.width,
            one.height,
        ),
    );
}

fn words(out: &mut String, one: &SceneBox) {
    let kind = format!("{}{}", kind_class(one.kind), plan_class(&one.id));
    let centred = one.kind == BoxKind::Hub;
    let (x, class) = if centred { (one.x + one.width / 2, " centred") } else { (one.x + 12, "") };
    let alone = one.detail.is_empty();
    // Without a second line the first stands where both would be centred.
    let top = if alone { one.y + 19 } else { one.y + 18 };
    line(out, format_args!("<text class=\"label {kind}{class}\" x=\"{x}\" y=\"{top}\">{}</text>", escaped(&one.label)));
    if !alone {
        let y = one.y + 34;
        line(
            out,
            format_args!("<text class=\"detail {kind}{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(&one.detail)),
        );
    }
    if let Some(severity) = one.severity {
        let (x, y) = if centred { (one.x + one.width - 14, one.y + 10) } else { (one.x + one.width - 13, one.y + 13) };
        mark(out, severity, x, y);
    }
}

/// The mark of a finding: a sign in a disc, so that colour never says it alone.
fn mark(out: &mut String, severity: Severity, x: i32, y: i32) {
    let sign = match severity {
        Severity::Error => "×",
        Severity::Warning => "!",
        Severity::Advice => "i",
    };
    line(
        out,
        format_args!(
            "<g class=\"mark {severity}\"><title>{severity}</title><circle cx=\"{x}\" cy=\"{y}\" r=\"7\"/><text x=\"{x}\" y=\"{}\">{sign}</text></g>",
            y + 4
        ),
    );
}

/// The look of a mechanism: one for each family.
fn family_class(mechanism: Option<&str>) -> &'static str {
    match mechanism.and_then(crate::design::Mechanism::from_wire) {
        None => "other",
        Some(mechanism) => match mechanism.family() {
            crate::design::Family::Peering => "peering",
            crate::design::Family::TransitGateway => "gateway",
            crate::design::Family::PrivateLink => "privatelink",
            crate::design::Family::Lattice => "lattice",
            crate::design::Family::Other => "other",
        },
    }
}

fn edge_class(edge: &Edge) -> String {
    let severity = severity_class(edge.severity);
    match edge.kind {
        EdgeKind::Need if edge.never => format!("edge never{severity}"),
        EdgeKind::Need => format!("edge need{severity}"),
        EdgeKind::Link => format!("edge {}{severity}", family_class(edge.mechanism)),
        EdgeKind::Plan => format!("edge {} plan{severity}", family_class(edge.mechanism)),
    }
}

fn stroke(out: &mut String, edge: &Edge) {
    let path = rounded(&edge.points);
    let head = match edge.kind {
        EdgeKind::Need if edge.never => " marker-end=\"url(#tieline-never)\"",
        EdgeKind::Need => " marker-end=\"url(#tieline-need)\"",
        EdgeKind::Link | EdgeKind::Plan => "",
    };
    let title = escaped(&title_of(edge));
    line(out, format_args!("<path class=\"{}\" d=\"{path}\"{head}><title>{title}</title></path>", edge_class(edge)));
}

fn title_of(edge: &Edge) -> String {
    let mechanism = edge.mechanism.and_then(crate::design::Mechanism::from_wire);
    let what = mechanism.map_or(String::new(), |mechanism| format!(" ({})", mechanism.title()));
    let planned = if edge.kind == EdgeKind::Plan { "planned: " } else { "" };
    format!("{planned}{}{what}: {} to {}", edge.label, edge.from, edge.to)
}

/// A line with its corners rounded.
fn rounded(points: &[[i32; 2]]) -> String {
    let mut path = String::new();
    for (index, [x, y]) in points.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| points.get(before));
        let (Some(before), Some(after)) = (before, points.get(index + 1)) else {
            let _ = write!(path, "{}{x} {y}", if index == 0 { "M" } else { "L" });
            continue;
        };
        let [x1, y1] = towards([*x, *y], *before);
        let [x2, y2] = towards([*x, *y], *after);
        let _ = write!(path, "L{x1} {y1}Q{x} {y} {x2} {y2}");
    }
    path
}

/// The point a little way from a corner to the next one, at most half way.
fn towards([x, y]: [i32; 2], [to_x, to_y]: [i32; 2]) -> [i32; 2] {
    let step = |from: i32, to: i32| from + (to - from).signum() * ROUND.min((to - from).abs() / 2);
    [step(x, to_x), step(y, to_y)]
}

fn label(out: &mut String, edge: &Edge, boxes: &[SceneBox]) {
    let Some([x, y]) = edge.label_at else { return };
    let text = shortened(&edge.label, EDGE_COLUMNS);
    // A label wipes the lines behind it with the colour of the innermost box it stands in, the last that holds it.
    let holds = |one: &&SceneBox| (one.x..one.x + one.width).contains(&x) && (one.y..one.y + one.height).contains(&y);
    let ground = boxes.iter().rev().find(holds).map_or("paper", |one| kind_class(one.kind));
    let class = format!("{} on-{ground}", edge_class(edge).replacen("edge", "name", 1));
    line(out, format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{}\">{}</text>", y + 4, escaped(&text)));
    if let Some(severity) = edge.severity {
        mark(out, severity, x - width(&text, 56) / 2 - 10, y);
    }
}

/// What the kinds of line in a scene mean.
struct Legend {
    entries: Vec<(String, &'static str)>,
}

impl Legend {
    fn of(scene: &Scene) -> Self {
        let known = [
            ("edge peering", "VPC peering"),
            ("edge gateway", "Transit Gateway"),
            ("edge privatelink", "PrivateLink"),
            ("edge lattice", "VPC Lattice"),
            ("edge other", "Direct Connect, VPN"),
            ("edge need", "need"),
            ("edge never", "must not reach"),
        ];
        let used: Vec<String> =
            scene.edges.iter().map(|edge| edge_class(&Edge { severity: None, ..edge.clone() })).collect();
        let is_used = |class: &str| used.iter().any(|one| one.strip_suffix(" plan").unwrap_or(one) == class);
        let mut entries: Vec<(String, &'static str)> = known
            .iter()
            .filter(|(class, _)| is_used(class))
            .map(|(class, text)| ((*class).to_owned(), *text))
            .collect();
        if scene.edges.iter().any(|edge| edge.kind == EdgeKind::Plan) {
            entries.push(("edge plain plan".to_owned(), "planned"));
        }
        Self { entries }
    }

    fn entry_width(text: &str) -> i32 {
        i32::try_from(columns(text)).unwrap_or(0) * 7 + 54
    }

    fn width(&self) -> i32 {
        self.entries.iter().map(|(_, text)| Self::entry_width(text)).sum()
    }

    fn draw(&self, out: &mut String, top: i32) {
        let mut x = 24;
        let y = top + LEGEND / 2 - 8;
        for (class, text) in &self.entries {
            let head = match class.as_str() {
                "edge need" => " marker-end=\"url(#tieline-need)\"",
                "edge never" => " marker-end=\"url(#tieline-never)\"",
                _ => "",
            };
            line(out, format_args!("<path class=\"{class}\" d=\"M{x} {y}L{} {y}\"{head}/>", x + 28));
            line(out, format_args!("<text class=\"detail key\" x=\"{}\" y=\"{}\">{text}</text>", x + 36, y + 4));
            x += Self::entry_width(text);
        }
    }
}

/// A text as XML text or attribute. Characters that XML cannot hold become the replacement character, and so do marks
/// that turn the direction of writing.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let without_lines = text.replace(['\t', '\n', '\r'], " ");
    for character in clean(&without_lines).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
