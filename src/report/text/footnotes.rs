//! Who says so: facts numbered in the order in which the report first rests on them, and their sources at its end.

use std::collections::BTreeSet;

use super::page::{Page, Tone, clean};
use crate::facts::{Confidence, Fact, FactId, Facts};

/// The facts a report rests on so far.
#[derive(Debug)]
pub(super) struct Footnotes<'f> {
    facts: &'f Facts,
    /// In order of their numbers, which count from 1.
    order: Vec<FactId>,
    /// Those whose statement stands in the report already.
    told: BTreeSet<FactId>,
}

/// A page that is cited, with the facts that were read there.
struct Cited<'f> {
    title: String,
    url: Option<&'f str>,
    /// With their numbers.
    facts: Vec<(usize, FactId)>,
}

impl<'f> Footnotes<'f> {
    pub(super) fn new(facts: &'f Facts) -> Self {
        Self { facts, order: Vec::new(), told: BTreeSet::new() }
    }

    /// The number of a fact in brackets, given when it is first asked for.
    pub(super) fn mark(&mut self, fact: FactId) -> String {
        let found = self.order.iter().position(|one| *one == fact);
        let index = found.unwrap_or_else(|| {
            self.order.push(fact);
            self.order.len() - 1
        });
        format!("[{}]", index + 1)
    }

    /// The numbers of facts by their names, each once, with a space before.
    pub(super) fn marks<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> String {
        let mut text = String::new();
        for fact in names.into_iter().filter_map(|name| name.parse().ok()) {
            let mark = self.mark(fact);
            if !text.contains(&mark) {
                text.push(' ');
                text.push_str(&mark);
            }
        }
        text
    }

    /// What a fact says with its number, or nothing when the report has said it before.
    pub(super) fn statement(&mut self, fact: FactId) -> Option<String> {
        let mark = self.mark(fact);
        self.told.insert(fact).then(|| format!("{} {mark}", self.facts.fact(fact).statement))
    }

    /// The list of sources, each page once; a statement that stands nowhere else stands here.
    pub(super) fn write(&self, page: &mut Page) {
        if self.order.is_empty() {
            return;
        }
        page.heading("sources");
        let mut groups: Vec<Cited<'_>> = Vec::new();
        for (index, id) in self.order.iter().enumerate() {
            let fact = self.facts.fact(*id);
            let title = about(fact);
            let url = fact.sources.first().and_then(|source| source.url.as_deref());
            let entry = (index.saturating_add(1), *id);
            match groups.iter_mut().find(|group| group.title == title && group.url == url) {
                Some(group) => group.facts.push(entry),
                None => groups.push(Cited { title, url, facts: vec![entry] }),
            }
        }
        for Cited { title, url, facts } in groups {
            page.item("  ", &title);
            if let Some(url) = url {
                let url = page.paint(Tone::Faint, &clean(url));
                page.line(&format!("  {url}"));
            }
            let (told, new): (Vec<_>, Vec<_>) = facts.into_iter().partition(|(_, id)| self.told.contains(id));
            if !told.is_empty() {
                let told: Vec<String> = told.iter().map(|(number, id)| format!("[{number}] {id}")).collect();
                page.item("    ", &told.join(", "));
            }
            for (number, id) in new {
                let lead = format!("    [{number}] ");
                page.item(&lead, &format!("{id}: {}", self.facts.fact(id).statement));
            }
        }
        page.blank();
    }
}

/// A fact's best source in a line: what page, when it was read, and what speaks against it.
fn about(fact: &Fact) -> String {
    let mut text = fact.sources.first().map(|source| source.title.clone()).unwrap_or_default();
    if let Some(date) = &fact.checked_on {
        text = format!("{text}, read {date}");
    }
    match fact.confidence {
        Confidence::ThirdParty => text.push_str(", at second hand"),
        Confidence::Computed => text.push_str(", computed from it"),
        Confidence::User | Confidence::AwsPage | Confidence::AwsExcerpt => {}
    }
    match &fact.contradicted_by {
        Some(other) => format!("{text} (otherwise: {})", other.source.title),
        None => text,
    }
}
