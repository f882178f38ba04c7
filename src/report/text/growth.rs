//! What growth would change: the choices that do not survive it, what it would cost, and the quota that is met first.

use super::page::{Page, Tone, clean, columns};
use crate::report::dto::GrowthDto;
use crate::report::words;

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
        page.hang(&format!("  {lead}: "), columns(&one.need).saturating_add(4), 6, &one.text);
    }
    if let Some(text) = words::grown_objective(growth) {
        page.hang("  objective  ", 13, 13, &text);
    }
    page.hang("  quota      ", 13, 13, &words::first_quota(growth));
    page.blank();
}
