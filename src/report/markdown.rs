//! The report as Markdown, for documents, merge requests and chats: the same facts as the terminal's, in its order.

use std::fmt::Write as _;

use super::covered;
use super::dto::{AdviceDto, AtDto, BillDto, FindingDto, GrowthDto, NeedDto, Report, SettingsDto, SourceDto};
use super::settled::{allowed, allowed_title, found, severity};
use super::words::{self, Piece, clean, counted};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::review::Review;

/// A review as Markdown (GitHub's), ending in a newline: no text of the input can become markup or HTML.
///
/// # Example
/// ```
/// use tieline::facts::Facts;
/// use tieline::{Input, Scope, report, review};
///
/// let text = b"tieline: 1\nvpcz: {}\n";
/// let facts = Facts::shipped();
/// let told = report::markdown(&review(&[Input { name: "net.yaml", bytes: text }], &facts, Scope::Check), &facts);
/// assert!(told.contains("### Error TL002: unknown field `vpcz`"));
/// ```
pub fn markdown(review: &Review, facts: &Facts) -> String {
    let report = Report::of(review, facts);
    let mut out = String::new();
    line(&mut out, format_args!("# Tieline report\n\n{}", summary(&report)));
    findings("Findings", &report.findings, &mut out);
    if let Some(advice) = &report.advice {
        self::advice(advice, &mut out);
        principles(advice, &mut out);
        plan(advice, &mut out);
        if let Some(growth) = &report.growth {
            self::growth(growth, &mut out);
        }
        if !advice.plan.findings_after.is_empty() {
            findings("What the rules would newly find with the plan made", &advice.plan.findings_after, &mut out);
        }
    }
    settings(&report.settings, &mut out);
    coverage(&report, &mut out);
    out
}

fn settings(settings: &SettingsDto, out: &mut String) {
    if !settings.allowed.is_empty() {
        let mut title = allowed_title(settings);
        title.replace_range(..1, "A");
        line(out, format_args!("## {title}\n"));
        for one in &settings.allowed {
            line(out, format_args!("- {}", told(&allowed(one))));
        }
        out.push('\n');
    }
    if !settings.severities.is_empty() {
        line(out, format_args!("## Severities that are set\n"));
        for one in &settings.severities {
            line(out, format_args!("- {}", told(&severity(one))));
        }
        out.push('\n');
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}

fn summary(report: &Report) -> String {
    let mut text = found(report);
    if let Some(advice) = report.advice.as_ref().filter(|advice| !advice.needs.is_empty()) {
        let planned = advice.needs.iter().filter(|need| need.chosen.is_some()).count();
        let needs = counted(advice.needs.len(), "need", "needs");
        let _ = write!(text, "; {planned} of {needs} planned, {}", words::amount(&advice.plan.monthly_usd));
    }
    text.push('.');
    text
}

fn findings(title: &str, list: &[FindingDto], out: &mut String) {
    line(out, format_args!("\n## {title}\n"));
    if list.is_empty() {
        line(out, format_args!("None."));
    }
    for finding in list {
        let severity = match finding.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Advice => "Advice",
        };
        line(out, format_args!("### {severity} {}: {}\n", finding.rule, told(&finding.message)));
        line(out, format_args!("At {} ({}).", place(&finding.at), told(&finding.name)));
        for related in &finding.related {
            line(out, format_args!("{} at {}.", told(&related.label), place(&related.at)));
        }
        if !finding.why.is_empty() {
            line(out, format_args!(""));
        }
        for step in &finding.why {
            line(out, format_args!("- {}", told(step)));
        }
        if let Some(own) = finding.own_severity {
            line(out, format_args!("- the rule's own severity is {own}; a setting changes it"));
        }
        if let Some(reference) = &finding.reference {
            let address = if is_plain_address(reference) { format!("<{reference}>") } else { escaped(reference) };
            line(out, format_args!("- see {address}"));
        }
        // The first way out is the fix.
        if let Some(fix) = finding.fix.as_ref().filter(|_| finding.ways_out.is_empty()) {
            line(out, format_args!("\n**Fix:** {}", told(&fix.title)));
        }
        if !finding.ways_out.is_empty() {
            line(out, format_args!("\n**Ways out**, the best first:\n"));
        }
        for (index, way) in finding.ways_out.iter().enumerate() {
            line(out, format_args!("{}. {}: {}", index + 1, told(&way.fix.title), told(&way.because)));
        }
        sources(&finding.sources, out);
        out.push('\n');
    }
}

fn sources(list: &[SourceDto], out: &mut String) {
    let cited: Vec<String> = list.iter().map(cited).collect();
    if !cited.is_empty() {
        line(out, format_args!("\nSources: {}", cited.join("; ")));
    }
}

fn cited(source: &SourceDto) -> String {
    let read = source.checked_on.as_ref().map_or(String::new(), |day| format!(", read {}", told(day)));
    match source.url.as_deref().filter(|url| is_plain_address(url)) {
        Some(url) => format!("[{}]({url}){read}", told(source.fact)),
        None => format!("{}{read}", told(source.fact)),
    }
}

/// Whether an address stands in a Markdown link as it is.
fn is_plain_address(url: &str) -> bool {
    url.starts_with("https://") && !url.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>'))
}

fn place(at: &AtDto) -> String {
    match (&at.file, at.line) {
        (Some(file), Some(line)) => name(&format!("{file}:{line}:{}", at.column.unwrap_or(1))),
        _ => format!("{} {}", at.kind, name(&at.id)),
    }
}

fn advice(advice: &AdviceDto, out: &mut String) {
    line(out, format_args!("## Advice\n"));
    if advice.needs.is_empty() {
        line(out, format_args!("The design states no needs."));
    }
    for need in &advice.needs {
        one(need, out);
    }
}

fn one(need: &NeedDto, out: &mut String) {
    line(out, format_args!("### {}: {} → {}\n", told(&need.need), told(&need.from), told(&need.to)));
    let chosen = need.chosen.map_or("not served", words::title);
    line(out, format_args!("**{chosen}**: {}\n", told(&need.decided_by)));
    line(out, format_args!("| mechanism | verdict | US$ a month, alone | reasons |\n|---|---|---|---|"));
    for option in &need.options {
        let reasons: Vec<String> = option
            .reasons
            .iter()
            .map(|reason| {
                let rule = reason.rule.as_ref().map_or(String::new(), |rule| format!(" ({rule})"));
                let sources: Vec<String> = reason.sources.iter().map(cited).collect();
                let sources = if sources.is_empty() { String::new() } else { format!(" [{}]", sources.join("; ")) };
                format!("{}{rule}{sources}", told(&reason.text))
            })
            .collect();
        let cost = option.monthly_usd.as_ref().map_or(String::new(), words::amount);
        line(
            out,
            format_args!(
                "| {} | {} | {cost} | {} |",
                words::title(option.mechanism),
                words::verdict(option.verdict),
                reasons.join("; "),
            ),
        );
    }
    for point in &need.turning_points {
        line(out, format_args!("\nTurns {}.", told(&point.text)));
    }
    if let Some(names) = words::disputes(need) {
        line(out, format_args!("\nSources disagree on: {} (see Principles).", told(&names)));
    }
    out.push('\n');
}

fn principles(advice: &AdviceDto, out: &mut String) {
    let used = words::principles(advice);
    if used.is_empty() {
        return;
    }
    line(out, format_args!("## Principles\n"));
    for (name, aside) in used {
        line(out, format_args!("- **{}**: {}", escaped(name), told(&words::principle(aside, ""))));
        let otherwise =
            aside.disputed.iter().filter_map(|dispute| dispute.url.as_deref()).filter(|url| is_plain_address(url));
        let cited = aside.sources.iter().map(cited).chain(otherwise.map(|url| format!("otherwise <{url}>")));
        line(out, format_args!("  Sources: {}", cited.collect::<Vec<_>>().join("; ")));
    }
    out.push('\n');
}

fn growth(growth: &GrowthDto, out: &mut String) {
    line(out, format_args!("## Growth\n"));
    if let Some(refused) = &growth.refused {
        line(out, format_args!("{}.\n", told(refused)));
        return;
    }
    if growth.changed.is_empty() {
        line(out, format_args!("- every choice survives"));
    }
    for one in &growth.changed {
        line(out, format_args!("- **{}**: {}", told(&one.need), one.text));
    }
    if let Some(text) = words::grown_objective(growth) {
        line(out, format_args!("- objective: {text}"));
    }
    line(out, format_args!("- quota: {}\n", told(&words::first_quota(growth))));
}

fn plan(advice: &AdviceDto, out: &mut String) {
    let plan = &advice.plan;
    line(out, format_args!("## Plan\n"));
    for (need, reason) in words::unserved(advice) {
        line(out, format_args!("- **{} is not served**: {}", told(need), told(reason)));
    }
    for link in &plan.links {
        line(out, format_args!("- **{}** {}", told(&link.link), told(&words::serving(link, advice))));
        for change in &link.changes {
            line(out, format_args!("  - first: {}", told(change)));
        }
        for add in &link.adds {
            line(out, format_args!("  - {}", told(add)));
        }
    }
    for opening in &plan.openings {
        line(out, format_args!("- **filters to open**, for {}", told(&opening.need)));
        for edit in &opening.edits {
            line(out, format_args!("  - {}", told(edit)));
        }
    }
    for increase in &plan.quota_increases {
        line(out, format_args!("- **quota to have raised first**: {}", told(increase)));
    }
    if plan.links.is_empty() && plan.unserved.is_empty() {
        line(out, format_args!("Nothing to connect."));
    }
    out.push('\n');
    bill(&plan.monthly_usd, out);
    let objective = &plan.objective;
    line(
        out,
        format_args!(
            "Objective: ${} price + ${} upkeep + ${} exposure = ${} a month.\n\nProof: {}.\n",
            objective.price,
            objective.upkeep,
            objective.exposure,
            objective.total,
            words::proof(&plan.proof)
        ),
    );
    if !plan.pure.is_empty() {
        line(out, format_args!("All needs by one family alone:\n"));
        for pure in &plan.pure {
            line(out, format_args!("- {}", told(&pure.text)));
        }
        out.push('\n');
    }
    if let Some(volumes) = &plan.unmeasured {
        line(out, format_args!("Volumes:\n"));
        for text in &volumes.told {
            line(out, format_args!("- {}", told(text)));
        }
        out.push('\n');
    }
}

fn bill(bill: &BillDto, out: &mut String) {
    if bill.items.is_empty() {
        return;
    }
    line(out, format_args!("| US$ a month | quantity | for |\n|---:|---|---|"));
    for item in &bill.items {
        let charge = item.usd.map_or("unknown".to_owned(), |usd| usd.to_string());
        let paid_by = item.paid_by.as_ref().map_or(String::new(), |account| format!(", paid by {}", told(account)));
        line(out, format_args!("| {charge} | {} | {}{paid_by} |", told(&item.quantity), told(&item.what)));
    }
    let sum = if bill.complete { "in all" } else { "at least: what is unknown comes on top" };
    line(out, format_args!("| **{}** | | {sum} |\n", bill.total));
}

fn coverage(report: &Report, out: &mut String) {
    line(out, format_args!("## Coverage\n"));
    for (title, lines) in covered::lines(report) {
        for covered::Line { file, rest } in lines {
            line(out, format_args!("- {title}: {}{}", file.map(name).unwrap_or_default(), told(&rest)));
        }
    }
}

/// A sentence of the engine: names as code, words without markup of their own.
fn told(text: &str) -> String {
    let piece = |piece| match piece {
        Piece::Name(text) => name(text),
        Piece::Words(text) => escaped(text),
    };
    words::pieces(text).into_iter().map(piece).collect()
}

/// A name as code. It stands in tables too, so a bar is escaped; backticks would end the code and are replaced.
fn name(text: &str) -> String {
    let text = clean(text).replace('`', "'").replace('|', "\\|");
    if text.trim().is_empty() { "(blank)".to_owned() } else { format!("`{text}`") }
}

/// Words that stay words.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in clean(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => out.extend(['\\', character]),
            // An address that becomes a link by itself would be one that the input chose.
            '@' => out.push_str("&#64;"),
            other => out.push(other),
        }
    }
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_never_become_markup() {
        assert_eq!(told("a `b|c` <img> *d* `e"), "a `b\\|c` &lt;img&gt; \\*d\\* \\`e");
        assert_eq!(name("x`y\u{202e}"), "`x'y\u{fffd}`");
        assert_eq!(escaped("see https://a.b and www.c"), "see https&#58;//a.b and www&#46;c");
    }
}
