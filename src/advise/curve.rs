//! What a need would cost on each mechanism at other volumes: the lines behind its turning points.

use super::NeedAdvice;
use super::cost::{Bill, Prices};
use super::estate::Estate;
use super::mechanism::Situation;
use super::verdict::{Asked, usage};
use crate::design::{Design, Mechanism, Megabytes, Need};
use crate::facts::{Billing, Facts, Usd};
use crate::network::Network;

/// The monthly cost of one mechanism over volume, if the need were alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// What it costs at each volume asked for: the sum of the known charges.
    pub usd: Vec<Usd>,
    /// Whether every charge is known; else the sums are lower bounds.
    pub complete: bool,
}

/// The curves of the mechanisms that can serve each need, in the order of its options.
///
/// Complexity: one bill for each mechanism and volume.
pub fn curves(design: &Design, facts: &Facts, needs: &[NeedAdvice], volumes: &[Megabytes]) -> Vec<Vec<Curve>> {
    let network = Network::of(design);
    let prices = Prices::new(design, facts, Billing::default());
    let estate = Estate::of(design, facts);
    let situation = |pair| Situation::of(design, &network, facts, &estate, pair);
    let of_need = |advice: &NeedAdvice| -> Vec<Curve> {
        let Some(need) = design.need(&advice.need) else { return Vec::new() };
        let asked = Asked { need, pairs: need.pairs().into_iter().filter_map(situation).collect() };
        let pairs = u64::try_from(asked.pairs.len()).unwrap_or(u64::MAX).max(1);
        let open = advice.options.iter().filter(|option| option.is_open() && option.set_aside.is_none());
        open.filter_map(|option| {
            let bill = option.bill.as_ref()?;
            let standing = bill.total() - option.usage.total();
            let at = |volume: &Megabytes| -> Bill {
                let share = Some(Megabytes(volume.0 / pairs));
                let with = |pair: &Situation<'_>| Need { traffic: share, ..pair.need.clone().into_owned() };
                usage(option.mechanism, &asked, &prices, with)
            };
            let bills: Vec<Bill> = volumes.iter().map(at).collect();
            // Standing charges are those of the bill that its use does not explain.
            let unknown = |bill: &Bill| bill.items.iter().filter(|item| item.usd.is_none()).count();
            let complete = unknown(bill) == unknown(&option.usage) && bills.iter().all(Bill::is_complete);
            let usd = bills.iter().map(|usage| standing + usage.total()).collect();
            Some(Curve { mechanism: option.mechanism, usd, complete })
        })
        .collect()
    };
    needs.iter().map(of_need).collect()
}
