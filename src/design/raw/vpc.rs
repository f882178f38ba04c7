//! A VPC, its subnets and route tables, and a site, as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::filter::{RawNetworkAcl, RawSecurityGroup};
use super::gateway::{RawFirewallEndpoint, RawNatGateway};

/// A VPC.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Vpc")]
pub struct RawVpc {
    /// The owning account: twelve digits, quoted so that leading zeros survive.
    pub account: Option<String>,
    /// The AWS Region, such as `ap-northeast-1`.
    pub region: Option<String>,
    /// Who owns it, when it is not you: the name of another company. What joins two organisations is judged more strictly.
    pub organization: Option<String>,
    /// Whether its workloads may be placed in subnets of another VPC that are shared with its account.
    pub movable: Option<bool>,
    /// Address blocks; the first is the primary. IPv6 blocks may follow.
    pub cidrs: Option<Vec<String>>,
    /// Whether the design names everything that has an address in it, so that any other address is nobody's. Unknown when left
    /// out.
    pub complete: Option<bool>,
    /// Subnets by name.
    #[serde(default)]
    pub subnets: BTreeMap<String, RawSubnet>,
    /// Route tables by name. Leave out when routes are not decided yet: they then count as unknown, not as missing.
    pub route_tables: Option<BTreeMap<String, RawRouteTable>>,
    /// Whether the VPC resolver answers (`enableDnsSupport`). Unknown when left out.
    pub dns_support: Option<bool>,
    /// Whether instances with public addresses have public names (`enableDnsHostnames`). Unknown when left out.
    pub dns_hostnames: Option<bool>,
    /// Whether an internet gateway is attached. Unknown when left out.
    pub internet_gateway: Option<bool>,
    /// Whether it has an egress-only internet gateway (IPv6). Unknown when left out.
    pub egress_only_internet_gateway: Option<bool>,
    /// Whether a virtual private gateway is attached. Unknown when left out.
    pub virtual_private_gateway: Option<bool>,
    /// VPC Block Public Access: `off`, `ingress` or `bidirectional`. Unknown when left out.
    pub block_public_access: Option<String>,
    /// VPC encryption controls: `off`, `monitor` or `enforce`. Unknown when left out.
    pub encryption_controls: Option<String>,
    /// What encryption controls leave out, such as `vpc_peering`, `internet_gateway`, `nat_gateway` or `vpc_lattice`.
    #[serde(default)]
    pub encryption_exclusions: Vec<String>,
    /// NAT gateways by name. Leave out when they are not known; `{}` says that there are none.
    pub nat_gateways: Option<BTreeMap<String, RawNatGateway>>,
    /// Firewall endpoints by name. Leave out when they are not known; `{}` says that there are none.
    pub firewall_endpoints: Option<BTreeMap<String, RawFirewallEndpoint>>,
    /// Security groups by name. Leave out when they are not known.
    pub security_groups: Option<BTreeMap<String, RawSecurityGroup>>,
    /// Network ACLs by name. Leave out when they are not known.
    pub network_acls: Option<BTreeMap<String, RawNetworkAcl>>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
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
    /// The accounts that this subnet is shared with: twelve digits each.
    #[serde(default)]
    pub shared_with: Vec<String>,
    /// Whether what is launched in it is given a public IPv4 address. Unknown when left out.
    pub public_addresses: Option<bool>,
    /// Whether VPC Block Public Access leaves this subnet out.
    pub block_public_access_excluded: Option<bool>,
    /// Its tags, as AWS holds them. Unknown when left out; `{}` says that there are none.
    pub tags: Option<BTreeMap<String, String>>,
    /// The environment it belongs to, such as `prod`: a word of yours, which policies select by.
    pub environment: Option<String>,
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
    /// The gateways whose traffic into the VPC follows this table: `internet_gateway`, `virtual_private_gateway`. A table
    /// with any is a gateway route table.
    #[serde(default)]
    pub gateways: Vec<String>,
    /// Its routes; the local ones are there without being written.
    #[serde(default)]
    pub routes: Vec<RawRoute>,
}

/// A route.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "Route")]
pub struct RawRoute {
    /// The destination: a block, or `prefix_list/NAME`.
    pub to: Option<String>,
    /// Where packets go: the name of a link, or `internet_gateway`, `egress_only_internet_gateway`, `nat_gateway` (or
    /// `nat_gateway/NAME`), `virtual_private_gateway`, `firewall_endpoint/NAME`, `application/NAME`, `local`, `blackhole`
    /// or `unknown`.
    pub via: Option<String>,
    /// Whether the route was learnt by propagation instead of being written by hand.
    pub propagated: Option<bool>,
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
