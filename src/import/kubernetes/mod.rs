//! Kubernetes manifests of the AWS Gateway API Controller, with the Services, workloads and NetworkPolicies behind them:
//! streams of YAML documents, and JSON as `kubectl get -o json` prints it. All manifests of a call are read together, as
//! those of one cluster, for a route in one refers to a Gateway or Service in another.

mod attached;
mod backend;
mod draft;
mod home;
mod listener;
mod manifest;
mod network_policy;
mod route;
mod workload;

use std::collections::BTreeMap;

use crate::finding::FileIndex;
use crate::import::{Format, Given, InputCoverage, Options, Origins, Reading, Top, native};
use crate::source::{Document, Span, SyntaxError};

use draft::Draft;
use manifest::Cluster;

pub(super) use home::settle;

/// Manifests of Kubernetes.
pub(super) static FORMAT: Format = Format { name: "kubernetes", tells, is, read };

/// A key that nothing else has.
fn tells(key: &str) -> bool {
    key == "apiVersion"
}

fn is(top: &Top) -> bool {
    top.has("apiVersion") && !top.has("tieline")
}

/// Why a text that a template engine fills in is no manifest, at the line where that is told.
fn template_of(given: &Given<'_>, error: SyntaxError) -> SyntaxError {
    let Ok(text) = std::str::from_utf8(given.bytes) else { return error };
    let Some(at) = text.find(manifest::OPEN) else { return error };
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let end = line.find("}}").map_or(line.len(), |end| end + 2);
    let message = "this is filled in by a template engine, so the file is no manifest yet";
    SyntaxError::at(given.name, text, Span::new(at, at + end), message, manifest::RENDER)
}

fn read(given: &[Given<'_>], options: &Options) -> Vec<Reading> {
    let mut documents = Vec::new();
    let mut problems: BTreeMap<FileIndex, _> = BTreeMap::new();
    let mut coverage: BTreeMap<FileIndex, InputCoverage> = BTreeMap::new();
    let mut objects = Vec::new();
    let mut home = None;
    for one in given {
        let document = Document::read_stream(one.name, one.bytes).map_err(|error| template_of(one, error));
        if let Ok(document) = &document {
            let (value, found) = document.to::<serde_json::Value>();
            problems.insert(one.file, native::input_problems(document, &found, one.file));
            let mut told = InputCoverage::new(FORMAT.name);
            manifest::objects(value.unwrap_or_default(), one.file, &mut objects, &mut told);
            coverage.insert(one.file, told);
            home.get_or_insert(one.file);
        }
        documents.push(document);
    }
    let mut made = home.map(|home| {
        let cluster = Cluster::new(objects, options);
        let mut draft = Draft::new(&cluster, home, std::mem::take(&mut coverage));
        workload::applications(&mut draft);
        route::service_networks(&mut draft);
        let (raw, origins, told) = draft.finish();
        coverage = told;
        (raw, origins)
    });
    let mut readings = Vec::new();
    for (one, document) in given.iter().zip(documents) {
        let (raw, origins) = match made.take_if(|_| Some(one.file) == home) {
            Some((raw, origins)) => (Some(raw), origins),
            None => (None, Origins::default()),
        };
        readings.push(Reading {
            document,
            raw,
            origins,
            coverage: coverage.remove(&one.file).unwrap_or_else(|| InputCoverage::new(FORMAT.name)),
            problems: problems.remove(&one.file).unwrap_or_default(),
        });
    }
    readings
}
