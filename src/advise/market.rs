//! The options of all needs as the optimiser sees them, and what is learnt about which of them clash.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::addition::{Addition, applied};
use super::cost::{Bill, Prices};
use super::plan::{Choice, Problem, Solution, UNSERVED};
use super::verdict::{Asked, Candidate, Exposure, Verdict};
use super::{Assembly, Plan, clash};
use crate::design::{Design, Need};
use crate::facts::Usd;
use crate::finding::{Finding, Severity};
use crate::rules::{self, Context};

/// Needs beyond which the plan is not solved again for each of them.
const MANY_NEEDS: usize = 64;
/// Search steps for the plan that a need's other options would make: asked once for every need.
const STEPS: u64 = 2_000;

/// What the optimiser sees of the options: which piece is which addition or exposure, which choice which option.
#[derive(Debug)]
pub(super) struct Market {
    pub(super) problem: Problem,
    /// For each need, the option that each of its choices stands for; the last choice leaves the need unserved.
    pub(super) option_of: Vec<Vec<usize>>,
    pieces: BTreeMap<Addition, usize>,
    exposures: BTreeMap<Exposure, usize>,
}

impl Market {
    /// The market of some needs and their options, in the same order.
    pub(super) fn of(design: &Design, prices: &Prices<'_>, asked: &[Asked<'_>], options: &[Vec<Candidate>]) -> Self {
        let preferences = &design.preferences;
        let offered = |need: &Need, options: &[Candidate]| {
            let open: Vec<(usize, &Candidate)> = options
                .iter()
                .enumerate()
                .filter(|(_, candidate)| candidate.is_open() && candidate.set_aside.is_none())
                .collect();
            // Where a preferred mechanism fits, the others are not asked.
            let is_preferred = |candidate: &Candidate| preferences.prefer.contains(&candidate.mechanism);
            let preferred: Vec<(usize, &Candidate)> =
                open.iter().copied().filter(|(_, candidate)| is_preferred(candidate)).collect();
            let open = if preferred.is_empty() { open } else { preferred };
            // A link that the design names for the need is decided, where it can carry it.
            let named: Vec<(usize, &Candidate)> = open
                .iter()
                .copied()
                .filter(|(_, candidate)| need.via.is_some() && candidate.carriers.iter().eq(&need.via))
                .collect();
            let open = if named.is_empty() { open } else { named };
            open.into_iter().map(|(index, _)| index).collect()
        };
        let offered = asked.iter().zip(options).map(|(asked, options)| offered(asked.need, options)).collect();
        Self::over(design, prices, (asked, options), offered)
    }

    /// The market of some options of each need, by their indices.
    pub(super) fn over(
        design: &Design,
        prices: &Prices<'_>,
        (asked, options): (&[Asked<'_>], &[Vec<Candidate>]),
        offered: Vec<Vec<usize>>,
    ) -> Self {
        let mut market = Self {
            problem: Problem::default(),
            option_of: Vec::new(),
            pieces: BTreeMap::new(),
            exposures: BTreeMap::new(),
        };
        for ((asked, options), offered) in asked.iter().zip(options).zip(&offered) {
            let candidates = offered.iter().filter_map(|index| options.get(*index));
            let mut choices: Vec<Choice> = candidates.map(|one| market.choice(design, prices, one)).collect();
            if !choices.is_empty() {
                // Of needs that cannot all be served, the one of the fewest pairs is left out.
                let pairs = u64::try_from(asked.pairs.len()).unwrap_or(u64::MAX).max(1);
                choices.push(Choice { own: UNSERVED * pairs, pieces: BTreeSet::new() });
            }
            market.problem.needs.push(choices);
        }
        Self { option_of: offered, ..market }
    }

    /// An option as a choice: its charge by use, and the pieces that others may share.
    fn choice(&mut self, design: &Design, prices: &Prices<'_>, candidate: &Candidate) -> Choice {
        let preferences = &design.preferences;
        let mut used = BTreeSet::new();
        for addition in &candidate.additions {
            let next = self.problem.pieces.len();
            let index = *self.pieces.entry(addition.clone()).or_insert(next);
            if index == next {
                let bill = Bill { items: prices.of_addition(addition) };
                let upkeep = Usd::from_dollars(1) * preferences.upkeep_usd_per_object * addition.objects();
                self.problem.pieces.push(bill.ranked() + upkeep);
            }
            used.insert(index);
        }
        for exposure in &candidate.exposure {
            let next = self.problem.pieces.len();
            let index = *self.exposures.entry(exposure.clone()).or_insert(next);
            if index == next {
                self.problem.pieces.push(Usd::from_dollars(1) * preferences.exposure_usd_per_network);
            }
            used.insert(index);
        }
        Choice { own: candidate.usage.ranked(), pieces: used }
    }

    /// Offers needs that a solution leaves out what was kept from them: principles and preferences choose among what can
    /// serve a need, and never keep it from being served. `false` when there is nothing more to offer.
    pub(super) fn concede(&mut self, assembly: &Assembly<'_, '_>, solution: &Solution) -> bool {
        let mut conceded = false;
        for (index, (asked, options)) in assembly.situations.iter().zip(assembly.options).enumerate() {
            // A link that the design names is decided.
            if self.chosen(solution, index).is_some() || asked.need.via.is_some() {
                continue;
            }
            for (option, candidate) in options.iter().enumerate().filter(|(_, one)| one.is_open()) {
                if self.option_of.get(index).is_none_or(|offered| offered.contains(&option)) {
                    continue;
                }
                let choice = self.choice(assembly.design, assembly.prices, candidate);
                let (Some(offered), Some(choices)) = (self.option_of.get_mut(index), self.problem.needs.get_mut(index))
                else {
                    continue;
                };
                // Before the choice that leaves the need unserved, which stands last.
                choices.insert(offered.len(), choice);
                offered.push(option);
                conceded = true;
            }
        }
        conceded
    }

    /// The option a solution chose for a need.
    pub(super) fn chosen(&self, solution: &Solution, need: usize) -> Option<usize> {
        let pick = solution.chosen.get(need).copied().flatten()?;
        self.option_of.get(need)?.get(pick).copied()
    }

    /// What a solution counts for the needs it leaves unserved.
    pub(super) fn price_of_unserved(&self, solution: &Solution) -> Usd {
        let left = self.problem.needs.iter().enumerate().filter(|(need, _)| self.chosen(solution, *need).is_none());
        left.filter_map(|(_, choices)| choices.last()).map(|choice| choice.own).sum()
    }

    /// Learns from a plan what cannot be there together: which additions raise an error that none of them raised
    /// alone, and which keep a need from being carried by what was chosen for it. `false` when there is nothing to learn.
    pub(super) fn learn(&mut self, assembly: &Assembly<'_, '_>, solution: &Solution, plan: &Plan) -> bool {
        let Assembly { design, facts, known, bare, .. } = *assembly;
        let mut learnt = false;
        let after = applied(design, &plan.additions);
        let context = Context::new(&after, facts);
        for (index, (asked, options)) in assembly.situations.iter().zip(assembly.options).enumerate() {
            let Some(pick) = solution.chosen.get(index).copied().flatten() else { continue };
            let Some(chosen) = self.chosen(solution, index).and_then(|option| options.get(option)) else { continue };
            if clash::is_carried(&context, asked.need, chosen) {
                continue;
            }
            let behind = clash::behind_failure(bare, facts, plan.additions.iter(), asked.need, chosen);
            let mut conflict = self.pieces_of(&behind);
            if conflict.is_empty() {
                continue;
            }
            // A piece without a price stands for the need being carried so: others may well use the same objects.
            let piece = self.problem.pieces.len();
            if let Some(choice) = self.problem.needs.get_mut(index).and_then(|choices| choices.get_mut(pick)) {
                self.problem.pieces.push(Usd::ZERO);
                choice.pieces.insert(piece);
                conflict.insert(piece);
                self.problem.conflicts.push(conflict);
                learnt = true;
            }
        }
        let of_carriage = |finding: &Finding| {
            let mut rules = rules::ALL.iter().filter(|rule| rule.id == finding.rule);
            rules.any(|rule| matches!(rule.check, rules::Check::Carriage(_)))
        };
        let already = learnt;
        for error in plan.findings_after.iter().filter(|finding| finding.severity == Severity::Error) {
            if already && of_carriage(error) {
                continue;
            }
            let behind = clash::behind_error((design, bare), facts, plan.additions.iter(), error, known);
            let conflict = self.pieces_of(&behind);
            // A conflict of one would have been met on trial; an empty one is no doing of the plan.
            if conflict.len() > 1 && !self.problem.conflicts.contains(&conflict) {
                self.problem.conflicts.push(conflict);
                learnt = true;
            }
        }
        learnt
    }

    fn pieces_of(&self, additions: &[&Addition]) -> BTreeSet<usize> {
        additions.iter().filter_map(|one| self.pieces.get(*one).copied()).collect()
    }

    /// Why this option: the only one, or how much the best other would add to the whole plan.
    pub(super) fn decided_by(
        &self,
        need: usize,
        options: &[Candidate],
        (solution, users): (&Solution, &[u32]),
    ) -> String {
        let title = |index: usize| options.get(index).map_or("", |option| option.mechanism.title());
        let Some(chosen) = self.chosen(solution, need).map(title) else {
            let open = self.option_of.get(need).is_some_and(|options| !options.is_empty());
            let unknown = options.iter().any(|option| option.verdict == Verdict::Unknown);
            return match (open, unknown) {
                (true, _) => "whatever serves it clashes with what the other needs use".to_owned(),
                (false, true) => "no mechanism can serve it for certain, and some cannot be told".to_owned(),
                (false, false) => "no mechanism can serve it".to_owned(),
            };
        };
        let aside = self.chosen(solution, need).and_then(|option| options.get(option)?.set_aside);
        if let Some(principle) = aside {
            return format!(
                "{chosen} is taken although a principle sets it aside ({}): what principles leave clashes with what the \
                 other needs use",
                principle.name
            );
        }
        let refused = options.iter().any(|option| !option.is_open());
        let open = options.iter().filter(|option| option.is_open()).count();
        let left = options.iter().filter(|option| option.is_open() && option.set_aside.is_none()).count();
        let alone = match (open, refused) {
            _ if left == 1 && open > 1 => "is the only one that fits and that no published principle sets aside",
            (0 | 1, true) => "is the only mechanism that fits",
            (0 | 1, false) => "is all it takes",
            _ => "is what the design asks for",
        };
        let Some((second, difference, is_proven)) = self.second(need, solution, users) else {
            return format!("{chosen} {alone}");
        };
        let Some(second) = second else {
            return format!("{chosen} is the only mechanism that fits beside the other needs");
        };
        let second_title = title(second);
        let mut text = if difference <= Usd::ZERO {
            format!(
                "{chosen} costs the whole plan no more than {second_title}; of equals, the first in the order of mechanisms is taken"
            )
        } else {
            // Without a proof the other plan may be cheaper than what was found.
            let bound = if is_proven { "" } else { "at most " };
            format!("{chosen} saves the whole plan {bound}${difference} a month against {second_title}, the next best")
        };
        if self.problem.needs.iter().filter(|choices| !choices.is_empty()).count() > 1 {
            let _ = write!(text, "; what needs share is counted once");
        }
        let unpriced = |option: usize| {
            let bill = options.get(option).and_then(|option| option.bill.as_ref());
            bill.is_some_and(|bill| bill.items.iter().any(|item| item.usd.is_none() && item.stand_in != Usd::ZERO))
        };
        if self.chosen(solution, need).is_some_and(unpriced) || unpriced(second) {
            let _ = write!(text, "; stand-ins are taken for unknown prices");
        }
        text
    }

    /// The option that a need would take if not its own, what that adds to the whole plan, and whether it cannot be
    /// less; `None` when there is no other. In a large plan all other needs stay as they are.
    fn second(&self, need: usize, solution: &Solution, users: &[u32]) -> Option<(Option<usize>, Usd, bool)> {
        if self.problem.needs.len() > MANY_NEEDS {
            let options = self.option_of.get(need).filter(|options| options.len() > 1)?;
            let pick = solution.chosen.get(need).copied().flatten()?;
            let Some((other, difference)) = self.problem.beside(users, need, pick) else {
                return Some((None, Usd::ZERO, false));
            };
            return Some((options.get(other).copied(), difference, false));
        }
        let (problem, option_of) = self.without(solution, need)?;
        let other = problem.solve_within(STEPS);
        let second = other.chosen.get(need).copied().flatten().and_then(|pick| option_of.get(pick)).copied();
        Some((second, other.cost - solution.cost, other.is_optimal()))
    }

    /// The problem with one need held to all choices but the one taken, and the options these stand for.
    fn without(&self, solution: &Solution, need: usize) -> Option<(Problem, Vec<usize>)> {
        let pick = solution.chosen.get(need).copied().flatten()?;
        let mut option_of = self.option_of.get(need)?.clone();
        if option_of.len() < 2 || pick >= option_of.len() {
            return None;
        }
        option_of.remove(pick);
        let mut problem = self.problem.clone();
        problem.needs.get_mut(need)?.remove(pick);
        Some((problem, option_of))
    }
}
