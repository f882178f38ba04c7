//! `space`: address use, free blocks, next fit and overlaps.

use std::path::PathBuf;

use clap::Args;
use tieline::report::space::{SpaceReport, render};
use tieline::{Input, Scope};

use crate::arguments::{Listing, Overlay};
use crate::inputs;
use crate::output::{Failure, Output};
use crate::status::Status;

#[derive(Debug, Args)]
pub(crate) struct Space {
    /// Designs, merged into one; `-` reads standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    format: Listing,
    #[command(flatten)]
    overlay: Overlay,
    /// The name that standard input has in the result.
    #[arg(long, default_value = "-", value_name = "NAME")]
    stdin_name: String,
}

pub(crate) fn run(asked: &Space, output: &mut Output) -> Result<Status, Failure> {
    let facts = inputs::facts(asked.overlay.facts.as_deref(), &output.error_layout())?;
    let loaded = inputs::load(asked.files.iter().map(PathBuf::as_path), &asked.stdin_name, output)?;
    let inputs: Vec<Input<'_>> = loaded.iter().map(|one| Input { name: &one.name, bytes: &one.bytes }).collect();
    let review = tieline::review_with(&inputs, &crate::terms::options(), &facts, Scope::Check);
    let space = SpaceReport::of(&review, &facts);
    let text = match asked.format {
        Listing::Text => render(&space),
        Listing::Json => {
            space.json().map_err(|error| Failure::new(format!("the result could not be written as JSON: {error}")))?
        }
    };
    output.result(&text)?;
    Ok(if review.is_readable() { Status::Clean } else { Status::Failed })
}
