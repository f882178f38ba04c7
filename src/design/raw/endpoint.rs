//! Links that expose one application through endpoints, as they are written: PrivateLink in its kinds.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::order::Arrange;

/// An endpoint service (PrivateLink).
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "PrivatelinkService")]
pub struct RawPrivatelinkService {
    /// The application it exposes.
    pub application: Option<String>,
    /// The VPC of its load balancer; the application's when left out. For an application at a site: a VPC that reaches the
    /// site.
    pub vpc: Option<String>,
    /// Its load balancers, by name; those that the application is a target of when left out.
    pub load_balancers: Option<Vec<String>>,
    /// The accounts it admits, its own aside: twelve digits each. Unknown when left out.
    pub allowed_accounts: Option<Vec<String>>,
    /// Availability zone IDs in which the service is offered; those of the application's subnets when left out.
    pub availability_zones: Option<Vec<String>>,
    /// Interface endpoints by the consumer VPC that holds them.
    #[serde(default)]
    pub endpoints: BTreeMap<String, RawEndpoint>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// Where an endpoint stands in its VPC.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Endpoint")]
pub struct RawEndpoint {
    /// One subnet per availability zone.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// Its security groups, by name in the VPC; `[]` for none. Unknown when left out.
    pub security_groups: Option<Vec<String>>,
    /// Whether the name of the service leads to it in its VPC (private DNS). Unknown when left out.
    pub private_dns: Option<bool>,
    /// Its private addresses, where known.
    #[serde(default)]
    pub addresses: Vec<String>,
}

impl RawEndpoint {
    /// Adds another endpoint to the same thing in the same VPC. There is one as a rule; a second one adds its subnets.
    pub(crate) fn join(&mut self, other: Self) {
        self.subnets.extend(other.subnets);
        self.subnets.arrange();
        self.subnets.dedup();
        self.addresses.extend(other.addresses);
        self.private_dns = self.private_dns.or(other.private_dns);
        self.security_groups = self.security_groups.take().or(other.security_groups);
    }
}

/// A resource configuration (PrivateLink for VPC resources).
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "PrivatelinkResource")]
pub struct RawPrivatelinkResource {
    /// The application it exposes.
    pub application: Option<String>,
    /// The resource gateway in the application's VPC.
    pub gateway: Option<RawResourceGateway>,
    /// Resource endpoints by the consumer VPC that holds them.
    #[serde(default)]
    pub endpoints: BTreeMap<String, RawEndpoint>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// A resource gateway.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "ResourceGateway")]
pub struct RawResourceGateway {
    /// The VPC it stands in; the application's when left out. For an application at a site: a VPC that reaches the site.
    pub vpc: Option<String>,
    /// One subnet per availability zone.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// IPv4 addresses per network interface; AWS's default when left out.
    pub ipv4_per_interface: Option<u64>,
    /// Its security groups, by name in the VPC. Unknown when left out.
    pub security_groups: Option<Vec<String>>,
}
