//! CloudFormation: templates in YAML and JSON, by hand or synthesised by CDK. All templates of a call are read together,
//! for exports of one are imports of another. What a resource means is told once, for Terraform: `translate` puts each
//! resource in those terms.

mod cidr;
mod condition;
mod evaluate;
mod lookup;
mod nested;
mod reshape;
mod table;
mod template;
mod translate;

use std::collections::BTreeMap;

use crate::finding::FileIndex;
use crate::import::{Format, Given, InputCoverage, Options, Origins, Reading, Top, native, terraform};
use crate::source::Document;

use evaluate::World;
use template::Template;

/// CloudFormation's templates.
pub(super) static FORMAT: Format = Format { name: "cloudformation", tells, is, read };

/// A key that nothing else has.
fn tells(key: &str) -> bool {
    key == "AWSTemplateFormatVersion"
}

/// A template may leave its version out, so its resources tell it too, where no other format has their key.
fn is(top: &Top) -> bool {
    let others = ["tieline", "apiVersion", "kind", "format_version", "lineage", "ViewArn"];
    !top.is_list
        && (top.has("AWSTemplateFormatVersion") || top.has("Resources") && !others.iter().any(|key| top.has(key)))
}

fn read(given: &[Given<'_>], options: &Options) -> Vec<Reading> {
    let mut documents = Vec::new();
    let mut templates = Vec::new();
    let mut problems: BTreeMap<FileIndex, _> = BTreeMap::new();
    for one in given {
        let document = Document::read_tagged(one.name, one.bytes, template::key_of_tag);
        if let Ok(document) = &document {
            let (value, found) = document.to::<serde_json::Value>();
            problems.insert(one.file, native::input_problems(document, &found, one.file));
            templates.push(Template::new(one, value.unwrap_or_default()));
        }
        documents.push(document);
    }
    let home = templates.first().map(|template| template.file);
    let mut coverage: BTreeMap<FileIndex, InputCoverage> = BTreeMap::new();
    let mut made = home.map(|home| {
        let world = World::new(templates, options);
        let translated = translate::all(&world);
        let (raw, origins, mut told) = terraform::of_foreign(translated.resources, home, FORMAT.name);
        for (file, mut more) in translated.coverage {
            match told.get_mut(&file) {
                Some(own) => {
                    own.ignored.append(&mut more.ignored);
                    for (kind, count) in std::mem::take(&mut more.read) {
                        *own.read.entry(kind).or_default() += count;
                    }
                    own.inferred.append(&mut more.inferred);
                    own.unknown.append(&mut more.unknown);
                }
                None => drop(told.insert(file, more)),
            }
        }
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
