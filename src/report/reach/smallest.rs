//! The smallest change that lets packets through, told with what it opens besides.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::ReachReport;
use crate::design::Design;
use crate::design::edit::applied;
use crate::network::exact::{End, Traffic};
use crate::network::mend::smallest_change;
use crate::report::change::{ReachChange, newly_reachable};

/// Edits are rules, routes and propagations.
const COST: &str =
    "it costs nothing by itself, for AWS bills neither rules nor routes; what it lets through is billed by its way";

/// How many things are named at most that a change opens besides.
const MOST_BESIDES: usize = 5;

/// The fewest edits of filters, routes and propagations that let packets through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SmallestChange {
    /// Each edit, in words.
    pub edits: Vec<String>,
    /// What the edits cost, in words.
    pub cost: &'static str,
    /// What gets through besides with it; `null` where the design is too large to ask for every pair.
    pub besides: Option<Vec<ReachChange>>,
}

impl ReachReport {
    /// The same answer with the smallest change that lets packets through, where none do and edits alone can help.
    ///
    /// Complexity: at most 48 trials; and all pairs of parties, twice, in designs of up to 120 of them.
    #[must_use]
    pub fn with_smallest_change(mut self, design: &Design, (from, to): (&End, &End), traffic: Traffic) -> Self {
        if self.there.verdict != "no" || self.isolated.is_some() {
            return self;
        }
        let found = smallest_change(design, from, to, traffic);
        self.smallest_change = found.map(|edits| {
            let besides = newly_reachable(design, &applied(design, &edits));
            let is_other = |change: &ReachChange| change.from != self.there.from || change.to != self.there.to;
            SmallestChange {
                edits: edits.iter().map(ToString::to_string).collect(),
                cost: COST,
                besides: besides.map(|all| all.into_iter().filter(is_other).collect()),
            }
        });
        self
    }
}

/// The change as text.
pub(super) fn write(text: &mut String, change: &SmallestChange) {
    let SmallestChange { edits, cost, besides } = change;
    text.push_str("\nThe smallest change that lets it through:\n");
    for edit in edits {
        let _ = writeln!(text, "  {edit}");
    }
    let _ = writeln!(text, "  {cost}");
    match besides.as_deref() {
        None => text.push_str("  what gets through besides was not asked: the design is too large\n"),
        Some([]) => text.push_str("  nothing else gets through with it\n"),
        Some(besides) => {
            text.push_str("  besides, this gets through:\n");
            for change in besides.iter().take(MOST_BESIDES) {
                let _ = writeln!(text, "    `{}` to `{}`: {}", change.from, change.to, change.what);
            }
            let more = besides.len().saturating_sub(MOST_BESIDES);
            if more > 0 {
                let _ = writeln!(text, "    and {more} more");
            }
        }
    }
}
