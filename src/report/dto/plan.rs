//! The wire form of a plan: what it adds, what it costs, its proof, and what it is compared with.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{BillDto, FindingDto, Writer};
use crate::advise::pure::PurePlan;
use crate::advise::unmeasured::{Open, Unmeasured};
use crate::advise::verdict::Candidate;
use crate::advise::{Advice, NeedAdvice, Objective, ProofStatus};
use crate::design::Mechanism;
use crate::design::edit::Edit;
use crate::facts::Usd;
use crate::finding::Finding;
use crate::ids::{LinkId, NeedId};
use crate::report::words;

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
    /// In words: the band, and what would change a choice.
    pub told: Vec<String>,
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
    /// In words.
    pub text: String,
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

impl ObjectiveDto {
    pub(super) fn of(objective: &Objective) -> Self {
        let Objective { price, upkeep, exposure } = *objective;
        Self { price, upkeep, exposure, total: objective.total() }
    }
}

impl UnmeasuredDto {
    fn of(one: &Unmeasured) -> Self {
        let needs: Vec<OpenDto> = one.needs.iter().map(OpenDto::of).collect();
        let turns = needs.iter().flat_map(|need| &need.turns).map(|turn| turn.text.clone());
        Self {
            told: std::iter::once(words::band(one)).chain(turns).chain(words::no_turn(one)).collect(),
            assumed: words::assumed_volumes(one),
            lowest: one.lowest,
            highest: one.highest,
            complete: one.complete,
            asked: one.asked,
            needs,
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
            text: words::pure(pure),
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

impl OpeningDto {
    fn of(need: &NeedId, edits: &[Edit]) -> Self {
        Self { need: need.to_string(), edits: edits.iter().map(ToString::to_string).collect() }
    }
}

impl Writer<'_> {
    pub(super) fn plan(&self, advice: &Advice) -> PlanDto {
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

fn proof_status(status: ProofStatus) -> &'static str {
    match status {
        ProofStatus::Optimal => "optimal",
        ProofStatus::WithinGap => "within_gap",
    }
}

/// What must be asked of AWS before a plan is made: a plan beyond a quota that AWS raises can be made, but not at once.
fn quota_increases(findings: &[Finding]) -> Vec<String> {
    let above = findings.iter().filter(|finding| finding.name == ABOVE_DEFAULT);
    let told = |finding: &Finding| match &finding.fix {
        Some(fix) => format!("{}: {}", finding.message, fix.title),
        None => finding.message.clone(),
    };
    above.map(told).collect()
}
