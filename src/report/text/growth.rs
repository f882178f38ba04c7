//! What growth would change: the choices that do not survive it, what it would cost, and the quota that is met first.

use super::page::{Page, Tone, clean, columns};
use crate::report::dto::GrowthDto;
use crate::report::words::title;

pub(super) fn write(growth: &GrowthDto, page: &mut Page) {
    page.heading("growth");
    page.blank();
    if let Some(refused) = &growth.refused {
        page.hang("  ", 2, 2, refused);
        page.blank();
        return;
    }
    if growth.changed.is_empty() {
        page.line("  every choice survives");
    }
    for one in &growth.changed {
        let lead = page.paint(Tone::Doubtful, &clean(&one.need));
        let told = |mechanism: Option<&'static str>| mechanism.map_or("nothing", title);
        let mut text = format!("{} today, {} then", told(one.now), told(one.then));
        if let Some(count) = one.turns_at {
            text = format!("{text}; alone it turns at {count}");
        }
        page.hang(&format!("  {lead}: "), columns(&one.need).saturating_add(4), 6, &text);
    }
    if let (Some(now), Some(then)) = (&growth.now, &growth.then) {
        page.hang("  objective  ", 13, 13, &format!("${} a month today, ${} then", now.total, then.total));
    }
    match &growth.quota {
        Some(finding) => page.hang("  quota      ", 13, 13, &format!("{} ({})", finding.message, finding.rule)),
        None => page.line("  quota      none is passed or nearly reached"),
    }
    page.blank();
}
