//! An application as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An application.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Application")]
pub struct RawApplication {
    /// The VPC it runs in (or name a `site`).
    pub vpc: Option<String>,
    /// The account it runs in, when the VPC's owner shares subnets with it: twelve digits.
    pub account: Option<String>,
    /// The site it runs at (or name a `vpc`).
    pub site: Option<String>,
    /// The subnets it runs in; all of the VPC's when left out.
    pub subnets: Option<Vec<String>>,
    /// What it runs on: `ec2`, `ecs`, `eks`, `lambda`, `rds`, `alb`, `nlb` or `other`.
    pub runs_on: Option<String>,
    /// The load balancer that already stands before it: `alb` or `nlb`.
    pub load_balancer: Option<String>,
    /// The Kubernetes cluster, for `eks`.
    pub cluster: Option<String>,
    /// Whether a NetworkPolicy or security group admits callers only through VPC Lattice (for `eks`).
    pub network_policy: Option<bool>,
    /// The service mesh it belongs to, such as `istio`.
    pub mesh: Option<String>,
    /// What it listens on, as protocol/port: `http`, `https`, `grpc`, `websocket`, `tls`, `tcp` or `udp`.
    #[serde(default)]
    pub serves: Vec<String>,
    /// The security groups of its network interfaces, by name in its VPC. Unknown when left out.
    pub security_groups: Option<Vec<String>>,
    /// Its private addresses, where known.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Its public addresses, where known.
    #[serde(default)]
    pub public_addresses: Vec<String>,
    /// Whether AWS drops packets that are neither from it nor to it; `false` for what forwards packets, as an appliance
    /// does. Unknown when left out.
    pub source_destination_check: Option<bool>,
    /// Its network interfaces by name, when it has several that differ. Of what runs on EC2 they are those of one instance.
    #[serde(default)]
    pub interfaces: BTreeMap<String, RawNetworkInterface>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// A network interface of an application.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "NetworkInterface")]
pub struct RawNetworkInterface {
    /// The subnet it stands in.
    pub subnet: Option<String>,
    /// Its private addresses, where known.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Its public addresses, where known.
    #[serde(default)]
    pub public_addresses: Vec<String>,
    /// Its security groups, by name in the VPC; those of the application when left out.
    pub security_groups: Option<Vec<String>>,
}
