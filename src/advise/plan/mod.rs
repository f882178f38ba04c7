//! The optimiser: one option for every need, so that what they share is paid once. Knows money and sets, nothing of AWS.
//!
//! Each need picks one option; an option uses pieces (objects that cost the same whoever uses them) and has a charge
//! of its own. Some pieces cannot all be there together. Needs that share no piece are solved apart. In a large group,
//! choices that no better solution can take are struck out first (`dual`), which often parts it further. Then the search
//! is exact: branch and bound (`search`), with a bound that spreads each piece's cost over the needs that could share
//! it. A group too large to finish within the budget keeps the best choice found, with the bound that was proven.

mod dual;
mod narrow;
mod search;

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Usd;

/// Search steps for one group of needs before its proof is given up. A count, not a time: the same on every machine.
pub const BUDGET: u64 = 60_000;

/// What it counts to leave a need unserved: more than any bill, so it is done only when nothing else can be.
pub const UNSERVED: Usd = Usd::from_dollars(1_000_000_000_000);

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

    /// How many choices use each piece.
    pub fn users(&self, chosen: &[Option<usize>]) -> Vec<u32> {
        let mut users = vec![0; self.pieces.len()];
        let picked = self.needs.iter().zip(chosen).filter_map(|(choices, pick)| choices.get((*pick)?));
        for piece in picked.flat_map(|choice| &choice.pieces) {
            // A piece without a price has users all the same.
            if *piece >= users.len() {
                users.resize(*piece + 1, 0);
            }
            if let Some(count) = users.get_mut(*piece) {
                *count += 1;
            }
        }
        users
    }

    /// The choice that a need would take if not its own while all others stay, and by how much the whole then costs
    /// more. Others may do better by moving too, so this is the most that it can come to.
    pub fn beside(&self, users: &[u32], need: usize, pick: usize) -> Option<(usize, Usd)> {
        let choices = self.needs.get(need)?;
        let taken = choices.get(pick)?;
        // Whether the others use a piece.
        let there = |piece: &usize| {
            let users = users.get(*piece).copied().unwrap_or(0);
            users > u32::from(taken.pieces.contains(piece))
        };
        let cost = |choice: &Choice| {
            choice.own + choice.pieces.iter().filter(|one| !there(one)).map(|one| self.piece(*one)).sum::<Usd>()
        };
        let fits = |choice: &Choice| {
            let all_there =
                |conflict: &BTreeSet<usize>| conflict.iter().all(|one| there(one) || choice.pieces.contains(one));
            !self.conflicts.iter().any(all_there)
        };
        let others = choices.iter().enumerate().filter(|(index, choice)| *index != pick && fits(choice));
        let (cheapest, other) = others.map(|(index, choice)| (cost(choice), index)).min()?;
        Some((other, cheapest - cost(taken)))
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
            let (picks, bound) = self.solve_group(&group, budget, None);
            lower_bound += Usd::from_pico(bound);
            for (need, pick) in group.iter().zip(picks) {
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

#[cfg(test)]
mod tests;
