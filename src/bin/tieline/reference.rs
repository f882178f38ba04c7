//! `rules`, `schema` and `completions`: reference that needs no design.

use clap::CommandFactory as _;
use serde::Serialize;
use tieline::report::schema;
use tieline::rules::{ALL, Rule, Status as Stage};

use crate::arguments::{Cli, Completions, Listing, Rules, Schema, Shape};
use crate::output::{Failure, Output};
use crate::status::Status;
use crate::terms;

/// A rule in the list that programs read.
#[derive(Debug, Serialize)]
struct Row {
    rule: String,
    name: String,
    severity: String,
    status: &'static str,
    since: &'static str,
}

pub(crate) fn rules(asked: &Rules, output: &mut Output) -> Result<Status, Failure> {
    let mut rows: Vec<Row> = ALL.iter().map(|rule| row(rule)).collect();
    let policies = terms::policies(&asked.own, &asked.files, output)?;
    rows.extend(policies.iter().map(|policy| Row {
        rule: policy.rule_id().to_string(),
        name: policy.id.to_string(),
        severity: policy.severity.to_string(),
        status: "own",
        since: "",
    }));
    let text = match asked.format {
        Listing::Json => pretty(&rows)?,
        Listing::Text => table(&rows),
    };
    output.result(&text)?;
    Ok(Status::Clean)
}

fn row(rule: &Rule) -> Row {
    Row {
        rule: rule.id.to_string(),
        name: rule.name.to_owned(),
        severity: rule.severity.to_string(),
        status: stage(rule.status),
        since: rule.since,
    }
}

/// Whether a rule may still change, in a word.
pub(crate) fn stage(status: Stage) -> &'static str {
    match status {
        Stage::Stable => "stable",
        Stage::Preview => "preview",
    }
}

fn table(rows: &[Row]) -> String {
    let longest = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let mut text = format!("{:<6} {:<longest$}  {:<8}  {}\n", "rule", "name", "severity", "status");
    for Row { rule, name, severity, status, .. } in rows {
        text.push_str(&format!("{rule:<6} {name:<longest$}  {severity:<8}  {status}\n"));
    }
    text
}

pub(crate) fn schema(asked: &Schema, output: &mut Output) -> Result<Status, Failure> {
    let shape = match (asked.result, asked.page) {
        (_, true) => Shape::Page,
        (true, false) => Shape::Result,
        (false, false) => asked.of,
    };
    let schema = match shape {
        Shape::Design => schema::design(),
        Shape::Settings => schema::settings(),
        Shape::Result => schema::result(),
        Shape::Page => schema::page(),
    };
    output.result(&pretty(&schema)?)?;
    Ok(Status::Clean)
}

fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| Failure::new(format!("it could not be written as JSON: {error}")))
}

pub(crate) fn completions(asked: &Completions, output: &mut Output) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(asked.shell, &mut Cli::command(), "tieline", &mut script);
    output.result(&String::from_utf8_lossy(&script))?;
    Ok(Status::Clean)
}
