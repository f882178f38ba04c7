//! What fails and which needs are then lost.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use crate::design::{Design, Need};
use crate::network::exact::{Exact, Passage, Verdict, taken_as_open};
use crate::order::Arrange;

/// For each thing that may fail, the needs that are lost with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FailureReport {
    /// Version of Tieline.
    pub tieline: &'static str,
    /// Version of this shape.
    pub schema: u32,
    /// How many needs are served while nothing fails.
    pub served: usize,
    /// Needs that are not served for certain even so, and are not asked about.
    pub unserved: Vec<String>,
    /// Each thing that may fail.
    pub failures: Vec<Failure>,
    /// What the design does not say and was taken as open.
    pub assumed: Vec<String>,
}

/// One thing that may fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Failure {
    /// What fails, in words.
    pub what: String,
    /// The needs that nothing serves then.
    pub lost: Vec<String>,
    /// The needs of which it cannot be told.
    pub unknown: Vec<String>,
}

impl FailureReport {
    /// Takes each thing away in turn and asks again for every need that was served.
    ///
    /// What serves a need is what [`Exact::serves`] says. The loss of two things at once is not asked about.
    ///
    /// A need with a way that passes nothing of what fails keeps that way, and is not asked again.
    ///
    /// Complexity: needs × (things on their ways + zones) × what one question costs.
    ///
    /// ```
    /// use tieline::design::Design;
    /// use tieline::network::exact::Exact;
    /// use tieline::report::reach::FailureReport;
    /// let design = Design::default();
    /// assert!(FailureReport::of(&design, &Exact::of(&design)).failures.is_empty());
    /// ```
    pub fn of(design: &Design, exact: &Exact) -> Self {
        let pairs: Vec<_> = design.pairs().filter(|need| !need.never).collect();
        let (mut served, mut unserved) = (Vec::new(), Vec::new());
        for need in &pairs {
            match exact.served_by(need) {
                (Verdict::Yes, ways) => served.push((need.as_ref(), ways)),
                _ => unserved.push(need.as_ref()),
            }
        }
        let failures = exact.fabric().failing().into_iter().map(|failing| {
            // What has a way that does not come near the failure keeps it.
            let outlives =
                |ways: &[Vec<Passage>]| ways.iter().all(|some| some.iter().any(|way| way.outlives(&failing)));
            let asked: Vec<&Need> = served.iter().filter(|(_, ways)| !outlives(ways)).map(|(need, _)| *need).collect();
            let now: Vec<Verdict> = if asked.is_empty() {
                Vec::new()
            } else {
                let left = exact.without(&failing);
                asked.iter().map(|need| left.serves(need)).collect()
            };
            let those = |wanted: Verdict| {
                names(asked.iter().zip(&now).filter(|(_, now)| **now == wanted).map(|(need, _)| *need))
            };
            Failure { what: failing.to_string(), lost: those(Verdict::No), unknown: those(Verdict::Unknown) }
        });
        Self {
            tieline: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            served: names(served.iter().map(|(need, _)| *need)).len(),
            unserved: names(unserved.into_iter()),
            failures: failures.collect(),
            assumed: taken_as_open(design),
        }
    }

    /// Whether the loss of any one thing loses a need.
    pub fn loses_something(&self) -> bool {
        self.failures.iter().any(|failure| !failure.lost.is_empty())
    }

    /// The JSON result, ending in a newline.
    ///
    /// # Errors
    /// Never for a report made by this crate; the error is serde_json's own.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}

fn names<'n>(needs: impl Iterator<Item = &'n Need>) -> Vec<String> {
    let mut names: Vec<String> = needs.map(|need| need.id.to_string()).collect();
    names.arrange();
    names.dedup();
    names
}

/// The report as text, ending in a newline: what loses a need first, then what loses none.
pub fn render_failures(report: &FailureReport) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{} served while nothing fails", counted(report.served));
    if !report.unserved.is_empty() {
        let _ = writeln!(text, "not served for certain even so: {}", report.unserved.join(", "));
    }
    for failure in report.failures.iter().filter(|one| !one.lost.is_empty() || !one.unknown.is_empty()) {
        let _ = writeln!(text, "without {}:", failure.what);
        if !failure.lost.is_empty() {
            let _ = writeln!(text, "  lost: {}", failure.lost.join(", "));
        }
        if !failure.unknown.is_empty() {
            let _ = writeln!(text, "  cannot be told: {}", failure.unknown.join(", "));
        }
    }
    let harmless: Vec<&str> = report
        .failures
        .iter()
        .filter(|one| one.lost.is_empty() && one.unknown.is_empty())
        .map(|one| one.what.as_str())
        .collect();
    if !harmless.is_empty() {
        let _ = writeln!(text, "loses no need: {}", harmless.join(", "));
    }
    if !report.assumed.is_empty() {
        text.push_str("\nTaken as open, for the design does not say:\n");
        for line in &report.assumed {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

fn counted(needs: usize) -> String {
    if needs == 1 { "1 need is".to_owned() } else { format!("{needs} needs are") }
}
