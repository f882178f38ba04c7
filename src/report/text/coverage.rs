//! What was read and what was not looked at, and the line that sums the report up.

use super::Show;
use super::page::{Page, Tone, columns};
use crate::report::dto::{CoverageDto, ReadDto, Report, UnknownDto};
use crate::report::settled::found;
use crate::report::words::{amount, counted};

/// Width of the words at the left: the longest, and two blanks at either side.
const LEAD: usize = 15;

/// Lines told of one kind for one input; the JSON result has all of them.
const MOST: usize = 12;

pub(super) fn write(coverage: &CoverageDto, settings: &[String], page: &mut Page) {
    page.heading("coverage");
    let several = coverage.read.len() > 1;
    let of_each = |told: fn(&ReadDto) -> Vec<String>| -> Vec<String> {
        let named = |read: &ReadDto, text: String| if several { format!("{}: {text}", read.file) } else { text };
        coverage.read.iter().flat_map(|read| told(read).into_iter().map(move |text| named(read, text))).collect()
    };
    let mut read: Vec<String> = coverage.read.iter().map(contents).collect();
    read.extend(settings.iter().map(|file| format!("{file}: settings")));
    let (passed_over, inferred) = (of_each(passed_over), of_each(|read| short(read.inferred.clone())));
    let unknown: Vec<String> = of_each(unknown).into_iter().chain(coverage.unknown.iter().cloned()).collect();
    let kinds = [
        ("read", &read),
        ("not read", &passed_over),
        ("inferred", &inferred),
        ("unknown", &unknown),
        ("not modelled", &coverage.not_modelled),
    ];
    for (title, list) in kinds {
        for (index, text) in list.iter().enumerate() {
            let title = if index == 0 { title } else { "" };
            let blanks = " ".repeat(LEAD.saturating_sub(columns(title)));
            let lead = format!("  {}{blanks}", page.paint(Tone::Faint, title));
            page.hang(&lead, LEAD + 2, LEAD + 2, text);
        }
    }
    page.blank();
}

/// What of an input did not become part of the design: what could matter one by one, the rest in one line.
fn passed_over(read: &ReadDto) -> Vec<String> {
    let (matter, others): (Vec<_>, Vec<_>) = read.ignored.iter().partition(|one| one.bears_on.is_some());
    let mut told: Vec<String> = matter
        .iter()
        .map(|one| format!("{} of `{}`, which could bear on {}", one.count, one.kind, one.bears_on.unwrap_or_default()))
        .collect();
    if !others.is_empty() {
        let count: usize = others.iter().map(|one| one.count).sum();
        let kinds: Vec<String> = others.iter().map(|one| format!("{} {}", one.count, one.kind)).collect();
        let bear = if count == 1 { "bears" } else { "bear" };
        told.push(format!("{} that {bear} on no verdict: {}", counted(count, "thing", "things"), kinds.join(", ")));
    }
    told
}

/// What is unknown for one reason is told once, with how often.
fn unknown(read: &ReadDto) -> Vec<String> {
    let mut told: Vec<(&UnknownDto, usize)> = Vec::new();
    for one in &read.unknown {
        let alike = |other: &UnknownDto| {
            (&one.because, &one.could_flip, kind(&one.what)) == (&other.because, &other.could_flip, kind(&other.what))
        };
        match told.iter_mut().find(|(other, _)| alike(other)) {
            Some((_, more)) => *more += 1,
            None => told.push((one, 0)),
        }
    }
    let line = |(one, more): &(&UnknownDto, usize)| {
        let and = if *more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{and}: {}; it could flip {}", one.what, one.because, one.could_flip)
    };
    short(told.iter().map(line).collect())
}

/// The part of a text that says what kind of thing it is about: all before the last name.
fn kind(what: &str) -> &str {
    what.trim_end_matches('`').rsplit_once('`').map_or("", |(before, _)| before)
}

fn short(mut told: Vec<String>) -> Vec<String> {
    let more = told.len().saturating_sub(MOST);
    if more > 1 {
        told.truncate(MOST);
        told.push(format!("and {more} more, which `--format json` lists"));
    }
    told
}

fn contents(read: &ReadDto) -> String {
    let ReadDto { file, format, vpcs, subnets, sites, applications, needs, links, types, .. } = read;
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
    let held = if held.is_empty() { "nothing".to_owned() } else { held.join(", ") };
    if *format == "native" {
        return format!("{file}: {held}");
    }
    let from: usize = types.values().sum();
    format!("{file} ({format}): {held}, from {}", counted(from, "object", "objects"))
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
