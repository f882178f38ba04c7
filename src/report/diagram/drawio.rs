//! A scene as a draw.io file: every box where the scene has it, every edge along the scene's corners.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::svg::escaped;
use super::{BoxKind, Edge, EdgeKind, Scene, SceneBox};
use crate::design::{Family, Mechanism};

/// A scene as an uncompressed draw.io document, ending in a newline. Labels are text, never HTML.
///
/// # Example
/// ```
/// use tieline::report::diagram::{Scene, drawio};
/// let empty = Scene { width: 48, height: 48, boxes: Vec::new(), edges: Vec::new() };
/// assert!(drawio(&empty).starts_with("<mxfile host=\"tieline\">\n"));
/// ```
pub fn drawio(scene: &Scene) -> String {
    let mut out = "<mxfile host=\"tieline\">\n".to_owned();
    let (wide, high) = (scene.width, scene.height);
    line(&mut out, format_args!("<diagram id=\"design\" name=\"Design\">"));
    line(
        &mut out,
        format_args!("<mxGraphModel grid=\"0\" page=\"0\" pageWidth=\"{wide}\" pageHeight=\"{high}\"><root>"),
    );
    line(&mut out, format_args!("<mxCell id=\"0\"/><mxCell id=\"1\" parent=\"0\"/>"));
    let boxes: BTreeMap<&str, (usize, &SceneBox)> =
        scene.boxes.iter().enumerate().map(|(number, one)| (one.id.as_str(), (number, one))).collect();
    for (number, one) in scene.boxes.iter().enumerate() {
        vertex(&mut out, number, one, &boxes);
    }
    for (number, edge) in scene.edges.iter().enumerate() {
        arc(&mut out, number, edge, &boxes);
    }
    out.push_str("</root></mxGraphModel>\n</diagram>\n</mxfile>\n");
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}

fn vertex(out: &mut String, number: usize, one: &SceneBox, boxes: &BTreeMap<&str, (usize, &SceneBox)>) {
    let parent = one.parent.as_deref().and_then(|parent| boxes.get(parent));
    // Children are placed within their parents.
    let (inside, left, top) =
        parent.map_or(("1".to_owned(), 0, 0), |(number, parent)| (format!("b{number}"), parent.x, parent.y));
    let look = match one.kind {
        BoxKind::Region | BoxKind::Account => "fillColor=none;dashed=1;strokeColor=#54606e;",
        BoxKind::Vpc => "fillColor=#eef5fc;strokeColor=#6f9fd0;",
        BoxKind::Subnet | BoxKind::Site => "fillColor=#ffffff;strokeColor=#aeb9c6;",
        BoxKind::Application => "fillColor=#eefaf1;strokeColor=#7bb68d;",
        BoxKind::Hub => "arcSize=50;fillColor=#fdf4e3;strokeColor=#c99a3f;",
    };
    let planned = if one.id.starts_with("plan/") { "dashed=1;strokeColor=#1a7340;" } else { "" };
    let detail = if one.detail.is_empty() { String::new() } else { format!("&#10;{}", escaped(&one.detail)) };
    line(
        out,
        format_args!(
            "<mxCell id=\"b{number}\" value=\"{}{detail}\" style=\"rounded=1;html=0;whiteSpace=wrap;align=left;verticalAlign=top;spacingLeft=8;fontSize=12;container=1;collapsible=0;{look}{planned}\" vertex=\"1\" parent=\"{inside}\"><mxGeometry x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" as=\"geometry\"/></mxCell>",
            escaped(&one.label),
            one.x - left,
            one.y - top,
            one.width,
            one.height,
        ),
    );
}

fn arc(out: &mut String, number: usize, edge: &Edge, boxes: &BTreeMap<&str, (usize, &SceneBox)>) {
    let (Some((from, _)), Some((to, _))) = (boxes.get(edge.from.as_str()), boxes.get(edge.to.as_str())) else { return };
    let look = match edge.kind {
        EdgeKind::Need if edge.never => "dashed=1;strokeColor=#b3261e;endArrow=cross;".to_owned(),
        EdgeKind::Need => "dashed=1;endArrow=classic;".to_owned(),
        EdgeKind::Link => format!("endArrow=none;strokeWidth=2;strokeColor={};", colour(edge.mechanism)),
        EdgeKind::Plan => {
            format!("endArrow=none;strokeWidth=3;dashed=1;dashPattern=1 2;strokeColor={};", colour(edge.mechanism))
        }
    };
    let corners = edge.points.get(1..edge.points.len().saturating_sub(1)).unwrap_or_default();
    let corners: String = corners.iter().map(|[x, y]| format!("<mxPoint x=\"{x}\" y=\"{y}\"/>")).collect();
    let corners = if corners.is_empty() { corners } else { format!("<Array as=\"points\">{corners}</Array>") };
    line(
        out,
        format_args!(
            "<mxCell id=\"e{number}\" value=\"{}\" style=\"html=0;rounded=1;fontSize=11;{look}\" edge=\"1\" parent=\"1\" source=\"b{from}\" target=\"b{to}\"><mxGeometry relative=\"1\" as=\"geometry\">{corners}</mxGeometry></mxCell>",
            escaped(&edge.label)
        ),
    );
}

fn colour(mechanism: Option<&str>) -> &'static str {
    match mechanism.and_then(Mechanism::from_wire).map(Mechanism::family) {
        Some(Family::Peering) => "#2f7fd0",
        Some(Family::TransitGateway) => "#c07d10",
        Some(Family::PrivateLink) => "#8a57c9",
        Some(Family::Lattice) => "#15936b",
        _ => "#7a8794",
    }
}
