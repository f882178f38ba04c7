//! Links that join many networks at once: Cloud WAN, tunnels to whole networks, VPC sharing, a service mesh.

use std::collections::{BTreeMap, BTreeSet};

use super::link::{Endpoint, ResourceGateway};
use crate::cidr::Cidr;
use crate::ids::{AccountId, AppId, LinkId, Region, SubnetId, VpcId};

/// A Cloud WAN core network.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CloudWan {
    /// The Regions with a core network edge.
    pub edges: BTreeSet<Region>,
    /// Segments by name.
    pub segments: BTreeMap<String, Segment>,
    /// VPC attachments by VPC.
    pub vpcs: BTreeMap<VpcId, CoreAttachment>,
    /// Direct Connect and VPN attachments by link.
    pub hybrid: BTreeMap<LinkId, CoreAttachment>,
}

impl CloudWan {
    /// Whether attachments of one segment reach those of another; within one, unless it is isolated.
    pub fn joins(&self, one: Option<&str>, other: Option<&str>) -> bool {
        let shares =
            |from: &str, to: &str| self.segments.get(from).is_some_and(|segment| segment.shared_with.contains(to));
        match (one, other) {
            (Some(one), Some(other)) if one == other => !self.segments.get(one).is_some_and(|segment| segment.isolate),
            (Some(one), Some(other)) => shares(one, other) || shares(other, one),
            (one, other) => one == other,
        }
    }
}

/// A segment of a core network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segment {
    /// Whether attachments of the segment do not reach each other.
    pub isolate: bool,
    /// Other segments it shares its routes with.
    pub shared_with: BTreeSet<String>,
}

/// An attachment to a core network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CoreAttachment {
    /// The segment it belongs to; `None` for the one that needs no name.
    pub segment: Option<String>,
    /// The subnets that hold its network interfaces.
    pub subnets: BTreeSet<SubnetId>,
}

/// A CIDR resource configuration with its resource gateway, and the tunnel endpoints of its consumers.
#[derive(Debug, Clone, PartialEq)]
pub struct PrivatelinkTunnel {
    /// The VPC of the resource gateway, whose networks the tunnel leads to.
    pub vpc: VpcId,
    /// The blocks it leads to; `None` for all of the VPC's.
    pub cidrs: Option<Vec<Cidr>>,
    /// The resource gateway.
    pub gateway: ResourceGateway,
    /// Tunnel endpoints by consumer VPC.
    pub endpoints: BTreeMap<VpcId, Endpoint>,
}

/// Subnets of one VPC shared with other accounts, whose workloads run in them.
#[derive(Debug, Clone, PartialEq)]
pub struct VpcSharing {
    /// The VPC whose subnets are shared.
    pub vpc: VpcId,
    /// The subnets; `None` for all of the VPC's.
    pub subnets: Option<BTreeSet<SubnetId>>,
    /// The accounts they are shared with.
    pub accounts: BTreeSet<AccountId>,
    /// VPCs whose workloads move into the shared subnets.
    pub replaces: BTreeSet<VpcId>,
}

impl VpcSharing {
    /// Whether a VPC is the shared one, or moves into it.
    pub fn joins(&self, vpc: &VpcId) -> bool {
        self.vpc == *vpc || self.replaces.contains(vpc)
    }
}

/// A service mesh, inside or across clusters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceMesh {
    /// What runs it.
    pub kind: Option<String>,
    /// The applications in it.
    pub applications: BTreeSet<AppId>,
}
