//! The terminal report: findings as rustc draws them, then the advice, the plan, who says so, and one line that sums up.
//!
//! Words and order only; what is wrong and what to do was decided before.

mod coverage;
mod footnotes;
mod frame;
mod growth;
mod needs;
mod page;
mod plan;
mod settings;

#[cfg(test)]
mod tests;

use super::dto::Report;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::review::Review;
use crate::source::{Document, Part, Pointer, SyntaxError};

use footnotes::Footnotes;
use frame::Frames;
use page::Page;

/// Whether the report is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// ANSI escape sequences for a terminal.
    Colour,
}

/// Which parts of a review are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Findings and coverage.
    Findings,
    /// Findings, advice and coverage.
    Everything,
    /// Advice and coverage; findings only where they kept the advice from being made.
    Advice,
}

/// How a report is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Whether it is coloured.
    pub style: Style,
    /// The width to wrap at, in characters; names and addresses are never broken, so a line may be longer.
    pub width: usize,
    /// Which parts are told.
    pub show: Show,
}

impl Default for Layout {
    /// Everything, in plain text, a hundred characters wide.
    fn default() -> Self {
        Self { style: Style::Plain, width: 100, show: Show::Everything }
    }
}

/// The terminal report, ending in a newline: the same bytes for the same review and layout.
///
/// A fact is told once, with a number in brackets; later findings refer to the number, and the sources at the end list
/// it.
///
/// # Example
/// ```
/// use tieline::facts::Facts;
/// use tieline::report::text::{Layout, render};
/// use tieline::{Input, Scope, review};
///
/// let text = b"tieline: 1\nvpcz: {}\n";
/// let facts = Facts::shipped();
/// let review = review(&[Input { name: "net.yaml", bytes: text }], &facts, Scope::Check);
/// let report = render(&review, &facts, &Layout::default());
/// assert!(report.starts_with("error[TL002]: unknown field `vpcz`\n --> net.yaml:2:1\n"));
/// ```
pub fn render(review: &Review, facts: &Facts, layout: &Layout) -> String {
    let report = Report::of(review, facts);
    let mut page = Page::new(layout);
    let mut notes = Footnotes::new(facts);
    if layout.show != Show::Advice || report.advice.is_none() {
        findings(review, &review.findings, &mut page, &mut notes);
    }
    if let Some(advice) = report.advice.as_ref().filter(|_| layout.show != Show::Findings) {
        needs::write(advice, review, &mut page, &mut notes);
        plan::write(advice, &mut page, &mut notes);
        if let Some(growth) = &report.growth {
            growth::write(growth, &mut page);
        }
        if let Some(after) = review.advice.as_ref().map(|advice| &advice.plan.findings_after)
            && !after.is_empty()
        {
            page.heading("what the rules would newly find with the plan made");
            page.blank();
            findings(review, after, &mut page, &mut notes);
        }
    }
    notes.write(&mut page);
    settings::write(&report.settings, &mut page);
    coverage::write(&report, &mut page);
    page.line(&coverage::summary(&report, layout.show));
    page.finish()
}

/// A file that could not be read as YAML or JSON, drawn as a finding is.
pub fn syntax_error(error: &SyntaxError, layout: &Layout) -> String {
    frame::unreadable(error, layout)
}

/// Something wrong with one value of a document that is no design, drawn as a finding is.
pub fn problem(
    document: &Document,
    at: (&Pointer, Part),
    message: &str,
    help: Option<&str>,
    layout: &Layout,
) -> String {
    frame::problem(document, at, message, help, layout)
}

fn findings(review: &Review, list: &[Finding], page: &mut Page, notes: &mut Footnotes<'_>) {
    let mut frames = Frames { review, layout: page.layout(), notes };
    for finding in list {
        let frame = frames.finding(finding);
        page.raw(&frame);
        page.blank();
    }
}
