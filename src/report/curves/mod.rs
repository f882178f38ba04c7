//! Cost over volume for one need: what is drawn as lines, with the volumes at which the choice turns.

mod picture;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

pub(super) use picture::picture;

use super::words;
use crate::advise::count::counts;
use crate::advise::curve::{Curve, curves};
use crate::advise::turning::At;
use crate::design::{Mechanism, Megabytes, Parties, Preferences};
use crate::facts::{Facts, Usd};
use crate::review::Review;

/// The volumes asked about: from 10 GB to 1 PB a month, four to a factor of ten.
const VOLUMES: [u64; 21] = [
    10_000,
    18_000,
    32_000,
    56_000,
    100_000,
    180_000,
    320_000,
    560_000,
    1_000_000,
    1_800_000,
    3_200_000,
    5_600_000,
    10_000_000,
    18_000_000,
    32_000_000,
    56_000_000,
    100_000_000,
    180_000_000,
    320_000_000,
    560_000_000,
    1_000_000_000,
];

/// Cost over volume for every need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CurvesReport {
    /// The volumes, in megabytes a month.
    pub volumes_mb: Vec<u64>,
    /// The needs that advice was given on.
    pub needs: Vec<NeedCurves>,
    /// What the design prefers: where questions that begin with "and if" start from.
    pub preferences: PreferencesDto,
}

/// What the design prefers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PreferencesDto {
    /// US dollars a month for each object someone must own.
    pub upkeep_usd_per_object: u64,
    /// US dollars a month for each network opened wider than asked.
    pub exposure_usd_per_network: u64,
    /// Mechanisms that may not be chosen.
    pub forbid: Vec<&'static str>,
    /// Mechanisms that win where all else is equal.
    pub prefer: Vec<&'static str>,
}

/// Cost over volume for one need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NeedCurves {
    /// The need.
    pub need: String,
    /// Its volume as the design has it, in megabytes a month.
    pub traffic_mb: Option<u64>,
    /// Its requests a month, as the design has them.
    pub requests: Option<u64>,
    /// How many clients it has; null where whole networks are joined.
    pub consumers: Option<usize>,
    /// The mechanisms that can serve it.
    pub lines: Vec<CurveDto>,
    /// The volumes at which the choice turns, in megabytes a month.
    pub turns: Vec<TurnDto>,
    /// The numbers of consumers, networks or services at which it turns, in words.
    pub counts: Vec<String>,
}

/// One mechanism over volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CurveDto {
    /// The mechanism.
    pub mechanism: &'static str,
    /// Its family.
    #[schemars(extend("enum" = ["Peering", "Transit Gateway", "PrivateLink", "Lattice", "other"]))]
    pub family: String,
    /// US dollars a month at each of the volumes.
    pub usd: Vec<Usd>,
    /// Whether every charge is known; else the line is a lower bound.
    pub complete: bool,
}

/// A volume at which the choice turns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TurnDto {
    /// The volume.
    pub traffic_mb: u64,
    /// In words.
    pub text: String,
}

impl CurvesReport {
    /// The lines of a review with advice; of one without there are none.
    pub fn of(review: &Review, facts: &Facts) -> Self {
        let advised = review.advice.as_ref().map(|advice| advice.needs.as_slice()).unwrap_or_default();
        let drawn = curves(&review.design, facts, advised, &VOLUMES.map(Megabytes));
        // Worked out here where the advice came without them: a page shows that first.
        let late = review.advice.as_ref().filter(|_| !review.counted);
        let late = late.map(|advice| counts(&review.design, facts, review.billing, advice)).unwrap_or_default();
        let needs = advised.iter().zip(drawn).filter_map(|(advice, drawn)| {
            let need = review.design.need(&advice.need)?;
            let line = |curve: Curve| CurveDto {
                mechanism: curve.mechanism.wire(),
                family: curve.mechanism.family().to_string(),
                usd: curve.usd,
                complete: curve.complete,
            };
            let turns = advice.turning_points.iter();
            Some(NeedCurves {
                need: advice.need.to_string(),
                traffic_mb: need.traffic.map(|volume| volume.0),
                requests: need.requests,
                consumers: match &need.parties {
                    Parties::OneWay { .. } | Parties::Fan { .. } => Some(need.clients().len()),
                    Parties::EitherWay(..) | Parties::Mesh { .. } => None,
                },
                lines: drawn.into_iter().map(line).collect(),
                turns: turns
                    .filter_map(|one| match one.at {
                        At::Traffic(volume) => Some(TurnDto { traffic_mb: volume.0, text: words::turning_point(one) }),
                        _ => None,
                    })
                    .collect(),
                counts: (advice.turning_points.iter().chain(late.get(&advice.need).into_iter().flatten()))
                    .filter(|one| !matches!(one.at, At::Traffic(_) | At::Requests(_)))
                    .map(words::turning_point)
                    .collect(),
            })
        });
        let Preferences { upkeep_usd_per_object, exposure_usd_per_network, .. } = review.design.preferences;
        let names = |set: &BTreeSet<Mechanism>| set.iter().map(|one| one.wire()).collect();
        let preferences = PreferencesDto {
            upkeep_usd_per_object,
            exposure_usd_per_network,
            forbid: names(&review.design.preferences.forbid),
            prefer: names(&review.design.preferences.prefer),
        };
        Self { volumes_mb: VOLUMES.to_vec(), needs: needs.collect(), preferences }
    }
}
