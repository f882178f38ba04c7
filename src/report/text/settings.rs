//! What is allowed, by whom, why and until when; and which severities are set.

use super::page::Page;
use crate::report::dto::SettingsDto;
use crate::report::settled::{allowed, allowed_title, severity};

/// Columns before the text of an item.
const LEAD: usize = 4;

pub(super) fn write(settings: &SettingsDto, page: &mut Page) {
    if !settings.allowed.is_empty() {
        page.heading(&allowed_title(settings));
        for one in &settings.allowed {
            item(&allowed(one), page);
        }
        page.blank();
    }
    if !settings.severities.is_empty() {
        page.heading("severities that are set");
        for one in &settings.severities {
            item(&severity(one), page);
        }
        page.blank();
    }
}

fn item(text: &str, page: &mut Page) {
    page.hang("  ", 2, LEAD, text);
}
