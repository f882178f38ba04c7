//! A scene as a Graphviz graph: boxes that hold others are clusters, the layout is Graphviz's own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{BoxKind, EdgeKind, Scene, SceneBox};
use crate::report::words::clean;

/// A scene in the DOT language, ending in a newline.
///
/// # Example
/// ```
/// use tieline::report::diagram::{Scene, dot};
/// let empty = Scene { width: 48, height: 48, boxes: Vec::new(), edges: Vec::new() };
/// assert!(dot(&empty).starts_with("graph tieline {\n"));
/// ```
pub fn dot(scene: &Scene) -> String {
    let mut out = "graph tieline {\n".to_owned();
    out.push_str("  compound=true;\n  rankdir=LR;\n  fontname=\"Helvetica\";\n");
    out.push_str("  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"Helvetica\"];\n");
    out.push_str("  edge [fontname=\"Helvetica\", fontsize=10];\n");
    let mut inside: BTreeMap<Option<&str>, Vec<(usize, &SceneBox)>> = BTreeMap::new();
    for (number, one) in scene.boxes.iter().enumerate() {
        inside.entry(one.parent.as_deref()).or_default().push((number, one));
    }
    for (number, one) in inside.get(&None).into_iter().flatten() {
        place(&mut out, *number, one, &inside, 1);
    }
    let ends: BTreeMap<&str, (usize, bool)> = scene
        .boxes
        .iter()
        .enumerate()
        .map(|(number, one)| (one.id.as_str(), (number, inside.contains_key(&Some(one.id.as_str())))))
        .collect();
    for edge in &scene.edges {
        let (Some((from, from_cluster)), Some((to, to_cluster))) =
            (ends.get(edge.from.as_str()), ends.get(edge.to.as_str()))
        else {
            continue;
        };
        let mut marks = vec![format!("label={}", quoted(&edge.label))];
        marks.extend(from_cluster.then(|| format!("ltail=cluster{from}")));
        marks.extend(to_cluster.then(|| format!("lhead=cluster{to}")));
        marks.push(
            match edge.kind {
                EdgeKind::Link => "style=bold",
                EdgeKind::Need if edge.never => "style=dotted, color=\"#b3261e\", dir=forward, arrowhead=tee",
                EdgeKind::Need => "style=dashed, dir=forward",
                EdgeKind::Plan => "style=dotted, penwidth=2, color=\"#1a7340\"",
            }
            .to_owned(),
        );
        line(&mut out, format_args!("  n{from} -- n{to} [{}];", marks.join(", ")));
    }
    out.push_str("}\n");
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}

fn place(
    out: &mut String,
    number: usize,
    one: &SceneBox,
    inside: &BTreeMap<Option<&str>, Vec<(usize, &SceneBox)>>,
    depth: usize,
) {
    let indent = "  ".repeat(depth);
    let label = quoted(&one.title);
    let Some(children) = inside.get(&Some(one.id.as_str())) else {
        let look = match one.kind {
            BoxKind::Hub => ", shape=oval, fillcolor=\"#fdf4e3\"",
            BoxKind::Application => ", fillcolor=\"#eefaf1\"",
            _ => "",
        };
        line(out, format_args!("{indent}n{number} [label={label}{look}];"));
        return;
    };
    let fill = if one.kind == BoxKind::Vpc { "#eef5fc" } else { "#ffffff" };
    line(out, format_args!("{indent}subgraph cluster{number} {{"));
    line(out, format_args!("{indent}  label={label}; style=\"rounded,filled\"; fillcolor=\"{fill}\";"));
    // An edge ends at a node, never at a cluster: this one stands for the cluster and is not seen.
    line(out, format_args!("{indent}  n{number} [label=\"\", shape=point, style=invis];"));
    for (number, child) in children {
        place(out, *number, child, inside, depth.saturating_add(1));
    }
    line(out, format_args!("{indent}}}"));
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", clean(text).replace('\\', "\\\\").replace('"', "\\\""))
}
