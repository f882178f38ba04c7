//! A result as a page shows it: all that is counted, and no more findings than somebody could read.

use schemars::JsonSchema;
use serde::Serialize;

use super::dto::Report;
use crate::facts::Facts;
use crate::finding::{Finding, Severity};
use crate::order::Arrange;
use crate::review::Review;

/// A result with so many findings at most.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// How many findings there are in all.
    pub counts: SeverityCounts,
    /// The result; of its findings the worst, in the order of the inputs.
    pub report: Report,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct SeverityCounts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Pieces of advice.
    pub advice: usize,
}

impl Shown {
    /// A review with `most` of its findings: of several of one severity the first.
    ///
    /// # Example
    /// ```
    /// use tieline::facts::Facts;
    /// use tieline::report::shown::Shown;
    /// use tieline::{Input, Scope, review};
    ///
    /// let text = b"tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/29] }\n  b: { cidrs: [10.1.0.0/29] }\n";
    /// let facts = Facts::shipped();
    /// let review = review(&[Input { name: "net.yaml", bytes: text }], &facts, Scope::Check);
    /// let shown = Shown::of(&review, &facts, 1);
    /// assert_eq!((shown.counts.error, shown.report.findings.len()), (2, 1));
    /// ```
    pub fn of(review: &Review, facts: &Facts, most: usize) -> Self {
        let mut counts = SeverityCounts::default();
        for finding in &review.findings {
            match finding.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Advice => counts.advice += 1,
            }
        }
        Self { counts, report: Report::telling(review, facts, &worst(&review.findings, most)) }
    }
}

/// The worst findings, in the order they have.
fn worst(findings: &[Finding], most: usize) -> Vec<&Finding> {
    let mut order: Vec<(usize, &Finding)> = findings.iter().enumerate().collect();
    if findings.len() > most {
        order.arrange_by_key(|(place, finding)| (finding.severity, *place));
        order.truncate(most);
        order.arrange_by_key(|(place, _)| *place);
    }
    order.into_iter().map(|(_, finding)| finding).collect()
}
