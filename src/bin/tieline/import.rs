//! `import`: read whatever is there, write it as a design of Tieline's own.

use std::path::PathBuf;

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use tieline::facts::Facts;
use tieline::finding::Severity;
use tieline::import::{Options, aws_cli, import_with, write};
use tieline::report::text::render;
use tieline::{Input, Review};

use crate::arguments::{Cli, Import, Written};
use crate::inputs;
use crate::output::{self, Failure, Output};
use crate::status::Status;

/// What stands above a design that was written.
const ABOVE: &str = "# Written by `tieline import`: the same inputs give the same text.\n";
/// What stands above proposals.
const ABOVE_PROPOSALS: &str = "\
# Needs proposed by `tieline import` from what exists, which need not be wanted. Keep those that are, say how much they
# carry, and lay the file beside the same inputs: `tieline review INPUT… THIS-FILE`.
";

/// What is said where there are no proposals.
const NOT_ASKED: &str =
    "note: no needs are proposed: flow logs propose some, and `--propose-needs` those of what exists\n";
const NONE_EXIST: &str = "note: no needs are proposed: nothing that exists tells of any\n";

pub(crate) fn run(asked: &Import, output: &mut Output) -> Result<Status, Failure> {
    if asked.print_commands {
        output.result(&aws_cli::script())?;
        return Ok(Status::Clean);
    }
    if asked.files.is_empty() {
        let error = Cli::command()
            .error(ErrorKind::MissingRequiredArgument, "no input: name a file, or `-` for standard input");
        return Ok(output::usage(&error));
    }
    let loaded = inputs::load(asked.files.iter().map(PathBuf::as_path), &asked.stdin_name, output)?;
    let inputs: Vec<Input<'_>> = loaded.iter().map(|one| Input { name: &one.name, bytes: &one.bytes }).collect();
    let options = Options { propose_needs: asked.propose_needs, ..crate::terms::options() };
    let imported = import_with(&inputs, &options);
    let nothing = imported.proposed.is_empty();
    let (design, above) = if asked.proposals_only {
        (write::proposals(&imported), ABOVE_PROPOSALS)
    } else {
        (write::whole(&imported), ABOVE)
    };
    let review = Review::of_input(imported);
    output.aside(&render(&review, &Facts::shipped(), &output.error_layout()))?;
    if !review.is_readable() {
        return Ok(Status::Failed);
    }
    if asked.proposals_only && nothing {
        output.aside(if asked.propose_needs { NONE_EXIST } else { NOT_ASKED })?;
    }
    let written = match asked.format {
        Written::Yaml => yaml(&design, above),
        Written::Json => write::json(&design).map_err(|error| error.to_string()),
    };
    output.result(&written.map_err(|error| Failure::new(format!("the design could not be written: {error}")))?)?;
    let broken = review.worst().is_some_and(|worst| worst == Severity::Error);
    Ok(if broken { Status::Found } else { Status::Clean })
}

fn yaml(design: &tieline::design::raw::RawDesign, above: &str) -> Result<String, String> {
    let tree = write::tree(design).map_err(|error| error.to_string())?;
    let text = serde_saphyr::to_string(&tree).map_err(|error| error.to_string())?;
    Ok(format!("{above}{text}"))
}
