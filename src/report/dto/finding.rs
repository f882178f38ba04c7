//! The wire form of a finding: where it stands, why, what mends it, and who says so.

use schemars::JsonSchema;
use serde::Serialize;

use super::Writer;
use crate::facts::{FactId, Facts};
use crate::finding::{Applicability, Finding, Kind, Locus, Severity, WayOut};
use crate::source::Position;

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FindingDto {
    /// The rule's number, such as `TL102`.
    pub rule: String,
    /// The rule's name.
    pub name: String,
    /// How bad it is: the severity that the settings give the rule, else its own.
    pub severity: Severity,
    /// The rule's own severity, where the settings give another; else null.
    pub own_severity: Option<Severity>,
    /// What is wrong with which thing.
    pub message: String,
    /// Where.
    pub at: AtDto,
    /// Other places involved.
    pub related: Vec<RelatedDto>,
    /// Why it is wrong, a sentence a step.
    pub why: Vec<String>,
    /// What to do.
    pub fix: Option<FixDto>,
    /// Where there are several ways out: each with its reason, best first.
    pub ways_out: Vec<WayOutDto>,
    /// Who says so.
    pub sources: Vec<SourceDto>,
    /// Where the owner of a policy writes more about it.
    pub reference: Option<String>,
}

/// A place in the input.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AtDto {
    /// What kind of thing stands there.
    pub kind: Kind,
    /// Its name.
    pub id: String,
    /// The input.
    pub file: Option<String>,
    /// What the input calls the thing, in a format that is not Tieline's own: a resource address, an ARN, a logical id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The way to it from the root of the input (RFC 6901); of an input in another format, from the root of the design
    /// that `tieline import` makes of it.
    pub pointer: String,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column in Unicode scalar values, from 1.
    pub column: Option<u32>,
    /// Last line.
    pub end_line: Option<u32>,
    /// First column after the end.
    pub end_column: Option<u32>,
}

/// A second place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RelatedDto {
    /// The place.
    pub at: AtDto,
    /// Its part in the finding.
    pub label: String,
}

/// What to do about a finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FixDto {
    /// What to do.
    pub title: String,
    /// `safe`, `unsafe` or `words`.
    pub applicability: Applicability,
    /// The edits that do it, all or none; empty where there are only words.
    pub edits: Vec<EditDto>,
    /// The same as stretches of text, in the order of each file and apart from each other; null where the way a file is
    /// laid out leaves no safe edit.
    pub replacements: Option<Vec<ReplacementDto>>,
}

/// An edit of an input, by pointer; those of one fix are made at once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EditDto {
    /// The input.
    pub file: String,
    /// `replace`, `rename`, `insert` or `remove`.
    pub edit: &'static str,
    /// The value, the entry, or for `insert` the mapping or list it becomes the last of (RFC 6901).
    pub pointer: String,
    /// The new key, of `rename` and of an `insert` into a mapping.
    pub key: Option<String>,
    /// The new value, of `replace` and `insert`.
    pub value: Option<serde_json::Value>,
}

/// A stretch of an input's text with what takes its place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReplacementDto {
    /// The input.
    pub file: String,
    /// The first byte, of UTF-8, a byte order mark not counted.
    pub start: usize,
    /// The first byte after.
    pub end: usize,
    /// The first UTF-16 code unit.
    pub start_utf16: usize,
    /// The first UTF-16 code unit after.
    pub end_utf16: usize,
    /// What takes its place.
    pub text: String,
}

/// One of several ways out of a finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WayOutDto {
    /// Its name: a mechanism, or a change of addresses such as `renumber`.
    pub way: &'static str,
    /// What to do.
    pub fix: FixDto,
    /// Why it stands where it stands.
    pub because: String,
    /// The block it takes, where one can be named.
    pub block: Option<String>,
    /// Who says so.
    pub sources: Vec<SourceDto>,
}

/// A fact with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceDto {
    /// The fact.
    pub fact: &'static str,
    /// What it says.
    pub statement: String,
    /// The page that says so.
    pub url: Option<String>,
    /// When the page was read.
    pub checked_on: Option<String>,
}

impl SourceDto {
    pub(in crate::report) fn of(fact: FactId, facts: &Facts) -> Self {
        let record = facts.fact(fact);
        Self {
            fact: fact.as_str(),
            statement: record.statement.clone(),
            url: record.sources.first().and_then(|source| source.url.clone()),
            checked_on: record.checked_on.clone(),
        }
    }
}

impl Writer<'_> {
    pub(super) fn finding(&self, finding: &Finding) -> FindingDto {
        let related = finding.related.iter();
        FindingDto {
            rule: finding.rule.to_string(),
            name: finding.name.to_string(),
            severity: finding.severity,
            own_severity: finding.overridden.as_ref().map(|set| set.own),
            message: finding.message.clone(),
            at: self.at(&finding.at),
            related: related.map(|label| RelatedDto { at: self.at(&label.at), label: label.text.clone() }).collect(),
            why: finding.why.premises.iter().map(|premise| self.premise(premise)).collect(),
            fix: finding.fix.as_ref().map(|fix| FixDto::of(fix, &self.review.sources)),
            ways_out: finding.ways_out.iter().map(|way| self.way_out(way)).collect(),
            sources: finding.why.facts().map(|fact| self.source(fact)).collect(),
            reference: finding.reference.as_ref().map(ToString::to_string),
        }
    }

    pub(super) fn way_out(&self, way: &WayOut) -> WayOutDto {
        WayOutDto {
            way: way.way,
            fix: FixDto::of(&way.fix, &self.review.sources),
            because: way.because.clone(),
            block: way.block.map(|block| block.to_string()),
            sources: way.why.facts().map(|fact| self.source(fact)).collect(),
        }
    }

    pub(super) fn at(&self, at: &Locus) -> AtDto {
        let shown = self.review.show(at);
        let places = shown.and_then(|shown| match (&shown.source.document, shown.span) {
            (Ok(document), Some(span)) => Some((document.position(span.start), document.position(span.end))),
            (Ok(_), None) => None,
            (Err(error), _) => error.position.map(|position| (position, position)),
        });
        let line = |position: Option<Position>| position.map(|position| position.line);
        let column = |position: Option<Position>| position.map(|position| position.column);
        let (start, end) = (places.map(|(start, _)| start), places.map(|(_, end)| end));
        AtDto {
            kind: at.kind,
            id: at.id.clone(),
            file: shown.map(|shown| shown.source.name.clone()),
            address: shown.and_then(|shown| shown.address).map(str::to_owned),
            pointer: at.place.pointer.to_string(),
            line: line(start),
            column: column(start),
            end_line: line(end),
            end_column: column(end),
        }
    }
}
