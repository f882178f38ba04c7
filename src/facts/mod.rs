//! What AWS says, as data: limits, prices and behaviours with their sources; the only room for numbers from AWS.
//!
//! The records stand in four files beside this one, read by [`Facts::shipped`]: `limits.json` (numbers),
//! `prices.json` (rates by Region), `behaviours.json` (plain statements, and lists such as Availability Zone ids) and
//! `sources.json` (short name → page). Three id types name them: [`FactId`] every record, [`LimitId`] those that are
//! numbers, [`PriceId`] those that are prices. What no source was seen for is absent, so a missing price is an unknown
//! price and never a guess.
//!
//! Where AWS pages disagree, the better source stands first and the other under [`Fact::contradicted_by`].

mod ids;
mod load;
mod money;
mod overlay;
mod price;
mod record;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use ids::{FactId, LimitId, PriceId, UnknownFact};
pub use money::{MoneyError, Usd};
pub use overlay::{FactOverlay, OverlayError};
pub use price::{Billing, EVERY_REGION, HOURS_PER_MONTH, Price, PriceRow, PriceRows, Tier, TierBound};
pub use record::{Adjustable, Confidence, Contradiction, Fact, Source, Value};

use load::Records;

#[expect(clippy::expect_used, reason = "the files are compiled in, and `tests::the_shipped_files_load` reads them")]
static SHIPPED: LazyLock<Records> = LazyLock::new(|| load::load().expect("the shipped facts are well formed"));

/// All facts in force: the shipped ones, and over them the user's own
///
/// Cheap to make and to clone: only what the user changed is held.
///
/// # Example
/// ```
/// use tieline::facts::{FactId, Facts, LimitId, PriceId};
/// let facts = Facts::shipped();
/// assert_eq!(facts.limit(LimitId::PeerQuotaActive), 50);
/// assert_eq!(facts.maximum(LimitId::PeerQuotaActive), Some(125));
/// assert!(facts.fact(FactId::PeerNontransitive).statement.contains("one hop"));
/// let hour = facts.price(PriceId::TgwAttachHour, "us-east-1").map(|price| price.usd.to_decimal_string());
/// assert_eq!(hour.as_deref(), Some("0.05"));
/// assert_eq!(facts.price(PriceId::TgwAttachHour, "mars-north-1"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the user changed, and nothing else.
    changed: BTreeMap<FactId, Fact>,
}

impl Facts {
    /// The facts that come with this version
    #[must_use]
    pub fn shipped() -> Self {
        Self::default()
    }

    /// These facts with the user's quotas and prices over them
    ///
    /// The source of a changed fact becomes "your overlay". Every other fact stays as it is.
    ///
    /// # Errors
    /// Everything wrong with the overlay at once: unknown ids (with the nearest known one), quotas that AWS does not
    /// raise or not that far, prices that are no amount or below zero.
    pub fn overlaid(mut self, overlay: FactOverlay) -> Result<Self, Vec<OverlayError>> {
        let mut changed = overlay::changes(overlay, |id| self.fact(id))?;
        self.changed.append(&mut changed);
        Ok(self)
    }

    /// The record behind an id
    #[must_use]
    #[expect(clippy::expect_used, reason = "`tests::ids_and_records_are_the_same` finds every id among the records")]
    pub fn fact(&self, id: FactId) -> &Fact {
        self.changed.get(&id).or_else(|| SHIPPED.get(&id)).expect("every id has a record")
    }

    /// The number in force under an id
    ///
    /// # Units
    /// Those of the record: [`Facts::unit`].
    #[must_use]
    #[expect(clippy::expect_used, reason = "`tests::every_limit_is_a_number` asks for each of them")]
    pub fn limit(&self, id: LimitId) -> u64 {
        self.number(id.fact()).expect("a limit is a number")
    }

    /// The number of a fact, if it is one
    #[must_use]
    pub fn number(&self, id: FactId) -> Option<u64> {
        match self.fact(id).value {
            Value::Number { amount, .. } => Some(amount),
            Value::Statement | Value::Texts(_) | Value::Prices { .. } => None,
        }
    }

    /// What is counted by a fact that is a number or a price
    #[must_use]
    pub fn unit(&self, id: FactId) -> Option<&str> {
        match &self.fact(id).value {
            Value::Number { unit, .. } | Value::Prices { unit, .. } => Some(unit),
            Value::Statement | Value::Texts(_) => None,
        }
    }

    /// The most AWS allows after every raise, where it publishes one
    ///
    /// For a quota that is never raised this is the quota itself.
    #[must_use]
    pub fn maximum(&self, id: LimitId) -> Option<u64> {
        match self.fact(id.fact()).adjustable {
            Some(Adjustable::Maximum(maximum)) => Some(maximum),
            Some(Adjustable::No) => Some(self.limit(id)),
            Some(Adjustable::Yes | Adjustable::NotStated) | None => None,
        }
    }

    /// The texts of a fact that lists some: Availability Zone ids, ranges, names
    ///
    /// Empty for every other fact.
    #[must_use]
    pub fn texts(&self, id: FactId) -> &[String] {
        match &self.fact(id).value {
            Value::Texts(texts) => texts,
            Value::Statement | Value::Number { .. } | Value::Prices { .. } => &[],
        }
    }

    /// The texts of a fact that lists pairs `one + other`, taken apart
    ///
    /// For the secondary-CIDR facts: the range of an existing CIDR and the range that may not join it, each a CIDR or
    /// the word `public`.
    #[must_use]
    pub fn pairs(&self, id: FactId) -> Vec<(&str, &str)> {
        self.texts(id).iter().filter_map(|text| text.split_once(" + ")).collect()
    }

    /// What something costs in a Region, or nothing where no source was seen
    #[must_use]
    pub fn price(&self, id: PriceId, region: &str) -> Option<Price> {
        let Value::Prices { unit, rows } = &self.fact(id.fact()).value else {
            return None;
        };
        let row = rows.get(region).or_else(|| rows.get(EVERY_REGION))?.clone();
        Some(Price {
            usd: price::first_paid(&row.tiers),
            unit: unit.clone(),
            tiers: row.tiers,
            fact: id.fact(),
            sources: row.sources,
            as_of: row.as_of,
            confidence: row.confidence,
        })
    }

    /// Who says so, best first
    #[must_use]
    pub fn sources(&self, id: FactId) -> &[Source] {
        &self.fact(id).sources
    }

    /// Whether the user changed this fact
    #[must_use]
    pub fn is_overlaid(&self, id: FactId) -> bool {
        self.changed.contains_key(&id)
    }
}
