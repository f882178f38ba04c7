//! One group solved: struck down to the choices that matter, parted anew where it comes apart, searched where it does
//! not.

use std::collections::{BTreeMap, BTreeSet};

use super::dual::{self, Proven};
use super::search::Search;
use super::{Choice, Problem};
use crate::facts::Usd;

/// Needs up to which a group is searched as it is: fewer in unit tests, so that brute force judges the striking out too.
const FEW_NEEDS: usize = if cfg!(test) { 1 } else { 8 };
/// Entries that all steps of one search may look at: large groups get fewer steps.
const WORK: u64 = 100_000_000;
/// One choice of so many must have been struck out for another round to be worth its time.
const WORTH: usize = 50;

impl Problem {
    /// The picks of a group, and what no picks can cost less than. A hint is a solution to better.
    pub(super) fn solve_group(&self, group: &[usize], budget: u64, hint: Option<Vec<usize>>) -> (Vec<usize>, i128) {
        let mut search = Search::new(self, group);
        if let Some(hint) = hint {
            search.settle(hint);
        }
        let mut bound = i128::MIN;
        if group.len() > FEW_NEEDS {
            let Proven { bound: proven, keep } = dual::prove(&mut search);
            bound = proven;
            if bound >= search.best_cost {
                return (search.best, bound);
            }
            let struck = keep.iter().flatten().filter(|keep| !**keep).count();
            if struck * WORTH >= keep.iter().flatten().count() {
                let (picks, below) = narrowed(self, &search, group, &keep, budget);
                if let Some(picks) = picks.filter(|picks| !search.is_clash(picks)) {
                    search.settle(picks);
                }
                // Whatever was struck out is no better than the best.
                return (search.best, bound.max(below.min(search.best_cost)));
            }
        }
        let size = u64::try_from(search.size()).unwrap_or(u64::MAX).max(1);
        let proven = search.run(budget.min(WORK / size));
        (search.best, bound.max(proven))
    }
}

/// The best picks among the choices kept, if each need has some, and what none of them costs less than.
fn narrowed(
    problem: &Problem,
    search: &Search,
    group: &[usize],
    keep: &[Vec<bool>],
    budget: u64,
) -> (Option<Vec<usize>>, i128) {
    let kept: Vec<Vec<usize>> = keep
        .iter()
        .map(|keep| keep.iter().zip(0..).filter(|(keep, _)| **keep).map(|(_, pick)| pick).collect())
        .collect();
    // A need without any: nothing is better than the best.
    if kept.iter().any(Vec::is_empty) {
        return (None, i128::MAX);
    }
    let choices: Vec<Vec<&Choice>> = (group.iter().filter_map(|need| problem.needs.get(*need)).zip(&kept))
        .map(|(choices, kept)| kept.iter().filter_map(|pick| choices.get(*pick)).collect())
        .collect();
    // What all choices left to some need use is there for certain: paid now, and free for all.
    let mut certain: BTreeSet<usize> = BTreeSet::new();
    for choices in &choices {
        if let Some((first, others)) = choices.split_first() {
            certain.extend(first.pieces.iter().filter(|piece| others.iter().all(|one| one.pieces.contains(piece))));
        }
    }
    let paid: Usd = certain.iter().map(|piece| problem.piece(*piece)).sum();
    let mut pieces = BTreeMap::new();
    for piece in choices.iter().flatten().flat_map(|one| &one.pieces).filter(|piece| !certain.contains(piece)) {
        let next = pieces.len();
        pieces.entry(*piece).or_insert(next);
    }
    let mut prices = vec![Usd::ZERO; pieces.len()];
    for (piece, index) in &pieces {
        if let Some(slot) = prices.get_mut(*index) {
            *slot = problem.piece(*piece);
        }
    }
    let local = |one: &&Choice| Choice {
        own: one.own,
        pieces: one.pieces.iter().filter_map(|piece| pieces.get(piece).copied()).collect(),
    };
    let needs: Vec<Vec<Choice>> = choices.iter().map(|choices| choices.iter().map(local).collect()).collect();
    let mut conflicts: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
    for conflict in &problem.conflicts {
        let left = conflict.iter().filter(|piece| !certain.contains(piece));
        let left: Option<BTreeSet<usize>> = left.map(|piece| pieces.get(piece).copied()).collect();
        match left {
            // Nothing left to choose: no picks among those kept will do.
            Some(left) if left.is_empty() => return (None, i128::MAX),
            Some(left) => {
                conflicts.insert(left);
            }
            // A piece that nobody can use any more.
            None => {}
        }
    }
    let narrow = Problem { pieces: prices, needs, conflicts: conflicts.into_iter().collect() };
    let mut picks = vec![0; kept.len()];
    let mut bound = paid.pico();
    for part in narrow.groups() {
        let hint = part.iter().map(|need| {
            let pick = search.best.get(*need)?;
            kept.get(*need)?.iter().position(|one| one == pick)
        });
        let (found, below) = narrow.solve_group(&part, budget, hint.collect());
        bound = bound.saturating_add(below);
        for (need, pick) in part.iter().zip(found) {
            let pick = kept.get(*need).and_then(|kept| kept.get(pick));
            if let (Some(slot), Some(pick)) = (picks.get_mut(*need), pick) {
                *slot = *pick;
            }
        }
    }
    (Some(picks), bound)
}
