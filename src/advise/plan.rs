//! The optimiser: one option for every need, so that what they share is paid once. Knows money and sets, nothing of AWS.
//!
//! Each need picks one option; an option uses pieces (objects that cost the same whoever uses them) and has a charge
//! of its own. Needs that share no piece are solved apart. Within a group the search is exact: branch and bound, with
//! a bound that spreads each piece's cost over the needs that could share it. A group too large to finish within the
//! budget keeps the best choice found, with the bound that was proven.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Usd;

/// Search steps for one group of needs before its proof is given up. A count, not a time: the same on every machine.
pub const BUDGET: u64 = 400_000;

/// One way to serve a need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What it costs by itself.
    pub own: Usd,
    /// The pieces it uses, by index.
    pub pieces: BTreeSet<usize>,
}

/// A problem: what pieces cost, and the choices of each need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// The cost of each piece.
    pub pieces: Vec<Usd>,
    /// The choices of each need; a need without any is left out of the solution.
    pub needs: Vec<Vec<Choice>>,
}

/// A solution and how good it is known to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The choice of each need, by index; `None` where it has none.
    pub chosen: Vec<Option<usize>>,
    /// What it costs in all.
    pub cost: Usd,
    /// No solution costs less than this.
    pub lower_bound: Usd,
}

impl Solution {
    /// Whether it is proven that none is cheaper.
    pub fn is_optimal(&self) -> bool {
        self.cost == self.lower_bound
    }
}

impl Problem {
    /// What a set of choices costs: every piece once.
    pub fn cost(&self, chosen: &[Option<usize>]) -> Usd {
        let picked = || self.needs.iter().zip(chosen).filter_map(|(choices, pick)| choices.get((*pick)?));
        let used: BTreeSet<usize> = picked().flat_map(|choice| choice.pieces.iter().copied()).collect();
        picked().map(|choice| choice.own).sum::<Usd>() + used.iter().map(|piece| self.piece(*piece)).sum()
    }

    fn piece(&self, index: usize) -> Usd {
        self.pieces.get(index).copied().unwrap_or(Usd::ZERO)
    }

    /// The cheapest choice for every need together. Ties go to the choice that stands first.
    ///
    /// Complexity: exponential in the needs of one group at worst, cut off after [`BUDGET`] steps a group.
    pub fn solve(&self) -> Solution {
        let mut chosen = vec![None; self.needs.len()];
        let mut lower_bound = Usd::ZERO;
        for group in self.groups() {
            let mut search = Search::new(self, &group);
            search.run();
            lower_bound += search.lower_bound();
            for (need, pick) in group.iter().zip(search.best) {
                if let Some(slot) = chosen.get_mut(*need) {
                    *slot = Some(pick);
                }
            }
        }
        let cost = self.cost(&chosen);
        Solution { cost, lower_bound: lower_bound.min(cost), chosen }
    }

    /// Needs that share a piece with a price, directly or through others, in groups.
    fn groups(&self) -> Vec<Vec<usize>> {
        let mut root: Vec<usize> = (0..self.needs.len()).collect();
        fn find(root: &mut [usize], mut at: usize) -> usize {
            while let Some(&up) = root.get(at)
                && up != at
            {
                let over = root.get(up).copied().unwrap_or(up);
                if let Some(slot) = root.get_mut(at) {
                    *slot = over;
                }
                at = over;
            }
            at
        }
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        for (need, choices) in self.needs.iter().enumerate() {
            for piece in choices.iter().flat_map(|choice| &choice.pieces) {
                if self.piece(*piece) == Usd::ZERO {
                    continue;
                }
                let other = *first.entry(*piece).or_insert(need);
                let (one, two) = (find(&mut root, need), find(&mut root, other));
                if let Some(slot) = root.get_mut(one.max(two)) {
                    *slot = one.min(two);
                }
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (need, choices) in self.needs.iter().enumerate() {
            if !choices.is_empty() {
                groups.entry(find(&mut root, need)).or_default().push(need);
            }
        }
        groups.into_values().collect()
    }
}

/// Branch and bound over one group.
struct Search<'p> {
    problem: &'p Problem,
    needs: Vec<&'p [Choice]>,
    /// The least each need can add, with pieces shared as widely as they could be; summed from the back.
    floor: Vec<Usd>,
    /// How often each piece is used by the choices made so far.
    used: BTreeMap<usize, u32>,
    picks: Vec<usize>,
    best: Vec<usize>,
    best_cost: Usd,
    steps: u64,
}

impl<'p> Search<'p> {
    fn new(problem: &'p Problem, group: &[usize]) -> Self {
        let needs: Vec<&[Choice]> = group.iter().filter_map(|need| problem.needs.get(*need)).map(Vec::as_slice).collect();
        let mut sharers: BTreeMap<usize, u64> = BTreeMap::new();
        for choices in &needs {
            let could: BTreeSet<usize> = choices.iter().flat_map(|choice| choice.pieces.iter().copied()).collect();
            for piece in could {
                *sharers.entry(piece).or_default() += 1;
            }
        }
        let share = |choice: &Choice| -> Usd {
            let parts = choice.pieces.iter().map(|piece| {
                let sharers = sharers.get(piece).copied().unwrap_or(1).max(1);
                // Rounded down: a bound may only err on the low side.
                Usd::from_pico(problem.piece(*piece).pico() / i128::from(sharers))
            });
            choice.own + parts.sum()
        };
        let mut floor = vec![Usd::ZERO; needs.len() + 1];
        for (index, choices) in needs.iter().enumerate().rev() {
            let least = choices.iter().map(share).min().unwrap_or(Usd::ZERO);
            let behind = floor.get(index + 1).copied().unwrap_or(Usd::ZERO);
            if let Some(slot) = floor.get_mut(index) {
                *slot = least + behind;
            }
        }
        let mut search =
            Self { problem, needs, floor, used: BTreeMap::new(), picks: Vec::new(), best: Vec::new(), best_cost: Usd::MAX, steps: 0 };
        search.start();
        search
    }

    /// A first solution: each need in turn takes what adds least, then single changes as long as they help.
    fn start(&mut self) {
        let mut picks: Vec<usize> = Vec::new();
        for need in 0..self.needs.len() {
            let mut cheapest: Option<(Usd, usize)> = None;
            for pick in 0..self.needs.get(need).map_or(0, |choices| choices.len()) {
                picks.push(pick);
                let cost = self.cost_of(&picks);
                picks.pop();
                if cheapest.is_none_or(|(least, _)| cost < least) {
                    cheapest = Some((cost, pick));
                }
            }
            picks.push(cheapest.map_or(0, |(_, pick)| pick));
        }
        let mut cost = self.cost_of(&picks);
        // Each round lowers the cost, so this ends; the cap bounds the work for very large groups.
        for _ in 0..8 {
            let mut better = false;
            for need in 0..picks.len() {
                for pick in 0..self.needs.get(need).map_or(0, |choices| choices.len()) {
                    let mut other = picks.clone();
                    if let Some(slot) = other.get_mut(need) {
                        *slot = pick;
                    }
                    let changed = self.cost_of(&other);
                    if changed < cost {
                        (picks, cost, better) = (other, changed, true);
                    }
                }
            }
            if !better || self.needs.len() > 400 {
                break;
            }
        }
        self.best = picks;
        self.best_cost = cost;
    }

    fn cost_of(&self, picks: &[usize]) -> Usd {
        let picked = || self.needs.iter().zip(picks).filter_map(|(choices, pick)| choices.get(*pick));
        let used: BTreeSet<usize> = picked().flat_map(|choice| choice.pieces.iter().copied()).collect();
        picked().map(|choice| choice.own).sum::<Usd>() + used.iter().map(|piece| self.problem.piece(*piece)).sum()
    }

    fn run(&mut self) {
        self.descend(Usd::ZERO);
    }

    /// What is proven: the best found when the search was finished, else the least that any solution needs.
    fn lower_bound(&self) -> Usd {
        if self.steps <= BUDGET {
            self.best_cost
        } else {
            self.floor.first().copied().unwrap_or(Usd::ZERO)
        }
    }

    fn descend(&mut self, so_far: Usd) {
        self.steps += 1;
        if self.steps > BUDGET {
            return;
        }
        let depth = self.picks.len();
        let Some(choices) = self.needs.get(depth).copied() else {
            if so_far < self.best_cost {
                self.best_cost = so_far;
                self.best = self.picks.clone();
            }
            return;
        };
        for (pick, choice) in choices.iter().enumerate() {
            let opened: Vec<usize> =
                choice.pieces.iter().copied().filter(|piece| self.used.get(piece).is_none_or(|count| *count == 0)).collect();
            let cost = so_far + choice.own + opened.iter().map(|piece| self.problem.piece(*piece)).sum();
            if cost + self.rest(depth + 1) >= self.best_cost {
                continue;
            }
            for piece in &choice.pieces {
                *self.used.entry(*piece).or_default() += 1;
            }
            self.picks.push(pick);
            self.descend(cost);
            self.picks.pop();
            for piece in &choice.pieces {
                if let Some(count) = self.used.get_mut(piece) {
                    *count -= 1;
                }
            }
            if self.steps > BUDGET {
                return;
            }
        }
    }

    /// The least that the needs from `depth` on can add.
    ///
    /// The floor counts a share of every piece, of which pieces already open must not be charged again; so the part
    /// that open pieces make of it is taken off by looking at each need's choices anew. That look is linear in the
    /// rest, so it is only taken while the group is small.
    fn rest(&self, depth: usize) -> Usd {
        let behind = || self.needs.iter().skip(depth);
        let mut sharers: BTreeMap<usize, u64> = BTreeMap::new();
        for choices in behind() {
            let could: BTreeSet<usize> = choices.iter().flat_map(|choice| choice.pieces.iter().copied()).collect();
            for piece in could {
                *sharers.entry(piece).or_default() += 1;
            }
        }
        behind()
            .map(|choices| {
                let least = choices.iter().map(|choice| {
                    let parts = choice.pieces.iter().map(|piece| {
                        if self.used.get(piece).is_some_and(|count| *count > 0) {
                            return Usd::ZERO;
                        }
                        let sharers = sharers.get(piece).copied().unwrap_or(1).max(1);
                        Usd::from_pico(self.problem.piece(*piece).pico() / i128::from(sharers))
                    });
                    choice.own + parts.sum()
                });
                least.min().unwrap_or(Usd::ZERO)
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    /// Every assignment, one by one.
    fn brute_force(problem: &Problem) -> Usd {
        fn go(problem: &Problem, chosen: &mut Vec<Option<usize>>) -> Usd {
            if chosen.len() == problem.needs.len() {
                return problem.cost(chosen);
            }
            let choices = problem.needs[chosen.len()].len();
            if choices == 0 {
                chosen.push(None);
                let cost = go(problem, chosen);
                chosen.pop();
                return cost;
            }
            (0..choices)
                .map(|pick| {
                    chosen.push(Some(pick));
                    let cost = go(problem, chosen);
                    chosen.pop();
                    cost
                })
                .min()
                .unwrap()
        }
        go(problem, &mut Vec::new())
    }

    fn problems() -> impl Strategy<Value = Problem> {
        let pieces = proptest::collection::vec((0_i64..60).prop_map(Usd::from_dollars), 1..7);
        let choice = ((0_i64..40).prop_map(Usd::from_dollars), proptest::collection::btree_set(0_usize..7, 0..4))
            .prop_map(|(own, pieces)| Choice { own, pieces });
        let needs = proptest::collection::vec(proptest::collection::vec(choice, 0..4), 0..7);
        (pieces, needs).prop_map(|(pieces, needs)| Problem { pieces, needs })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_solution_costs_what_brute_force_finds(problem in problems()) {
            let solution = problem.solve();
            prop_assert_eq!(solution.cost, brute_force(&problem));
            prop_assert_eq!(solution.cost, problem.cost(&solution.chosen));
            prop_assert!(solution.is_optimal());
        }
    }

    #[test]
    fn a_hub_is_paid_once_however_many_needs_use_it() {
        let hub = Choice { own: Usd::from_dollars(1), pieces: BTreeSet::from([0]) };
        let own = Choice { own: Usd::from_dollars(40), pieces: BTreeSet::new() };
        let pieces = vec![Usd::from_dollars(100)];
        let two = Problem { pieces: pieces.clone(), needs: vec![vec![hub.clone(), own.clone()]; 2] };
        assert_eq!(two.solve().chosen, [Some(1), Some(1)]);
        let three = Problem { pieces, needs: vec![vec![hub, own]; 3] };
        assert_eq!(three.solve().chosen, [Some(0), Some(0), Some(0)]);
    }

    #[test]
    fn a_search_cut_short_says_so_by_its_bound() {
        // Forty needs over forty shared pieces in a ring: far more combinations than the budget.
        let needs = (0..40)
            .map(|at| {
                (1..5)
                    .map(|step| Choice {
                        own: Usd::from_dollars(i64::from((at * step) % 7)),
                        pieces: BTreeSet::from([usize::try_from((at * step) % 40).unwrap(), usize::try_from((at + step) % 40).unwrap()]),
                    })
                    .collect()
            })
            .collect();
        let problem = Problem { pieces: (0..40).map(|at| Usd::from_dollars(20 + (at * 13) % 11)).collect(), needs };
        let solution = problem.solve();
        assert!(solution.lower_bound <= solution.cost);
        assert_eq!(solution.cost, problem.cost(&solution.chosen));
    }
}
