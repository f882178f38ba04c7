//! Links that carry packets by routes, as they are written: peering, transit gateways, Direct Connect, VPN.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::vpc::RawRoute;

/// A VPC peering connection.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "VpcPeering")]
pub struct RawVpcPeering {
    /// The two VPCs.
    pub between: Option<Vec<String>>,
    /// Its state, as AWS spells it: `active`, `pending-acceptance`, `failed` and so on. Active when left out.
    pub status: Option<String>,
    /// By VPC of the two: whether its public names lead to private addresses when the other side asks. Unknown when left
    /// out.
    #[serde(default)]
    pub dns_resolution: BTreeMap<String, bool>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}

/// A peering attachment between two transit gateways.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "TransitGatewayPeering")]
pub struct RawTransitGatewayPeering {
    /// The two transit gateways. Their route tables may route `via` this link, and their `attachments` may name it.
    pub transit_gateways: Option<Vec<String>>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
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
    /// Whether names of attached VPCs lead to private addresses. Unknown when left out.
    pub dns_support: Option<bool>,
    /// Whether security groups may name those of other attached VPCs. Unknown when left out.
    pub security_group_referencing: Option<bool>,
    /// Whether it encrypts what it carries between VPCs. Unknown when left out.
    pub encryption: Option<bool>,
    /// Attachments by the name of what is attached: a VPC, or a `direct_connect`, `site_to_site_vpn` or
    /// `transit_gateway_peering` link.
    #[serde(default)]
    pub attachments: BTreeMap<String, RawAttachment>,
    /// Its route tables. When left out, every attachment is associated with, and propagates to, one default table.
    pub route_tables: Option<BTreeMap<String, RawTransitGatewayRouteTable>>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
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
    /// Whether it is associated with a policy table instead, which chooses a route table packet by packet. The rules of
    /// policy tables are not modelled: what comes in by such an attachment is unknown.
    pub policy_table: Option<bool>,
    /// Whether the two directions of a flow keep to one availability zone, as stateful appliances need. Unknown when left
    /// out.
    pub appliance_mode: Option<bool>,
    /// Whether names of this VPC lead to private addresses for other attached VPCs. Unknown when left out.
    pub dns_support: Option<bool>,
    /// Whether security groups of this VPC may name those of other attached VPCs. Unknown when left out.
    pub security_group_referencing: Option<bool>,
    /// Whether it carries IPv6. Unknown when left out.
    pub ipv6: Option<bool>,
    /// Static one-to-one NAT on the attachment: each block of the VPC with the block of the same length that others see.
    #[serde(default)]
    pub nat: BTreeMap<String, String>,
    /// The only blocks of the VPC that are announced, by static routes and without propagation; all when left out.
    pub routable: Option<Vec<String>>,
    /// Whether a private NAT gateway with an address in the `routable` blocks stands before the attachment, so that what
    /// has no routable address can open connections.
    pub private_nat: Option<bool>,
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
    /// What its associations allow to be announced to the site, by VPC or transit gateway. Of a VPC the site hears those blocks
    /// that one of the prefixes holds whole, of a transit gateway the prefixes as they are listed. Of one that is left out it
    /// hears all blocks of the VPC, and all that the transit gateway leads to.
    #[serde(default)]
    pub allowed_prefixes: BTreeMap<String, Vec<String>>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
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
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
}
