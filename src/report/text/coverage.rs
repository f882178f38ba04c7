//! What was read and what was not looked at, and the line that sums the report up.

use super::Show;
use super::page::{Page, Tone, columns};
use super::plan::amount;
use crate::finding::Severity;
use crate::report::dto::{CoverageDto, ReadDto, Report};

/// Width of the words at the left: the longest, and two blanks at either side.
const LEAD: usize = 15;

pub(super) fn write(coverage: &CoverageDto, page: &mut Page) {
    page.heading("coverage");
    let read: Vec<String> = coverage.read.iter().map(contents).collect();
    for (title, list) in [("read", &read), ("unknown", &coverage.unknown), ("not modelled", &coverage.not_modelled)] {
        for (index, text) in list.iter().enumerate() {
            let title = if index == 0 { title } else { "" };
            let blanks = " ".repeat(LEAD.saturating_sub(columns(title)));
            let lead = format!("  {}{blanks}", page.paint(Tone::Faint, title));
            page.hang(&lead, LEAD + 2, LEAD + 2, text);
        }
    }
    page.blank();
}

fn contents(read: &ReadDto) -> String {
    let ReadDto { file, vpcs, subnets, sites, applications, needs, links } = read;
    let kinds = [
        (vpcs, "VPC", "VPCs"),
        (subnets, "subnet", "subnets"),
        (sites, "site", "sites"),
        (applications, "application", "applications"),
        (needs, "need", "needs"),
        (links, "link", "links"),
    ];
    let held: Vec<String> = kinds
        .into_iter()
        .filter(|(count, _, _)| **count > 0)
        .map(|(count, one, many)| counted(*count, one, many))
        .collect();
    if held.is_empty() { format!("{file}: nothing") } else { format!("{file}: {}", held.join(", ")) }
}

/// The last line: how many findings of each severity, how many needs have a plan, what it costs.
pub(super) fn summary(report: &Report, show: Show) -> String {
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let mut text = format!(
        "{}, {}, {}",
        counted(count(Severity::Error), "error", "errors"),
        counted(count(Severity::Warning), "warning", "warnings"),
        counted(count(Severity::Advice), "piece of advice", "pieces of advice"),
    );
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

/// A number with its noun.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
