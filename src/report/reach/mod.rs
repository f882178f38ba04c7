//! What reaches what, told: the wire form and the words. Decided in `network::exact`.

mod dto;
mod failure;
mod grounds;
mod matrix;
mod smallest;
#[cfg(test)]
mod tests;
mod text;

pub use dto::{BlockedReport, DirectionReport, HopReport, ObstacleReport, PassageReport, ReachReport};
pub use failure::{Failure, FailureReport, render_failures};
pub use matrix::{MatrixReport, VpcMatrixReport, parties, render_matrix};
pub use smallest::SmallestChange;
pub use text::render;

use schemars::JsonSchema;
use serde::Deserialize;

use super::dto::SCHEMA;
use crate::design::Design;
use crate::facts::Facts;
use crate::network::exact::{End, Exact, Traffic, TrafficError, Verdict, taken_as_open};

/// A question about reachability as a page asks it, in the words of the command line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachQuestion {
    /// Where connections are opened: a party of the design, an address, a block, `aws/NAME` or `internet`.
    pub from: String,
    /// Where they lead.
    pub to: String,
    /// Which packets, such as `tcp/443`; null for all.
    pub port: Option<String>,
    /// Whether to ask that nothing at all gets through, either way.
    pub isolated: bool,
}

impl ReachQuestion {
    /// The answer, as [`ReachReport::of`] gives it, with the smallest change that makes a no a yes and its sources.
    ///
    /// # Errors
    /// When an end or the packets are none, in words for the reader; every such word in one text.
    ///
    /// # Example
    /// ```
    /// use tieline::design::Design;
    /// use tieline::facts::Facts;
    /// use tieline::report::reach::ReachQuestion;
    /// let question =
    ///     ReachQuestion { from: "nobody".into(), to: "internet".into(), port: Some("tcp".into()), isolated: false };
    /// assert!(question.answer(&Design::default(), &Facts::shipped()).unwrap_err().starts_with("`nobody` is no application"));
    /// ```
    pub fn answer(&self, design: &Design, facts: &Facts) -> Result<ReachReport, String> {
        let (from, to) = (End::named(design, &self.from), End::named(design, &self.to));
        let any = if self.isolated { Traffic::EVERY_PACKET } else { Traffic::ANY };
        let traffic = self.port.as_deref().map_or(Ok(any), str::parse);
        match (from, to, traffic) {
            (Ok(from), Ok(to), Ok(traffic)) => {
                Ok(ReachReport::of(design, &Exact::of(design), (&from, &to), traffic, self.isolated)
                    .with_smallest_change(design, (&from, &to), traffic)
                    .with_sources(facts))
            }
            (from, to, traffic) => {
                let wrong = [
                    from.err().map(|error| error.to_string()),
                    to.err().map(|error| error.to_string()),
                    traffic.err().map(|error: TrafficError| error.to_string()),
                ];
                Err(wrong.into_iter().flatten().collect::<Vec<_>>().join("; "))
            }
        }
    }
}

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
            smallest_change: None,
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
