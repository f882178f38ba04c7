//! `review`, `check` and `advise`: read, look, print, and judge the result by the bar.

use std::path::PathBuf;

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use tieline::facts::Facts;
use tieline::finding::Severity;
use tieline::report;
use tieline::report::text::Show;
use tieline::{Input, Scope};

use crate::arguments::{Bar, Cli, Format, Review};
use crate::inputs;
use crate::output::{self, Failure, Output};
use crate::progress::Progress;
use crate::status::Status;
use crate::terms;

/// How much of the job is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// Findings and advice.
    Review,
    /// Findings.
    Check,
    /// Advice.
    Advise,
}

pub(crate) fn run(job: Job, asked: &Review, output: &mut Output) -> Result<Status, Failure> {
    if asked.files.is_empty() {
        return Ok(no_input());
    }
    let facts = inputs::facts(asked.overlay.facts.as_deref(), &output.error_layout())?;
    let loaded = inputs::load(asked.files.iter().map(PathBuf::as_path), &asked.stdin_name, output)?;
    let inputs: Vec<Input<'_>> = loaded.iter().map(|one| Input { name: &one.name, bytes: &one.bytes }).collect();
    let (scope, show) = match job {
        Job::Review => (Scope::Review, Show::Everything),
        Job::Check => (Scope::Check, Show::Findings),
        Job::Advise => (Scope::Review, Show::Advice),
    };
    let settings = terms::settings(&asked.terms.own, &asked.files)?;
    let terms = terms::under(&asked.terms, settings.as_ref());
    let mut bar = Progress::default();
    let review = tieline::review_watched(&terms, &inputs, &facts, scope, &mut |progress| bar.show(progress));
    bar.done();
    told(&review, &facts, asked, show, output)
}

/// Says that there is nothing to read.
pub(crate) fn no_input() -> Status {
    let error = Cli::command()
        .error(ErrorKind::MissingRequiredArgument, "no input: name a design file, or `-` for standard input");
    output::usage(&error)
}

/// Prints a review and judges it.
pub(crate) fn told(
    review: &tieline::Review,
    facts: &Facts,
    asked: &Review,
    show: Show,
    output: &mut Output,
) -> Result<Status, Failure> {
    let unwritten = |error| Failure::new(format!("the result could not be written as JSON: {error}"));
    let text = match asked.format {
        Format::Text => report::text::render(review, facts, &output.layout(show)),
        Format::Json => report::json(review, facts).map_err(unwritten)?,
        Format::Markdown => report::markdown(review, facts),
        Format::Sarif => report::sarif(review, facts).map_err(unwritten)?,
        Format::Html => report::html(review, facts),
    };
    output.result(&text)?;
    if !review.is_readable() {
        return Ok(Status::Failed);
    }
    Ok(judged(review, asked.fail_on))
}

fn judged(review: &tieline::Review, bar: Bar) -> Status {
    let mildest = match bar {
        Bar::Error => Severity::Error,
        Bar::Warning => Severity::Warning,
        Bar::Advice => Severity::Advice,
        Bar::Never => return Status::Clean,
    };
    // Severities are ordered from worst to mildest.
    let found = review.worst().is_some_and(|worst| worst <= mildest);
    let unserved = review.advice.as_ref().is_some_and(|advice| !advice.plan.unserved.is_empty());
    if found || unserved { Status::Found } else { Status::Clean }
}
