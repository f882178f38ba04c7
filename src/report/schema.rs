//! JSON Schemas: of a design, of settings, of a result, and of everything that the page is told and asks.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::change::ChangeReport;
use super::curves::CurvesReport;
use super::diagram::Scene;
use super::dto::Report;
use super::reach::{ReachQuestion, ReachReport, VpcMatrixReport};
use super::shown::Shown;
use super::space::SpaceReport;
use crate::design::raw::{RawDesign, RawSettings};
use crate::design::start::Answers;
use crate::design::tuning::Tuning;

/// What the page and the engine say to each other; only its schema is used.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "described, never made")]
struct Page {
    /// The result of a review.
    result: Report,
    /// The result as a page is told it.
    shown: Shown,
    /// The picture.
    scene: Scene,
    /// The address space.
    space: SpaceReport,
    /// Cost over volume.
    curves: CurvesReport,
    /// What one design changes about another.
    change: ChangeReport,
    /// A question about reachability.
    reach_question: ReachQuestion,
    /// The answer to it.
    reach: ReachReport,
    /// Which VPCs reach which.
    vpc_matrix: VpcMatrixReport,
    /// The answers that a design begins with.
    answers: Answers,
    /// A question that begins with "and if".
    tuning: Tuning,
}

/// The schema of the native design.
pub fn design() -> Schema {
    SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<RawDesign>()
}

/// The schema of a settings file, `.tieline.yaml`.
pub fn settings() -> Schema {
    SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<RawSettings>()
}

/// The schema of a result.
pub fn result() -> Schema {
    SchemaGenerator::new(SchemaSettings::draft2020_12().for_serialize()).into_root_schema_for::<Report>()
}

/// The schema of everything that passes between the page and the engine.
pub fn page() -> Schema {
    SchemaGenerator::new(SchemaSettings::draft2020_12().for_serialize()).into_root_schema_for::<Page>()
}
