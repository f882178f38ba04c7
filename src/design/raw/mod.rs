//! The native design as it is written: serde shapes only. Every text is still text; [`super::build`] gives it meaning.
//!
//! The JSON Schema that `tieline schema` prints is derived from these types, so their documentation is the user's.

mod application;
mod aws_endpoint;
mod consumers;
mod endpoint;
mod filter;
mod gateway;
mod lattice;
mod load_balancer;
mod names;
mod need;
mod organization;
mod ports;
mod preferences;
mod routed;
mod settings;
mod vpc;
mod wide;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use application::{RawApplication, RawNetworkInterface};
pub use aws_endpoint::{RawGatewayEndpoint, RawGatewayEndpointRoutes, RawInterfaceEndpoint};
pub use consumers::{RawConsumerCounts, RawConsumers};
pub use endpoint::{RawEndpoint, RawPrivatelinkResource, RawPrivatelinkService, RawResourceGateway};
pub use filter::{RawNetworkAcl, RawNetworkAclEntry, RawPrefixList, RawSecurityGroup, RawSecurityGroupRule};
pub use gateway::{RawFirewallEndpoint, RawNatGateway};
pub use lattice::{
    RawAssociation, RawAssociations, RawLatticeListener, RawLatticeResource, RawLatticeRule, RawLatticeService,
    RawMatch, RawServiceNetwork,
};
pub use load_balancer::{RawListener, RawLoadBalancer, RawTargetGroup};
pub use names::Names;
pub use need::RawNeed;
pub use organization::{RawAccount, RawBetween, RawPolicy, RawSelector};
pub use ports::Ports;
pub use preferences::RawPreferences;
pub use routed::{
    RawAttachment, RawDirectConnect, RawSiteToSiteVpn, RawTransitGateway, RawTransitGatewayPeering,
    RawTransitGatewayRouteTable, RawVpcPeering,
};
pub use settings::{RawAllowance, RawSettings};
pub use vpc::{RawRoute, RawRouteTable, RawSite, RawSubnet, RawVpc};
pub use wide::{RawCloudWan, RawCoreAttachment, RawPrivatelinkTunnel, RawSegment, RawServiceMesh, RawVpcSharing};

/// A Tieline design: networks, applications, who needs to reach whom, and the links that exist.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Design")]
pub struct RawDesign {
    /// Version of this format: 1.
    pub tieline: Option<u32>,
    /// The AWS Region of everything that names none.
    pub region: Option<String>,
    /// The account of every VPC that names none: twelve digits.
    pub account: Option<String>,
    /// VPCs by name.
    #[serde(default)]
    pub vpcs: BTreeMap<String, RawVpc>,
    /// Managed prefix lists by name.
    #[serde(default)]
    pub prefix_lists: BTreeMap<String, RawPrefixList>,
    /// On-premises networks by name.
    #[serde(default)]
    pub sites: BTreeMap<String, RawSite>,
    /// Applications by name: whatever runs in a VPC or at a site and talks to others.
    #[serde(default)]
    pub applications: BTreeMap<String, RawApplication>,
    /// Load balancers by name.
    #[serde(default)]
    pub load_balancers: BTreeMap<String, RawLoadBalancer>,
    /// Needs by name: who must reach whom, or must never.
    #[serde(default)]
    pub needs: BTreeMap<String, RawNeed>,
    /// What exists already, or is already decided, by name.
    #[serde(default)]
    pub links: BTreeMap<String, RawLink>,
    /// What the adviser should weigh.
    pub preferences: Option<RawPreferences>,
    /// Other names of things: an AWS id, an ARN, a resource address or a name of your own, with the name that the thing
    /// has here. Inputs that give one thing different names are joined by them. `Name=TEXT` stands for a `Name` tag, by
    /// which needs may refer to a thing, and which joins nothing.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
    /// What is not known (yet): a JSON Pointer into this design, with the reason. What is missing there counts as
    /// unknown, and not as left out.
    #[serde(default)]
    pub unknown: BTreeMap<String, String>,
    /// Severities by rule, named or numbered: `error`, `warning`, `advice` or `off`. What a design sets goes before what `.tieline.yaml` sets.
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

/// A link: one construct, by kind.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Link")]
pub enum RawLink {
    /// A VPC peering connection.
    VpcPeering(RawVpcPeering),
    /// A transit gateway with its attachments.
    TransitGateway(RawTransitGateway),
    /// A peering attachment between two transit gateways.
    TransitGatewayPeering(RawTransitGatewayPeering),
    /// A Direct Connect connection of a site.
    DirectConnect(RawDirectConnect),
    /// A Site-to-Site VPN connection of a site.
    SiteToSiteVpn(RawSiteToSiteVpn),
    /// An endpoint service in front of an application, with the interface endpoints of its consumers.
    PrivatelinkService(RawPrivatelinkService),
    /// A resource configuration with its resource gateway, and the resource endpoints of its consumers.
    PrivatelinkResource(RawPrivatelinkResource),
    /// A VPC Lattice service network.
    ServiceNetwork(RawServiceNetwork),
    /// Gateway endpoints for Amazon S3 or DynamoDB.
    GatewayEndpoint(RawGatewayEndpoint),
    /// Interface endpoints for a service of AWS.
    InterfaceEndpoint(RawInterfaceEndpoint),
    /// A Cloud WAN core network with its attachments.
    CloudWan(RawCloudWan),
    /// A CIDR resource configuration with its resource gateway, and the tunnel endpoints of its consumers.
    PrivatelinkTunnel(RawPrivatelinkTunnel),
    /// Subnets of one VPC shared with other accounts.
    VpcSharing(RawVpcSharing),
    /// A service mesh.
    ServiceMesh(RawServiceMesh),
}
