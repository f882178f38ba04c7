//! The plan: what is built, what it costs line by line, what was minimised and how good the plan is known to be.

use super::footnotes::Footnotes;
use super::page::{Page, Tone, clean, columns};
use crate::report::dto::{AdviceDto, BillDto, LinkDto};
use crate::report::words;

pub(super) fn write(advice: &AdviceDto, page: &mut Page, notes: &mut Footnotes<'_>) {
    let plan = &advice.plan;
    if plan.links.is_empty() && plan.monthly_usd.items.is_empty() && plan.unserved.is_empty() {
        return;
    }
    page.heading("plan");
    page.blank();
    for (need, reason) in words::unserved(advice) {
        let lead = page.paint(Tone::Bad, &format!("✗ {} is not served", clean(need)));
        page.hang(&format!("  {lead}: "), columns(need).saturating_add(20), 6, reason);
    }
    if !plan.unserved.is_empty() {
        page.blank();
    }
    for link in &plan.links {
        one(link, advice, page);
    }
    page.blank();
    if !plan.openings.is_empty() {
        page.line("  filters to open");
        for opening in &plan.openings {
            for edit in &opening.edits {
                page.item("    ", &format!("{} (for {})", clean(edit), clean(&opening.need)));
            }
        }
        page.blank();
    }
    if !plan.quota_increases.is_empty() {
        page.line("  quotas to have raised first");
        for increase in &plan.quota_increases {
            page.item("    ", &clean(increase));
        }
        page.blank();
    }
    if !plan.monthly_usd.items.is_empty() {
        bill(&plan.monthly_usd, page, notes);
        page.blank();
    }
    let objective = &plan.objective;
    let text = format!(
        "${} price + ${} upkeep + ${} exposure = ${} a month",
        objective.price, objective.upkeep, objective.exposure, objective.total
    );
    let text = if plan.monthly_usd.complete { text } else { format!("{text}; unknown prices are ranked by stand-ins") };
    labelled(page, "objective", &text);
    labelled(page, "proof", &words::proof(&plan.proof));
    for (index, pure) in plan.pure.iter().enumerate() {
        labelled(page, if index == 0 { "all of one" } else { "" }, &pure.text);
    }
    for (index, text) in plan.unmeasured.iter().flat_map(|volumes| &volumes.told).enumerate() {
        labelled(page, if index == 0 { "volumes" } else { "" }, text);
    }
    page.blank();
}

fn labelled(page: &mut Page, label: &str, text: &str) {
    let painted = page.paint(Tone::Faint, label);
    let blanks = " ".repeat(11_usize.saturating_sub(columns(label)));
    page.hang(&format!("  {painted}{blanks}"), 13, 13, text);
}

fn one(link: &LinkDto, advice: &AdviceDto, page: &mut Page) {
    let name = page.paint(Tone::Strong, &clean(&link.link));
    page.hang(&format!("  {name}: "), columns(&link.link) + 4, 6, &words::serving(link, advice));
    for change in &link.changes {
        page.item("    + ", &format!("{change} first"));
    }
    for add in &link.adds {
        page.item("    + ", add);
    }
    if link.changes.is_empty() && link.adds.is_empty() {
        page.item("    = ", "as it stands");
    }
}

/// The bill as a table: charge and quantity in columns, and what is charged to the right of them, where it can wrap.
fn bill(bill: &BillDto, page: &mut Page, notes: &mut Footnotes<'_>) {
    let total = bill.total.to_string();
    let mut rows = vec![("US$ a month".to_owned(), "quantity".to_owned(), "for".to_owned())];
    for item in &bill.items {
        let charge = item.usd.map_or_else(|| "unknown".to_owned(), |usd| usd.to_string());
        let paid_by = item.paid_by.as_ref().map(|account| format!(", paid by {account}")).unwrap_or_default();
        let what = format!("{}{paid_by}{}", item.what, notes.marks([item.fact]));
        rows.push((charge, clean(&item.quantity), what));
    }
    let sum = if bill.complete { "in all" } else { "at least: what is unknown comes on top" };
    rows.push((total, String::new(), sum.to_owned()));
    let charges = rows.iter().map(|(charge, ..)| columns(charge)).max().unwrap_or(0);
    let quantities = rows.iter().map(|(_, quantity, _)| columns(quantity)).max().unwrap_or(0);
    let last = rows.len().saturating_sub(1);
    for (index, (charge, quantity, what)) in rows.iter().enumerate() {
        let left = " ".repeat(charges.saturating_sub(columns(charge)));
        let right = " ".repeat(quantities.saturating_sub(columns(quantity)));
        let tone = match charge.as_str() {
            _ if index == 0 || index == last => Some(Tone::Strong),
            "unknown" => Some(Tone::Doubtful),
            _ => None,
        };
        let charge = tone.map_or_else(|| charge.clone(), |tone| page.paint(tone, charge));
        let indent = charges.saturating_add(quantities).saturating_add(6);
        page.hang(&format!("  {left}{charge}  {quantity}{right}  "), indent, indent, what);
    }
}
