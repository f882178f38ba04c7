//! VPC Lattice as it is written.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::endpoint::{RawEndpoint, RawResourceGateway};
use super::load_balancer::RawTargetGroup;

/// A VPC Lattice service network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "ServiceNetwork")]
pub struct RawServiceNetwork {
    /// Its Region.
    pub region: Option<String>,
    /// The owning account.
    pub account: Option<String>,
    /// `none` or `aws_iam`.
    pub auth: Option<String>,
    /// What its auth policy says to callers: `allow`, `deny`, `none` (there is no policy) or `unknown`.
    pub auth_policy: Option<String>,
    /// Whether its access logs are delivered somewhere (an access log subscription). Unknown when left out.
    pub access_logs: Option<bool>,
    /// VPCs associated with it: a list, or a mapping with the security groups of each association.
    #[serde(default)]
    pub associations: RawAssociations,
    /// Service-network endpoints by the VPC that holds them.
    #[serde(default)]
    pub endpoints: BTreeMap<String, RawEndpoint>,
    /// Services by name.
    #[serde(default)]
    pub services: BTreeMap<String, RawLatticeService>,
    /// Resource configurations by name.
    #[serde(default)]
    pub resources: BTreeMap<String, RawLatticeResource>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// A VPC Lattice service.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "LatticeService")]
pub struct RawLatticeService {
    /// The applications behind it: one, or several with weights; those of its target groups when left out.
    #[serde(default)]
    pub applications: Vec<String>,
    /// `none` or `aws_iam`.
    pub auth: Option<String>,
    /// What its auth policy says to callers: `allow`, `deny`, `none` (there is no policy) or `unknown`.
    pub auth_policy: Option<String>,
    /// Whether its access logs are delivered somewhere (an access log subscription). Unknown when left out.
    pub access_logs: Option<bool>,
    /// The domain name of one's own that callers use.
    pub custom_domain: Option<String>,
    /// Whether it has a certificate for its custom domain. Unknown when left out.
    pub certificate: Option<bool>,
    /// What it listens on, as protocol/port; what its applications serve when neither this nor `listeners` is given.
    pub listener: Option<String>,
    /// Its listeners, when they are told apart.
    #[serde(default)]
    pub listeners: Vec<RawLatticeListener>,
    /// Its target groups by name.
    #[serde(default)]
    pub target_groups: BTreeMap<String, RawTargetGroup>,
}

/// A listener of a VPC Lattice service.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "LatticeListener")]
pub struct RawLatticeListener {
    /// `http`, `https` or `tls` (TLS passthrough).
    pub protocol: Option<String>,
    /// The port.
    pub port: Option<u64>,
    /// What the default action forwards to: target groups with their weights.
    #[serde(default)]
    pub forward: BTreeMap<String, u64>,
    /// The status code that the default action answers with, instead of forwarding.
    pub fixed_response: Option<u64>,
    /// Its rules.
    #[serde(default)]
    pub rules: Vec<RawLatticeRule>,
}

/// A rule of a listener of a VPC Lattice service.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "LatticeRule")]
pub struct RawLatticeRule {
    /// Its priority: the lowest that matches decides.
    pub priority: Option<u64>,
    /// The path it matches.
    pub path: Option<RawMatch>,
    /// The method it matches, such as `GET`.
    pub method: Option<String>,
    /// The headers it matches, by name.
    #[serde(default)]
    pub headers: BTreeMap<String, RawMatch>,
    /// The query parameters it is to match, by name.
    #[serde(default)]
    pub query: BTreeMap<String, RawMatch>,
    /// The host it is to match.
    pub host: Option<String>,
    /// What it forwards to: target groups with their weights.
    #[serde(default)]
    pub forward: BTreeMap<String, u64>,
    /// The status code that it answers with, instead of forwarding.
    pub fixed_response: Option<u64>,
}

/// How a text is matched: exactly one of the fields.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Match")]
pub struct RawMatch {
    /// It is this text.
    pub exact: Option<String>,
    /// It begins with this text.
    pub prefix: Option<String>,
    /// It holds this text.
    pub contains: Option<String>,
    /// It matches this regular expression.
    pub regex: Option<String>,
}

/// VPC associations of a service network: names of VPCs, or a mapping by VPC.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Associations")]
pub enum RawAssociations {
    /// Names of VPCs.
    Names(Vec<String>),
    /// By VPC.
    ByVpc(BTreeMap<String, RawAssociation>),
}

/// A VPC association of a service network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Association")]
pub struct RawAssociation {
    /// Its security groups, by name in the VPC; `[]` for none. Unknown when left out.
    pub security_groups: Option<Vec<String>>,
}

impl RawAssociations {
    /// The VPCs, each with what is said of its association, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = (&String, Option<&RawAssociation>)> {
        let (names, by_vpc) = match self {
            Self::Names(names) => (Some(names), None),
            Self::ByVpc(by_vpc) => (None, Some(by_vpc)),
        };
        let names = names.into_iter().flatten().map(|name| (name, None));
        names.chain(by_vpc.into_iter().flatten().map(|(name, one)| (name, Some(one))))
    }

    /// Whether they were written as a list.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Names(_))
    }

    /// Adds the association of a VPC about which nothing more is said.
    pub fn push(&mut self, vpc: String) {
        match self {
            Self::Names(names) => names.push(vpc),
            Self::ByVpc(by_vpc) => {
                by_vpc.entry(vpc).or_default();
            }
        }
    }
}

impl Default for RawAssociations {
    fn default() -> Self {
        Self::Names(Vec::new())
    }
}

impl From<Vec<String>> for RawAssociations {
    fn from(names: Vec<String>) -> Self {
        Self::Names(names)
    }
}

impl<'de> Deserialize<'de> for RawAssociations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamesOrByVpc;
        impl<'de> Visitor<'de> for NamesOrByVpc {
            type Value = RawAssociations;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of VPCs, or a mapping by VPC")
            }

            // Nothing after the colon is nothing in the list, as it is for every list.
            fn visit_unit<E>(self) -> Result<RawAssociations, E> {
                Ok(RawAssociations::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<RawAssociations, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(RawAssociations::Names)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawAssociations, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(RawAssociations::ByVpc)
            }
        }
        deserializer.deserialize_any(NamesOrByVpc)
    }
}

/// A resource configuration associated with a service network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "LatticeResource")]
pub struct RawLatticeResource {
    /// The application it exposes.
    pub application: Option<String>,
    /// The resource gateway in the application's VPC.
    pub gateway: Option<RawResourceGateway>,
}
