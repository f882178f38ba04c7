//! What lets packets through or does not, as it is written: security groups, network ACLs, prefix lists.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ports::Ports;

/// A managed prefix list: CIDR blocks under one name.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "PrefixList")]
pub struct RawPrefixList {
    /// Its blocks. Leave out when they are not known, as for a list that AWS keeps.
    pub cidrs: Option<Vec<String>>,
    /// The most entries it may hold: what it counts as against the quota of a route table or security group.
    pub max_entries: Option<u64>,
    /// The name AWS gives a list that it keeps itself, such as `com.amazonaws.eu-west-1.s3`.
    pub aws_name: Option<String>,
}

/// A security group.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "SecurityGroup")]
pub struct RawSecurityGroup {
    /// What it lets in. Nothing when left out.
    #[serde(default)]
    pub inbound: Vec<RawSecurityGroupRule>,
    /// What it lets out. Everything when left out, as AWS has it; nothing for an empty list.
    pub outbound: Option<Vec<RawSecurityGroupRule>>,
}

/// A rule of a security group.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "SecurityGroupRule")]
pub struct RawSecurityGroupRule {
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or the number of a protocol. All when left out.
    pub protocol: Option<String>,
    /// Ports of the destination, for `tcp` and `udp`: `443`, `1024-65535`, or a list of those. All when left out.
    pub ports: Option<Ports>,
    /// Inbound: CIDR blocks, `security_group/NAME`, `security_group/VPC/NAME`, `prefix_list/NAME`, or `unknown`.
    pub from: Option<Vec<String>>,
    /// Outbound: CIDR blocks, `security_group/NAME`, `security_group/VPC/NAME`, `prefix_list/NAME`, or `unknown`.
    pub to: Option<Vec<String>>,
}

/// A network ACL.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "NetworkAcl")]
pub struct RawNetworkAcl {
    /// Whether subnets that no network ACL names use this one.
    pub default: Option<bool>,
    /// The subnets that use it.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// Entries for what enters the subnets. When left out, everything is let in by a default network ACL, and nothing
    /// by any other, as AWS makes them.
    pub inbound: Option<Vec<RawNetworkAclEntry>>,
    /// Entries for what leaves the subnets. When left out, everything is let out by a default network ACL, and nothing
    /// by any other, as AWS makes them.
    pub outbound: Option<Vec<RawNetworkAclEntry>>,
}

/// An entry of a network ACL.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(rename = "NetworkAclEntry")]
pub struct RawNetworkAclEntry {
    /// Its number, 1 to 32766: the lowest that matches decides.
    pub number: Option<u64>,
    /// `allow` or `deny`.
    pub action: Option<String>,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or the number of a protocol. All when left out.
    pub protocol: Option<String>,
    /// Ports of the destination, for `tcp` and `udp`: `443` or `1024-65535`. All when left out.
    pub ports: Option<Ports>,
    /// The block of the other side: where it comes from (inbound), where it goes (outbound).
    pub cidr: Option<String>,
}
