//! What the adviser should weigh, as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the adviser should weigh.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Preferences")]
pub struct RawPreferences {
    /// What one object costs its owner a month, in US dollars, beside its price.
    pub upkeep_usd_per_object: Option<u64>,
    /// What it costs a month, in US dollars, to open a whole network to another where one application was asked for.
    pub exposure_usd_per_network: Option<u64>,
    /// Mechanisms never to choose.
    #[serde(default)]
    pub forbid: Vec<String>,
    /// Mechanisms to choose where they fit, whatever they cost.
    #[serde(default)]
    pub prefer: Vec<String>,
}
