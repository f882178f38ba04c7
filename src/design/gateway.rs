//! What stands in subnets of a VPC for routes to lead to: NAT gateways and firewall endpoints. The other gateways are flags
//! of the VPC.

use std::net::IpAddr;

use crate::finding::{Kind, Locus, Place};
use crate::ids::{FirewallEndpointId, NatGatewayId, SubnetId, VpcId};

/// A NAT gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct NatGateway {
    /// Its name.
    pub id: NatGatewayId,
    /// Its VPC.
    pub vpc: VpcId,
    /// The subnet it stands in; `None` for a regional one, and when it is not said.
    pub subnet: Option<SubnetId>,
    /// Whether its translated addresses are public.
    pub connectivity: Connectivity,
    /// Whether it is regional, and so stands in every availability zone.
    pub regional: bool,
    /// Its private addresses, where known.
    pub addresses: Vec<IpAddr>,
    /// Its public addresses, where known.
    pub public_addresses: Vec<IpAddr>,
    /// Where it stands in the input.
    pub place: Place,
}

impl NatGateway {
    /// The gateway as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::NatGateway, format!("{}/{}", self.vpc, self.id), self.place.clone()).at_key()
    }
}

/// What a NAT gateway translates to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Connectivity {
    /// To a public address, on the way to the internet.
    #[default]
    Public,
    /// To its private address, on the way to another private network.
    Private,
}

impl Connectivity {
    /// Every kind with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[("public", Self::Public), ("private", Self::Private)];
}

/// A firewall endpoint: packets that a route sends to it are looked at by a firewall, and what that lets through goes on from
/// the subnet of the endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct FirewallEndpoint {
    /// Its name.
    pub id: FirewallEndpointId,
    /// Its VPC.
    pub vpc: VpcId,
    /// The subnet it stands in; `None` when it is not said.
    pub subnet: Option<SubnetId>,
    /// What looks at the packets; `None` when it is not said.
    pub of: Option<Inspector>,
    /// Where it stands in the input.
    pub place: Place,
}

impl FirewallEndpoint {
    /// The endpoint as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::FirewallEndpoint, format!("{}/{}", self.vpc, self.id), self.place.clone()).at_key()
    }
}

/// What looks at the packets that a firewall endpoint is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Inspector {
    /// AWS Network Firewall.
    NetworkFirewall,
    /// Appliances behind a Gateway Load Balancer.
    GatewayLoadBalancer,
}

impl Inspector {
    /// Every kind with its name on the wire.
    pub const ALL: &[(&str, Self)] =
        &[("network_firewall", Self::NetworkFirewall), ("gateway_load_balancer", Self::GatewayLoadBalancer)];
}

/// A gateway at the edge of a VPC that may have a route table of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gateway {
    /// The internet gateway.
    Internet,
    /// The virtual private gateway.
    VirtualPrivate,
}

impl Gateway {
    /// Every gateway with its name on the wire.
    pub const ALL: &[(&str, Self)] =
        &[("internet_gateway", Self::Internet), ("virtual_private_gateway", Self::VirtualPrivate)];
}
