//! The wire form of a result: the only serialised types, versioned by [`SCHEMA`]. Every renderer tells what stands here.
//!
//! Longer than other files on purpose: who reads a result reads this one file from top to bottom.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::words;
use crate::advise::cost::{Bill, Item};
use crate::advise::growth::Grown;
use crate::advise::principle::Principle;
use crate::advise::pure::PurePlan;
use crate::advise::unmeasured::{Open, Unmeasured};
use crate::advise::verdict::{Candidate, Reason, Verdict};
use crate::advise::{Advice, NeedAdvice, Objective, ProofStatus};
use crate::design::edit::Edit;
use crate::design::tuning::TuningError;
use crate::design::{Design, Mechanism, Need, Parties};
use crate::facts::{FactId, Facts, Usd};
use crate::finding::{Applicability, Finding, Kind, Locus, Severity, WayOut};
use crate::ids::{LinkId, NeedId};
use crate::import::{Counts, InputCoverage};
use crate::review::Review;
use crate::settings::{OFF, Outcome, RuleRef};
use crate::source::Position;
use crate::why::Premise;

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
    pub(super) fn of(fact: FactId, facts: &Facts) -> Self {
        let record = facts.fact(fact);
        Self {
            fact: fact.as_str(),
            statement: record.statement.clone(),
            url: record.sources.first().and_then(|source| source.url.clone()),
            checked_on: record.checked_on.clone(),
        }
    }
}

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

/// Advice.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AdviceDto {
    /// Every need.
    pub needs: Vec<NeedDto>,
    /// All needs together.
    pub plan: PlanDto,
}

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
}

/// Advice for one need.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NeedDto {
    /// The need.
    pub need: String,
    /// Who initiates.
    pub from: String,
    /// Who is reached.
    pub to: String,
    /// The mechanism chosen.
    pub chosen: Option<&'static str>,
    /// What decided.
    pub decided_by: String,
    /// Every mechanism judged.
    pub options: Vec<OptionDto>,
    /// Where the choice would flip.
    pub turning_points: Vec<TurningPointDto>,
}

/// One mechanism for one need.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OptionDto {
    /// The mechanism.
    pub mechanism: &'static str,
    /// Its family.
    #[schemars(extend("enum" = ["Peering", "Transit Gateway", "PrivateLink", "Lattice", "other"]))]
    pub family: String,
    /// `fits`, `fits_after`, `cannot` or `unknown`.
    #[schemars(extend("enum" = ["fits", "fits_after", "cannot", "unknown"]))]
    pub verdict: &'static str,
    /// Why, or what to mind.
    pub reasons: Vec<ReasonDto>,
    /// The published principle that sets it aside although it fits.
    pub set_aside: Option<SetAsideDto>,
    /// What it would add or change.
    pub changes: Vec<String>,
    /// What it would cost if the need were alone.
    pub monthly_usd: Option<BillDto>,
}

/// A principle that sets an option aside.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SetAsideDto {
    /// Its name.
    pub principle: &'static str,
    /// What it says.
    pub says: &'static str,
    /// What in the design makes it count otherwise.
    pub flips: &'static str,
    /// Who says so.
    pub sources: Vec<SourceDto>,
    /// Who says otherwise, where sources disagree on its threshold.
    pub disputed: Vec<DisputeDto>,
}

/// Two sources that disagree.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DisputeDto {
    /// What is followed, with its number.
    pub followed: SourceDto,
    /// What the other source says.
    pub otherwise: String,
    /// Its page.
    pub url: Option<String>,
}

/// A reason.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReasonDto {
    /// The reason.
    pub text: String,
    /// The rule, where one found it.
    pub rule: Option<String>,
    /// Who says so.
    pub sources: Vec<SourceDto>,
}

/// A monthly bill.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BillDto {
    /// The sum of the known charges.
    pub total: Usd,
    /// Whether every charge is known.
    pub complete: bool,
    /// Its lines.
    pub items: Vec<ItemDto>,
}

/// A line of a bill.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemDto {
    /// What is charged.
    pub what: String,
    /// How much of it.
    pub quantity: String,
    /// The charge; null when its price or quantity is unknown.
    pub usd: Option<Usd>,
    /// For an unknown charge: what ranked it among the others, which is not its price.
    pub ranked_as: Option<Usd>,
    /// Who pays.
    pub paid_by: Option<String>,
    /// The fact it is computed from.
    pub fact: &'static str,
}

/// Where a choice would flip.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TurningPointDto {
    /// In words.
    pub text: String,
    /// The input that would change.
    pub input: &'static str,
    /// The value at which the choice flips.
    pub value: String,
    /// What is chosen beyond it.
    pub becomes: &'static str,
}

/// The plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanDto {
    /// The links it makes, extends or uses.
    pub links: Vec<LinkDto>,
    /// What it adds to the monthly bill.
    pub monthly_usd: BillDto,
    /// What security groups and network ACLs of the design are to let through for its needs.
    pub openings: Vec<OpeningDto>,
    /// Quotas that AWS must raise before it is made, each with the number to ask for.
    pub quota_increases: Vec<String>,
    /// What was minimised.
    pub objective: ObjectiveDto,
    /// How good it is known to be.
    pub proof: ProofDto,
    /// What one family for all needs would come to.
    pub pure: Vec<PurePlanDto>,
    /// Needs that nothing can serve.
    pub unserved: Vec<String>,
    /// What volumes that are not given leave open; null where all that are charged are known.
    pub unmeasured: Option<UnmeasuredDto>,
    /// What the rules would newly find.
    pub findings_after: Vec<FindingDto>,
}

/// What filters are to let through for a need.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OpeningDto {
    /// The need.
    pub need: String,
    /// Each edit of a security group or network ACL, in words.
    pub edits: Vec<String>,
}

/// What is not known of volumes, and what that leaves open.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnmeasuredDto {
    /// What is assumed of the volumes that are not given, in words.
    pub assumed: String,
    /// What the plan adds to the monthly bill if all of them are the least that is assumed.
    pub lowest: Usd,
    /// What it adds if all of them are the most.
    pub highest: Usd,
    /// Whether every other charge is known; else both are lower bounds.
    pub complete: bool,
    /// Whether the plan was solved again for each of them.
    pub asked: bool,
    /// The needs whose volume is not given.
    pub needs: Vec<OpenDto>,
}

/// A need whose volume is not given.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OpenDto {
    /// The need.
    pub need: String,
    /// What is not given of it: `traffic`, `requests` or both.
    pub inputs: Vec<&'static str>,
    /// What carrying it costs a month by volume, at the least that is assumed.
    pub lowest: Usd,
    /// The same at the most.
    pub highest: Usd,
    /// The volumes from which choices are others.
    pub turns: Vec<TurnDto>,
}

/// A volume that would change the answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TurnDto {
    /// In words.
    pub text: String,
    /// The input.
    pub input: &'static str,
    /// The value from which it does.
    pub value: String,
    /// The needs that are then served otherwise.
    pub changes: Vec<ChangedChoiceDto>,
}

/// A need that is served otherwise.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedChoiceDto {
    /// The need.
    pub need: String,
    /// What is chosen today; null for nothing.
    pub now: Option<&'static str>,
    /// What is chosen then; null for nothing.
    pub then: Option<&'static str>,
}

/// All needs served by one family, as far as it can.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PurePlanDto {
    /// The family.
    pub family: String,
    /// What was minimised, for the needs it serves.
    pub objective: ObjectiveDto,
    /// The sum of the known charges.
    pub known: Usd,
    /// Whether every charge is known.
    pub complete: bool,
    /// How many links carry something.
    pub links: usize,
    /// How many networks it opens wider than asked.
    pub opened: usize,
    /// What it cannot serve.
    pub unserved: Vec<UnservedDto>,
    /// How many errors the rules would find with it made.
    pub errors: usize,
    /// `optimal` or `within_gap`, among plans of this family.
    pub status: &'static str,
}

/// A need that a family cannot serve.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnservedDto {
    /// The need.
    pub need: String,
    /// The first reason.
    pub reason: String,
}

/// A link of the plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LinkDto {
    /// Its name.
    pub link: String,
    /// The mechanism.
    pub mechanism: Option<&'static str>,
    /// The needs it carries.
    pub serves: Vec<String>,
    /// What is added to it.
    pub adds: Vec<String>,
    /// What must be made first.
    pub changes: Vec<String>,
}

/// The objective, in US dollars a month.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ObjectiveDto {
    /// List price; stand-ins where it is unknown.
    pub price: Usd,
    /// Objects someone must own, at the rate of the preferences.
    pub upkeep: Usd,
    /// Networks opened where one application was asked for, at the rate of the preferences.
    pub exposure: Usd,
    /// The sum.
    pub total: Usd,
}

/// A proof.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProofDto {
    /// `optimal` or `within_gap`.
    #[schemars(extend("enum" = ["optimal", "within_gap"]))]
    pub status: &'static str,
    /// No plan's objective is below this.
    pub lower_bound: Usd,
    /// The plan's objective above the bound.
    pub gap: Usd,
}

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

impl RuleDto {
    fn of(rule: &RuleRef) -> Self {
        Self { rule: rule.id.to_string(), name: rule.name.clone() }
    }
}

impl ReadDto {
    fn of(file: &str, coverage: &InputCoverage, review: &Review) -> Self {
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

impl ObjectiveDto {
    fn of(objective: &Objective) -> Self {
        let Objective { price, upkeep, exposure } = *objective;
        Self { price, upkeep, exposure, total: objective.total() }
    }
}

impl UnmeasuredDto {
    fn of(one: &Unmeasured) -> Self {
        Self {
            assumed: words::assumed_volumes(one),
            lowest: one.lowest,
            highest: one.highest,
            complete: one.complete,
            asked: one.asked,
            needs: one.needs.iter().map(OpenDto::of).collect(),
        }
    }
}

impl OpenDto {
    fn of(open: &Open) -> Self {
        let inputs = [(open.traffic, "traffic"), (open.requests, "requests")];
        let turns = open.turns.iter().map(|turn| TurnDto {
            text: words::turn(open, turn),
            input: words::input(&turn.at),
            value: words::volume(&turn.at),
            changes: turn
                .changes
                .iter()
                .map(|(need, now, then)| ChangedChoiceDto {
                    need: need.to_string(),
                    now: now.map(Mechanism::wire),
                    then: then.map(Mechanism::wire),
                })
                .collect(),
        });
        Self {
            need: open.need.to_string(),
            inputs: inputs.into_iter().filter(|(unknown, _)| *unknown).map(|(_, name)| name).collect(),
            lowest: open.usd.0,
            highest: open.usd.1,
            turns: turns.collect(),
        }
    }
}

impl PurePlanDto {
    fn of(pure: &PurePlan) -> Self {
        let unserved = pure.unserved.iter();
        Self {
            family: pure.family.to_string(),
            objective: ObjectiveDto::of(&pure.objective),
            known: pure.known,
            complete: pure.complete,
            links: pure.links,
            opened: pure.opened,
            unserved: unserved
                .map(|(need, reason)| UnservedDto { need: need.to_string(), reason: reason.clone() })
                .collect(),
            errors: pure.errors,
            status: proof_status(pure.status),
        }
    }
}

fn proof_status(status: ProofStatus) -> &'static str {
    match status {
        ProofStatus::Optimal => "optimal",
        ProofStatus::WithinGap => "within_gap",
    }
}

struct Writer<'r> {
    review: &'r Review,
    facts: &'r Facts,
}

impl Writer<'_> {
    fn finding(&self, finding: &Finding) -> FindingDto {
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

    fn settings(&self, outcome: &Outcome) -> SettingsDto {
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

    fn way_out(&self, way: &WayOut) -> WayOutDto {
        WayOutDto {
            way: way.way,
            fix: FixDto::of(&way.fix, &self.review.sources),
            because: way.because.clone(),
            block: way.block.map(|block| block.to_string()),
            sources: way.why.facts().map(|fact| self.source(fact)).collect(),
        }
    }

    fn premise(&self, premise: &Premise) -> String {
        match premise {
            Premise::Input { text, .. } => text.clone(),
            Premise::Fact(fact) => self.facts.fact(*fact).statement.clone(),
        }
    }

    fn source(&self, fact: FactId) -> SourceDto {
        SourceDto::of(fact, self.facts)
    }

    fn at(&self, at: &Locus) -> AtDto {
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

    fn growth(&self, grown: &Result<Grown, TuningError>) -> GrowthDto {
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
        });
        GrowthDto {
            refused: None,
            changed: changed.collect(),
            now: Some(ObjectiveDto::of(&grown.now)),
            then: Some(ObjectiveDto::of(&grown.then)),
            quota: grown.quota.as_ref().map(|finding| self.finding(finding)),
        }
    }

    fn advice(&self, advice: &Advice) -> AdviceDto {
        AdviceDto { needs: advice.needs.iter().map(|need| self.need(need)).collect(), plan: self.plan(advice) }
    }

    fn need(&self, advice: &NeedAdvice) -> NeedDto {
        let need = self.design().need(&advice.need);
        let points = advice.turning_points.iter();
        NeedDto {
            need: advice.need.to_string(),
            from: need.map(from_in_words).unwrap_or_default(),
            to: need.map(to_in_words).unwrap_or_default(),
            chosen: advice.choice().map(|candidate| candidate.mechanism.wire()),
            decided_by: advice.decided_by.clone(),
            options: advice.options.iter().map(|candidate| self.option(candidate)).collect(),
            turning_points: points
                .map(|point| TurningPointDto {
                    text: words::turning_point(point),
                    input: words::input(&point.at),
                    value: words::turning_value(point),
                    becomes: point.becomes.wire(),
                })
                .collect(),
        }
    }

    fn design(&self) -> &Design {
        &self.review.design
    }

    fn option(&self, candidate: &Candidate) -> OptionDto {
        OptionDto {
            mechanism: candidate.mechanism.wire(),
            family: candidate.mechanism.family().to_string(),
            verdict: match candidate.verdict {
                Verdict::Fits => "fits",
                Verdict::FitsAfter => "fits_after",
                Verdict::Cannot => "cannot",
                Verdict::Unknown => "unknown",
            },
            reasons: candidate.reasons.iter().map(|reason| self.reason(reason)).collect(),
            set_aside: candidate.set_aside.map(|principle| self.set_aside(principle)),
            changes: candidate.additions.iter().map(words::addition).collect(),
            monthly_usd: candidate.bill.as_ref().filter(|_| candidate.is_open()).map(|bill| self.bill(bill)),
        }
    }

    fn set_aside(&self, principle: &'static Principle) -> SetAsideDto {
        // Facts of choice carry the thresholds; what contradicts the others is no matter of choice.
        let chosen = principle.facts.iter().filter(|fact| fact.as_str().starts_with("dg-"));
        let disputes = chosen.filter_map(|fact| {
            let contradiction = self.facts.fact(*fact).contradicted_by.as_ref()?;
            Some(DisputeDto {
                followed: self.source(*fact),
                otherwise: contradiction.statement.clone(),
                url: contradiction.source.url.clone(),
            })
        });
        SetAsideDto {
            principle: principle.name,
            says: principle.says,
            flips: principle.flips,
            sources: principle.facts.iter().map(|fact| self.source(*fact)).collect(),
            disputed: disputes.collect(),
        }
    }

    fn reason(&self, reason: &Reason) -> ReasonDto {
        match reason {
            Reason::Finding(finding) => ReasonDto {
                text: finding.message.clone(),
                rule: Some(finding.rule.to_string()),
                sources: finding.why.facts().map(|fact| self.source(fact)).collect(),
            },
            Reason::Told { text, facts } => ReasonDto {
                text: text.clone(),
                rule: None,
                sources: facts.iter().map(|fact| self.source(*fact)).collect(),
            },
        }
    }

    fn bill(&self, bill: &Bill) -> BillDto {
        BillDto {
            total: bill.total(),
            complete: bill.is_complete(),
            items: bill.items.iter().map(|item| self.item(item)).collect(),
        }
    }

    fn item(&self, item: &Item) -> ItemDto {
        ItemDto {
            what: item.what.clone(),
            quantity: item.quantity.clone(),
            usd: item.usd,
            ranked_as: item.usd.is_none().then_some(item.stand_in),
            paid_by: item.paid_by.as_ref().map(|account| format!("account {account}")),
            fact: item.fact.as_str(),
        }
    }

    fn plan(&self, advice: &Advice) -> PlanDto {
        let Advice { needs, plan, pure, unmeasured } = advice;
        let mut links: BTreeMap<String, LinkDto> = BTreeMap::new();
        let entry = |link: &str| LinkDto {
            link: link.to_owned(),
            mechanism: None,
            serves: Vec::new(),
            adds: Vec::new(),
            changes: Vec::new(),
        };
        let mut carried: BTreeMap<&LinkId, Vec<&Candidate>> = BTreeMap::new();
        for candidate in needs.iter().filter_map(NeedAdvice::choice) {
            candidate.carriers.iter().for_each(|link| carried.entry(link).or_default().push(candidate));
        }
        for (link, served) in &plan.serves {
            let made = links.entry(link.to_string()).or_insert_with(|| entry(link.as_str()));
            made.serves = served.iter().map(ToString::to_string).collect();
            for candidate in carried.get(link).into_iter().flatten() {
                made.mechanism = made.mechanism.or(Some(candidate.mechanism.wire()));
                for first in candidate.additions.iter().filter(|one| one.link().is_none()) {
                    let text = words::addition(first);
                    if !made.changes.contains(&text) {
                        made.changes.push(text);
                    }
                }
            }
        }
        for addition in &plan.additions {
            if let Some(link) = addition.link() {
                let made = links.entry(link.to_string()).or_insert_with(|| entry(link.as_str()));
                made.adds.push(words::addition(addition));
            }
        }
        PlanDto {
            links: links.into_values().collect(),
            monthly_usd: self.bill(&plan.bill),
            openings: plan.openings.iter().map(|(need, edits)| OpeningDto::of(need, edits)).collect(),
            quota_increases: quota_increases(&plan.findings_after),
            objective: ObjectiveDto::of(&plan.objective),
            pure: pure.iter().map(PurePlanDto::of).collect(),
            proof: ProofDto {
                status: proof_status(plan.proof.status),
                lower_bound: plan.proof.lower_bound,
                gap: plan.proof.gap,
            },
            unserved: plan.unserved.iter().map(ToString::to_string).collect(),
            unmeasured: unmeasured.as_ref().map(UnmeasuredDto::of),
            findings_after: plan.findings_after.iter().map(|finding| self.finding(finding)).collect(),
        }
    }
}

/// The rule that finds counts beyond what AWS allows without being asked.
const ABOVE_DEFAULT: &str = "default-quota-exceeded";

/// What must be asked of AWS before a plan is made: a plan beyond a quota that AWS raises can be made, but not at once.
fn quota_increases(findings: &[Finding]) -> Vec<String> {
    let above = findings.iter().filter(|finding| finding.name == ABOVE_DEFAULT);
    let told = |finding: &Finding| match &finding.fix {
        Some(fix) => format!("{}: {}", finding.message, fix.title),
        None => finding.message.clone(),
    };
    above.map(told).collect()
}

impl OpeningDto {
    fn of(need: &NeedId, edits: &[Edit]) -> Self {
        Self { need: need.to_string(), edits: edits.iter().map(ToString::to_string).collect() }
    }
}

/// Who initiates: one party, or all of several, in the order given.
fn from_in_words(need: &Need) -> String {
    match &need.parties {
        Parties::OneWay { .. } | Parties::EitherWay(..) => need.from().to_string(),
        Parties::Fan { .. } | Parties::Mesh { .. } => {
            let names: Vec<String> = need.clients().iter().map(ToString::to_string).collect();
            names.join(", ")
        }
    }
}

fn to_in_words(need: &Need) -> String {
    match &need.parties {
        Parties::Mesh { .. } => "each other".to_owned(),
        _ => need.to().to_string(),
    }
}
