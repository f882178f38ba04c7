//! `diff`: what a change newly allows, blocks, breaks and costs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tieline::finding::Severity;
use tieline::report::change::{ChangeReport, render};
use tieline::{Input, Scope};

use crate::arguments::{Listing, Overlay};
use crate::inputs;
use crate::output::{Failure, Output};
use crate::status::Status;

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The design before.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The design after; `-` reads standard input.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// What makes the exit status 1.
    #[arg(long, value_enum, default_value_t = Bar::Error, value_name = "WHAT")]
    fail_on: Bar,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    format: Listing,
    #[command(flatten)]
    overlay: Overlay,
    /// The name that standard input has in the result.
    #[arg(long, default_value = "-", value_name = "NAME")]
    stdin_name: String,
}

/// What counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Bar {
    /// A new error.
    Error,
    /// A new error, or anything that newly gets through.
    NewReach,
    /// Nothing.
    Never,
}

pub(crate) fn run(asked: &Diff, output: &mut Output) -> Result<Status, Failure> {
    let facts = inputs::facts(asked.overlay.facts.as_deref(), &output.error_layout())?;
    let mut reviews = Vec::new();
    for path in [&asked.old, &asked.new] {
        let loaded = inputs::load([path.as_path()], &asked.stdin_name, output)?;
        let inputs: Vec<Input<'_>> = loaded.iter().map(|one| Input { name: &one.name, bytes: &one.bytes }).collect();
        let review = tieline::review_with(&inputs, &crate::terms::options(), &facts, Scope::Review);
        if !review.is_readable() {
            return Err(Failure::new(format!("`{}` could not be read; `tieline check` says why", path.display())));
        }
        reviews.push(review);
    }
    let [old, new] = reviews.as_slice() else { return Ok(Status::Failed) };
    let report = ChangeReport::of(old, new);
    let unwritten = |error| Failure::new(format!("the result could not be written as JSON: {error}"));
    output.result(&match asked.format {
        Listing::Text => render(&report),
        Listing::Json => report.json().map_err(unwritten)?,
    })?;
    let worse = report.newly_wrong.iter().any(|finding| finding.severity == Severity::Error);
    let opened = !report.newly_reachable.is_empty();
    Ok(match asked.fail_on {
        Bar::Error if worse => Status::Found,
        Bar::NewReach if worse || opened => Status::Found,
        _ => Status::Clean,
    })
}
