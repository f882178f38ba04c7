//! Pure plans: what it would be to serve every need by one family of mechanisms, for comparison with the plan that
//! takes each where it is best.

use super::market::Market;
use super::verdict::{Candidate, Reason, Verdict};
use super::{Assembly, Objective, ProofStatus};
use crate::design::{Family, Mechanism};
use crate::facts::Usd;
use crate::finding::Severity;
use crate::ids::NeedId;

/// The families that are compared.
pub const FAMILIES: &[Family] = &[Family::Peering, Family::TransitGateway, Family::PrivateLink, Family::Lattice];

/// Needs beyond which pure plans are not made on trial, so that what clashes in them is not seen.
const MANY_NEEDS: usize = 64;
/// Search steps for one group of needs: a comparison is not worth a long search.
const STEPS: u64 = 2_000;

/// All needs served by one family, as far as it can.
#[derive(Debug, Clone, PartialEq)]
pub struct PurePlan {
    /// The family.
    pub family: Family,
    /// The three terms for the needs it serves.
    pub objective: Objective,
    /// The sum of the charges that are known.
    pub known: Usd,
    /// Whether every charge is known.
    pub complete: bool,
    /// How many links carry something.
    pub links: usize,
    /// How many networks it opens wider than asked.
    pub opened: usize,
    /// The needs it cannot serve, each with the first reason.
    pub unserved: Vec<(NeedId, String)>,
    /// How many errors the rules would find with it made: where what needs share clashes. Not asked in designs of more
    /// than 64 needs.
    pub errors: usize,
    /// How good it is known to be among plans of this family.
    pub status: ProofStatus,
}

/// Whether a mechanism counts as one of a family: needs within one VPC take nothing, whatever the family.
fn belongs(mechanism: Mechanism, family: Family) -> bool {
    mechanism.family() == family || mechanism == Mechanism::SameVpc
}

/// The pure plans of a design, in the order of [`FAMILIES`].
///
/// Complexity: one plan for each family, made on trial once in designs of up to 64 needs.
pub(super) fn pure_plans(assembly: &Assembly<'_, '_>) -> Vec<PurePlan> {
    FAMILIES.iter().map(|family| pure_plan(assembly, *family)).collect()
}

fn pure_plan(assembly: &Assembly<'_, '_>, family: Family) -> PurePlan {
    let open = |options: &[Candidate]| -> Vec<usize> {
        let fits = options.iter().enumerate().filter(|(_, one)| one.is_open() && belongs(one.mechanism, family));
        fits.map(|(index, _)| index).collect()
    };
    let open: Vec<Vec<usize>> = assembly.options.iter().map(|options| open(options)).collect();
    let market = Market::over(assembly.design, assembly.prices, (assembly.situations, assembly.options), open);
    let solution = market.problem.solve_within(STEPS);
    let (plan, _) = assembly.plan(&market, &solution, assembly.situations.len() <= MANY_NEEDS);
    let errors = plan.findings_after.iter().filter(|finding| finding.severity == Severity::Error);
    // Both stand in the order of the design's needs.
    let mut asked = assembly.situations.iter().zip(assembly.options);
    let mut options_of = |need: &NeedId| asked.find(|(one, _)| one.need.id == *need).map_or(&[][..], |(_, one)| one);
    let unserved = plan.unserved.iter().map(|need| (need.clone(), reason(family, options_of(need)))).collect();
    PurePlan {
        family,
        objective: plan.objective,
        known: plan.bill.total(),
        complete: plan.bill.is_complete(),
        links: plan.serves.len(),
        opened: plan.opened,
        unserved,
        errors: errors.count(),
        status: if solution.is_optimal() { ProofStatus::Optimal } else { ProofStatus::WithinGap },
    }
}

/// Why a family cannot serve a need: the first reason of its first mechanism that was asked.
fn reason(family: Family, options: &[Candidate]) -> String {
    let mut of_family = options.iter().filter(|one| one.mechanism.family() == family);
    let refused = of_family.find(|one| matches!(one.verdict, Verdict::Cannot | Verdict::Unknown));
    match refused.and_then(|one| one.reasons.first()) {
        Some(Reason::Finding(finding)) => finding.message.clone(),
        Some(Reason::Told { text, .. }) => text.clone(),
        None => "it has nothing to offer here".to_owned(),
    }
}
