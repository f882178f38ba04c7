//! Entries and items of YAML blocks: whole lines come and go.

use super::place::Part;
use super::plan::{Change, Plan};
use super::{EditError, render};

pub(super) fn change(plan: &mut Plan<'_>, change: &Change<'_>) -> Result<(), EditError> {
    let Some(last) = change.last_kept() else {
        return emptied(plan, change);
    };
    for (run, next) in change.runs() {
        let first = run.first().map_or(0, |part| part.span.start);
        if starts_its_line(plan, first) {
            run.iter().try_for_each(|part| remove_lines(plan, change, *part))?;
        } else {
            // The first of a block behind another's `-`: the next one moves up into its place.
            let next = next.ok_or_else(|| EditError::Layout(change.at.clone()))?;
            plan.can_go(first, next.span.start, change.at)?;
            plan.push(first, next.span.start, "");
        }
    }
    if change.inserts.is_empty() { Ok(()) } else { append(plan, change, last) }
}

fn starts_its_line(plan: &Plan<'_>, at: usize) -> bool {
    let before = plan.places.slice(plan.places.line_start(at), at);
    before.bytes().all(|byte| byte == b' ')
}

/// Where what follows a value on its line starts: a comment, or the end of the line.
fn tail(plan: &Plan<'_>, change: &Change<'_>, end: usize) -> Result<usize, EditError> {
    let places = plan.places;
    let rest = places.slice(end, places.line_end(end));
    let start = end + (rest.len() - rest.trim_start().len());
    let rest = rest.trim();
    if rest.is_empty() || rest.starts_with('#') { Ok(start) } else { Err(EditError::Layout(change.at.clone())) }
}

fn remove_lines(plan: &mut Plan<'_>, change: &Change<'_>, part: Part) -> Result<(), EditError> {
    let places = plan.places;
    plan.can_go(part.span.start, part.span.end, change.at)?;
    let tail = tail(plan, change, part.span.end)?;
    let line_end = places.line_end(part.span.end);
    if places.comment(part.span.end, line_end).is_some() {
        // What was said beside the value stays, on a line of its own.
        plan.push(part.span.start, tail, "");
    } else {
        let end = if line_end < places.document.text().len() { line_end + 1 } else { line_end };
        plan.push(places.line_start(part.span.start), end, "");
    }
    Ok(())
}

fn append(plan: &mut Plan<'_>, change: &Change<'_>, last: Part) -> Result<(), EditError> {
    let places = plan.places;
    tail(plan, change, last.span.end)?;
    let first = change.container.parts.first().map_or(0, |part| part.span.start);
    let indent = " ".repeat(places.slice(places.line_start(first), first).chars().count());
    let mark = if change.container.map { "" } else { "- " };
    let end = places.line_end(last.span.end);
    let line_break = places.line_break(end);
    let lines = change.inserts.iter().map(|(key, value)| {
        let entry = render::entry(*key, value, places.format());
        format!("{indent}{mark}{entry}")
    });
    if end < places.document.text().len() {
        let text: String = lines.map(|line| line + line_break).collect();
        plan.push(end + 1, end + 1, text);
    } else {
        let text: String = lines.map(|line| format!("{line_break}{line}")).collect();
        plan.push(end, end, text);
    }
    Ok(())
}

/// Everything goes: what is left is `[]` or `{}`, or what was added, in brackets behind the key.
fn emptied(plan: &mut Plan<'_>, change: &Change<'_>) -> Result<(), EditError> {
    let places = plan.places;
    let inside = render::joined(change.inserts.iter().map(|(key, value)| render::entry(*key, value, places.format())));
    let left = match (change.container.map, inside.is_empty()) {
        (true, true) => "{}".to_owned(),
        (true, false) => format!("{{ {inside} }}"),
        (false, _) => format!("[{inside}]"),
    };
    let span = change.container.span;
    let Some(key) = change.key else {
        plan.can_go(span.start, span.end, change.at)?;
        plan.push(span.start, span.end, left);
        return Ok(());
    };
    let refused = || EditError::Layout(change.at.clone());
    let colon = places.colon(key).filter(|colon| places.is_blank(*colon, span.start)).ok_or_else(refused)?;
    plan.push(colon, colon, format!(" {left}"));
    change.container.parts.iter().try_for_each(|part| remove_lines(plan, change, *part))
}
