//! `diagram`: the picture of a design in one of several forms, with what the plan would add unless asked otherwise.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tieline::report::diagram::{Scene, dot, drawio, mermaid, svg};
use tieline::{Input, Scope};

use crate::arguments::Overlay;
use crate::inputs;
use crate::output::{Failure, Output};
use crate::status::Status;

#[derive(Debug, Args)]
pub(crate) struct Diagram {
    /// Designs, merged into one; `-` reads standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The form of the picture.
    #[arg(long, value_enum, default_value_t = Form::Svg)]
    format: Form,
    /// Leave out what the plan would add.
    #[arg(long)]
    without_plan: bool,
    #[command(flatten)]
    overlay: Overlay,
    /// The name that standard input has in complaints.
    #[arg(long, default_value = "-", value_name = "NAME")]
    stdin_name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A picture that every browser shows.
    Svg,
    /// Text that Markdown readers draw.
    Mermaid,
    /// Text that Graphviz draws.
    Dot,
    /// A file that draw.io edits.
    Drawio,
}

pub(crate) fn run(asked: &Diagram, output: &mut Output) -> Result<Status, Failure> {
    let facts = inputs::facts(asked.overlay.facts.as_deref(), &output.error_layout())?;
    let loaded = inputs::load(asked.files.iter().map(PathBuf::as_path), &asked.stdin_name, output)?;
    let inputs: Vec<Input<'_>> = loaded.iter().map(|one| Input { name: &one.name, bytes: &one.bytes }).collect();
    let scope = if asked.without_plan { Scope::Check } else { Scope::Review };
    let review = tieline::review_with(&inputs, &crate::terms::options(), &facts, scope);
    let scene = Scene::of(&review);
    output.result(&match asked.format {
        Form::Svg => svg(&scene),
        Form::Mermaid => mermaid(&scene),
        Form::Dot => dot(&scene),
        Form::Drawio => drawio(&scene),
    })?;
    Ok(if review.is_readable() { Status::Clean } else { Status::Failed })
}
