//! The wire form of advice for a need: every mechanism with its reasons and its bill.

use schemars::JsonSchema;
use serde::Serialize;

use super::{PlanDto, SourceDto, Writer};
use crate::advise::cost::{Bill, Item};
use crate::advise::principle::Principle;
use crate::advise::verdict::{Candidate, Reason, Verdict};
use crate::advise::{Advice, NeedAdvice};
use crate::design::{Mechanism, Need, Parties};
use crate::facts::Usd;
use crate::report::words;

/// Advice.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AdviceDto {
    /// Every need.
    pub needs: Vec<NeedDto>,
    /// All needs together.
    pub plan: PlanDto,
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
    /// Where published sources disagree on what bears on it; these set nothing aside.
    pub disputes: Vec<SetAsideDto>,
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

/// A principle that sets an option aside, or a dispute that bears on a need.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SetAsideDto {
    /// Its name.
    pub principle: &'static str,
    /// What it says.
    pub says: &'static str,
    /// What in the design makes it count otherwise; null where nothing does, as with what is out of date.
    pub flips: Option<&'static str>,
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
    /// What is chosen beyond it; null where nothing serves the need any more.
    pub becomes: Option<&'static str>,
}

impl Writer<'_> {
    pub(super) fn advice(&self, advice: &Advice) -> AdviceDto {
        AdviceDto { needs: advice.needs.iter().map(|need| self.need(need)).collect(), plan: self.plan(advice) }
    }

    pub(super) fn need(&self, advice: &NeedAdvice) -> NeedDto {
        let need = self.design().need(&advice.need);
        let points = advice.turning_points.iter();
        NeedDto {
            need: advice.need.to_string(),
            from: need.map(from_in_words).unwrap_or_default(),
            to: need.map(to_in_words).unwrap_or_default(),
            chosen: advice.choice().map(|candidate| candidate.mechanism.wire()),
            decided_by: advice.decided_by.clone(),
            options: advice.options.iter().map(|candidate| self.option(candidate)).collect(),
            disputes: advice.disputes.iter().map(|dispute| self.set_aside(dispute, "")).collect(),
            turning_points: points
                .map(|point| TurningPointDto {
                    text: words::turning_point(point),
                    input: words::input(&point.at),
                    value: words::turning_value(point),
                    becomes: point.becomes.map(Mechanism::wire),
                })
                .collect(),
        }
    }

    pub(super) fn option(&self, candidate: &Candidate) -> OptionDto {
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
            set_aside: candidate.set_aside.map(|principle| self.set_aside(principle, "dg-")),
            changes: candidate.additions.iter().map(words::addition).collect(),
            monthly_usd: candidate.bill.as_ref().filter(|_| candidate.is_open()).map(|bill| self.bill(bill)),
        }
    }

    /// A principle, with what contradicts those of its facts whose names begin so: facts of choice (`dg-`) carry the
    /// thresholds, and what contradicts the others of a principle that sets aside is no matter of choice.
    pub(super) fn set_aside(&self, principle: &'static Principle, beginning: &str) -> SetAsideDto {
        let chosen = principle.facts.iter().filter(|fact| fact.as_str().starts_with(beginning));
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
            flips: Some(principle.flips).filter(|flips| !flips.is_empty()),
            sources: principle.facts.iter().map(|fact| self.source(*fact)).collect(),
            disputed: disputes.collect(),
        }
    }

    pub(super) fn reason(&self, reason: &Reason) -> ReasonDto {
        match reason {
            Reason::Finding(finding) => ReasonDto {
                text: finding.message.clone(),
                rule: Some(finding.rule.to_string()),
                sources: finding.why.facts().map(|fact| self.source(fact)).collect(),
            },
            Reason::Told { text, facts, .. } => ReasonDto {
                text: text.clone(),
                rule: None,
                sources: facts.iter().map(|fact| self.source(*fact)).collect(),
            },
        }
    }

    pub(super) fn bill(&self, bill: &Bill) -> BillDto {
        BillDto {
            total: bill.total(),
            complete: bill.is_complete(),
            items: bill.items.iter().map(|item| self.item(item)).collect(),
        }
    }

    pub(super) fn item(&self, item: &Item) -> ItemDto {
        ItemDto {
            what: item.what.clone(),
            quantity: item.quantity.clone(),
            usd: item.usd,
            ranked_as: item.usd.is_none().then_some(item.stand_in),
            paid_by: item.paid_by.as_ref().map(|account| format!("account {account}")),
            fact: item.fact.as_str(),
        }
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
