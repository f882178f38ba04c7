//! The coverage section as text, and the line that sums the report up.

use super::Show;
use super::page::{Page, Tone, columns};
use crate::report::covered;
use crate::report::dto::Report;
use crate::report::settled::found;
use crate::report::words::{amount, counted};

/// Width of the words at the left: the longest, and two blanks at either side.
const LEAD: usize = 15;

pub(super) fn write(report: &Report, page: &mut Page) {
    page.heading("coverage");
    for (title, lines) in covered::lines(report) {
        for (index, line) in lines.iter().enumerate() {
            let title = if index == 0 { title } else { "" };
            let blanks = " ".repeat(LEAD.saturating_sub(columns(title)));
            let lead = format!("  {}{blanks}", page.paint(Tone::Faint, title));
            page.hang(&lead, LEAD + 2, LEAD + 2, &format!("{}{}", line.file.unwrap_or_default(), line.rest));
        }
    }
    page.blank();
}

/// The last line: how many findings of each severity, how many needs have a plan, what it costs.
pub(super) fn summary(report: &Report, show: Show) -> String {
    let mut text = found(report);
    match (&report.advice, show) {
        (_, Show::Findings) => {}
        (None, _) => text.push_str("; no advice while the input has errors"),
        (Some(advice), _) if advice.needs.is_empty() => text.push_str("; no needs, so nothing to plan"),
        (Some(advice), _) => {
            let planned = advice.needs.iter().filter(|need| need.chosen.is_some()).count();
            let all = counted(advice.needs.len(), "need", "needs");
            let verb = if advice.needs.len() == 1 { "has" } else { "have" };
            text = format!("{text}; {planned} of {all} {verb} a plan, {}", amount(&advice.plan.monthly_usd));
        }
    }
    text
}
