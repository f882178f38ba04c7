//! `reach`: whether packets get from one end to another, or who reaches whom.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use tieline::Input;
use tieline::facts::Facts;
use tieline::import::import_with;
use tieline::network::exact::{End, Exact, Traffic, TrafficError, Verdict};
use tieline::report::reach::{FailureReport, MatrixReport, ReachReport, render, render_failures, render_matrix};

use crate::arguments::{Cli, Listing};
use crate::inputs;
use crate::output::{self, Failure, Output};
use crate::status::Status;

pub(crate) const STATUSES: &str = "\
Exit status:
  0  packets get through and are answered; with --isolated: nothing gets through either way;
     with --failures: no single failure loses a need
  1  nothing gets through; with --isolated: something does; with --failures: one loses a need
  2  wrong usage, or an input that could not be read
  3  it cannot be told from the design";

#[derive(Debug, Args)]
pub(crate) struct Reach {
    /// FROM, TO and the designs; with `--all` or `--failures` the designs only. `-` reads standard input.
    #[arg(value_name = "FROM TO FILE", required = true)]
    words: Vec<String>,
    /// Which packets: `tcp/443`, `udp/53`, `tcp/8000-8100`, `tcp`, `icmp`; all of them when left out.
    #[arg(long, value_name = "PROTOCOL/PORT", value_parser = traffic)]
    port: Option<Traffic>,
    /// Ask whether nothing at all gets through, in either direction.
    #[arg(long, conflicts_with = "all")]
    isolated: bool,
    /// Tell of all applications, VPCs, sites and the internet who reaches whom.
    #[arg(long)]
    all: bool,
    /// Take each availability zone, link, gateway, load balancer and endpoint away in turn, and tell which needs are lost.
    #[arg(long, conflicts_with_all = ["all", "isolated", "port"])]
    failures: bool,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    format: Listing,
    /// The name that standard input has in messages.
    #[arg(long, default_value = "-", value_name = "NAME")]
    stdin_name: String,
}

fn traffic(text: &str) -> Result<Traffic, TrafficError> {
    text.parse()
}

pub(crate) fn run(asked: &Reach, output: &mut Output) -> Result<Status, Failure> {
    let ends = if asked.all || asked.failures { 0 } else { 2 };
    let (Some(names), Some(files @ [_, ..])) = (asked.words.get(..ends), asked.words.get(ends..)) else {
        let message = "name where packets start, where they go, and a design file (`-` for standard input)";
        return Ok(output::usage(&Cli::command().error(clap::error::ErrorKind::MissingRequiredArgument, message)));
    };
    let paths: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    let loaded = inputs::load(paths.iter().map(PathBuf::as_path), &asked.stdin_name, output)?;
    let inputs: Vec<Input<'_>> = loaded.iter().map(|one| Input { name: &one.name, bytes: &one.bytes }).collect();
    let imported = import_with(&inputs, &crate::terms::options());
    let failed = imported.sources.iter().filter_map(|source| source.document.as_ref().err());
    let complaints: Vec<String> = failed.map(|error| format!("`{}`: {}", error.name, error.message)).collect();
    if !complaints.is_empty() {
        return Err(Failure::all(complaints));
    }
    if !imported.problems.is_empty() {
        let count = imported.problems.len();
        output
            .aside(&format!("warning: {count} problems in the input were passed over; `tieline check` tells them\n"))?;
    }
    let design = &imported.design;
    let exact = Exact::of(design);
    let unwritten = |error| Failure::new(format!("the result could not be written as JSON: {error}"));
    if asked.failures {
        let report = FailureReport::of(design, &exact);
        output.result(&match asked.format {
            Listing::Text => render_failures(&report),
            Listing::Json => report.json().map_err(unwritten)?,
        })?;
        return Ok(if report.loses_something() { Status::Found } else { Status::Clean });
    }
    if asked.all {
        let matrix = MatrixReport::of(design, &exact, asked.port.unwrap_or(Traffic::ANY));
        output.result(&match asked.format {
            Listing::Text => render_matrix(&matrix),
            Listing::Json => matrix.json().map_err(unwritten)?,
        })?;
        return Ok(Status::Clean);
    }
    let mut ends = Vec::new();
    let mut complaints = Vec::new();
    for name in names {
        match End::named(design, name) {
            Ok(end) => ends.push(end),
            Err(error) => complaints.push(error.to_string()),
        }
    }
    let [from, to] = ends.as_slice() else { return Err(Failure::all(complaints)) };
    let any = if asked.isolated { Traffic::EVERY_PACKET } else { Traffic::ANY };
    let traffic = asked.port.unwrap_or(any);
    let report = ReachReport::of(design, &exact, (from, to), traffic, asked.isolated)
        .with_smallest_change(design, (from, to), traffic)
        .with_sources(&Facts::shipped());
    output.result(&match asked.format {
        Listing::Text => render(&report),
        Listing::Json => report.json().map_err(unwritten)?,
    })?;
    Ok(match report.verdict() {
        Verdict::Yes => Status::Clean,
        Verdict::No => Status::Found,
        Verdict::Unknown => Status::Unknown,
    })
}
