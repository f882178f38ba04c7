//! The wire form of coverage: what was read, what was passed over, what is unknown.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::import::{Counts, InputCoverage};
use crate::review::Review;

/// What was read, and what was not looked at.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CoverageDto {
    /// Each input.
    pub read: Vec<ReadDto>,
    /// What bears on the answers and is not in the model.
    pub not_modelled: Vec<String>,
    /// What the design leaves open.
    pub unknown: Vec<String>,
}

/// What an input holds.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReadDto {
    /// The input; for files of AWS CLI output, which are read as one, the folder that holds them all.
    pub file: String,
    /// Its format: `native`, `terraform`, `cloudformation`, `aws_cli`, `kubernetes`, `flow_log`, `parameters`
    /// or `settings`.
    pub format: &'static str,
    /// VPCs.
    pub vpcs: usize,
    /// Subnets.
    pub subnets: usize,
    /// Sites.
    pub sites: usize,
    /// Applications.
    pub applications: usize,
    /// Needs.
    pub needs: usize,
    /// Links.
    pub links: usize,
    /// Things that became part of the design, by the type that the format gives them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<String, usize>,
    /// Things that did not, by type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredDto>,
    /// Conclusions that the input does not state, each with its ground.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inferred: Vec<String>,
    /// What the input leaves unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<UnknownDto>,
}

/// Things of one type that were passed over.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IgnoredDto {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many.
    pub count: usize,
    /// What they could bear on; null for types that have nothing to do with connectivity.
    pub bears_on: Option<&'static str>,
}

/// Something unknown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnknownDto {
    /// What is unknown.
    pub what: String,
    /// Why.
    pub because: String,
    /// Which verdicts it could flip.
    pub could_flip: String,
    /// What the input calls the thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl ReadDto {
    pub(super) fn of(file: &str, coverage: &InputCoverage, review: &Review) -> Self {
        let Counts { vpcs, subnets, sites, applications, needs, links } = coverage.counts;
        let ignored = coverage.ignored.iter();
        let unknown = coverage.unknown.iter();
        Self {
            file: file.to_owned(),
            format: coverage.format,
            vpcs,
            subnets,
            sites,
            applications,
            needs,
            links,
            types: coverage.read.clone(),
            ignored: ignored
                .map(|(kind, one)| IgnoredDto { kind: kind.clone(), count: one.count, bears_on: one.bears_on })
                .collect(),
            inferred: coverage.inferred.clone(),
            unknown: unknown
                .map(|one| UnknownDto {
                    what: one.what.clone(),
                    because: one.because.clone(),
                    could_flip: one.could_flip.clone(),
                    address: one.place.as_ref().and_then(|place| review.origins.address(place)).map(str::to_owned),
                })
                .collect(),
        }
    }
}
