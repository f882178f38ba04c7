//! The command line's door: arguments, files, colour and exit status; no verdicts.

mod arguments;
mod collection;
mod diagram;
mod diff;
mod explain;
mod fix;
mod import;
mod init;
mod inputs;
mod output;
mod progress;
mod reach;
mod reference;
mod review;
mod space;
mod status;
mod terms;

use clap::Parser as _;

use arguments::{Cli, Command};
use output::Output;
use status::Status;

/// Large inputs are millions of small values, made and dropped once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Status {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error),
    };
    let mut output = Output::new(cli.color);
    terms::tell_parameters(cli.parameters);
    match run(cli.command, &mut output) {
        Ok(status) => status,
        Err(failure) => output.failed(&failure),
    }
}

fn run(command: Command, output: &mut Output) -> Result<Status, output::Failure> {
    match command {
        Command::Review(asked) => review::run(review::Job::Review, &asked, output),
        Command::Check(asked) => fix::run(&asked, output),
        Command::Advise(asked) => review::run(review::Job::Advise, &asked, output),
        Command::Import(asked) => import::run(&asked, output),
        Command::Space(asked) => space::run(&asked, output),
        Command::Diff(asked) => diff::run(&asked, output),
        Command::Reach(asked) => reach::run(&asked, output),
        Command::Diagram(asked) => diagram::run(&asked, output),
        Command::Init(asked) => init::run(asked, output),
        Command::Explain(asked) => explain::run(&asked, output),
        Command::Rules(asked) => reference::rules(&asked, output),
        Command::Schema(asked) => reference::schema(&asked, output),
        Command::Completions(asked) => reference::completions(&asked, output),
    }
}
