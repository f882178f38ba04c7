//! The arguments, as clap reads them; their documentation is the help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use tieline::advise::growth::Growth;
use tieline::settings::Date;

use crate::diagram::Diagram;
use crate::diff::Diff;
use crate::init::Init;
use crate::reach;
use crate::reach::Reach;
use crate::space::Space;

/// Advises how to connect networks on AWS.
///
/// Checks a design, recommends a mechanism for every need, and says for every word who says so. Works offline: nothing
/// is sent anywhere, and no credentials are used.
#[derive(Debug, Parser)]
#[command(name = "tieline", version, propagate_version = true, arg_required_else_help = true)]
#[command(after_long_help = STATUSES)]
pub(crate) struct Cli {
    /// When to colour.
    ///
    /// `auto` colours a terminal, and honours NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    /// The value of a parameter of CloudFormation templates; may be given several times.
    ///
    /// `AWS::Region=eu-west-1` and `AWS::AccountId=123456789012` tell where the stacks are made. What has neither a value
    /// nor a default stays unknown.
    #[arg(long = "parameter", global = true, value_name = "NAME=VALUE", value_parser = parameter)]
    pub(crate) parameters: Vec<(String, String)>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a parameter is written NAME=VALUE".to_owned()),
    }
}

const STATUSES: &str = "\
Exit status:
  0  nothing found at or above --fail-on
  1  something found at or above --fail-on, or a need that nothing can serve
  2  wrong usage, or an input that could not be read";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tell what is wrong and how to connect.
    ///
    /// Findings, a mechanism for every need, the plan for all of them with its cost, and what was not looked at.
    Review(Review),
    /// Tell what is wrong, and nothing else.
    Check(Check),
    /// Tell how to connect, and nothing else.
    ///
    /// Findings are told only where they keep the advice from being made; JSON holds them always.
    Advise(Review),
    /// Turn what you have into a design of Tieline's own.
    ///
    /// Terraform plans and state and AWS CLI output become YAML that says the same: to read, to correct, or to add needs
    /// to. What could not be read or stays unknown is told on standard error.
    Import(Import),
    /// Tell how addresses are used, what is free, and who shares ranges.
    Space(Space),
    /// Tell what a change does: who newly reaches whom, who no longer does, what is newly wrong, and what it costs.
    Diff(Diff),
    /// Tell whether packets get from one end to another, and by which way, or what blocks them.
    ///
    /// An end is an application, a VPC, a site, `aws/SERVICE`, an address, a block, or `internet`. Replies are part of
    /// every answer; the other direction is told beside it.
    #[command(after_long_help = reach::STATUSES)]
    Reach(Reach),
    /// Draw the design.
    Diagram(Diagram),
    /// Write a design to begin with.
    ///
    /// From a few answers: who must reach what, how many VPCs and accounts, whether ranges overlap, and how much is
    /// sent. The result is YAML on standard output, ready to be reviewed and changed.
    Init(Init),
    /// Explain a rule, a mechanism or a fact.
    Explain(Explain),
    /// List the rules.
    Rules(Rules),
    /// Print the JSON Schema of a design, of settings or of the JSON result.
    Schema(Schema),
    /// Print a completion script for a shell.
    Completions(Completions),
}

#[derive(Debug, Args)]
pub(crate) struct Review {
    /// Designs in YAML or JSON, Terraform plans and state as `terraform show -json` prints them, folders or zip archives
    /// of AWS CLI output, merged into one; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// The mildest finding that makes the exit status 1.
    #[arg(long, value_enum, default_value_t = Bar::Error, value_name = "SEVERITY")]
    pub(crate) fail_on: Bar,
    #[command(flatten)]
    pub(crate) overlay: Overlay,
    #[command(flatten)]
    pub(crate) terms: Terms,
    /// The name that standard input has in the result.
    ///
    /// One that ends in `.json` is read as strict JSON, one in `.yaml` as YAML.
    #[arg(long, default_value = "-", value_name = "NAME")]
    pub(crate) stdin_name: String,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) review: Review,
    /// Carry out the fixes that keep the meaning, in the files themselves, and tell what is left.
    ///
    /// Comments, layout and everything else stay as they are. A file is replaced as a whole or not at all.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Show what the fixes would change, as a unified diff, and write nothing.
    #[arg(long)]
    pub(crate) diff: bool,
    /// With `--fix` or `--diff`: the fixes that change the network as well.
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Overlay {
    /// Your own quotas and prices, in YAML or JSON.
    ///
    /// By the names of the facts they replace, as in `quotas: { peer-quota-active: 125 }` and
    /// `prices: { price-tgw-gb: { eu-west-1: "0.018" } }`.
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Inputs of any format, merged into one design; `-` reads standard input. A folder or a zip archive holds AWS CLI
    /// output.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print the AWS CLI commands that collect exactly what is read, as a script, and stop.
    ///
    /// All of them only read; none is run by Tieline.
    #[arg(long)]
    pub(crate) print_commands: bool,
    /// Propose needs from what exists: security groups that admit each other, endpoints, service networks, routes.
    ///
    /// Each proposal tells its evidence in `proposed`; nothing is proposed that a need of the inputs speaks of.
    #[arg(long)]
    pub(crate) propose_needs: bool,
    /// Write the proposed needs alone: those of `--propose-needs`, and those from flow logs.
    ///
    /// The file is edited and laid beside the same inputs: `tieline review plan.json needs.yaml`.
    #[arg(long)]
    pub(crate) proposals_only: bool,
    /// How to write the design.
    #[arg(long, value_enum, default_value_t = Written::Yaml)]
    pub(crate) format: Written,
    /// The name that standard input has in messages.
    #[arg(long, default_value = "-", value_name = "NAME")]
    pub(crate) stdin_name: String,
}

/// How a design is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Written {
    /// For people, and for programs too.
    Yaml,
    /// For programs.
    Json,
}

/// Where settings are found.
#[derive(Debug, Args)]
pub(crate) struct Own {
    /// Severities, allowances and policies; see `tieline schema settings`.
    ///
    /// Without it, the `.tieline.yaml` (or .yml, .json) beside the inputs, else of the current folder or the nearest
    /// folder above it.
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Look for no settings file.
    #[arg(long, conflicts_with = "settings")]
    pub(crate) no_settings: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Terms {
    #[command(flatten)]
    pub(crate) own: Own,
    /// The day on which allowances are judged, such as 2027-01-31; the system's own (UTC) when left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) today: Option<Date>,
    /// Hours in a month: AWS price pages count 730, other AWS material 744.
    #[arg(long, value_name = "HOURS", default_value_t = 730)]
    pub(crate) hours_per_month: u32,
    /// Gigabytes in a terabyte at the boundaries of price tiers: 1000, or 1024 as in the price list.
    #[arg(long, value_name = "GB", default_value_t = 1000)]
    pub(crate) gb_per_tb: u32,
    /// What will be more one day, as in `consumers=3x,vpcs=40,traffic=2x`: tells which choice does not survive it, and
    /// which quota is met first.
    #[arg(long, value_name = "GROWTH")]
    pub(crate) grow: Option<Growth>,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A rule (`TL008` or `unknown-name`), a policy of yours, a mechanism (`vpc_peering`) or a fact
    /// (`peer-quota-active`).
    #[arg(value_name = "RULE|POLICY|MECHANISM|FACT")]
    pub(crate) name: String,
    /// Designs whose policies may be meant; those of the settings in force always may.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) own: Own,
    #[command(flatten)]
    pub(crate) overlay: Overlay,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Designs whose policies are listed too; those of the settings in force always are.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) own: Own,
    /// How to print the list.
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    pub(crate) format: Listing,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// What to print the schema of.
    #[arg(value_enum, default_value_t = Shape::Design, value_name = "WHAT")]
    pub(crate) of: Shape,
    /// The schema of the JSON result: the same as `tieline schema result`.
    #[arg(long)]
    pub(crate) result: bool,
    /// The schema of everything that the page in the browser and its engine say to each other.
    #[arg(long, hide = true)]
    pub(crate) page: bool,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// A design.
    Design,
    /// A settings file, `.tieline.yaml`.
    Settings,
    /// The JSON result.
    Result,
    /// Everything that the page in the browser and its engine say to each other.
    #[value(hide = true)]
    Page,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs; see `tieline schema --result`.
    Json,
    /// For documents, merge requests and chats.
    Markdown,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// A page that stands alone.
    Html,
}

/// How reference and measurements are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// The mildest severity that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bar {
    /// Errors.
    Error,
    /// Errors and warnings.
    Warning,
    /// Errors, warnings and advice.
    Advice,
    /// Nothing: the status is 0 whatever is found.
    Never,
}
