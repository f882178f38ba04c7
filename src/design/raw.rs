//! The native design as it is written: serde shapes only. Every text is still text; [`super::build`] gives it meaning.
//!
//! The JSON Schema that `tieline schema` prints is derived from these types, so their documentation is the user's.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// On-premises networks by name.
    #[serde(default)]
    pub sites: BTreeMap<String, RawSite>,
    /// Applications by name: whatever runs in a VPC or at a site and talks to others.
    #[serde(default)]
    pub applications: BTreeMap<String, RawApplication>,
    /// Needs by name: who must reach whom, or must never.
    #[serde(default)]
    pub needs: BTreeMap<String, RawNeed>,
    /// What exists already, or is already decided, by name.
    #[serde(default)]
    pub links: BTreeMap<String, RawLink>,
    /// What the adviser should weigh.
    pub preferences: Option<RawPreferences>,
}

/// A VPC.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Vpc")]
pub struct RawVpc {
    /// The owning account: twelve digits, quoted so that leading zeros survive.
    pub account: Option<String>,
    /// The AWS Region, such as `ap-northeast-1`.
    pub region: Option<String>,
    /// Address blocks; the first is the primary. IPv6 blocks may follow.
    pub cidrs: Option<Vec<String>>,
    /// Subnets by name.
    #[serde(default)]
    pub subnets: BTreeMap<String, RawSubnet>,
    /// Route tables by name. Leave out when routes are not decided yet: they then count as unknown, not as missing.
    pub route_tables: Option<BTreeMap<String, RawRouteTable>>,
}

/// A subnet.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Subnet")]
pub struct RawSubnet {
    /// The ID of its availability zone, such as `apne1-az1` (the ID, not the name: names differ between accounts).
    pub az: Option<String>,
    /// Its IPv4 block (or its IPv6 block, when it has only that).
    pub cidr: Option<String>,
    /// Its IPv6 block.
    pub ipv6_cidr: Option<String>,
    /// How many addresses are in use, not counting the five that AWS reserves.
    pub used: Option<u64>,
    /// Exactly which blocks are free, when that is known.
    pub free: Option<Vec<String>>,
    /// Whether another account owns it and shares it with this one.
    pub shared: Option<bool>,
}

/// A route table of a VPC.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "RouteTable")]
pub struct RawRouteTable {
    /// Whether subnets that no table names use this one.
    pub main: Option<bool>,
    /// The subnets that use this table.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// Its routes; the local ones are there without being written.
    #[serde(default)]
    pub routes: Vec<RawRoute>,
}

/// A route.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Route")]
pub struct RawRoute {
    /// The destination block.
    pub to: Option<String>,
    /// Where packets go: the name of a link, or `internet_gateway`, `nat_gateway`, `virtual_private_gateway`, `local` or `blackhole`.
    pub via: Option<String>,
}

/// An on-premises network.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Site")]
pub struct RawSite {
    /// Its address blocks.
    #[serde(default)]
    pub cidrs: Vec<String>,
}

/// An application.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Application")]
pub struct RawApplication {
    /// The VPC it runs in (or name a `site`).
    pub vpc: Option<String>,
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
}

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

/// A link: one construct, by kind.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Link")]
pub enum RawLink {
    /// A VPC peering connection.
    VpcPeering(RawVpcPeering),
    /// A transit gateway with its attachments.
    TransitGateway(RawTransitGateway),
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
}

/// A VPC peering connection.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "VpcPeering")]
pub struct RawVpcPeering {
    /// The two VPCs.
    pub between: Option<Vec<String>>,
}

/// A transit gateway.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "TransitGateway")]
pub struct RawTransitGateway {
    /// Its Region.
    pub region: Option<String>,
    /// The owning account.
    pub account: Option<String>,
    /// Attachments by the name of what is attached: a VPC, or a `direct_connect` or `site_to_site_vpn` link.
    #[serde(default)]
    pub attachments: BTreeMap<String, RawAttachment>,
    /// Its route tables. When left out, every attachment is associated with, and propagates to, one default table.
    pub route_tables: Option<BTreeMap<String, RawTransitGatewayRouteTable>>,
}

/// An attachment to a transit gateway.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Attachment")]
pub struct RawAttachment {
    /// One subnet per availability zone (VPC attachments).
    #[serde(default)]
    pub subnets: Vec<String>,
    /// The transit gateway route table it is associated with.
    pub route_table: Option<String>,
}

/// A route table of a transit gateway.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "TransitGatewayRouteTable")]
pub struct RawTransitGatewayRouteTable {
    /// The attachments that propagate their routes into it.
    #[serde(default)]
    pub propagations: Vec<String>,
    /// Static routes; `via` names an attachment or `blackhole`.
    #[serde(default)]
    pub routes: Vec<RawRoute>,
}

/// A Direct Connect connection.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "DirectConnect")]
pub struct RawDirectConnect {
    /// The site it connects.
    pub site: Option<String>,
    /// VPCs reached through a Direct Connect gateway and their virtual private gateways (a transit gateway lists this link among its attachments instead).
    #[serde(default)]
    pub vpcs: Vec<String>,
}

/// A Site-to-Site VPN connection.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "SiteToSiteVpn")]
pub struct RawSiteToSiteVpn {
    /// The site it connects.
    pub site: Option<String>,
    /// The VPC whose virtual private gateway ends it (a transit gateway lists this link among its attachments instead).
    pub vpc: Option<String>,
}

/// An endpoint service (PrivateLink).
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "PrivatelinkService")]
pub struct RawPrivatelinkService {
    /// The application it exposes.
    pub application: Option<String>,
    /// Availability zone IDs in which the service is offered; those of the application's subnets when left out.
    pub availability_zones: Option<Vec<String>>,
    /// Interface endpoints by the consumer VPC that holds them.
    #[serde(default)]
    pub endpoints: BTreeMap<String, RawEndpoint>,
}

/// Where an endpoint stands in its VPC.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Endpoint")]
pub struct RawEndpoint {
    /// One subnet per availability zone.
    #[serde(default)]
    pub subnets: Vec<String>,
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
}

/// A resource gateway.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "ResourceGateway")]
pub struct RawResourceGateway {
    /// One subnet per availability zone.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// IPv4 addresses per network interface; AWS's default when left out.
    pub ipv4_per_interface: Option<u64>,
}

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
    /// VPCs associated with it.
    #[serde(default)]
    pub associations: Vec<String>,
    /// Service-network endpoints by the VPC that holds them.
    #[serde(default)]
    pub endpoints: BTreeMap<String, RawEndpoint>,
    /// Services by name.
    #[serde(default)]
    pub services: BTreeMap<String, RawLatticeService>,
    /// Resource configurations by name.
    #[serde(default)]
    pub resources: BTreeMap<String, RawLatticeResource>,
}

/// A VPC Lattice service.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "LatticeService")]
pub struct RawLatticeService {
    /// The applications behind it: one, or several with weights.
    #[serde(default)]
    pub applications: Vec<String>,
    /// `none` or `aws_iam`.
    pub auth: Option<String>,
    /// What it listens on, as protocol/port; what its applications serve when left out.
    pub listener: Option<String>,
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
