//! A need as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A need: one party must reach another, or must never.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Need")]
pub struct RawNeed {
    /// Who initiates: an application, VPC or site (`vpc/NAME` where a name is ambiguous).
    pub from: Option<String>,
    /// Who is reached.
    pub to: Option<String>,
    /// Two whole networks of which either side may initiate (instead of `from` and `to`).
    pub between: Option<Vec<String>>,
    /// `true` when the parties must not reach each other.
    pub never: Option<bool>,
    /// The protocol and port, when it is not all that the target serves: `https/443`.
    pub protocol: Option<String>,
    /// Volume, both directions together: `2 TB/month`.
    pub traffic: Option<String>,
    /// Requests (or connections): `300M/month`.
    pub requests: Option<String>,
    /// How long one connection must be able to last: `30 s`, `45 min`, `2 h`.
    pub connection: Option<String>,
    /// What the connection must offer: `iam_auth`, `weighted_routing`, `client_address`, `server_initiates`.
    #[serde(default)]
    pub requires: Vec<String>,
    /// The link that carries it, when that is decided.
    pub via: Option<String>,
}
