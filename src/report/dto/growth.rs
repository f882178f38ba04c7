//! The wire form of growth: which choices do not survive it, and which quota is met first.

use schemars::JsonSchema;
use serde::Serialize;

use super::{FindingDto, ObjectiveDto, Writer};
use crate::advise::growth::Grown;
use crate::design::Mechanism;
use crate::design::tuning::TuningError;
use crate::report::words;

/// What growth would change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GrowthDto {
    /// Why it cannot be asked; null when it can.
    pub refused: Option<String>,
    /// The needs whose mechanism does not survive.
    pub changed: Vec<ChangedDto>,
    /// The objective today.
    pub now: Option<ObjectiveDto>,
    /// The objective then.
    pub then: Option<ObjectiveDto>,
    /// The quota that is met first.
    pub quota: Option<FindingDto>,
}

/// A need whose mechanism does not survive growth.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedDto {
    /// The need.
    pub need: String,
    /// What is chosen today.
    pub now: Option<&'static str>,
    /// What is chosen then.
    pub then: Option<&'static str>,
    /// The number of consumers or networks of this need alone from which the choice is another, where that decides.
    pub turns_at: Option<u16>,
    /// In words.
    pub text: String,
}

impl Writer<'_> {
    pub(super) fn growth(&self, grown: &Result<Grown, TuningError>) -> GrowthDto {
        let grown = match grown {
            Ok(grown) => grown,
            Err(error) => {
                let refused = Some(error.to_string());
                return GrowthDto { refused, changed: Vec::new(), now: None, then: None, quota: None };
            }
        };
        let changed = grown.needs.iter().filter(|need| need.now != need.then).map(|need| ChangedDto {
            need: need.need.to_string(),
            now: need.now.map(Mechanism::wire),
            then: need.then.map(Mechanism::wire),
            turns_at: need.turns_at,
            text: words::outgrown(need),
        });
        GrowthDto {
            refused: None,
            changed: changed.collect(),
            now: Some(ObjectiveDto::of(&grown.now)),
            then: Some(ObjectiveDto::of(&grown.then)),
            quota: grown.quota.as_ref().map(|finding| self.finding(finding)),
        }
    }
}
