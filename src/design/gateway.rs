//! Gateways of a VPC that have a shape of their own: NAT gateways. The others are flags of the VPC.

use std::net::IpAddr;

use crate::finding::{Kind, Locus, Place};
use crate::ids::{NatGatewayId, SubnetId, VpcId};

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
