//! What was read, what was passed over and what is unknown, in lines that all renderers tell.

use super::dto::{CoverageDto, ReadDto, Report, UnknownDto};
use super::words::counted;

/// Lines told of one kind for one input; the JSON result has all of them.
const MOST: usize = 12;

/// One line of the coverage section.
pub(super) struct Line<'r> {
    /// The input that it is about; names are written differently in each format.
    pub(super) file: Option<&'r str>,
    /// What follows the name, or the whole line.
    pub(super) rest: String,
}

/// The lines under their titles, in the order in which they are told. A title without lines has none.
pub(super) fn lines(report: &Report) -> [(&'static str, Vec<Line<'_>>); 5] {
    let coverage: &CoverageDto = &report.coverage;
    let several = coverage.read.len() > 1;
    let of_each = |told: fn(&ReadDto) -> Vec<String>| -> Vec<Line<'_>> {
        coverage
            .read
            .iter()
            .flat_map(|read| {
                told(read).into_iter().map(move |text| match several {
                    true => Line { file: Some(&read.file), rest: format!(": {text}") },
                    false => Line { file: None, rest: text },
                })
            })
            .collect()
    };
    let whole = |texts: &[String]| texts.iter().map(|text| Line { file: None, rest: text.clone() }).collect::<Vec<_>>();
    let inputs = coverage.read.iter().map(|read| Line { file: Some(&read.file), rest: contents(read) });
    let settings = report.settings.files.iter().map(|file| Line { file: Some(file), rest: ": settings".to_owned() });
    let mut unknowns = of_each(unknown);
    unknowns.extend(whole(&coverage.unknown));
    [
        ("read", inputs.chain(settings).collect()),
        ("not read", of_each(passed_over)),
        ("inferred", of_each(|read| short(read.inferred.clone()))),
        ("unknown", unknowns),
        ("not modelled", whole(&coverage.not_modelled)),
    ]
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

/// What an input holds, to stand after its name.
fn contents(read: &ReadDto) -> String {
    let ReadDto { format, vpcs, subnets, sites, applications, needs, links, types, .. } = read;
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
        return format!(": {held}");
    }
    let from: usize = types.values().sum();
    format!(" ({format}): {held}, from {}", counted(from, "object", "objects"))
}
