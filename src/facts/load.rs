//! Reads the data files into records; what they must keep to is refused here or tested.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ids::{FactId, LimitId, PriceId};
use super::money::Usd;
use super::price::{PriceRow, PriceRows, Tier, TierBound};
use super::record::{Adjustable, Confidence, Contradiction, Fact, Source, Value};

const LIMITS: &str = include_str!("limits.json");
const PRICES: &str = include_str!("prices.json");
const BEHAVIOURS: &str = include_str!("behaviours.json");
const SOURCES: &str = include_str!("sources.json");

/// All shipped records by id
pub(super) type Records = BTreeMap<FactId, Fact>;

/// Why a data file is refused; only a test ever sees one
#[derive(Debug, thiserror::Error)]
pub(super) enum LoadError {
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("`{0}` names no source of sources.json")]
    UnknownSource(String),
    #[error("`{0}` has no source")]
    NoSource(String),
    #[error("`{0}` stands twice")]
    Twice(String),
    #[error("`{0}` needs either `usd` or `tiers` in every Region, and a Region")]
    PriceShape(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    url: String,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContradiction {
    statement: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimit {
    id: LimitId,
    value: u64,
    unit: String,
    scope: String,
    adjustable: Adjustable,
    statement: String,
    sources: Vec<String>,
    checked_on: String,
    confidence: Confidence,
    contradicted_by: Option<RawContradiction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBehaviour {
    id: FactId,
    statement: String,
    #[serde(default)]
    values: Vec<String>,
    sources: Vec<String>,
    checked_on: String,
    confidence: Confidence,
    contradicted_by: Option<RawContradiction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrice {
    id: PriceId,
    unit: String,
    scope: String,
    statement: String,
    regions: BTreeMap<String, RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    usd: Option<Usd>,
    tiers: Option<Vec<RawTier>>,
    sources: Vec<String>,
    as_of: String,
    confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTier {
    up_to: Option<TierBound>,
    usd: Usd,
}

/// Reads the shipped files
pub(super) fn load() -> Result<Records, LoadError> {
    let mut loader = Loader { sources: read_sources()?, records: Records::new() };
    for limit in serde_json::from_str::<Vec<RawLimit>>(LIMITS)? {
        loader.limit(limit)?;
    }
    for price in serde_json::from_str::<Vec<RawPrice>>(PRICES)? {
        loader.price(price)?;
    }
    for behaviour in serde_json::from_str::<Vec<RawBehaviour>>(BEHAVIOURS)? {
        loader.behaviour(behaviour)?;
    }
    Ok(loader.records)
}

/// The sources by their short name
pub(super) fn read_sources() -> Result<BTreeMap<String, Source>, LoadError> {
    let raw: BTreeMap<String, RawSource> = serde_json::from_str(SOURCES)?;
    Ok(raw
        .into_iter()
        .map(|(key, RawSource { url, title })| (key.clone(), Source { key, title, url: Some(url) }))
        .collect())
}

struct Loader {
    sources: BTreeMap<String, Source>,
    records: Records,
}

impl Loader {
    fn limit(&mut self, raw: RawLimit) -> Result<(), LoadError> {
        let id = raw.id.fact();
        self.add(Fact {
            id,
            statement: raw.statement,
            value: Value::Number { amount: raw.value, unit: raw.unit },
            scope: Some(raw.scope),
            adjustable: Some(raw.adjustable),
            sources: self.resolve(id, &raw.sources)?,
            checked_on: Some(raw.checked_on),
            confidence: raw.confidence,
            contradicted_by: self.contradiction(raw.contradicted_by)?,
        })
    }

    fn behaviour(&mut self, raw: RawBehaviour) -> Result<(), LoadError> {
        self.add(Fact {
            id: raw.id,
            statement: raw.statement,
            value: if raw.values.is_empty() { Value::Statement } else { Value::Texts(raw.values) },
            scope: None,
            adjustable: None,
            sources: self.resolve(raw.id, &raw.sources)?,
            checked_on: Some(raw.checked_on),
            confidence: raw.confidence,
            contradicted_by: self.contradiction(raw.contradicted_by)?,
        })
    }

    fn price(&mut self, raw: RawPrice) -> Result<(), LoadError> {
        let id = raw.id.fact();
        let rows: Result<PriceRows, LoadError> =
            raw.regions.into_iter().map(|(region, row)| Ok((region, self.row(id, row)?))).collect();
        let mut fact = Fact {
            id,
            statement: raw.statement,
            value: Value::Prices { unit: raw.unit, rows: rows? },
            scope: Some(raw.scope),
            adjustable: None,
            sources: Vec::new(),
            checked_on: None,
            confidence: Confidence::AwsPage,
            contradicted_by: None,
        };
        if !summarise(&mut fact) {
            return Err(LoadError::PriceShape(id.to_string()));
        }
        self.add(fact)
    }

    fn row(&self, id: FactId, raw: RawRow) -> Result<PriceRow, LoadError> {
        let tiers = match (raw.usd, raw.tiers) {
            (Some(usd), None) => vec![Tier { up_to: None, usd }],
            (None, Some(tiers)) if !tiers.is_empty() => {
                tiers.into_iter().map(|RawTier { up_to, usd }| Tier { up_to, usd }).collect()
            }
            _ => return Err(LoadError::PriceShape(id.to_string())),
        };
        let sources = self.resolve(id, &raw.sources)?;
        Ok(PriceRow { tiers, sources, as_of: Some(raw.as_of), confidence: raw.confidence })
    }

    fn add(&mut self, fact: Fact) -> Result<(), LoadError> {
        match self.records.insert(fact.id, fact) {
            None => Ok(()),
            Some(first) => Err(LoadError::Twice(first.id.to_string())),
        }
    }

    fn resolve(&self, id: FactId, keys: &[String]) -> Result<Vec<Source>, LoadError> {
        if keys.is_empty() {
            return Err(LoadError::NoSource(id.to_string()));
        }
        keys.iter().map(|key| self.source(key)).collect()
    }

    fn source(&self, key: &str) -> Result<Source, LoadError> {
        self.sources.get(key).cloned().ok_or_else(|| LoadError::UnknownSource(key.to_owned()))
    }

    fn contradiction(&self, raw: Option<RawContradiction>) -> Result<Option<Contradiction>, LoadError> {
        raw.map(|raw| Ok(Contradiction { statement: raw.statement, source: self.source(&raw.source)? })).transpose()
    }
}

/// Gathers sources, oldest day and weakest confidence of a price from its rows; false if it has none
pub(super) fn summarise(fact: &mut Fact) -> bool {
    let Value::Prices { rows, .. } = &fact.value else {
        return false;
    };
    let mut sources: Vec<Source> = Vec::new();
    for source in rows.values().flat_map(|row| &row.sources) {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    let Some(confidence) = rows.values().map(|row| row.confidence).max() else {
        return false;
    };
    fact.checked_on = rows.values().filter_map(|row| row.as_of.clone()).min();
    fact.confidence = confidence;
    fact.sources = sources;
    true
}
