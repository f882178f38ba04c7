//! What a fact is made of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::FactId;
use super::price::PriceRows;

/// One thing AWS says, with who says it, where and when it was read
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name, fixed for life.
    pub id: FactId,
    /// One sentence, in our words.
    pub statement: String,
    /// The number, price or list, if it has one.
    pub value: Value,
    /// What the value counts for: `per VPC`, `per Region`, …; nothing for a plain statement.
    pub scope: Option<String>,
    /// Whether AWS raises the value on request; nothing where there is no value to raise.
    pub adjustable: Option<Adjustable>,
    /// Who says so, best first; never empty.
    pub sources: Vec<Source>,
    /// The day the sources were read (`YYYY-MM-DD`), for prices the oldest of their days; nothing for a value of the
    /// user.
    pub checked_on: Option<String>,
    /// How near to AWS the sources are; for prices the farthest.
    pub confidence: Confidence,
    /// What another source says instead.
    pub contradicted_by: Option<Contradiction>,
}

/// The value of a fact
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The statement says it all.
    Statement,
    /// A count of something.
    Number {
        /// How many.
        amount: u64,
        /// Of what.
        unit: String,
    },
    /// Names or ranges, as AWS writes them.
    Texts(Vec<String>),
    /// Rates by Region.
    Prices {
        /// What is counted: `hour`, `GB`, `request`, …
        unit: String,
        /// The rates.
        rows: PriceRows,
    },
}

/// Whether AWS raises a value on request
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Adjustable {
    /// Never.
    No,
    /// On request, without a published end.
    Yes,
    /// On request or by a setting, up to this.
    Maximum(u64),
    /// The source does not say.
    NotStated,
}

/// How near to AWS a source is, nearest first
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Given by the user.
    User,
    /// Read on an AWS page.
    AwsPage,
    /// Read in an excerpt, or in AWS material that is not reference documentation.
    AwsExcerpt,
    /// Computed from other facts.
    Computed,
    /// Read outside AWS only.
    ThirdParty,
}

/// Where a fact was read
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short name.
    pub key: String,
    /// Title of the page.
    pub title: String,
    /// Its address; nothing for the user's own values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Source {
    /// The source of every value the user gives
    #[must_use]
    pub fn overlay() -> Self {
        Self { key: "overlay".to_owned(), title: "your overlay".to_owned(), url: None }
    }
}

/// A source that says otherwise
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What it says, in our words.
    pub statement: String,
    /// Who says so.
    pub source: Source,
}
