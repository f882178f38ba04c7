//! The report as SARIF 2.1.0, for code scanning: the subset that readers use, in structs of our own.

use std::collections::BTreeMap;

use serde::Serialize;

use super::dto::{AllowedDto, AtDto, FindingDto, Report};
use super::settled::severity;
use super::words::clean;
use crate::facts::Facts;
use crate::finding::Severity;
use crate::order::Arrange;
use crate::review::Review;
use crate::rules::{self, Rule};

/// Results that GitHub takes of one run; those beyond it are counted in a note.
const MOST_RESULTS: usize = 25_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    /// Columns count Unicode scalar values.
    column_kind: &'static str,
    automation_details: Automation,
    invocations: [Invocation; 1],
    results: Vec<Found>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    name: String,
    short_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Automation {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    /// What an allowance allows is told with its reason, and readers do not count it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<Physical>,
    logical_locations: [Logical; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
    kind: String,
}

/// A review as a SARIF 2.1.0 log, ending in a newline. Advice on needs is no result: it is no defect of the input.
///
/// # Errors
/// Never for a review made by this crate; the error is serde_json's own.
///
/// # Source
/// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
pub fn sarif(review: &Review, facts: &Facts) -> Result<String, serde_json::Error> {
    let report = Report::of(review, facts);
    let shown = report.findings.iter().map(|finding| (finding, None));
    let allowed = report.settings.allowed.iter();
    let allowed = allowed.flat_map(|one| one.findings.iter().map(move |finding| (finding, Some(one))));
    let all: Vec<(&FindingDto, Option<&AllowedDto>)> = shown.chain(allowed).collect();
    let found = all.get(..MOST_RESULTS).unwrap_or(&all);
    // Only the rules that found something, in order of their numbers; results name them by index.
    let mut names: Vec<&str> = found.iter().map(|(finding, _)| finding.rule.as_str()).collect();
    names.arrange();
    names.dedup();
    let mut notes: Vec<Notification> = Vec::new();
    let left = all.len().saturating_sub(MOST_RESULTS);
    if left > 0 {
        notes.push(note(&format!("{left} findings beyond the first {MOST_RESULTS} are left out")));
    }
    notes.extend(report.settings.severities.iter().map(|one| note(&severity(one))));
    notes.extend(report.coverage.unknown.iter().map(|text| note(&format!("unknown: {text}"))));
    notes.extend(report.coverage.not_modelled.iter().map(|text| note(&format!("not modelled: {text}"))));
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "Tieline",
                    semantic_version: report.tieline,
                    rules: names.iter().map(|name| described(name, review)).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            automation_details: Automation { id: "tieline/" },
            invocations: [Invocation {
                execution_successful: review.is_readable(),
                tool_execution_notifications: notes,
            }],
            results: found.iter().map(|(finding, allowed)| result(finding, *allowed, &names)).collect(),
        }],
    };
    let mut text = serde_json::to_string_pretty(&log)?;
    text.push('\n');
    Ok(text)
}

fn note(text: &str) -> Notification {
    Notification { level: "note", message: plain(text) }
}

fn plain(text: &str) -> Text {
    Text { text: clean(text), markdown: None }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// A rule of Tieline's own, or of the user's by its number.
fn described(name: &str, review: &Review) -> Descriptor {
    if let Some(rule) = rules::find(name) {
        return descriptor(rule);
    }
    let policy = review.design.policies.values().find(|policy| policy.rule_id().to_string() == name);
    let title = policy.map_or(name, |policy| policy.id.as_str());
    let help = policy.map_or("", |policy| policy.docs()).trim();
    Descriptor {
        id: name.to_owned(),
        name: clean(title),
        short_description: plain(policy.and_then(|policy| policy.message.as_deref()).unwrap_or(title)),
        help: Text { text: help.to_owned(), markdown: Some(help.to_owned()) },
        default_configuration: Configuration { level: policy.map_or("error", |policy| level(policy.severity)) },
    }
}

fn descriptor(rule: &'static Rule) -> Descriptor {
    let help = rule.docs.trim();
    Descriptor {
        id: rule.id.to_string(),
        name: rule.name.to_owned(),
        short_description: plain(&rule.name.replace('-', " ")),
        help: Text { text: help.to_owned(), markdown: Some(help.to_owned()) },
        default_configuration: Configuration { level: level(rule.severity) },
    }
}

fn suppression(allowed: &AllowedDto) -> Suppression {
    let until = allowed.until.as_ref().map_or_else(String::new, |day| format!(" (until {day})"));
    // A comment has no pointer: it is no value.
    let kind = if allowed.at.pointer.is_empty() { "inSource" } else { "external" };
    Suppression { kind, status: "accepted", justification: clean(&format!("{}{until}", allowed.reason)) }
}

fn result(finding: &FindingDto, allowed: Option<&AllowedDto>, names: &[&str]) -> Found {
    let mut text = finding.message.clone();
    if let Some(fix) = &finding.fix {
        text = format!("{text}. {}", fix.title);
    }
    let related = finding.related.iter().enumerate();
    let fingerprint = format!("{}:{}:{}:{}", finding.rule, finding.at.kind, finding.at.id, finding.at.pointer);
    Found {
        rule_id: finding.rule.clone(),
        rule_index: names.binary_search(&finding.rule.as_str()).unwrap_or(0),
        level: level(finding.severity),
        message: plain(&text),
        locations: [location(&finding.at, None, None)],
        related_locations: related
            .map(|(index, one)| location(&one.at, Some(index.saturating_add(1)), Some(plain(&one.label))))
            .collect(),
        partial_fingerprints: BTreeMap::from([("tieline/v1", fingerprint)]),
        suppressions: allowed.map(suppression).into_iter().collect(),
    }
}

fn location(at: &AtDto, id: Option<usize>, message: Option<Text>) -> Location {
    let region = at.line.map(|line| {
        let column = at.column.unwrap_or(1);
        Region {
            start_line: line,
            start_column: column,
            end_line: at.end_line.unwrap_or(line),
            end_column: at.end_column.unwrap_or(column),
        }
    });
    let physical = |file: &String| {
        let artifact = Artifact { uri: uri(file), uri_base_id: is_relative(file).then_some("%SRCROOT%") };
        Physical { artifact_location: artifact, region }
    };
    Location {
        id,
        message,
        physical_location: at.file.as_ref().map(physical),
        logical_locations: [Logical {
            fully_qualified_name: clean(&format!("{}/{}", at.kind, at.id)),
            kind: at.kind.to_string(),
        }],
    }
}

fn is_relative(file: &str) -> bool {
    !file.starts_with('/')
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let mut out = if is_relative(path) { String::new() } else { "file://".to_owned() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("a b/ü.yaml"), "a%20b/%C3%BC.yaml");
        assert_eq!(uri("/etc/net.yaml"), "file:///etc/net.yaml");
    }
}
