//! The report as one HTML page that stands alone: no script, nothing fetched, the picture of the design within.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;
use askama::filters::{Html, escape};

use super::covered;
use super::curves::{self, CurvesReport};
use super::diagram::{Scene, svg};
use super::dto::{AtDto, Report, SourceDto};
use super::settled;
use super::words::{self, Piece, clean};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::review::Review;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    report: &'r Report,
    /// The picture as an address of its own, so that its styles stay inside it.
    picture: String,
    covered: [(&'static str, Vec<covered::Line<'r>>); 5],
    /// Cost over volume, a picture for each need of the advice.
    curves: BTreeMap<String, String>,
}

/// A review as an HTML page: whatever the input's names hold stays text.
///
/// # Example
/// ```
/// use tieline::facts::Facts;
/// use tieline::{Input, Scope, report, review};
///
/// let text = b"tieline: 1\nvpcs:\n  \"<b>\": { cidrs: [10.0.0.0/29] }\n";
/// let facts = Facts::shipped();
/// let page = report::html(&review(&[Input { name: "net.yaml", bytes: text }], &facts, Scope::Check), &facts);
/// assert!(page.starts_with("<!doctype html>") && !page.contains("<b>"));
/// ```
pub fn html(review: &Review, facts: &Facts) -> String {
    let report = Report::of(review, facts);
    let picture = address(&svg(&Scene::of(review)));
    let curves = CurvesReport::of(review, facts);
    let curves =
        curves.needs.iter().map(|need| (need.need.clone(), curves::picture(need, &curves.volumes_mb))).collect();
    // Writing to a text cannot fail. A template's last newline is not part of it.
    Page { report: &report, picture, covered: covered::lines(&report), curves }.render().unwrap_or_default() + "\n"
}

/// A sentence of the engine as markup: names as code, and nothing of the input as anything but text.
fn told(text: &str) -> String {
    let mut out = String::new();
    for piece in words::pieces(text) {
        let (before, text, after) = match piece {
            Piece::Name(text) => ("<code>", text, "</code>"),
            Piece::Words(text) => ("", text, ""),
        };
        let text = clean(text);
        // Escaping cannot fail.
        let Ok(safe) = escape(&text, Html);
        let _ = write!(out, "{before}{safe}{after}");
    }
    out
}

fn place(at: &AtDto) -> String {
    match (&at.file, at.line) {
        (Some(file), Some(line)) => clean(&format!("{file}:{line}:{}", at.column.unwrap_or(1))),
        _ => clean(&format!("{} {}", at.kind, at.id)),
    }
}

fn mark(severity: &Severity) -> &'static str {
    match severity {
        Severity::Error => "✕ Error",
        Severity::Warning => "▲ Warning",
        Severity::Advice => "i Advice",
    }
}

fn address_of(source: &SourceDto) -> Option<&str> {
    secure(&source.url)
}

fn secure(url: &Option<String>) -> Option<&str> {
    url.as_deref().filter(|url| url.starts_with("https://"))
}

/// An SVG document as an address that holds it.
fn address(svg: &str) -> String {
    let mut out = "data:image/svg+xml,".to_owned();
    for byte in svg.bytes() {
        if byte.is_ascii_alphanumeric() || b" -_.~/:=;,()'!*+?@$".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
