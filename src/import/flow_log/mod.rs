//! VPC Flow Logs: evidence of who talks to whom. Records are text as AWS delivers it, CSV, a JSON object a line, or answers of
//! CloudWatch Logs. They describe no network, so they are read when all other inputs have made the design: then addresses are
//! parties, and what was seen between them is proposed as needs, with the volumes that were measured.

mod answer;
mod propose;
mod record;
mod tally;

use crate::design::Design;
use crate::finding::FileIndex;
use crate::import::{Format, Given, InputCoverage, Options, Origins, Reading, Top};
use crate::source::{Document, SyntaxError};

use crate::design::raw::RawDesign;

/// VPC Flow Logs.
pub(super) static FORMAT: Format = Format { name: "flow_log", tells: |_| false, is, read };

fn is(top: &Top) -> bool {
    let line = &top.first_line;
    answer::is(top)
        || !top.is_list
            && !top.has("tieline")
            && (record::layout(line).is_some() || !top.is_json && record::is_unnamed(line))
}

/// Keeps the texts; what they hold is asked for when the design is there.
fn read(given: &[Given<'_>], _: &Options) -> Vec<Reading> {
    let one = |one: &Given<'_>| match Document::unparsed(one.name, one.bytes) {
        Ok(document) if is_unnamed(document.text()) => {
            let message = "these records do not say which of their fields is which";
            let help = "write the names of the fields in the first line, in the order that the flow log's format has";
            Reading::refused(SyntaxError::refused(one.name, message, help), FORMAT.name)
        }
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

fn is_unnamed(text: &str) -> bool {
    let line = text.trim_start().lines().next().unwrap_or_default();
    record::layout(line).is_none() && record::is_unnamed(line)
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
        tally.take(*file, text);
    }
    tally.settle();
    for (file, _) in texts {
        let counts = tally.passed(*file);
        let Some(coverage) = coverage.get_mut(usize::from(file.0)) else { continue };
        for (kind, count) in counts {
            for _ in 0..count.min(1) {
                coverage.passed_over(kind, tally::bears_on(kind));
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
