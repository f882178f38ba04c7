//! What reaches what, told: the wire form and the words. Decided in `network::exact`.

mod dto;
mod failure;
mod grounds;
mod matrix;
#[cfg(test)]
mod tests;
mod text;

pub use dto::{BlockedReport, DirectionReport, HopReport, ObstacleReport, PassageReport, ReachReport};
pub use failure::{Failure, FailureReport, render_failures};
pub use matrix::{MatrixReport, render_matrix};
pub use text::render;

use super::dto::SCHEMA;
use crate::design::Design;
use crate::facts::Facts;
use crate::network::exact::{End, Exact, Traffic, Verdict, taken_as_open};

impl ReachReport {
    /// Asks in both directions and tells what came of it. With `isolation` the question is whether *nothing* gets
    /// through, from whatever port.
    ///
    /// # Example
    /// ```
    /// use tieline::import::{Input, import};
    /// use tieline::network::exact::{End, Exact, Traffic};
    /// use tieline::report::reach::ReachReport;
    ///
    /// let text = b"tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.1.0.0/16] }\n";
    /// let design = import(&[Input { name: "net.yaml", bytes: text }]).design;
    /// let (exact, end) = (Exact::of(&design), |name| End::named(&design, name).unwrap());
    /// let report = ReachReport::of(&design, &exact, (&end("a"), &end("b")), Traffic::ANY, false);
    /// assert_eq!(report.there.verdict, "no");
    /// ```
    pub fn of(design: &Design, exact: &Exact, (from, to): (&End, &End), traffic: Traffic, isolation: bool) -> Self {
        let there = DirectionReport::of(from, to, &exact.ask(from, to, traffic));
        let back = DirectionReport::of(to, from, &exact.ask(to, from, traffic));
        let isolated = isolation.then_some(match (there.verdict, back.verdict) {
            ("no", "no") => "yes",
            ("yes", _) | (_, "yes") => "no",
            _ => "unknown",
        });
        Self {
            tieline: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            traffic: traffic.to_string(),
            isolated,
            there,
            back,
            assumed: taken_as_open(design),
            sources: Vec::new(),
        }
    }

    /// The same answer with what AWS does at each thing named in it, and who says so.
    #[must_use]
    pub fn with_sources(mut self, facts: &Facts) -> Self {
        let order = grounds::each_once(self.there.grounds().chain(self.back.grounds()));
        self.sources = grounds::sources(&order, facts);
        self
    }

    /// The verdict on what was asked: whether the first end reaches the second, or whether both are isolated.
    pub fn verdict(&self) -> Verdict {
        match self.isolated.unwrap_or(self.there.verdict) {
            "yes" => Verdict::Yes,
            "no" => Verdict::No,
            _ => Verdict::Unknown,
        }
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
