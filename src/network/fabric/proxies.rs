//! The parts of a fabric where packets end and others go on in their place: load balancers and endpoints.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::arena::Key;
use super::node::Node;
use super::parts::{Both, InterfacePart, Known, SubnetPart};
use crate::ids::VpcId;

/// A load balancer.
#[derive(Debug, Clone)]
pub struct BalancerPart {
    /// The node of paths.
    pub node: Node,
    /// What it listens on and where that goes.
    pub listeners: Vec<ListenerPart>,
}

/// A listener.
#[derive(Debug, Clone)]
pub struct ListenerPart {
    /// The packets it takes, whatever their addresses and source ports.
    pub packets: Both,
    /// Where they go: target interface with its address when only that one counts, and the port unless it stays.
    pub targets: Vec<TargetPart>,
    /// Whether a node sends to targets in other zones of its VPC too.
    pub cross_zone: Known,
    /// Whether the target sees the client's address.
    pub client_address: Known,
    /// Why it is not certain that these are its targets.
    pub doubt: Option<Arc<str>>,
}

/// A target of a load balancer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetPart {
    /// The network interface.
    pub interface: Key<InterfacePart>,
    /// Its address, when the target is one address of several.
    pub address: Option<u128>,
    /// The port; `None` for the one that the listener took.
    pub port: Option<u16>,
}

/// A door: an endpoint whose packets come out elsewhere, as new connections from there.
#[derive(Debug, Clone)]
pub struct DoorPart {
    /// The node of paths.
    pub node: Node,
    /// What it takes, a family each, whatever the addresses.
    pub packets: Both,
    /// Where its packets come out.
    pub exits: Vec<DoorExit>,
    /// Whether it lets callers through.
    pub open: Known,
}

/// Where packets through a door come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorExit {
    /// At this network interface of a workload, as new connections.
    Interface {
        /// The workload's.
        interface: Key<InterfacePart>,
        /// The port it listens on; `None` for the one that the door took.
        port: Option<u16>,
        /// Where the connections come from.
        from: DoorSource,
    },
    /// At a service of AWS.
    Service(Node),
}

/// Where connections through a door come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorSource {
    /// From one of these subnets, where load balancer nodes stand.
    Balancers(Vec<Key<SubnetPart>>),
    /// From one of these subnets, where a resource gateway stands: in the other address family where the workload lacks
    /// the client's.
    Gateway(Vec<Key<SubnetPart>>),
    /// From VPC Lattice, with the families as from a resource gateway.
    Lattice,
}

/// A tunnel to a whole VPC. Its clients wrap packets themselves, and which of them do stands in no design.
#[derive(Debug, Clone)]
pub struct TunnelPart {
    /// The VPCs with an endpoint of it.
    pub clients: BTreeSet<VpcId>,
    /// The VPC it leads to.
    pub to: VpcId,
    /// Why it cannot be told whether packets get there.
    pub cause: Arc<str>,
}
