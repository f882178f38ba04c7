//! All pairs at once.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use crate::design::Design;
use crate::network::exact::{End, Exact, Traffic, Verdict, taken_as_open};
use crate::network::matrix::Matrix;

/// Everybody in a design who can be asked about: applications, VPCs and sites in order of name, then the internet.
pub fn parties(design: &Design) -> Vec<End> {
    let mut ends: Vec<End> = design.applications.keys().cloned().map(End::Application).collect();
    ends.extend(design.vpcs.keys().cloned().map(End::Vpc));
    ends.extend(design.sites.keys().cloned().map(End::Site));
    ends.push(End::Internet);
    ends
}

/// Who reaches whom, all pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatrixReport {
    /// Version of Tieline.
    pub tieline: &'static str,
    /// Version of this shape.
    pub schema: u32,
    /// Which packets are asked about.
    pub traffic: String,
    /// The parties: applications, VPCs, sites and the internet.
    pub parties: Vec<String>,
    /// For each party in order, its verdict on each party in order: `yes`, `no`, `unknown`, or `self`.
    pub rows: Vec<Vec<&'static str>>,
    /// What the design does not say and was taken as open.
    pub assumed: Vec<String>,
}

impl MatrixReport {
    /// Asks for every ordered pair of parties of a design.
    ///
    /// Complexity: pairs × what one question costs.
    pub fn of(design: &Design, exact: &Exact, traffic: Traffic) -> Self {
        let ends = parties(design);
        let row = |from: &End| -> Vec<&'static str> {
            let cell = |to: &End| if from == to { "self" } else { exact.verdict(from, to, traffic).wire() };
            ends.iter().map(cell).collect()
        };
        Self {
            tieline: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            traffic: traffic.to_string(),
            parties: ends.iter().map(ToString::to_string).collect(),
            rows: ends.iter().map(row).collect(),
            assumed: taken_as_open(design),
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

/// Which VPCs reach which, all pairs, in little room: five thousand VPCs have twenty-five million pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VpcMatrixReport {
    /// Version of Tieline.
    pub tieline: &'static str,
    /// Version of this shape.
    pub schema: u32,
    /// Which packets are asked about.
    pub traffic: String,
    /// The VPCs.
    pub vpcs: Vec<String>,
    /// For each VPC in order, a sign for each VPC in order: `y` reached, `n` not, `u` unknown, `-` itself.
    pub rows: Vec<String>,
    /// How many ordered pairs get through.
    pub reached: usize,
    /// How many ordered pairs cannot be told.
    pub unknown: usize,
    /// What the design does not say and was taken as open.
    pub assumed: Vec<String>,
}

impl VpcMatrixReport {
    /// Asks for every ordered pair of VPCs of a design at once; the verdicts are those of [`MatrixReport`].
    ///
    /// # Example
    /// ```
    /// use tieline::import::{Input, import};
    /// use tieline::network::exact::{Exact, Traffic};
    /// use tieline::report::reach::VpcMatrixReport;
    ///
    /// let text = b"tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.1.0.0/16] }\n";
    /// let design = import(&[Input { name: "net.yaml", bytes: text }]).design;
    /// let report = VpcMatrixReport::of(&design, &Exact::of(&design), Traffic::ANY);
    /// assert_eq!(report.rows, ["-n", "n-"]);
    /// ```
    pub fn of(design: &Design, exact: &Exact, traffic: Traffic) -> Self {
        let matrix = Matrix::of(exact, traffic);
        let count = matrix.vpcs().len();
        let sign = |from: usize, to: usize| match matrix.verdict(from, to) {
            _ if from == to => '-',
            Verdict::Yes => 'y',
            Verdict::No => 'n',
            Verdict::Unknown => 'u',
        };
        let rows: Vec<String> = (0..count).map(|from| (0..count).map(|to| sign(from, to)).collect()).collect();
        Self {
            tieline: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            traffic: traffic.to_string(),
            vpcs: matrix.vpcs().iter().map(ToString::to_string).collect(),
            reached: matrix.reached(),
            unknown: rows.iter().map(|row| row.matches('u').count()).sum(),
            rows,
            assumed: taken_as_open(design),
        }
    }
}

/// The matrix as text, ending in a newline: a line a party, with those it reaches.
pub fn render_matrix(report: &MatrixReport) -> String {
    let mut text = String::new();
    let width = report.parties.iter().map(|party| party.chars().count()).max().unwrap_or(0);
    for (from, row) in report.parties.iter().zip(&report.rows) {
        let those = |verdict: &str| -> Vec<&str> {
            report.parties.iter().zip(row).filter(|(_, cell)| **cell == verdict).map(|(to, _)| to.as_str()).collect()
        };
        let (reached, unknown) = (those("yes"), those("unknown"));
        let mut words = if reached.is_empty() { "nobody".to_owned() } else { reached.join(", ") };
        if !unknown.is_empty() {
            let _ = write!(words, "; unknown: {}", unknown.join(", "));
        }
        let _ = writeln!(text, "{from:<width$} → {words}");
    }
    if !report.assumed.is_empty() {
        text.push_str("\nTaken as open, for the design does not say:\n");
        for line in &report.assumed {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}
