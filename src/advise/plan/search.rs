//! Branch and bound over one group of needs, and the first solutions it starts from.

use std::collections::{BTreeMap, BTreeSet};

use super::Problem;

/// Numbers that one group's tables of shares may hold: beyond it one table serves all depths.
const LARGEST_TABLES: usize = 4_000_000;

/// Branch and bound over one group. Pieces are numbered anew within it, so that what is asked at every step lies in
/// plain tables.
pub(super) struct Search {
    pub(super) needs: Vec<Vec<Local>>,
    pub(super) prices: Vec<i128>,
    /// For each depth and piece: the piece's cost over the needs from that depth on that could use it.
    shares: Vec<Vec<i128>>,
    /// The conflicts that each piece is part of.
    pub(super) conflicts: Vec<Vec<Vec<usize>>>,
    /// How many choices made so far use each piece.
    used: Vec<u32>,
    picks: Vec<usize>,
    pub(super) best: Vec<usize>,
    pub(super) best_cost: i128,
    steps: u64,
    budget: u64,
}

/// A choice in the numbers of one group, in picodollars.
pub(super) struct Local {
    pub(super) own: i128,
    pub(super) pieces: Vec<usize>,
}

/// The entry of a table; zero behind its end, where no search ever looks.
pub(super) fn at(table: &[i128], index: usize) -> i128 {
    table.get(index).copied().unwrap_or(0)
}

impl Search {
    pub(super) fn new(problem: &Problem, group: &[usize]) -> Self {
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
            shares: Vec::new(),
            conflicts,
            used,
            picks: Vec::new(),
            best: Vec::new(),
            best_cost: i128::MAX,
            steps: 0,
            budget: 0,
        };
        search.start();
        search
    }

    /// A first solution: each need in turn takes what adds least, then single changes as long as they help.
    fn start(&mut self) {
        let picks = vec![0; self.needs.len()];
        (self.best_cost, self.best) = self.settled(picks, true);
    }

    /// Single changes to a solution as long as they help; kept where it ends better than the best.
    pub(super) fn settle(&mut self, picks: Vec<usize>) {
        let (cost, picks) = self.settled(picks, false);
        if cost < self.best_cost {
            (self.best_cost, self.best) = (cost, picks);
        }
    }

    fn settled(&self, mut picks: Vec<usize>, mut first: bool) -> (i128, Vec<usize>) {
        let mut users = vec![0_u32; self.prices.len()];
        if !first {
            for (choices, pick) in self.needs.iter().zip(&picks) {
                count(&mut users, choices.get(*pick), |users| users + 1);
            }
        }
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
        (if self.is_clash(&picks) { i128::MAX } else { self.cost_of(&picks) }, picks)
    }

    /// Whether a solution uses all pieces of a conflict.
    pub(super) fn is_clash(&self, picks: &[usize]) -> bool {
        let mut users = vec![0; self.prices.len()];
        let mut clash = false;
        for (choices, pick) in self.needs.iter().zip(picks) {
            clash |= choices.get(*pick).is_some_and(|choice| clashes(&self.conflicts, choice, &users));
            count(&mut users, choices.get(*pick), |users| users + 1);
        }
        clash
    }

    /// Whether two choices complete no conflict together.
    pub(super) fn fit(&self, one: &Local, two: &Local) -> bool {
        let mut involved =
            one.pieces.iter().chain(&two.pieces).filter_map(|piece| self.conflicts.get(*piece)).flatten();
        let there = |piece: &usize| one.pieces.contains(piece) || two.pieces.contains(piece);
        !involved.any(|conflict| conflict.iter().all(there))
    }

    /// How many entries all choices have: what one step of the search may look at.
    pub(super) fn size(&self) -> usize {
        self.needs.iter().flatten().map(|choice| choice.pieces.len() + 1).sum()
    }

    pub(super) fn cost_of(&self, picks: &[usize]) -> i128 {
        let picked = || self.needs.iter().zip(picks).filter_map(|(choices, pick)| choices.get(*pick));
        let used: BTreeSet<usize> = picked().flat_map(|choice| choice.pieces.iter().copied()).collect();
        let own: i128 = picked().map(|choice| choice.own).sum();
        own + used.iter().map(|piece| at(&self.prices, *piece)).sum::<i128>()
    }

    /// Searches within a number of steps, and gives what is proven: the best found when the search was finished, else
    /// the least that any solution needs.
    pub(super) fn run(&mut self, budget: u64) -> i128 {
        self.shares = shares(&self.needs, &self.prices);
        self.budget = budget;
        self.descend(0);
        let nothing_used = vec![0; self.prices.len()];
        if self.steps <= self.budget { self.best_cost } else { self.rest(0, &nothing_used) }
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
