//! What a path is told in: the things that packets pass, by kind and name.

use std::fmt;
use std::sync::Arc;

/// A thing that packets pass, or that stops them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its name in the design; things inside a VPC are named `vpc/thing`.
    pub name: Arc<str>,
}

impl Node {
    /// A node.
    pub fn new(kind: NodeKind, name: impl AsRef<str>) -> Self {
        Self { kind, name: Arc::from(name.as_ref()) }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            NodeKind::Internet => f.write_str("the internet"),
            kind => write!(f, "{} `{}`", kind.in_words(), self.name),
        }
    }
}

/// What kinds of things packets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A network interface of an application, or the application itself when it has but one.
    Interface,
    /// A subnet.
    Subnet,
    /// A VPC.
    Vpc,
    /// A route table of a VPC.
    RouteTable,
    /// A network ACL.
    NetworkAcl,
    /// A security group.
    SecurityGroup,
    /// The internet gateway of a VPC.
    InternetGateway,
    /// The egress-only internet gateway of a VPC.
    EgressOnlyInternetGateway,
    /// A NAT gateway.
    NatGateway,
    /// A firewall endpoint.
    FirewallEndpoint,
    /// The virtual private gateway of a VPC.
    VirtualPrivateGateway,
    /// A VPC peering connection.
    Peering,
    /// A transit gateway, or the edge of a core network.
    TransitGateway,
    /// A route table of a transit gateway.
    TransitGatewayRouteTable,
    /// A Direct Connect or VPN link.
    Hybrid,
    /// A site.
    Site,
    /// The internet.
    Internet,
    /// A load balancer.
    LoadBalancer,
    /// A VPC endpoint.
    Endpoint,
    /// A VPC Lattice service network.
    ServiceNetwork,
    /// A service of AWS.
    AwsService,
    /// Addresses, where nothing in the design has them.
    Address,
}

impl NodeKind {
    /// The kind as AWS calls it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Interface => "interface",
            Self::Subnet => "subnet",
            Self::Vpc => "VPC",
            Self::RouteTable => "route table",
            Self::NetworkAcl => "network ACL",
            Self::SecurityGroup => "security group",
            Self::InternetGateway => "internet gateway of",
            Self::EgressOnlyInternetGateway => "egress-only internet gateway of",
            Self::NatGateway => "NAT gateway",
            Self::FirewallEndpoint => "firewall endpoint",
            Self::VirtualPrivateGateway => "virtual private gateway of",
            Self::Peering => "VPC peering",
            Self::TransitGateway => "transit gateway",
            Self::TransitGatewayRouteTable => "transit gateway route table",
            Self::Hybrid => "hybrid link",
            Self::Site => "site",
            Self::Internet => "internet",
            Self::LoadBalancer => "load balancer",
            Self::Endpoint => "endpoint",
            Self::ServiceNetwork => "service network",
            Self::AwsService => "AWS service",
            Self::Address => "address",
        }
    }

    /// The kind on the wire.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Interface => "interface",
            Self::Subnet => "subnet",
            Self::Vpc => "vpc",
            Self::RouteTable => "route_table",
            Self::NetworkAcl => "network_acl",
            Self::SecurityGroup => "security_group",
            Self::InternetGateway => "internet_gateway",
            Self::EgressOnlyInternetGateway => "egress_only_internet_gateway",
            Self::NatGateway => "nat_gateway",
            Self::FirewallEndpoint => "firewall_endpoint",
            Self::VirtualPrivateGateway => "virtual_private_gateway",
            Self::Peering => "vpc_peering",
            Self::TransitGateway => "transit_gateway",
            Self::TransitGatewayRouteTable => "transit_gateway_route_table",
            Self::Hybrid => "hybrid_link",
            Self::Site => "site",
            Self::Internet => "internet",
            Self::LoadBalancer => "load_balancer",
            Self::Endpoint => "endpoint",
            Self::ServiceNetwork => "service_network",
            Self::AwsService => "aws_service",
            Self::Address => "address",
        }
    }
}
