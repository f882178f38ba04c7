//! Entries and items between brackets, in JSON and in YAML: on one line, or each on its own.

use super::place::Part;
use super::plan::{Change, Plan};
use super::{EditError, render};
use crate::source::Format;

pub(super) fn change(plan: &mut Plan<'_>, change: &Change<'_>) -> Result<(), EditError> {
    let Some(last) = change.last_kept() else {
        return emptied(plan, change);
    };
    let mut appended = change.inserts.is_empty();
    for (run, next) in change.runs() {
        // What is added takes the place of the last ones where those go.
        if let (false, None, [first, ..]) = (appended, next, run.as_slice()) {
            let end = run.last().unwrap_or(first);
            plan.can_go(first.span.start, end.span.end, change.at)?;
            let text = render::joined(entries(plan, change));
            plan.push(first.span.start, end.span.end, text);
            appended = true;
        } else {
            remove(plan, change, &run, next)?;
        }
    }
    if !appended {
        append(plan, change, last);
    }
    Ok(())
}

fn entries(plan: &Plan<'_>, change: &Change<'_>) -> impl Iterator<Item = String> {
    let format = plan.places.format();
    change.inserts.iter().map(move |(key, value)| render::entry(*key, value, format))
}

/// The part before one, if it stays.
fn before(change: &Change<'_>, part: Part) -> Option<Part> {
    let parts = &change.container.parts;
    let index = parts.iter().position(|one| one.span == part.span)?;
    parts.get(index.checked_sub(1)?).copied()
}

fn remove(plan: &mut Plan<'_>, change: &Change<'_>, run: &[Part], next: Option<Part>) -> Result<(), EditError> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(()) };
    let span = match (next, before(change, *first)) {
        (Some(next), _) => (first.span.start, next.span.start),
        (None, Some(before)) => (before.span.end, last.span.end),
        (None, None) => return emptied(plan, change),
    };
    if plan.places.comment(span.0, span.1).is_none() {
        plan.can_go(span.0, span.1, change.at)?;
        plan.push(span.0, span.1, "");
        return Ok(());
    }
    // Comments stand between the lines, so this is YAML, where a comma may stay behind.
    let end = comma(plan, last.span.end);
    // A comment beside the last one needs its line.
    let start = match plan.places.comment(last.span.end, plan.places.line_end(last.span.end)) {
        Some(_) => first.span.start,
        None => plan.places.slice(0, first.span.start).trim_end().len(),
    };
    match before(change, *first).filter(|_| next.is_none() && end.is_none()) {
        // The last ones go, and with them the comma before; comments above them stay.
        Some(before) if plan.places.comment(first.span.start, last.span.end).is_none() => {
            plan.can_go(first.span.start, last.span.end, change.at)?;
            plan.push(before.span.end, comma(plan, before.span.end).unwrap_or(before.span.end), "");
            plan.push(start, last.span.end, "");
        }
        _ => {
            for part in run {
                plan.can_go(part.span.start, part.span.end, change.at)?;
                let places = plan.places;
                let end = comma(plan, part.span.end).unwrap_or(part.span.end);
                let (line_start, line_end) = (places.line_start(part.span.start), places.line_end(end));
                let alone = places.slice(line_start, part.span.start).trim().is_empty()
                    && places.slice(end, line_end).trim().is_empty();
                if alone { plan.push(line_start, line_end + 1, "") } else { plan.push(part.span.start, end, "") }
            }
        }
    }
    Ok(())
}

/// The first byte after the comma behind a part, where it stands on the same line.
fn comma(plan: &Plan<'_>, end: usize) -> Option<usize> {
    let rest = plan.places.slice(end, plan.places.line_end(end));
    let gap = rest.len() - rest.trim_start().len();
    rest.trim_start().starts_with(',').then_some(end + gap + 1)
}

fn append(plan: &mut Plan<'_>, change: &Change<'_>, last: Part) {
    let places = plan.places;
    let entries = entries(plan, change);
    let line_start = places.line_start(last.span.start);
    let indent = places.slice(line_start, last.span.start);
    let line_end = places.line_end(last.span.end);
    let close = change.container.span.end.saturating_sub(1);
    let own_lines = indent.bytes().all(|byte| matches!(byte, b' ' | b'\t')) && line_end <= close;
    if !own_lines {
        let text: String = entries.map(|entry| format!(", {entry}")).collect();
        plan.push(last.span.end, last.span.end, text);
        return;
    }
    let line_break = places.line_break(line_end);
    let end = line_end.saturating_sub(line_break.len() - 1);
    // A comment beside the last part stays beside it.
    if let (Some(comma), Some(_)) = (comma(plan, last.span.end), places.comment(last.span.end, end)) {
        let text: String = entries.map(|entry| format!("{line_break}{indent}{entry},")).collect();
        debug_assert!(comma <= end, "the comma stands on the line");
        plan.push(end, end, text);
    } else if places.comment(last.span.end, end).is_some() {
        let entries: Vec<String> = entries.map(|entry| format!("{line_break}{indent}{entry}")).collect();
        plan.push(last.span.end, last.span.end, ",");
        plan.push(end, end, entries.join(","));
    } else {
        let text: String = entries.map(|entry| format!(",{line_break}{indent}{entry}")).collect();
        plan.push(last.span.end, last.span.end, text);
    }
}

/// Nothing that was there stays.
fn emptied(plan: &mut Plan<'_>, change: &Change<'_>) -> Result<(), EditError> {
    let places = plan.places;
    let span = change.container.span;
    let (start, end) = (span.start + 1, span.end.saturating_sub(1));
    plan.can_go(start, end, change.at)?;
    let inside = render::joined(entries(plan, change));
    let spaced = change.container.map && places.format() == Format::Yaml && !inside.is_empty();
    plan.push(start, end, if spaced { format!(" {inside} ") } else { inside });
    Ok(())
}
