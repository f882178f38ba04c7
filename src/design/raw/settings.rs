//! Settings as they are written: what a design and a `.tieline.yaml` say of the same matters in the same shapes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Names, RawAccount, RawDesign, RawPolicy};

/// Tieline's settings, as `.tieline.yaml` holds them: severities, allowances, and an organisation's accounts and policies.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Settings")]
pub struct RawSettings {
    /// Version of this format: 1, which is also meant when it is left out.
    pub tieline: Option<u32>,
    /// Severities by rule, named or numbered: `error`, `warning`, `advice` or `off`.
    #[serde(default)]
    pub rules: BTreeMap<String, String>,
    /// Findings that are allowed, each with a reason. They are counted in the report and do not fail a run.
    #[serde(default)]
    pub allow: Vec<RawAllowance>,
    /// Accounts by id (twelve digits, quoted): what they are called and which environment they are.
    #[serde(default)]
    pub accounts: BTreeMap<String, RawAccount>,
    /// Rules of your own by name.
    #[serde(default)]
    pub policies: BTreeMap<String, RawPolicy>,
}

/// Findings that are allowed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Allowance")]
pub struct RawAllowance {
    /// The rule, or several, named or numbered: `TL201` or `peering-overlap`.
    pub rule: Option<Names>,
    /// The thing whose findings are allowed, as kind and name: `vpc/shop`, `subnet/shop/a`, `link/hub`. `*` stands for anything, as in `vpc/dev-*`. Everything when left out.
    pub on: Option<String>,
    /// The last day on which it holds, such as `2027-01-31`. Without end when left out.
    pub until: Option<String>,
    /// Why it is allowed. An allowance without a reason allows nothing.
    pub reason: Option<String>,
}

impl From<RawSettings> for RawDesign {
    /// Settings are a design that says nothing of networks.
    fn from(raw: RawSettings) -> Self {
        let RawSettings { tieline, rules, allow, accounts, policies } = raw;
        Self { tieline: Some(tieline.unwrap_or(1)), rules, allow, accounts, policies, ..Self::default() }
    }
}
