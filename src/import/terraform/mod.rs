//! Terraform: plans and state as `terraform show -json` prints them, and raw state files. Values that are known only
//! after apply are looked up by the references of the configuration, and inferred where those end in a local.

mod address;
mod adopted;
mod candidates;
mod change;
mod context;
mod draft;
mod estate;
mod foreign;
mod gather;
mod kinds;
mod known;
mod parts;
mod reference;
mod resource;
mod search;
mod show;
mod state;
mod unwritten;

use std::collections::BTreeMap;

use crate::design::raw::RawDesign;
use crate::finding::FileIndex;
use crate::import::{Format, Given, InputCoverage, Options, Origins, Reading, Top};
use crate::source::{Document, SyntaxError};

use draft::Draft;
use estate::Estate;
pub(super) use estate::Resource;
pub(super) use foreign::Foreign;

/// What resources of another format mean that are told in Terraform's terms: the design, where its things stand, and
/// what each input gave of it.
pub(super) fn of_foreign(
    resources: Vec<Resource>,
    home: FileIndex,
    format: &'static str,
) -> (RawDesign, Origins, BTreeMap<FileIndex, InputCoverage>) {
    let estate = Estate::of_foreign(resources);
    let mut draft = Draft::new(&estate, home, "", format);
    resource::all(&mut draft);
    let (raw, origins, coverage, mut others) = draft.finish_all();
    others.insert(home, coverage);
    (raw, origins, others)
}

/// Terraform's plans and state.
pub(super) static FORMAT: Format = Format { name: "terraform", tells, is, read };

/// Keys that nothing else has.
fn tells(key: &str) -> bool {
    matches!(key, "format_version" | "terraform_version" | "planned_values" | "resource_changes" | "prior_state")
}

fn is(top: &Top) -> bool {
    top.is_json && (top.keys.iter().any(|key| tells(key)) || (top.has("lineage") && top.has("serial")))
}

fn read(given: &[Given<'_>], _: &Options) -> Vec<Reading> {
    given.iter().map(one).collect()
}

fn one(given: &Given<'_>) -> Reading {
    let document = match Document::unparsed(given.name, given.bytes) {
        Ok(document) => document,
        Err(error) => return Reading::refused(error, FORMAT.name),
    };
    let text = document.text();
    let made = match parse(text) {
        Ok(Parsed::Shown(shown)) => match version(given.name, shown.format_version.as_deref()) {
            Ok(note) => {
                let is_errored = shown.errored == Some(true);
                let estate = Estate::of_shown(text, &shown);
                let mut draft = Draft::new(&estate, given.file, given.prefix, FORMAT.name);
                if is_errored {
                    let because = "planning stopped at an error, and the plan holds only what came before";
                    draft.coverage.leaves_open("the plan", because, "every verdict");
                }
                if shown.complete == Some(false) && !is_errored {
                    let because = "it is not complete: it was made with `-target`, or leaves changes to a later one, and \
                                   what it passes over is not in it";
                    draft.coverage.leaves_open("the plan", because, "every verdict");
                }
                draft.coverage.inferred.extend(note);
                resource::all(&mut draft);
                Ok(draft.finish())
            }
            Err(error) => Err(error),
        },
        Ok(Parsed::State(state)) => {
            if matches!(state.version, 3 | 4) {
                let estate = Estate::of_state(text, &state);
                let mut draft = Draft::new(&estate, given.file, given.prefix, FORMAT.name);
                resource::all(&mut draft);
                Ok(draft.finish())
            } else {
                let message = format!("version {} of Terraform's state is not known", state.version);
                Err(SyntaxError::refused(given.name, message, "give what `terraform show -json` prints"))
            }
        }
        Err(error) => Err(SyntaxError::unseen_json(given.name, text, &error)),
    };
    match made {
        Ok((raw, origins, coverage)) => {
            Reading { raw: Some(raw), origins, coverage, problems: Vec::new(), document: Ok(document) }
        }
        Err(error) => Reading::refused(error, FORMAT.name),
    }
}

/// What a text holds.
enum Parsed<'t> {
    Shown(Box<show::Shown<'t>>),
    State(Box<state::State<'t>>),
}

/// State files have a `version` that is a number, and no `format_version`.
fn parse(text: &str) -> Result<Parsed<'_>, serde_json::Error> {
    let top = Top::of(text.as_bytes(), |key| matches!(key, "format_version" | "planned_values" | "lineage" | "serial"));
    if top.has("lineage") || top.has("serial") {
        return serde_json::from_str(text).map(|state| Parsed::State(Box::new(state)));
    }
    serde_json::from_str(text).map(|shown| Parsed::Shown(Box::new(shown)))
}

/// Whether a format can be read; a note when it is newer than those known.
fn version(name: &str, version: Option<&str>) -> Result<Option<String>, SyntaxError> {
    let Some(version) = version else { return Ok(None) };
    match version.split('.').next() {
        Some("1" | "0") => Ok(None),
        _ => {
            let message = format!("version {version} of what `terraform show -json` prints is not known");
            Err(SyntaxError::refused(name, message, "versions 0.1 and 1.x are read"))
        }
    }
}
