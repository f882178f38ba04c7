//! Load balancers with their listeners, and target groups, which VPC Lattice services have too.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::finding::{Kind, Locus, Place};
use crate::ids::{AppId, LoadBalancerId, SecurityGroupId, SubnetId, VpcId};

/// A load balancer of Elastic Load Balancing.
#[derive(Debug, Clone, PartialEq)]
pub struct ElasticLoadBalancer {
    /// Its name.
    pub id: LoadBalancerId,
    /// What kind it is.
    pub kind: LoadBalancerKind,
    /// Its VPC.
    pub vpc: VpcId,
    /// The subnets that hold its nodes.
    pub subnets: BTreeSet<SubnetId>,
    /// Whether it has public addresses; `None` is unknown.
    pub scheme: Option<Scheme>,
    /// Whether it has IPv6 addresses too; `None` is unknown.
    pub ipv6: Option<bool>,
    /// Whether IPv6 source NAT prefixes are on; `None` is unknown.
    pub ipv6_source_nat: Option<bool>,
    /// Whether a node sends to targets in every availability zone; `None` is unknown.
    pub cross_zone: Option<bool>,
    /// Its security groups; `None` is unknown.
    pub security_groups: Option<BTreeSet<SecurityGroupId>>,
    /// Whether inbound rules apply to what comes through PrivateLink; `None` is unknown.
    pub filters_privatelink: Option<bool>,
    /// Seconds after which an idle TCP connection is dropped, when it is not AWS's default.
    pub idle_timeout: Option<u64>,
    /// Its private addresses, where known.
    pub addresses: Vec<IpAddr>,
    /// Its public addresses, where known: each belongs to the private one at the same place of `addresses`.
    pub public_addresses: Vec<IpAddr>,
    /// Its listeners, in the order written.
    pub listeners: Vec<Listener>,
    /// Its target groups by name.
    pub target_groups: BTreeMap<String, TargetGroup>,
    /// Where it stands in the input.
    pub place: Place,
}

impl ElasticLoadBalancer {
    /// The load balancer as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::LoadBalancer, self.id.as_str(), self.place.clone()).at_key()
    }

    /// One of its listeners as the locus of a finding.
    pub fn listener_locus(&self, listener: &Listener) -> Locus {
        Locus::new(Kind::LoadBalancer, self.id.as_str(), listener.place.clone())
    }

    /// One of its target groups as the locus of a finding.
    pub fn target_group_locus(&self, group: &TargetGroup) -> Locus {
        Locus::new(Kind::LoadBalancer, self.id.as_str(), group.place.clone())
    }

    /// The applications behind it, straight and not by way of another load balancer.
    pub fn applications(&self) -> BTreeSet<&AppId> {
        self.target_groups.values().flat_map(TargetGroup::applications).collect()
    }
}

/// What kind of load balancer a load balancer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LoadBalancerKind {
    /// An Application Load Balancer.
    Application,
    /// A Network Load Balancer.
    Network,
    /// A Gateway Load Balancer.
    Gateway,
}

impl LoadBalancerKind {
    /// Every kind with its name on the wire.
    pub const ALL: &[(&str, Self)] =
        &[("application", Self::Application), ("network", Self::Network), ("gateway", Self::Gateway)];
}

/// Whether a load balancer has public addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Private addresses only.
    Internal,
    /// Public addresses.
    InternetFacing,
}

impl Scheme {
    /// Every scheme with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[("internal", Self::Internal), ("internet_facing", Self::InternetFacing)];
}

/// A protocol of a listener or a target group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListenerProtocol {
    /// HTTP.
    Http,
    /// HTTPS.
    Https,
    /// TCP.
    Tcp,
    /// TLS.
    Tls,
    /// UDP.
    Udp,
    /// TCP and UDP on one port.
    TcpUdp,
    /// GENEVE, as Gateway Load Balancers speak it.
    Geneve,
}

impl ListenerProtocol {
    /// Every protocol with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[
        ("http", Self::Http),
        ("https", Self::Https),
        ("tcp", Self::Tcp),
        ("tls", Self::Tls),
        ("udp", Self::Udp),
        ("tcp_udp", Self::TcpUdp),
        ("geneve", Self::Geneve),
    ];

    /// Whether it takes UDP packets.
    pub fn takes_udp(self) -> bool {
        matches!(self, Self::Udp | Self::TcpUdp | Self::Geneve)
    }

    /// Whether it takes TCP connections.
    pub fn takes_tcp(self) -> bool {
        !matches!(self, Self::Udp | Self::Geneve)
    }

    /// The name on the wire.
    pub fn wire(self) -> &'static str {
        Self::ALL.iter().find(|(_, protocol)| *protocol == self).map_or("", |(name, _)| name)
    }
}

/// A listener of a load balancer.
#[derive(Debug, Clone, PartialEq)]
pub struct Listener {
    /// The protocol.
    pub protocol: ListenerProtocol,
    /// The port.
    pub port: u16,
    /// The target group it forwards to, if said.
    pub target_group: Option<String>,
    /// Where it stands in the input.
    pub place: Place,
}

/// A target group.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetGroup {
    /// Its targets.
    pub targets: Vec<TargetOf>,
    /// What kind of targets it has; `None` is unknown.
    pub target_type: Option<TargetType>,
    /// The VPC of its targets, if said.
    pub vpc: Option<VpcId>,
    /// The protocol spoken to targets; `None` is unknown.
    pub protocol: Option<ListenerProtocol>,
    /// The version of HTTP spoken to targets; `None` is unknown.
    pub protocol_version: Option<ProtocolVersion>,
    /// The port of the targets; `None` is unknown.
    pub port: Option<u16>,
    /// Ports of targets that listen on others than the group's.
    pub ports: BTreeMap<TargetOf, Vec<u16>>,
    /// Whether every node sends to all of its targets; `None` is as the load balancer has it.
    pub cross_zone: Option<bool>,
    /// The port of health checks, when it is not the targets'.
    pub health_check_port: Option<u16>,
    /// Whether targets see the client's address; `None` is unknown.
    pub client_address: Option<bool>,
    /// Whether its targets have IPv6 addresses; `None` is unknown.
    pub ipv6: Option<bool>,
    /// Where it stands in the input.
    pub place: Place,
}

impl TargetGroup {
    /// The ports on which a target gets packets; `None` is the one that they were sent to.
    pub fn ports_of(&self, target: &TargetOf) -> Vec<Option<u16>> {
        match self.ports.get(target) {
            Some(own) => own.iter().copied().map(Some).collect(),
            None => vec![self.port],
        }
    }

    /// The applications among its targets.
    pub fn applications(&self) -> impl Iterator<Item = &AppId> {
        self.targets.iter().filter_map(|target| match target {
            TargetOf::Application(id) => Some(id),
            TargetOf::LoadBalancer(_) | TargetOf::Address(_) => None,
        })
    }

    /// The load balancers among its targets.
    pub fn load_balancers(&self) -> impl Iterator<Item = &LoadBalancerId> {
        self.targets.iter().filter_map(|target| match target {
            TargetOf::LoadBalancer(id) => Some(id),
            TargetOf::Application(_) | TargetOf::Address(_) => None,
        })
    }
}

/// A target of a target group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetOf {
    /// An application.
    Application(AppId),
    /// A load balancer.
    LoadBalancer(LoadBalancerId),
    /// An address.
    Address(IpAddr),
}

/// What kind of targets a target group has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetType {
    /// Instances.
    Instance,
    /// Addresses.
    Ip,
    /// An Application Load Balancer.
    Alb,
    /// A Lambda function.
    Lambda,
}

impl TargetType {
    /// Every type with its name on the wire.
    pub const ALL: &[(&str, Self)] =
        &[("instance", Self::Instance), ("ip", Self::Ip), ("alb", Self::Alb), ("lambda", Self::Lambda)];

    /// The name on the wire.
    pub fn wire(self) -> &'static str {
        Self::ALL.iter().find(|(_, one)| *one == self).map_or("", |(name, _)| name)
    }
}

/// The version of HTTP that is spoken to targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProtocolVersion {
    /// HTTP/1.1.
    Http1,
    /// HTTP/2.
    Http2,
    /// gRPC.
    Grpc,
}

impl ProtocolVersion {
    /// Every version with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[("http1", Self::Http1), ("http2", Self::Http2), ("grpc", Self::Grpc)];
}
