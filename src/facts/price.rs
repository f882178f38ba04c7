//! Prices with their tiers, and how a month and a terabyte are counted; no price list here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::FactId;
use super::money::Usd;
use super::record::{Confidence, Source};

/// Hours AWS price pages count in a month; see fact `be-hours`
pub const HOURS_PER_MONTH: u32 = 730;

/// The Region name of a price that is the same everywhere
pub const EVERY_REGION: &str = "*";

/// How a bill counts: AWS itself uses more than one base
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Billing {
    /// Hours in a month: 730 on AWS price pages, 744 in other AWS material.
    pub hours_per_month: u32,
    /// GB in a TB, and TB in a PB, at tier boundaries: 1000, or 1024 as in the price list.
    pub gb_per_tb: u32,
}

impl Default for Billing {
    fn default() -> Self {
        Self { hours_per_month: HOURS_PER_MONTH, gb_per_tb: 1000 }
    }
}

/// Where a tier ends, counted from the first unit
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TierBound {
    /// A count of the price's own unit.
    Unit(u64),
    /// Terabytes, for prices per GB.
    Tb(u64),
    /// Petabytes, for prices per GB.
    Pb(u64),
}

impl TierBound {
    /// The bound in the price's own unit
    #[must_use]
    pub fn units(self, billing: &Billing) -> u64 {
        let step = u64::from(billing.gb_per_tb);
        match self {
            Self::Unit(count) => count,
            Self::Tb(count) => count.saturating_mul(step),
            Self::Pb(count) => count.saturating_mul(step).saturating_mul(step),
        }
    }
}

/// One step of a price
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Tier {
    /// Last unit of the tier; nothing for a tier without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub up_to: Option<TierBound>,
    /// The rate per unit inside the tier.
    pub usd: Usd,
}

/// What something costs in one Region, and who says so
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Price {
    /// The rate of the first tier that is not free.
    pub usd: Usd,
    /// What is counted: `hour`, `GB`, `request`, …
    pub unit: String,
    /// Tiers from the first unit on; a flat price is one tier without end.
    pub tiers: Vec<Tier>,
    /// The record behind it.
    pub fact: FactId,
    /// Who says so.
    pub sources: Vec<Source>,
    /// The day the rate was valid or read (`YYYY-MM-DD`); nothing for a rate of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// How near to AWS the source is.
    pub confidence: Confidence,
}

impl Price {
    /// What `quantity` units cost together
    ///
    /// Nothing if the quantity goes beyond the tiers that are known. A price whose tiers restart every hour (Lattice
    /// requests) is asked once for each hour.
    ///
    /// # Example
    /// ```
    /// use tieline::facts::{Billing, Facts, PriceId};
    /// let requests = Facts::shipped().price(PriceId::LatticeRequest, "us-east-1");
    /// let an_hour = requests.and_then(|price| price.cost(1_300_000, &Billing::default()));
    /// assert_eq!(an_hour.map(|usd| usd.to_string()).as_deref(), Some("0.10"));
    /// ```
    #[must_use]
    pub fn cost(&self, quantity: u64, billing: &Billing) -> Option<Usd> {
        self.cost_of_parts(u128::from(quantity), 1, billing)
    }

    /// What `parts` cost when `parts_per_unit` of them make a unit: bytes at a rate per GB
    ///
    /// Rounded once, half up, to the picodollar. Nothing if the quantity goes beyond the tiers that are known, or if
    /// `parts_per_unit` is zero.
    #[must_use]
    pub fn cost_of_parts(&self, parts: u128, parts_per_unit: u64, billing: &Billing) -> Option<Usd> {
        let per_unit = u128::from(parts_per_unit);
        let mut charged = 0_u128;
        let mut total = Usd::ZERO;
        for tier in &self.tiers {
            let end = tier.up_to.map_or(u128::MAX, |bound| u128::from(bound.units(billing)).saturating_mul(per_unit));
            let until = parts.min(end);
            total += tier.usd * until.saturating_sub(charged);
            charged = charged.max(until);
        }
        // Dividing once, at the end, keeps the rounding to one place.
        (charged == parts).then_some(total.times_ratio(1, per_unit.try_into().ok()?))
    }

    /// What one unit held for every hour of a month costs
    #[must_use]
    pub fn month(&self, billing: &Billing) -> Option<Usd> {
        self.cost(u64::from(billing.hours_per_month), billing)
    }
}

/// The price of one Region inside a record
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceRow {
    /// Tiers from the first unit on.
    pub tiers: Vec<Tier>,
    /// Who says so.
    pub sources: Vec<Source>,
    /// The day the rate was valid or read; nothing for a rate of the user.
    pub as_of: Option<String>,
    /// How near to AWS the source is.
    pub confidence: Confidence,
}

/// Prices of one record by Region
pub type PriceRows = BTreeMap<String, PriceRow>;

/// The rate of the first tier that is not free
pub(super) fn first_paid(tiers: &[Tier]) -> Usd {
    tiers.iter().map(|tier| tier.usd).find(|usd| *usd != Usd::ZERO).unwrap_or(Usd::ZERO)
}
