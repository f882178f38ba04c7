//! A need as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::consumers::RawConsumers;
use super::names::Names;

/// A need: one party must reach another, or must never.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Need")]
pub struct RawNeed {
    /// Who initiates: an application, VPC or site (`vpc/NAME` where a name is ambiguous), or a list of them.
    pub from: Option<Names>,
    /// Who is reached: an application, VPC or site, or an AWS service (`aws/s3`).
    pub to: Option<String>,
    /// Two or more whole networks of which each may initiate to every other (instead of `from` and `to`).
    pub between: Option<Vec<String>>,
    /// `true` when the parties must not reach each other.
    pub never: Option<bool>,
    /// The protocol and port, when it is not all that the target serves: `https/443`.
    pub protocol: Option<String>,
    /// Volume, both directions and all parties together: `2 TB/month`.
    pub traffic: Option<String>,
    /// Requests (or connections): `300M/month`.
    pub requests: Option<String>,
    /// The most that flows at one time: `800 Mbps`, `2 Gbps`.
    pub peak: Option<String>,
    /// How long one connection must be able to last: `30 s`, `45 min`, `2 h`.
    pub connection: Option<String>,
    /// How soon it must work, for links that take weeks to order: `3 d`.
    pub lead_time: Option<String>,
    /// How many consumers there are now and will be in a year (of networks joined by `between`: how many networks):
    /// `{ now: 10, in_a_year: 40 }`, or `10 now, 40 in a year`. The plan serves those that are named, and tells which
    /// choices do not survive.
    pub consumers: Option<RawConsumers>,
    /// What the connection must offer: `iam_auth`, `weighted_routing`, `client_address`, `server_initiates`, `inspection`,
    /// `dynamic_routing`, `encryption`, `acceptance`, `pod_certificates`, `multicast`, `low_latency`, `ipv6`.
    #[serde(default)]
    pub requires: Vec<String>,
    /// The link that carries it, when that is decided.
    pub via: Option<String>,
    /// From which evidence it was proposed, of a need that nobody has confirmed yet. Take the field away when the need is
    /// one; it changes nothing else.
    pub proposed: Option<String>,
}
