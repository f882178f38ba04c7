//! Advice: for every need a mechanism with its reasons, and for all needs together the plan.
//!
//! The adviser has no opinion on what AWS allows: it draws the link a mechanism would add and asks the rulebook.

pub mod addition;
pub mod cost;
pub mod mechanism;
pub mod plan;
pub mod turning;
pub mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use addition::{Addition, applied};
use cost::{Bill, Prices};
use mechanism::{PROPOSED, Situation};
use plan::{Choice, Problem, Solution};
use turning::TurningPoint;
use verdict::{Candidate, Exposure, Verdict, is_known, judge};

use crate::design::{Design, Need};
use crate::facts::{Billing, Facts, Usd};
use crate::finding::Finding;
use crate::ids::{LinkId, NeedId};
use crate::network::Network;
use crate::rules;

/// Advice for one need.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedAdvice {
    /// The need.
    pub need: NeedId,
    /// Every mechanism that could be asked about, judged.
    pub options: Vec<Candidate>,
    /// The option chosen, by index; `None` when none can serve.
    pub chosen: Option<usize>,
    /// What decided, as one sentence.
    pub decided_by: String,
    /// Where the choice would flip.
    pub turning_points: Vec<TurningPoint>,
}

impl NeedAdvice {
    /// The option chosen.
    pub fn choice(&self) -> Option<&Candidate> {
        self.options.get(self.chosen?)
    }
}

/// The three terms of the objective, each a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Objective {
    /// List price, with stand-ins where a price is unknown.
    pub price: Usd,
    /// The owners' work on the objects added.
    pub upkeep: Usd,
    /// Networks opened where one application was asked for.
    pub exposure: Usd,
}

impl Objective {
    /// The sum that is minimised.
    pub fn total(&self) -> Usd {
        self.price + self.upkeep + self.exposure
    }
}

/// How good a plan is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofStatus {
    /// No plan has a smaller objective.
    Optimal,
    /// A smaller objective was not found, and cannot be below the bound.
    WithinGap,
}

/// The proof of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// How good the plan is known to be.
    pub status: ProofStatus,
    /// No plan's objective is below this.
    pub lower_bound: Usd,
    /// The plan's objective above the bound.
    pub gap: Usd,
}

/// All needs served together.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Everything that is added, in the order in which it can be made.
    pub additions: BTreeSet<Addition>,
    /// The needs that each link carries.
    pub serves: BTreeMap<LinkId, Vec<NeedId>>,
    /// Needs that no mechanism can serve.
    pub unserved: Vec<NeedId>,
    /// What it adds to the monthly bill.
    pub bill: Bill,
    /// The three terms.
    pub objective: Objective,
    /// How good it is known to be.
    pub proof: Proof,
    /// What the rulebook finds in the design with the plan made, that it did not find before.
    pub findings_after: Vec<Finding>,
}

/// Advice for a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Every need, in order of name.
    pub needs: Vec<NeedAdvice>,
    /// All of them together.
    pub plan: Plan,
}

/// Advises on every need of a design, alone and together.
///
/// Complexity: one trial for each need and mechanism, then the plan (see [`plan`]).
pub fn advise(design: &Design, facts: &Facts, billing: Billing) -> Advice {
    let network = Network::of(design);
    let prices = Prices::new(design, facts, billing);
    let needs: Vec<&Need> = design.needs.values().filter(|need| !need.never).map(AsRef::as_ref).collect();
    let situations: Vec<(&Need, Situation<'_>)> =
        needs.iter().filter_map(|need| Some((*need, Situation::of(design, &network, facts, need)?))).collect();
    let options: Vec<Vec<Candidate>> = situations
        .iter()
        .map(|(_, situation)| PROPOSED.iter().filter_map(|one| judge(*one, situation, &prices)).collect())
        .collect();
    let market = Market::of(design, &prices, &options);
    let solution = market.problem.solve();
    let needs = situations
        .iter()
        .zip(&options)
        .enumerate()
        .map(|(index, ((need, situation), options))| NeedAdvice {
            need: need.id.clone(),
            options: options.clone(),
            chosen: market.chosen(&solution, index),
            decided_by: market.decided_by(index, options, &solution),
            turning_points: turning::turning_points(&market, index, options, situation, &prices, &solution),
        })
        .collect();
    let plan = assemble(design, facts, &prices, &situations, &options, &market, &solution);
    Advice { needs, plan }
}

/// What the optimiser sees of the options: which piece is which addition or exposure, which choice which option.
#[derive(Debug)]
pub(crate) struct Market {
    pub(crate) problem: Problem,
    /// For each need, the option that each of its choices stands for.
    pub(crate) option_of: Vec<Vec<usize>>,
}

impl Market {
    fn of(design: &Design, prices: &Prices<'_>, options: &[Vec<Candidate>]) -> Self {
        let preferences = &design.preferences;
        let mut pieces: Vec<Usd> = Vec::new();
        let mut additions: BTreeMap<&Addition, usize> = BTreeMap::new();
        let mut exposures: BTreeMap<&Exposure, usize> = BTreeMap::new();
        let mut needs = Vec::new();
        let mut option_of = Vec::new();
        for options in options {
            let open: Vec<(usize, &Candidate)> =
                options.iter().enumerate().filter(|(_, candidate)| candidate.is_open()).collect();
            // Where a preferred mechanism fits, the others are not asked.
            let preferred: Vec<(usize, &Candidate)> = open
                .iter()
                .copied()
                .filter(|(_, candidate)| preferences.prefer.contains(&candidate.mechanism))
                .collect();
            let open = if preferred.is_empty() { open } else { preferred };
            let mut choices = Vec::new();
            for (_, candidate) in &open {
                let mut used = BTreeSet::new();
                for addition in &candidate.additions {
                    let next = pieces.len();
                    let index = *additions.entry(addition).or_insert(next);
                    if index == next {
                        let bill = Bill { items: prices.of_addition(addition) };
                        let upkeep = Usd::from_dollars(1) * preferences.upkeep_usd_per_object * addition.objects();
                        pieces.push(bill.ranked() + upkeep);
                    }
                    used.insert(index);
                }
                for exposure in &candidate.exposure {
                    let next = pieces.len();
                    let index = *exposures.entry(exposure).or_insert(next);
                    if index == next {
                        pieces.push(Usd::from_dollars(1) * preferences.exposure_usd_per_network);
                    }
                    used.insert(index);
                }
                choices.push(Choice { own: candidate.usage.ranked(), pieces: used });
            }
            needs.push(choices);
            option_of.push(open.iter().map(|(index, _)| *index).collect());
        }
        Self { problem: Problem { pieces, needs }, option_of }
    }

    /// The option a solution chose for a need.
    fn chosen(&self, solution: &Solution, need: usize) -> Option<usize> {
        let pick = solution.chosen.get(need).copied().flatten()?;
        self.option_of.get(need)?.get(pick).copied()
    }

    /// The problem with one need held to all choices but one.
    fn without(&self, need: usize, pick: usize) -> Option<(Problem, Vec<usize>)> {
        let mut problem = self.problem.clone();
        let choices = problem.needs.get_mut(need)?;
        if choices.len() < 2 || pick >= choices.len() {
            return None;
        }
        choices.remove(pick);
        let mut option_of = self.option_of.get(need)?.clone();
        option_of.remove(pick);
        Some((problem, option_of))
    }

    /// Why this option: the only one, or how much the best other would add to the whole plan.
    fn decided_by(&self, need: usize, options: &[Candidate], solution: &Solution) -> String {
        let Some(pick) = solution.chosen.get(need).copied().flatten() else {
            let unknown = options.iter().any(|option| option.verdict == Verdict::Unknown);
            let end = if unknown { ", and some cannot be told" } else { "" };
            return format!("no mechanism can serve it{end}");
        };
        let title = |index: usize| options.get(index).map_or("", |option| option.mechanism.title());
        let chosen = self.chosen(solution, need).map_or("", title);
        let Some((problem, option_of)) = self.without(need, pick) else {
            let rest = options.iter().filter(|option| !option.is_open()).count();
            return match rest {
                0 => format!("{chosen} is all it takes"),
                _ => format!("{chosen} is the only mechanism that fits"),
            };
        };
        let other = problem.solve();
        let Some(second) = other.chosen.get(need).copied().flatten().and_then(|pick| option_of.get(pick)) else {
            return format!("{chosen} is the only mechanism that fits");
        };
        let second = title(*second);
        let difference = other.cost - solution.cost;
        let mut text = if difference == Usd::ZERO {
            format!("{chosen} costs the whole plan no more than {second}, and stands first")
        } else {
            format!("{chosen} saves the whole plan ${difference} a month against {second}, the next best")
        };
        if self.problem.needs.iter().filter(|choices| !choices.is_empty()).count() > 1 {
            let _ = write!(text, ", what needs share counted once");
        }
        text
    }
}

fn assemble(
    design: &Design,
    facts: &Facts,
    prices: &Prices<'_>,
    situations: &[(&Need, Situation<'_>)],
    options: &[Vec<Candidate>],
    market: &Market,
    solution: &Solution,
) -> Plan {
    let mut additions: BTreeSet<Addition> = BTreeSet::new();
    let mut exposure: BTreeSet<&Exposure> = BTreeSet::new();
    let mut serves: BTreeMap<LinkId, Vec<NeedId>> = BTreeMap::new();
    let mut unserved = Vec::new();
    let mut usage = Vec::new();
    for (index, ((need, _), options)) in situations.iter().zip(options).enumerate() {
        let Some(candidate) = market.chosen(solution, index).and_then(|option| options.get(option)) else {
            unserved.push(need.id.clone());
            continue;
        };
        additions.extend(candidate.additions.iter().cloned());
        exposure.extend(&candidate.exposure);
        usage.extend(
            candidate
                .usage
                .items
                .iter()
                .cloned()
                .map(|item| cost::Item { what: format!("{} for `{}`", item.what, need.id), ..item }),
        );
        if let Some(link) = &candidate.carrier {
            serves.entry(link.clone()).or_default().push(need.id.clone());
        }
    }
    let standing = additions.iter().flat_map(|addition| prices.of_addition(addition));
    let bill = Bill { items: standing.chain(usage).collect() };
    let objects: u64 = additions.iter().map(Addition::objects).sum();
    let networks = u64::try_from(exposure.len()).unwrap_or(u64::MAX);
    let preferences = &design.preferences;
    let objective = Objective {
        price: bill.ranked(),
        upkeep: Usd::from_dollars(1) * preferences.upkeep_usd_per_object * objects,
        exposure: Usd::from_dollars(1) * preferences.exposure_usd_per_network * networks,
    };
    let status = if solution.is_optimal() { ProofStatus::Optimal } else { ProofStatus::WithinGap };
    let proof = Proof { status, lower_bound: solution.lower_bound, gap: solution.cost - solution.lower_bound };
    let known = rules::check(design, facts);
    let after = rules::check(&applied(design, &additions), facts);
    let findings_after = after.into_iter().filter(|finding| !is_known(finding, &known)).collect();
    Plan { additions, serves, unserved, bill, objective, proof, findings_after }
}
