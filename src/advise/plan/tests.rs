//! The optimiser against every assignment, one by one.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

/// Every assignment, one by one.
fn brute_force(problem: &Problem) -> Usd {
    fn go(problem: &Problem, chosen: &mut Vec<Option<usize>>) -> Usd {
        if chosen.len() == problem.needs.len() {
            return if problem.clashes(chosen) { Usd::MAX } else { problem.cost(chosen) };
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
    let conflicts = proptest::collection::vec(proptest::collection::btree_set(0_usize..7, 2..4), 0..3);
    (pieces, needs, conflicts).prop_map(|(pieces, mut needs, conflicts)| {
        // As the adviser builds it: leaving a need out is always possible, and dear.
        for choices in needs.iter_mut().filter(|choices| !choices.is_empty()) {
            choices.push(Choice { own: Usd::from_dollars(100_000), pieces: BTreeSet::new() });
        }
        // A choice that clashes with itself is never offered.
        for choices in &mut needs {
            choices.retain(|choice: &Choice| conflicts.iter().all(|one| !one.is_subset(&choice.pieces)));
        }
        Problem { pieces, needs, conflicts }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_solution_costs_what_brute_force_finds(problem in problems()) {
        let solution = problem.solve();
        prop_assert_eq!(solution.cost, brute_force(&problem));
        prop_assert_eq!(solution.cost, problem.cost(&solution.chosen));
        prop_assert!(!problem.clashes(&solution.chosen));
        prop_assert!(solution.is_optimal());
    }

    #[test]
    fn what_a_need_would_take_beside_the_others_costs_what_it_says(problem in problems()) {
        let solution = problem.solve();
        let users = problem.users(&solution.chosen);
        for (need, pick) in solution.chosen.iter().enumerate().filter_map(|(need, pick)| Some((need, (*pick)?))) {
            let Some((other, difference)) = problem.beside(&users, need, pick) else { continue };
            let mut chosen = solution.chosen.clone();
            chosen[need] = Some(other);
            prop_assert!(other != pick && !problem.clashes(&chosen));
            prop_assert_eq!(problem.cost(&chosen), solution.cost + difference);
            prop_assert!(difference >= Usd::ZERO);
        }
    }
}

#[test]
fn a_hub_is_paid_once_however_many_needs_use_it() {
    let hub = Choice { own: Usd::from_dollars(1), pieces: BTreeSet::from([0]) };
    let own = Choice { own: Usd::from_dollars(40), pieces: BTreeSet::new() };
    let pieces = vec![Usd::from_dollars(100)];
    let two = Problem { pieces: pieces.clone(), needs: vec![vec![hub.clone(), own.clone()]; 2], conflicts: Vec::new() };
    assert_eq!(two.solve().chosen, [Some(1), Some(1)]);
    let three = Problem { pieces, needs: vec![vec![hub, own]; 3], conflicts: Vec::new() };
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
                    pieces: BTreeSet::from([
                        usize::try_from((at * step) % 40).unwrap(),
                        usize::try_from((at + step) % 40).unwrap(),
                    ]),
                })
                .collect()
        })
        .collect();
    let problem = Problem {
        pieces: (0..40).map(|at| Usd::from_dollars(20 + (at * 13) % 11)).collect(),
        needs,
        conflicts: Vec::new(),
    };
    let solution = problem.solve();
    assert!(solution.lower_bound <= solution.cost);
    assert_eq!(solution.cost, problem.cost(&solution.chosen));
}
