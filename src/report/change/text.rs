//! What a change does, for people.

use std::fmt::Write as _;

use super::{ChangeReport, FindingChange, ReachChange};
use crate::facts::Usd;

/// The report as text, ending in a newline.
pub fn render(report: &ChangeReport) -> String {
    let mut text = String::new();
    reach(&mut text, "newly reachable", "+", &report.newly_reachable);
    reach(&mut text, "newly blocked", "-", &report.newly_blocked);
    reach(&mut text, "newly unknown", "?", &report.newly_unknown);
    findings(&mut text, "newly wrong", &report.newly_wrong);
    findings(&mut text, "no longer wrong", &report.no_longer_wrong);
    if text.is_empty() {
        text.push_str("nothing changes: the same reach, the same findings\n");
    }
    if let Some(price) = &report.monthly_usd {
        let sign = if price.difference < Usd::ZERO { "" } else { "+" };
        let _ =
            writeln!(text, "the plan costs {} USD a month ({sign}{}; was {})", price.new, price.difference, price.old);
    }
    text
}

fn reach(text: &mut String, title: &str, sign: &str, changes: &[ReachChange]) {
    if changes.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title}: {}", changes.len());
    for change in changes {
        let witness = change.witness.as_ref().map(|packet| format!(" ({packet})")).unwrap_or_default();
        let _ = writeln!(text, "  {sign} {} → {}: {}{witness}", change.from, change.to, change.what);
    }
}

fn findings(text: &mut String, title: &str, changes: &[FindingChange]) {
    if changes.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title}: {}", changes.len());
    for change in changes {
        let _ = writeln!(text, "  {}[{}]: {}", change.severity, change.rule, change.message);
    }
}
