//! Advice: for every need a mechanism with its reasons, and for all needs together the plan.
//!
//! The adviser has no opinion on what AWS allows: it draws the link a mechanism would add and asks the rulebook.

pub mod addition;
pub mod bench;
mod clash;
pub mod cost;
pub mod count;
pub mod curve;
pub mod dispute;
pub mod estate;
pub mod growth;
mod inspected;
mod market;
pub mod mechanism;
mod opening;
pub mod plan;
pub mod principle;
pub mod pure;
pub mod turning;
pub mod unmeasured;
pub mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use addition::{Addition, applied};
use bench::Bench;
use cost::{Bill, Prices};
use estate::Estate;
use market::Market;
use mechanism::{PROPOSED, Situation};
use plan::Solution;
use principle::Principle;
use pure::{PurePlan, pure_plans};
use turning::TurningPoint;
use unmeasured::Unmeasured;
use verdict::{Asked, Candidate, Exposure, identity, judge};

use crate::design::Design;
use crate::design::edit::Edit;
use crate::facts::{Billing, Facts, Usd};
use crate::finding::{Finding, Kind};
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
    /// Where published sources disagree on what bears on it, beside the principles that set options aside.
    pub disputes: Vec<&'static Principle>,
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
    /// What filters of the design are to let through for each need, so that it gets through what the plan builds.
    pub openings: BTreeMap<NeedId, Vec<Edit>>,
    /// Needs that no mechanism can serve.
    pub unserved: Vec<NeedId>,
    /// What it adds to the monthly bill.
    pub bill: Bill,
    /// The three terms.
    pub objective: Objective,
    /// How many networks it opens wider than asked.
    pub opened: usize,
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
    /// What one family for all of them would come to.
    pub pure: Vec<PurePlan>,
    /// What volumes that are not given leave open; `None` where all that are charged are known.
    pub unmeasured: Option<Unmeasured>,
}

/// How far advice has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many needs have had every mechanism judged.
    Judging {
        /// How many.
        needs: usize,
        /// Of how many.
        of: usize,
    },
    /// All needs are planned together; again for whatever clashed in the plan before.
    Planning {
        /// How many plans were made before.
        round: usize,
    },
    /// The plan stands, and is compared and explained.
    Explaining,
}

/// Rounds of solving, making the plan on trial and learning what clashes, before what clashes is told instead.
const ROUNDS: usize = 200;

/// Advises on every need of a design, alone and together.
///
/// The plan that is cheapest is made on trial; what the rulebook then refuses, though no need met it alone (two
/// overlapping networks on one hub, a network that hides behind NAT for one need and must be called for another), is
/// learnt as a conflict, and the plan is solved again. A need that what principles leave cannot serve beside the others is
/// offered what they set aside.
///
/// Complexity: one trial for each need and mechanism, then a plan (see [`plan`]) for each conflict learnt.
pub fn advise(design: &Design, facts: &Facts, billing: Billing) -> Advice {
    advise_watched(design, facts, billing, &mut |_| ())
}

/// The same, told on the way how far it has come: advice on thousands of needs takes a while.
pub fn advise_watched(design: &Design, facts: &Facts, billing: Billing, watch: &mut dyn FnMut(Progress)) -> Advice {
    let network = Network::of(design);
    let prices = Prices::new(design, facts, billing);
    let estate = Estate::of(design, facts);
    let situations = situations(design, &network, facts, &estate);
    let mut bench = Bench::new(design, facts, &estate);
    let options: Vec<Vec<Candidate>> = situations
        .iter()
        .enumerate()
        .map(|(needs, asked)| {
            watch(Progress::Judging { needs, of: situations.len() });
            judged(asked, &prices, &estate, &mut bench)
        })
        .collect();
    let known = rules::check(design, facts);
    let assembly = Assembly {
        design,
        bare: &estate.bare,
        facts,
        prices: &prices,
        situations: &situations,
        options: &options,
        known: &known,
    };
    let mut market = Market::of(design, &prices, &situations, &options);
    let (solution, mut plan, made) = assembly.settle(&mut market, watch);
    assembly.add_advice(&mut plan, &made);
    watch(Progress::Explaining);
    let pure = pure_plans(&assembly);
    let unmeasured = unmeasured::unmeasured(&assembly, &market, &solution, &plan);
    let users = market.problem.users(&solution.chosen);
    let needs = situations
        .iter()
        .zip(&options)
        .enumerate()
        .map(|(index, (asked, options))| (index, asked, options, market.chosen(&solution, index)))
        .map(|(index, asked, options, chosen)| NeedAdvice {
            need: asked.need.id.clone(),
            options: options.clone(),
            chosen,
            disputes: dispute::bearing(asked, &estate, options, chosen.and_then(|chosen| options.get(chosen))),
            decided_by: market.decided_by(index, options, (&solution, &users)),
            turning_points: turning::turning_points(&market, index, options, asked, &prices, &solution),
        })
        .collect();
    Advice { needs, plan, pure, unmeasured }
}

/// Every need that asks for something, in its surroundings.
fn situations<'d>(
    design: &'d Design,
    network: &'d Network<'d>,
    facts: &'d Facts,
    estate: &'d Estate,
) -> Vec<Asked<'d>> {
    let asked = design.needs.values().filter(|need| !need.never).map(AsRef::as_ref);
    asked
        .map(|need| {
            let pairs = need.pairs().into_iter();
            let situation = |pair| Situation::of(design, network, facts, estate, pair);
            Asked { need, pairs: pairs.filter_map(situation).collect() }
        })
        .filter(|asked| !asked.pairs.is_empty())
        .collect()
}

/// Every mechanism that could be asked about, judged for a need and weighed.
fn judged(asked: &Asked<'_>, prices: &Prices<'_>, estate: &Estate, bench: &mut Bench<'_>) -> Vec<Candidate> {
    let mut judged: Vec<Candidate> = PROPOSED.iter().filter_map(|one| judge(*one, asked, prices, bench)).collect();
    principle::weigh(asked, estate, &mut judged);
    judged
}

/// Whether a finding is about one of some needs.
fn is_about(finding: &Finding, needs: &[NeedId]) -> bool {
    finding.at.kind == Kind::Need && needs.iter().any(|need| need.as_str() == finding.at.id)
}

/// What a plan is put together from.
struct Assembly<'a, 'd> {
    design: &'d Design,
    /// The design without needs.
    bare: &'a Design,
    facts: &'a Facts,
    prices: &'a Prices<'d>,
    situations: &'a [Asked<'d>],
    options: &'a [Vec<Candidate>],
    /// What the rulebook finds without any plan.
    known: &'a [Finding],
}

impl Assembly<'_, '_> {
    /// Solves, makes the plan on trial, and again with what clashed in it, until nothing does. With the design as it was
    /// made.
    fn settle(&self, market: &mut Market, watch: &mut dyn FnMut(Progress)) -> (Solution, Plan, Design) {
        let mut round = 0;
        loop {
            watch(Progress::Planning { round });
            let solution = market.problem.solve();
            let (plan, made) = self.plan(market, &solution, true);
            round += 1;
            let again = round <= ROUNDS && (market.learn(self, &solution, &plan) || market.concede(self, &solution));
            if !again {
                return (solution, plan, made);
            }
        }
    }

    /// What merely could be better is asked of the plan that stands, and decides nothing.
    fn add_advice(&self, plan: &mut Plan, made: &Design) {
        let advice = self.news(rules::check_advice(made, self.facts)).filter(|one| !is_about(one, &plan.unserved));
        let advice: Vec<Finding> = advice.collect();
        plan.findings_after.extend(advice);
    }

    /// The plan that a solution stands for; made on trial to see what of the rulebook then stands against it, where that
    /// is asked. With the design as it was made.
    fn plan(&self, market: &Market, solution: &Solution, on_trial: bool) -> (Plan, Design) {
        let Self { design, facts, prices, situations, options, .. } = *self;
        let mut additions: BTreeSet<Addition> = BTreeSet::new();
        let mut exposure: BTreeSet<&Exposure> = BTreeSet::new();
        let mut serves: BTreeMap<LinkId, Vec<NeedId>> = BTreeMap::new();
        let mut unserved = Vec::new();
        let mut usage = Vec::new();
        for (index, (Asked { need, .. }, options)) in situations.iter().zip(options).enumerate() {
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
            for link in &candidate.carriers {
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
        // The price of leaving a need out drives the search and is no part of what a plan costs. Where it is not proven
        // that all needs left out must be, nothing but this is known of what better plans cost.
        let unpaid = market.price_of_unserved(solution);
        let lower_bound = (solution.lower_bound - unpaid).max(Usd::ZERO);
        let proof = Proof { status, lower_bound, gap: solution.cost - unpaid - lower_bound };
        // A need that nothing can serve has its reasons in its options; that a new link happens to join its parties too,
        // and fails it as it failed before, is no news about the plan.
        let left: BTreeSet<&str> = unserved.iter().map(NeedId::as_str).collect();
        let (openings, made, after) = if on_trial {
            let (openings, made) = opening::openings(&applied(design, &additions), &left);
            let after = rules::check_serious(&made, facts);
            (openings, made, after)
        } else {
            (BTreeMap::new(), Design::default(), Vec::new())
        };
        let findings_after = self.news(after).filter(|one| !is_about(one, &unserved)).collect();
        let opened = exposure.len();
        let plan = Plan { additions, serves, openings, unserved, bill, objective, opened, proof, findings_after };
        (plan, made)
    }

    /// What the rulebook did not find without any plan.
    fn news(&self, found: Vec<Finding>) -> impl Iterator<Item = Finding> {
        let known: BTreeSet<_> = self.known.iter().map(identity).collect();
        found.into_iter().filter(move |one| !known.contains(&identity(one)))
    }
}
