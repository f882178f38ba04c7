//! The optimiser: one option for every need, so that what they share is paid once. Knows money and sets, nothing of AWS.
//!
//! Each need picks one option; an option uses pieces (objects that cost the same whoever uses them) and has a charge
//! of its own. Some pieces cannot all be there together. Needs that share no piece are solved apart. Within a group the search is exact: branch and bound, with
//! a bound that spreads each piece's cost over the needs that could share it. A group too large to finish within the
//! budget keeps the best choice found, with the bound that was proven.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Usd;

/// Search steps for one group of needs before its proof is given up. A count, not a time: the same on every machine.
pub const BUDGET: u64 = 60_000;

/// Numbers that one group's tables of shares may hold: beyond it one table serves all depths.
const LARGEST_TABLES: usize = 4_000_000;

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
    /// Sets of pieces of which not all may be used together.
    pub conflicts: Vec<BTreeSet<usize>>,
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

    /// Whether a set of choices uses all pieces of a conflict.
    pub fn clashes(&self, chosen: &[Option<usize>]) -> bool {
        let picked = self.needs.iter().zip(chosen).filter_map(|(choices, pick)| choices.get((*pick)?));
        let used: BTreeSet<usize> = picked.flat_map(|choice| choice.pieces.iter().copied()).collect();
        self.conflicts.iter().any(|conflict| conflict.is_subset(&used))
    }

    fn piece(&self, index: usize) -> Usd {
        self.pieces.get(index).copied().unwrap_or(Usd::ZERO)
    }

    /// The cheapest choice for every need together. Ties go to the choice that stands first.
    ///
    /// Complexity: exponential in the needs of one group at worst, cut off after [`BUDGET`] steps a group.
    pub fn solve(&self) -> Solution {
        self.solve_within(BUDGET)
    }

    /// The same with another number of steps a group: for questions asked so often that an unproven answer is better
    /// dropped than waited for.
    pub fn solve_within(&self, budget: u64) -> Solution {
        let mut chosen = vec![None; self.needs.len()];
        let mut lower_bound = Usd::ZERO;
        for group in self.groups() {
            let mut search = Search::new(self, &group, budget);
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
        // Pieces of one conflict count as one: the needs that use them must be solved together.
        let mut clashing: BTreeMap<usize, usize> = BTreeMap::new();
        for conflict in &self.conflicts {
            let known = conflict.iter().find_map(|piece| clashing.get(piece).copied());
            let name = known.or_else(|| conflict.first().copied()).unwrap_or(0);
            let joined: BTreeSet<usize> = conflict.iter().filter_map(|piece| clashing.get(piece).copied()).collect();
            clashing.values_mut().filter(|value| joined.contains(value)).for_each(|value| *value = name);
            clashing.extend(conflict.iter().map(|piece| (*piece, name)));
        }
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        for (need, choices) in self.needs.iter().enumerate() {
            for piece in choices.iter().flat_map(|choice| &choice.pieces) {
                let conflict = clashing.get(piece);
                if self.piece(*piece) == Usd::ZERO && conflict.is_none() {
                    continue;
                }
                let other = *first.entry(conflict.copied().unwrap_or(*piece)).or_insert(need);
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

/// Branch and bound over one group. Pieces are numbered anew within it, so that what is asked at every step lies in
/// plain tables.
struct Search {
    needs: Vec<Vec<Local>>,
    prices: Vec<i128>,
    /// For each depth and piece: the piece's cost over the needs from that depth on that could use it.
    shares: Vec<Vec<i128>>,
    /// The conflicts that each piece is part of.
    conflicts: Vec<Vec<Vec<usize>>>,
    /// How many choices made so far use each piece.
    used: Vec<u32>,
    picks: Vec<usize>,
    best: Vec<usize>,
    best_cost: i128,
    steps: u64,
    budget: u64,
}

/// A choice in the numbers of one group, in picodollars.
struct Local {
    own: i128,
    pieces: Vec<usize>,
}

/// The entry of a table; zero behind its end, where no search ever looks.
fn at(table: &[i128], index: usize) -> i128 {
    table.get(index).copied().unwrap_or(0)
}

impl Search {
    fn new(problem: &Problem, group: &[usize], budget: u64) -> Self {
        let mut number: BTreeMap<usize, usize> = BTreeMap::new();
        let mut prices = Vec::new();
        let mut needs: Vec<Vec<Local>> = Vec::new();
        for choices in group.iter().filter_map(|need| problem.needs.get(*need)) {
            let mut local = Vec::new();
            for choice in choices {
                let mut pieces = Vec::new();
                for piece in &choice.pieces {
                    let next = prices.len();
                    let index = *number.entry(*piece).or_insert(next);
                    if index == next {
                        prices.push(problem.piece(*piece).pico());
                    }
                    pieces.push(index);
                }
                local.push(Local { own: choice.own.pico(), pieces });
            }
            needs.push(local);
        }
        let shares = shares(&needs, &prices);
        let used = vec![0; prices.len()];
        let mut conflicts = vec![Vec::new(); prices.len()];
        for conflict in &problem.conflicts {
            // A conflict with a piece that no choice of the group uses cannot come about.
            let local: Option<Vec<usize>> = conflict.iter().map(|piece| number.get(piece).copied()).collect();
            for piece in local.iter().flatten() {
                if let (Some(slot), Some(local)) = (conflicts.get_mut(*piece), &local) {
                    slot.push(local.clone());
                }
            }
        }
        let mut search = Self {
            needs,
            prices,
            shares,
            conflicts,
            used,
            picks: Vec::new(),
            best: Vec::new(),
            best_cost: i128::MAX,
            steps: 0,
            budget,
        };
        search.start();
        search
    }

    /// A first solution: each need in turn takes what adds least, then single changes as long as they help.
    fn start(&mut self) {
        let mut picks = vec![0; self.needs.len()];
        let mut users = vec![0_u32; self.prices.len()];
        let mut first = true;
        // Each round but the first lowers the cost, so this ends; the cap bounds the work for very large groups.
        for _ in 0..16 {
            let mut changed = false;
            for (choices, pick) in self.needs.iter().zip(&mut picks) {
                if !first {
                    count(&mut users, choices.get(*pick), |users| users.saturating_sub(1));
                }
                let added = |choice: &Local| -> i128 {
                    if clashes(&self.conflicts, choice, &users) {
                        return i128::MAX;
                    }
                    let opened = choice.pieces.iter().filter(|piece| users.get(**piece) == Some(&0));
                    choice.own + opened.map(|piece| at(&self.prices, *piece)).sum::<i128>()
                };
                // Ties keep what is picked, so that rounds without gain change nothing.
                let now = if first { i128::MAX } else { choices.get(*pick).map_or(i128::MAX, added) };
                let cheapest = choices.iter().enumerate().map(|(index, choice)| (added(choice), index)).min();
                if let Some((_, index)) = cheapest.filter(|(cost, _)| *cost < now) {
                    changed |= *pick != index || first;
                    *pick = index;
                }
                count(&mut users, choices.get(*pick), |users| users + 1);
            }
            first = false;
            if !changed {
                break;
            }
        }
        let mut users = vec![0; self.prices.len()];
        let mut clash = false;
        for (choices, pick) in self.needs.iter().zip(&picks) {
            clash |= choices.get(*pick).is_some_and(|choice| clashes(&self.conflicts, choice, &users));
            count(&mut users, choices.get(*pick), |users| users + 1);
        }
        self.best_cost = if clash { i128::MAX } else { self.cost_of(&picks) };
        self.best = picks;
    }

    fn cost_of(&self, picks: &[usize]) -> i128 {
        let picked = || self.needs.iter().zip(picks).filter_map(|(choices, pick)| choices.get(*pick));
        let used: BTreeSet<usize> = picked().flat_map(|choice| choice.pieces.iter().copied()).collect();
        let own: i128 = picked().map(|choice| choice.own).sum();
        own + used.iter().map(|piece| at(&self.prices, *piece)).sum::<i128>()
    }

    fn run(&mut self) {
        self.descend(0);
    }

    /// What is proven: the best found when the search was finished, else the least that any solution needs.
    fn lower_bound(&self) -> Usd {
        let nothing_used = vec![0; self.prices.len()];
        Usd::from_pico(if self.steps <= self.budget { self.best_cost } else { self.rest(0, &nothing_used) })
    }

    fn descend(&mut self, so_far: i128) {
        self.steps += 1;
        if self.steps > self.budget {
            return;
        }
        let depth = self.picks.len();
        let Some(choices) = self.needs.get(depth).map(Vec::len) else {
            if so_far < self.best_cost {
                self.best_cost = so_far;
                self.best = self.picks.clone();
            }
            return;
        };
        for pick in 0..choices {
            let Some(choice) = self.needs.get(depth).and_then(|choices| choices.get(pick)) else { continue };
            if clashes(&self.conflicts, choice, &self.used) {
                continue;
            }
            let opened = choice.pieces.iter().filter(|piece| self.used.get(**piece) == Some(&0));
            let cost = so_far + choice.own + opened.map(|piece| at(&self.prices, *piece)).sum::<i128>();
            // Opened before the bound is taken: what this choice pays for, the needs behind it use for nothing.
            count(&mut self.used, Some(choice), |users| users + 1);
            if cost + self.rest(depth + 1, &self.used) < self.best_cost {
                self.picks.push(pick);
                self.descend(cost);
                self.picks.pop();
            }
            let choice = self.needs.get(depth).and_then(|choices| choices.get(pick));
            count(&mut self.used, choice, |users| users.saturating_sub(1));
            if self.steps > self.budget {
                return;
            }
        }
    }

    /// The least that the needs from `depth` on can add: each takes its cheapest choice, with pieces that are open
    /// for nothing and every other piece shared by all that could use it.
    fn rest(&self, depth: usize, used: &[u32]) -> i128 {
        // Very large groups keep one table for all depths: shares among more needs are smaller, so still a bound.
        let shares = self.shares.get(depth).or_else(|| self.shares.first()).map_or(&[][..], Vec::as_slice);
        let least = |choices: &Vec<Local>| {
            let cost = |choice: &Local| -> i128 {
                let closed = choice.pieces.iter().filter(|piece| used.get(**piece) == Some(&0));
                choice.own + closed.map(|piece| at(shares, *piece)).sum::<i128>()
            };
            choices.iter().map(cost).min().unwrap_or(0)
        };
        self.needs.iter().skip(depth).map(least).sum()
    }
}

/// For each depth and piece, the piece's cost over the needs from that depth on that could use it, rounded down: a
/// bound may only err on the low side.
fn shares(needs: &[Vec<Local>], prices: &[i128]) -> Vec<Vec<i128>> {
    let mut sharers = vec![0_i128; prices.len()];
    let mut tables = vec![Vec::new()];
    for choices in needs.iter().rev() {
        let could: BTreeSet<usize> = choices.iter().flat_map(|choice| choice.pieces.iter().copied()).collect();
        for piece in could {
            if let Some(count) = sharers.get_mut(piece) {
                *count += 1;
            }
        }
        if needs.len().saturating_mul(prices.len()) > LARGEST_TABLES {
            tables.clear();
        }
        tables.push(prices.iter().zip(&sharers).map(|(price, sharers)| price / (*sharers).max(1)).collect());
    }
    tables.reverse();
    if needs.len().saturating_mul(prices.len()) > LARGEST_TABLES {
        tables.truncate(1);
    }
    tables
}

/// Whether a choice, beside what is used already, completes a conflict.
fn clashes(conflicts: &[Vec<Vec<usize>>], choice: &Local, used: &[u32]) -> bool {
    let there = |piece: &usize| used.get(*piece).is_some_and(|users| *users > 0) || choice.pieces.contains(piece);
    let mut involved = choice.pieces.iter().filter_map(|piece| conflicts.get(*piece)).flatten();
    involved.any(|conflict| conflict.iter().all(there))
}

fn count(users: &mut [u32], choice: Option<&Local>, change: impl Fn(u32) -> u32) {
    for piece in choice.into_iter().flat_map(|choice| &choice.pieces) {
        if let Some(users) = users.get_mut(*piece) {
            *users = change(*users);
        }
    }
}

#[cfg(test)]
mod tests;
