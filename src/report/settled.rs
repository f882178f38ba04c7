//! What the settings made of the findings, in words shared by all renderers.

use super::dto::{AllowedDto, AtDto, Report, SettingsDto, SeverityDto};
use super::words::counted;
use crate::finding::Severity;

/// The heading over what is allowed.
pub(super) fn allowed_title(settings: &SettingsDto) -> String {
    settings.today.as_ref().map_or_else(|| "allowed".to_owned(), |today| format!("allowed on {today}"))
}

/// How many findings of each severity there are, and what of them is left out.
pub(super) fn found(report: &Report) -> String {
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    format!(
        "{}, {}, {}{}",
        counted(count(Severity::Error), "error", "errors"),
        counted(count(Severity::Warning), "warning", "warnings"),
        counted(count(Severity::Advice), "piece of advice", "pieces of advice"),
        left_out(report),
    )
}

/// What a summary adds about findings that are not among those told: nothing, or a phrase that starts with a comma.
fn left_out(report: &Report) -> String {
    let allowed = report.settings.allowed.iter().map(|one| one.findings.len()).sum::<usize>();
    let off = report.settings.severities.iter().filter(|one| one.severity == "off").map(|one| one.findings).sum();
    let mut text = String::new();
    for (count, what) in [(allowed, "allowed"), (off, "of rules that are off")] {
        if count > 0 {
            text = format!("{text}, {count} {what}");
        }
    }
    text
}

/// What one allowance allows: rules with counts, until when, where it stands and why.
pub(super) fn allowed(one: &AllowedDto) -> String {
    let mut by_rule: Vec<(String, usize)> = Vec::new();
    for finding in &one.findings {
        let title = format!("{} {}", finding.rule, finding.name);
        match by_rule.iter_mut().find(|(name, _)| *name == title) {
            Some((_, count)) => *count += 1,
            None => by_rule.push((title, 1)),
        }
    }
    let found: Vec<String> =
        by_rule.iter().map(|(title, count)| format!("{title}: {}", counted(*count, "finding", "findings"))).collect();
    let until = one.until.as_ref().map_or_else(|| "without end".to_owned(), |day| format!("until {day}"));
    format!("{}, {until} ({}): {}", found.join(", "), place(&one.at), one.reason)
}

/// A severity that is set, where, and for how many findings.
pub(super) fn severity(one: &SeverityDto) -> String {
    let count = counted(one.findings, "finding", "findings");
    let count = if one.severity == "off" { format!("{count} not told") } else { count };
    format!("{} {} is {} ({}): {count}", one.rule.rule, one.rule.name, one.severity, place(&one.at))
}

fn place(at: &AtDto) -> String {
    match (&at.file, at.line, at.column) {
        (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (Some(file), ..) => file.clone(),
        _ => at.pointer.clone(),
    }
}
