//! VPC Flow Logs: evidence of who talks to whom. Records are text as AWS delivers it, CSV with a header, or a JSON object a
//! line. They describe no network, so they are read when all other inputs have made the design: then addresses are
//! parties, and what was seen between them is proposed as needs, with the volumes that were measured.

mod propose;
mod record;
mod tally;

use crate::design::Design;
use crate::finding::FileIndex;
use crate::import::{Format, Given, InputCoverage, Options, Origins, Reading, Top};
use crate::source::Document;

use crate::design::raw::RawDesign;

/// VPC Flow Logs.
pub(super) static FORMAT: Format = Format { name: "flow_log", tells: |_| false, is, read };

fn is(top: &Top) -> bool {
    !top.is_list && !top.has("tieline") && record::layout(&top.first_line).is_some()
}

/// Keeps the texts; what they hold is asked for when the design is there.
fn read(given: &[Given<'_>], _: &Options) -> Vec<Reading> {
    let one = |one: &Given<'_>| match Document::unparsed(one.name, one.bytes) {
        Ok(document) => Reading {
            document: Ok(document),
            raw: None,
            origins: Origins::default(),
            coverage: InputCoverage::new(FORMAT.name),
            problems: Vec::new(),
        },
        Err(error) => Reading::refused(error, FORMAT.name),
    };
    given.iter().map(one).collect()
}

/// The needs that the records of some texts propose about a design, as a design that says nothing else; `texts` and
/// `coverage` are those of the same inputs.
pub(super) fn propose(
    design: &Design,
    texts: &[(FileIndex, &str)],
    coverage: &mut [InputCoverage],
    origins: &mut Origins,
) -> Option<(FileIndex, RawDesign)> {
    let (home, _) = *texts.first()?;
    let mut tally = tally::Tally::default();
    for (file, text) in texts {
        let counts = tally.take(*file, text);
        let Some(coverage) = coverage.get_mut(usize::from(file.0)) else { continue };
        for (kind, count) in counts {
            for _ in 0..count.min(1) {
                coverage.passed_over(kind, (kind == tally::MORE).then_some("needs that are not proposed"));
            }
            if let Some(ignored) = coverage.ignored.get_mut(kind) {
                ignored.count = count;
            }
        }
        let read = tally.records(*file);
        if read > 0 {
            coverage.read.insert("records of accepted traffic".to_owned(), read);
        }
    }
    let told = coverage.get_mut(usize::from(home.0))?;
    Some((home, propose::needs(design, &tally, home, told, origins)))
}
