//! Advice need by need: what is chosen, what it adds and costs, why not the others, and where the choice would flip.

use std::collections::BTreeMap;

use super::footnotes::Footnotes;
use super::page::{Page, Tone, clean, columns};
use crate::advise::NeedAdvice;
use crate::design::Design;
use crate::order::Arrange;
use crate::report::dto::{AdviceDto, BillDto, NeedDto, OptionDto, ReasonDto};
use crate::report::words::{self, amount, counted, title};
use crate::review::Review;

/// Reasons longer than this are told for one need, and referred to by the others.
const LONG: usize = 60;

/// Additions of one need that are listed in full: what is beyond tells nothing more, and the plan lists all.
const MOST_ADDITIONS: usize = 15;
/// Of longer lists, so many.
const FIRST_ADDITIONS: usize = 6;

/// Reasons told in full so far: a mechanism with its reasons → the need they stand under.
type Told = BTreeMap<(&'static str, String), String>;

pub(super) fn write(advice: &AdviceDto, review: &Review, page: &mut Page, notes: &mut Footnotes<'_>) {
    if advice.needs.is_empty() {
        return;
    }
    page.heading("advice");
    page.blank();
    let mut told = Told::new();
    // The wire form keeps the order of what it is made of.
    let judged = review.advice.iter().flat_map(|advice| &advice.needs);
    for (need, judged) in advice.needs.iter().zip(judged) {
        one((need, judged), &review.design, page, notes, &mut told);
        page.blank();
    }
    principles(advice, page, notes);
}

/// The principles that set options aside and what is disputed, each once, with who disagrees and what in the design counts otherwise.
fn principles(advice: &AdviceDto, page: &mut Page, notes: &mut Footnotes<'_>) {
    let used = words::principles(advice);
    if used.is_empty() {
        return;
    }
    page.heading("principles");
    page.blank();
    for (name, aside) in used {
        let marks = notes.marks(aside.sources.iter().map(|source| source.fact));
        let text = words::principle(aside, &marks);
        page.hang(&format!("  {name}: "), columns(name).saturating_add(4), 6, &text);
    }
    page.blank();
}

fn one(
    (need, judged): (&NeedDto, &NeedAdvice),
    design: &Design,
    page: &mut Page,
    notes: &mut Footnotes<'_>,
    told: &mut Told,
) {
    let name = page.paint(Tone::Strong, &clean(&need.need));
    let parties = design.needs.get(need.need.as_str()).map(|one| one.parties_in_words()).unwrap_or_default();
    page.line(&format!("{name}: {}", clean(&parties)));
    let (open, closed): (Vec<&OptionDto>, Vec<&OptionDto>) =
        need.options.iter().partition(|option| matches!(option.verdict, "fits" | "fits_after"));
    let taken = open.iter().find(|option| Some(option.mechanism) == need.chosen).copied();
    match taken {
        Some(option) => chosen(need, option, &opened(judged, option), page, notes),
        None => {
            let cross = page.paint(Tone::Bad, "✗ not served");
            page.hang(&format!("  {cross}: "), 16, 6, &need.decided_by);
        }
    }
    let mut rest: Vec<&OptionDto> = open.into_iter().filter(|option| Some(option.mechanism) != need.chosen).collect();
    // A sum that lacks something is no match for one that does not.
    rest.arrange_by_key(|option| option.monthly_usd.as_ref().map(|bill| (!bill.complete, bill.total)));
    for option in rest {
        let lead = format!("  · {}: ", title(option.mechanism));
        let width = columns(&lead);
        page.hang(&lead, width, 6, &other(option, taken, opened(judged, option).len(), notes));
    }
    refused(need, &closed, page, notes, told);
    for point in &need.turning_points {
        let lead = page.paint(Tone::Faint, "turns");
        page.hang(&format!("  {lead} "), 8, 8, &point.text);
    }
    if let Some(names) = words::disputes(need) {
        let lead = page.paint(Tone::Faint, "disputed");
        page.hang(&format!("  {lead} "), 11, 11, &format!("{names} (see below)"));
    }
}

/// The option that is taken.
fn chosen(need: &NeedDto, option: &OptionDto, opened: &[String], page: &mut Page, notes: &mut Footnotes<'_>) {
    let tick = page.paint(Tone::Good, "✓");
    let name = page.paint(Tone::Good, title(option.mechanism));
    let cost = option.monthly_usd.as_ref().map(|bill| format!(", {} if alone", amount(bill)));
    page.line(&format!("  {tick} {name}{}", cost.unwrap_or_default()));
    page.item("    ", &need.decided_by);
    let adds = if option.changes.is_empty() {
        vec!["nothing: it is there already".to_owned()]
    } else if option.changes.len() > MOST_ADDITIONS {
        let rest = format!("and {} more, which the plan lists", option.changes.len().saturating_sub(FIRST_ADDITIONS));
        option.changes.iter().take(FIRST_ADDITIONS).cloned().chain([rest]).collect()
    } else {
        option.changes.clone()
    };
    for (index, change) in adds.iter().enumerate() {
        let lead = if index == 0 { page.paint(Tone::Faint, "adds") } else { "    ".to_owned() };
        page.hang(&format!("    {lead}  "), 10, 10, change);
    }
    if !opened.is_empty() {
        let lead = page.paint(Tone::Doubtful, "opens");
        let text = format!("{}: whole networks, where one application was asked for", opened.join(", "));
        page.hang(&format!("    {lead} "), 10, 10, &text);
    }
    for reason in &option.reasons {
        let lead = page.paint(Tone::Doubtful, "mind");
        let text = told_reason(reason, notes);
        page.hang(&format!("    {lead}  "), 10, 10, &text);
    }
    let unknown = option.monthly_usd.as_ref().map(unknown_items).unwrap_or_default();
    if !unknown.is_empty() {
        let lead = page.paint(Tone::Doubtful, "price unknown");
        page.hang(&format!("    {lead}: "), 19, 10, &unknown.join("; "));
    }
}

/// An option that fits and was not taken.
fn other(option: &OptionDto, taken: Option<&OptionDto>, opened: usize, notes: &mut Footnotes<'_>) -> String {
    let fits = if option.verdict == "fits_after" { "fits after changes" } else { "fits" };
    let mut text = match &option.monthly_usd {
        Some(bill) => format!("{fits}, {}", amount(bill)),
        None => fits.to_owned(),
    };
    if !option.changes.is_empty() {
        text = format!("{text}, {}", counted(option.changes.len(), "addition", "additions"));
    }
    if opened > 0 {
        text = format!("{text}, opens {} wider than asked", counted(opened, "network", "networks"));
    }
    if let Some(aside) = &option.set_aside {
        // What to mind about it is beside the point.
        return format!("{text}; set aside ({})", aside.principle);
    }
    let above = taken.map(|taken| taken.reasons.as_slice()).unwrap_or_default();
    let (same, new): (Vec<&ReasonDto>, Vec<&ReasonDto>) =
        option.reasons.iter().partition(|reason| above.iter().any(|one| one.text == reason.text));
    if !same.is_empty() {
        text.push_str("; mind the same");
    }
    for reason in new {
        text = format!("{text}; mind: {}", told_reason(reason, notes));
    }
    text
}

/// The networks that an option opens although one application was asked for: what its price does not show.
fn opened(judged: &NeedAdvice, option: &OptionDto) -> Vec<String> {
    let candidate = judged.options.iter().find(|one| one.mechanism.wire() == option.mechanism);
    let exposure = candidate.map(|one| &one.exposure).into_iter().flatten();
    exposure.map(|one| format!("{} to {}", one.network, one.to)).collect()
}

/// The options that cannot be taken, or of which it cannot be told: shortest first, those of one reason together.
fn refused(need: &NeedDto, closed: &[&OptionDto], page: &mut Page, notes: &mut Footnotes<'_>, told: &mut Told) {
    let mut lines: Vec<(&str, Vec<&'static str>, String)> = Vec::new();
    for option in closed {
        let sign = if option.verdict == "unknown" { "?" } else { "✗" };
        let reasons: Vec<String> = option.reasons.iter().map(|reason| told_reason(reason, notes)).collect();
        let text = reasons.join("; ");
        match lines.iter_mut().find(|(other, _, same)| *other == sign && *same == text) {
            Some((_, mechanisms, _)) => mechanisms.push(option.mechanism),
            None => lines.push((sign, vec![option.mechanism], text)),
        }
    }
    let mut told_here = Vec::new();
    let mut ready: Vec<(&str, String, String)> = Vec::new();
    for (sign, mechanisms, text) in lines {
        let titles: Vec<&str> = mechanisms.iter().map(|mechanism| title(mechanism)).collect();
        let keys = mechanisms.iter().map(|mechanism| (*mechanism, text.clone()));
        let before = keys.clone().map(|key| told.get(&key)).collect::<Option<Vec<_>>>();
        let before = before.and_then(|needs| needs.first().map(|need| (*need).clone()));
        let text = match before {
            Some(need) if columns(&text) > LONG => format!("as for {need}"),
            _ => {
                told_here.extend(keys);
                text
            }
        };
        ready.push((sign, titles.join(", "), text));
    }
    for key in told_here {
        told.entry(key).or_insert_with(|| need.need.clone());
    }
    ready.arrange_by_key(|(sign, titles, text)| (*sign == "?", columns(titles).saturating_add(columns(text))));
    for (sign, titles, text) in ready {
        let tone = if sign == "?" { Tone::Doubtful } else { Tone::Bad };
        let lead = format!("  {} ", page.paint(tone, sign));
        page.hang(&lead, 4, 6, &format!("{titles}: {text}"));
    }
}

fn told_reason(reason: &ReasonDto, notes: &mut Footnotes<'_>) -> String {
    let marks = notes.marks(reason.sources.iter().map(|source| source.fact));
    match &reason.rule {
        Some(rule) => format!("{} ({rule}){marks}", reason.text),
        None => format!("{}{marks}", reason.text),
    }
}

/// What of a bill has no known charge, with why.
fn unknown_items(bill: &BillDto) -> Vec<String> {
    let unknown = bill.items.iter().filter(|item| item.usd.is_none());
    unknown.map(|item| format!("{} ({})", item.what, item.quantity)).collect()
}
