//! The wire form of a result: the only serialised types, versioned by [`SCHEMA`]. Every renderer tells what stands here.

mod advice;
mod coverage;
mod finding;
mod growth;
mod plan;
mod settings;

use schemars::JsonSchema;
use serde::Serialize;

use crate::design::Design;
use crate::facts::{FactId, Facts};
use crate::finding::Finding;
use crate::review::Review;
use crate::why::Premise;

pub use advice::{
    AdviceDto, BillDto, DisputeDto, ItemDto, NeedDto, OptionDto, ReasonDto, SetAsideDto, TurningPointDto,
};
pub use coverage::{CoverageDto, IgnoredDto, ReadDto, UnknownDto};
pub use finding::{AtDto, EditDto, FindingDto, FixDto, RelatedDto, ReplacementDto, SourceDto, WayOutDto};
pub use growth::{ChangedDto, GrowthDto};
pub use plan::{
    ChangedChoiceDto, LinkDto, ObjectiveDto, OpenDto, OpeningDto, PlanDto, ProofDto, PurePlanDto, TurnDto,
    UnmeasuredDto, UnservedDto,
};
pub use settings::{AllowedDto, RuleDto, SettingsDto, SeverityDto};

/// The version of this form. It grows when a field changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// A whole result.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of Tieline.
    pub tieline: &'static str,
    /// The version of this form.
    pub schema: u32,
    /// What is wrong, in the order of the inputs; what is allowed stands under `settings`.
    pub findings: Vec<FindingDto>,
    /// What the settings made of the findings.
    pub settings: SettingsDto,
    /// What to do; null when it was not asked for, or the input has errors.
    pub advice: Option<AdviceDto>,
    /// What growth would change; null when it was not asked for.
    pub growth: Option<GrowthDto>,
    /// What was read, and what was not looked at.
    pub coverage: CoverageDto,
}

impl Report {
    /// The wire form of a review.
    pub fn of(review: &Review, facts: &Facts) -> Self {
        Self::telling(review, facts, &review.findings.iter().collect::<Vec<_>>())
    }

    /// The wire form of a review with some of its findings.
    pub(super) fn telling(review: &Review, facts: &Facts, findings: &[&Finding]) -> Self {
        let writer = Writer { review, facts };
        Self {
            tieline: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            findings: findings.iter().map(|finding| writer.finding(finding)).collect(),
            settings: writer.settings(&review.settings),
            advice: review.advice.as_ref().map(|advice| writer.advice(advice)),
            growth: review.grown.as_ref().map(|grown| writer.growth(grown)),
            coverage: CoverageDto {
                read: super::folder::together(
                    review.coverage.read.iter().map(|(file, coverage)| ReadDto::of(file, coverage, review)).collect(),
                ),
                not_modelled: review.coverage.not_modelled.clone(),
                unknown: review.coverage.unknown.clone(),
            },
        }
    }
}

struct Writer<'r> {
    review: &'r Review,
    facts: &'r Facts,
}

impl Writer<'_> {
    fn premise(&self, premise: &Premise) -> String {
        match premise {
            Premise::Input { text, .. } => text.clone(),
            Premise::Fact(fact) => self.facts.fact(*fact).statement.clone(),
        }
    }

    fn source(&self, fact: FactId) -> SourceDto {
        SourceDto::of(fact, self.facts)
    }

    fn design(&self) -> &Design {
        &self.review.design
    }
}
