//! What an organisation says of its own, as it is written: accounts, and policies with their selectors.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Names, RawLink};

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Account")]
pub struct RawAccount {
    /// What people call it.
    pub name: Option<String>,
    /// The environment of all that it owns, where that says nothing else.
    pub environment: Option<String>,
    /// Its tags.
    pub tags: Option<BTreeMap<String, String>>,
}

/// A policy: a rule of your own. It demands one thing, which is one of the last five fields.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Policy")]
pub struct RawPolicy {
    /// Its number, from 910 to 999, told as `TL910`. Without one its findings have the number of what it demands.
    pub number: Option<u16>,
    /// How severe it is that the policy is broken: `error` (taken when left out), `warning` or `advice`.
    pub severity: Option<String>,
    /// Why it is demanded, in your words.
    pub message: Option<String>,
    /// A web address at which more is written about it.
    pub reference: Option<String>,
    /// What it is about; everything when left out. Not for the two that have `from` and `to`.
    pub on: Option<RawSelector>,
    /// Blocks that every block of a VPC must lie in. Families of which no block is listed are not judged.
    pub allowed_cidrs: Option<Vec<String>>,
    /// Tags by key with the values that are allowed, `*` for any: `{ Owner: "*", Tier: [gold, silver] }`.
    pub required_tags: Option<BTreeMap<String, Names>>,
    /// What must have the required tags: `vpc`, `subnet`, `application`, `link`; all of them when left out.
    pub things: Option<Names>,
    /// Mechanisms that must not connect what it is about. The adviser does not propose them there.
    pub forbidden_mechanisms: Option<Names>,
    /// Networks that must reach others.
    pub must_reach: Option<RawBetween>,
    /// Networks that must not reach others, in neither direction.
    pub must_never_reach: Option<RawBetween>,
}

/// Two groups of VPCs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Between")]
pub struct RawBetween {
    /// Those that reach, or must not.
    #[serde(default)]
    pub from: RawSelector,
    /// Those that are reached, or must not be.
    #[serde(default)]
    pub to: RawSelector,
}

/// What a policy is about: things for which every field given holds. Each takes one pattern or several, of which one must
/// fit; `*` stands for anything.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Selector")]
pub struct RawSelector {
    /// The environment of the thing, else of its VPC, else of its account.
    pub environment: Option<Names>,
    /// The account.
    pub account: Option<Names>,
    /// The name of the VPC.
    pub vpc: Option<Names>,
    /// Tags of the thing by key.
    #[serde(default)]
    pub tags: BTreeMap<String, Names>,
}

impl RawLink {
    /// The tags and the environment of a link of any kind.
    pub fn labels(&self) -> (Option<&BTreeMap<String, String>>, Option<&String>) {
        macro_rules! of {
            ($($kind:ident)*) => {
                match self { $(Self::$kind(raw) => (raw.tags.as_ref(), raw.environment.as_ref()),)* }
            };
        }
        of!(
            VpcPeering TransitGateway TransitGatewayPeering DirectConnect SiteToSiteVpn PrivatelinkService PrivatelinkResource ServiceNetwork GatewayEndpoint InterfaceEndpoint CloudWan PrivatelinkTunnel VpcSharing ServiceMesh
        )
    }
}
