//! A scene as a Mermaid flowchart, for readers of Markdown: the boxes and edges, laid out by the reader.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{BoxKind, Edge, EdgeKind, Scene, SceneBox};
use crate::report::words::clean;

/// A scene as a Mermaid flowchart, ending in a newline. Names of the input are quoted and escaped.
///
/// # Example
/// ```
/// use tieline::report::diagram::{Scene, mermaid};
/// let empty = Scene { width: 48, height: 48, boxes: Vec::new(), edges: Vec::new() };
/// assert!(mermaid(&empty).starts_with("flowchart LR\n"));
/// ```
pub fn mermaid(scene: &Scene) -> String {
    let mut out = "flowchart LR\n".to_owned();
    let numbers: BTreeMap<&str, usize> =
        scene.boxes.iter().enumerate().map(|(number, one)| (one.id.as_str(), number)).collect();
    let mut inside: BTreeMap<Option<&str>, Vec<&SceneBox>> = BTreeMap::new();
    for one in &scene.boxes {
        inside.entry(one.parent.as_deref()).or_default().push(one);
    }
    for one in inside.get(&None).into_iter().flatten() {
        place(&mut out, one, &numbers, &inside, 1);
    }
    for edge in &scene.edges {
        let (Some(from), Some(to)) = (numbers.get(edge.from.as_str()), numbers.get(edge.to.as_str())) else { continue };
        line(&mut out, format_args!("  n{from} {} n{to}", stroke(edge)));
    }
    for (class, look) in [
        ("vpc", "fill:#eef5fc,stroke:#6f9fd0,color:#1c2530"),
        ("subnet", "fill:#ffffff,stroke:#aeb9c6,color:#1c2530"),
        ("application", "fill:#eefaf1,stroke:#7bb68d,color:#1c2530"),
        ("hub", "fill:#fdf4e3,stroke:#c99a3f,color:#1c2530"),
    ] {
        let of_class = |one: &&SceneBox| class_of(one.kind) == Some(class);
        let named: Vec<String> = scene
            .boxes
            .iter()
            .filter(of_class)
            .filter_map(|one| numbers.get(one.id.as_str()))
            .map(|number| format!("n{number}"))
            .collect();
        if !named.is_empty() {
            line(&mut out, format_args!("  classDef {class} {look}\n  class {} {class}", named.join(",")));
        }
    }
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}

fn class_of(kind: BoxKind) -> Option<&'static str> {
    match kind {
        BoxKind::Vpc => Some("vpc"),
        BoxKind::Subnet => Some("subnet"),
        BoxKind::Application => Some("application"),
        BoxKind::Hub => Some("hub"),
        _ => None,
    }
}

fn place(
    out: &mut String,
    one: &SceneBox,
    numbers: &BTreeMap<&str, usize>,
    inside: &BTreeMap<Option<&str>, Vec<&SceneBox>>,
    depth: usize,
) {
    let Some(number) = numbers.get(one.id.as_str()) else { return };
    let indent = "  ".repeat(depth);
    let label = quoted(&one.title);
    match inside.get(&Some(one.id.as_str())) {
        Some(children) => {
            line(out, format_args!("{indent}subgraph n{number}[{label}]"));
            for child in children {
                place(out, child, numbers, inside, depth.saturating_add(1));
            }
            line(out, format_args!("{indent}end"));
        }
        None if one.kind == BoxKind::Hub => line(out, format_args!("{indent}n{number}([{label}])")),
        None => line(out, format_args!("{indent}n{number}[{label}]")),
    }
}

fn stroke(edge: &Edge) -> String {
    let label = quoted(&edge.label);
    match edge.kind {
        EdgeKind::Link => format!("---|{label}|"),
        EdgeKind::Need if edge.never => format!("-.-x|{label}|"),
        EdgeKind::Need => format!("-.->|{label}|"),
        EdgeKind::Plan => format!("===|{}|", quoted(&format!("planned: {}", edge.label))),
    }
}

/// A text as Mermaid quotes it: marks that mean something to it, or to HTML, by their names.
fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for character in clean(text).chars() {
        match character {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '`' => out.push_str("#96;"),
            ';' => out.push_str("#59;"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_name_ends_its_quotes() {
        assert_eq!(super::quoted("a\"]; b<script>"), "\"a#quot;]#59; b#lt;script#gt;\"");
    }
}
