//! The wire form of what settings made of findings: what is allowed, and which severities are set.

use schemars::JsonSchema;
use serde::Serialize;

use super::{AtDto, FindingDto, Writer};
use crate::settings::{OFF, Outcome, RuleRef};

/// What the settings made of the findings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SettingsDto {
    /// The inputs that are settings.
    pub files: Vec<String>,
    /// The day that counted as today; null when none was given, and then no allowance is taken to be over, or when no allowance has a last day.
    pub today: Option<String>,
    /// Each allowance that allows something.
    pub allowed: Vec<AllowedDto>,
    /// Each severity that is set.
    pub severities: Vec<SeverityDto>,
}

/// Findings that are allowed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AllowedDto {
    /// The rules that the allowance names.
    pub rules: Vec<RuleDto>,
    /// Why they are allowed.
    pub reason: String,
    /// The last day on which they are; null for no end.
    pub until: Option<String>,
    /// The allowance.
    pub at: AtDto,
    /// The findings.
    pub findings: Vec<FindingDto>,
}

/// The severity of a rule that is set.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SeverityDto {
    /// The rule.
    pub rule: RuleDto,
    /// `error`, `warning`, `advice` or `off`.
    pub severity: String,
    /// The setting.
    pub at: AtDto,
    /// How many findings it was set for, allowed ones not counted; when it is `off`, how many are not told.
    pub findings: usize,
}

/// A rule that a setting names.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RuleDto {
    /// Its number.
    pub rule: String,
    /// Its name.
    pub name: String,
}

impl RuleDto {
    fn of(rule: &RuleRef) -> Self {
        Self { rule: rule.id.to_string(), name: rule.name.clone() }
    }
}

impl Writer<'_> {
    pub(super) fn settings(&self, outcome: &Outcome) -> SettingsDto {
        let allowed = outcome.allowed.iter().map(|one| AllowedDto {
            rules: one.by.rules.iter().map(RuleDto::of).collect(),
            reason: one.by.reason.clone(),
            until: one.by.until.map(|day| day.to_string()),
            at: self.at(&one.by.at),
            findings: one.findings.iter().map(|finding| self.finding(finding)).collect(),
        });
        let severities = outcome.severities.iter().map(|one| SeverityDto {
            rule: RuleDto::of(&one.setting.rule),
            severity: one.setting.severity.map_or_else(|| OFF.to_owned(), |severity| severity.to_string()),
            at: self.at(&one.setting.at),
            findings: one.findings,
        });
        SettingsDto {
            files: outcome.files.clone(),
            today: outcome.today.map(|day| day.to_string()),
            allowed: allowed.collect(),
            severities: severities.collect(),
        }
    }
}
