//! The user's own quotas and prices over the shipped ones.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::{FactId, LimitId, PriceId};
use super::load::summarise;
use super::money::{MoneyError, Usd};
use super::price::{EVERY_REGION, PriceRow, PriceRows, Tier};
use super::record::{Adjustable, Confidence, Fact, Source, Value};
use crate::source::nearest;

/// Quotas raised and prices negotiated, by the ids of the facts they replace
///
/// # Example
/// ```
/// use tieline::facts::{FactOverlay, Facts, LimitId};
/// let overlay: FactOverlay = serde_json::from_str(r#"{ "quotas": { "peer-quota-active": 125 } }"#)?;
/// let facts = Facts::shipped().overlaid(overlay).map_err(|errors| errors[0].to_string());
/// assert_eq!(facts.map(|facts| facts.limit(LimitId::PeerQuotaActive)), Ok(125));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FactOverlay {
    /// Quotas in force, by fact id: `peer-quota-active: 125`.
    pub quotas: BTreeMap<String, u64>,
    /// Prices in US dollars as decimal texts, by fact id and Region: `price-tgw-gb: { eu-west-1: "0.018" }`.
    pub prices: BTreeMap<String, BTreeMap<String, String>>,
}

/// What is wrong with one entry of an overlay
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OverlayError {
    /// No quota has this id.
    #[error("unknown quota `{id}`{}", did_you_mean(*.nearest))]
    UnknownQuota {
        /// As the user wrote it.
        id: String,
        /// The quota that was perhaps meant.
        nearest: Option<&'static str>,
    },
    /// No price has this id.
    #[error("unknown price `{id}`{}", did_you_mean(*.nearest))]
    UnknownPrice {
        /// As the user wrote it.
        id: String,
        /// The price that was perhaps meant.
        nearest: Option<&'static str>,
    },
    /// AWS never goes this far.
    #[error("quota `{id}` is {asked}, but AWS allows at most {maximum}")]
    AboveMaximum {
        /// The quota.
        id: LimitId,
        /// The value asked for.
        asked: u64,
        /// The most AWS allows.
        maximum: u64,
    },
    /// AWS does not change this one.
    #[error("quota `{id}` is fixed at {fixed}; leave it out")]
    Fixed {
        /// The quota.
        id: LimitId,
        /// Its only value.
        fixed: u64,
    },
    /// The price is no amount.
    #[error("price `{id}` for `{region}`: {reason}")]
    Malformed {
        /// The price.
        id: PriceId,
        /// The Region.
        region: String,
        /// Why.
        reason: MoneyError,
    },
    /// The price is below zero.
    #[error("price `{id}` for `{region}` is {usd}; a price is zero or more")]
    Negative {
        /// The price.
        id: PriceId,
        /// The Region.
        region: String,
        /// As the user wrote it.
        usd: String,
    },
    /// The Region is not spelled as AWS spells Regions.
    #[error("price `{id}`: `{region}` is no Region; write one such as `eu-west-1`, or `*` for all")]
    Region {
        /// The price.
        id: PriceId,
        /// As the user wrote it.
        region: String,
    },
}

/// The facts that the overlay changes, or everything wrong with it
///
/// `current` is asked for the fact in force under an id.
pub(super) fn changes<'a>(
    overlay: FactOverlay,
    current: impl Fn(FactId) -> &'a Fact,
) -> Result<BTreeMap<FactId, Fact>, Vec<OverlayError>> {
    let mut changed = BTreeMap::new();
    let mut errors = Vec::new();
    for (name, amount) in overlay.quotas {
        match quota(name, amount, &current) {
            Ok(fact) => drop(changed.insert(fact.id, fact)),
            Err(error) => errors.push(error),
        }
    }
    for (name, regions) in overlay.prices {
        match name.parse::<PriceId>() {
            Ok(id) => {
                let fact = prices(id, regions, current(id.fact()).clone(), &mut errors);
                changed.insert(fact.id, fact);
            }
            Err(_) => errors.push(OverlayError::UnknownPrice {
                nearest: nearest(&name, PriceId::ALL.iter().map(|id| id.as_str())).first().copied(),
                id: name,
            }),
        }
    }
    if errors.is_empty() { Ok(changed) } else { Err(errors) }
}

fn quota<'a>(name: String, asked: u64, current: &impl Fn(FactId) -> &'a Fact) -> Result<Fact, OverlayError> {
    let Ok(id) = name.parse::<LimitId>() else {
        let nearest = nearest(&name, LimitId::ALL.iter().map(|id| id.as_str())).first().copied();
        return Err(OverlayError::UnknownQuota { id: name, nearest });
    };
    let mut fact = current(id.fact()).clone();
    if let Value::Number { amount, .. } = &mut fact.value {
        match fact.adjustable {
            Some(Adjustable::No) if asked != *amount => {
                return Err(OverlayError::Fixed { id, fixed: *amount });
            }
            Some(Adjustable::Maximum(maximum)) if asked > maximum => {
                return Err(OverlayError::AboveMaximum { id, asked, maximum });
            }
            _ => *amount = asked,
        }
    }
    fact.sources = vec![Source::overlay()];
    fact.checked_on = None;
    fact.confidence = Confidence::User;
    fact.contradicted_by = None;
    Ok(fact)
}

fn prices(id: PriceId, regions: BTreeMap<String, String>, mut fact: Fact, errors: &mut Vec<OverlayError>) -> Fact {
    if let Value::Prices { rows, .. } = &mut fact.value {
        for (region, text) in regions {
            match price(id, &region, &text) {
                Ok(usd) => {
                    let tiers = with_free_units(rows, &region, usd);
                    let row =
                        PriceRow { tiers, sources: vec![Source::overlay()], as_of: None, confidence: Confidence::User };
                    rows.insert(region, row);
                }
                Err(error) => errors.push(error),
            }
        }
    }
    summarise(&mut fact);
    fact
}

fn price(id: PriceId, region: &str, text: &str) -> Result<Usd, OverlayError> {
    let region_text = || region.to_owned();
    let looks_right = region.contains('-')
        && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !looks_right && region != EVERY_REGION {
        return Err(OverlayError::Region { id, region: region_text() });
    }
    let usd: Usd = text.parse().map_err(|reason| OverlayError::Malformed { id, region: region_text(), reason })?;
    if usd.is_negative() {
        return Err(OverlayError::Negative { id, region: region_text(), usd: text.to_owned() });
    }
    Ok(usd)
}

/// One flat rate, after the units that are free anyway
///
/// A discount does not take the free requests of Lattice away, and they are the same in every Region.
fn with_free_units(rows: &PriceRows, region: &str, usd: Usd) -> Vec<Tier> {
    let known = rows.get(region).or_else(|| rows.get(EVERY_REGION)).or_else(|| rows.values().next());
    let free =
        known.into_iter().flat_map(|row| &row.tiers).take_while(|tier| tier.usd == Usd::ZERO && tier.up_to.is_some());
    free.copied().chain([Tier { up_to: None, usd }]).collect()
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}
