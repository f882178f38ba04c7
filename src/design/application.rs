//! Applications: whatever runs in a VPC or at a site and talks to others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;

use super::organization::Labels;
use crate::finding::{Kind, Locus, Place};
use crate::ids::{AccountId, AppId, SecurityGroupId, ServiceName, SiteId, SubnetId, VpcId};

/// An application.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    /// Its name.
    pub id: AppId,
    /// Where it runs.
    pub home: Home,
    /// The account it runs in, where that is not the VPC's owner.
    pub account: Option<AccountId>,
    /// The subnets it runs in; `None` for all of its VPC.
    pub subnets: Option<BTreeSet<SubnetId>>,
    /// What it runs on.
    pub runs_on: RunsOn,
    /// The load balancer that already stands before it.
    pub load_balancer: Option<LoadBalancer>,
    /// Its Kubernetes cluster.
    pub cluster: Option<String>,
    /// Whether callers are admitted only through VPC Lattice; `None` when not said.
    pub network_policy: Option<bool>,
    /// The service mesh it belongs to.
    pub mesh: Option<String>,
    /// What it listens on.
    pub serves: BTreeSet<Service>,
    /// The security groups of its network interfaces; `None` is unknown.
    pub security_groups: Option<BTreeSet<SecurityGroupId>>,
    /// Its private addresses, where known, those of its named interfaces included.
    pub addresses: BTreeSet<IpAddr>,
    /// Its public addresses, where known, those of its named interfaces included.
    pub public_addresses: BTreeSet<IpAddr>,
    /// Whether an input marks its public addresses as unknown, so that it may have others than these.
    pub public_unknown: bool,
    /// Whether AWS drops packets that are neither from it nor to it; `None` is unknown.
    pub source_destination_check: Option<bool>,
    /// Its network interfaces by name, when they are told apart.
    pub interfaces: BTreeMap<String, NetworkInterface>,
    /// Its tags and environment.
    pub labels: Labels,
    /// Where it stands in the input.
    pub place: Place,
}

impl Application {
    /// The application as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::Application, self.id.as_str(), self.place.clone()).at_key()
    }

    /// Whether it is one instance with several network interfaces, which send each other what never leaves the host.
    pub fn is_one_host(&self) -> bool {
        self.runs_on == RunsOn::Ec2 && self.interfaces.len() > 1
    }

    /// The VPC it runs in, unless it runs at a site.
    pub fn vpc(&self) -> Option<&VpcId> {
        match &self.home {
            Home::Vpc(vpc) => Some(vpc),
            Home::Site(_) | Home::Aws(_) => None,
        }
    }
}

/// A network interface of an application.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkInterface {
    /// The subnet it stands in, if said.
    pub subnet: Option<SubnetId>,
    /// Its private addresses, where known.
    pub addresses: BTreeSet<IpAddr>,
    /// Its public addresses, where known.
    pub public_addresses: BTreeSet<IpAddr>,
    /// Its security groups; `None` is unknown.
    pub security_groups: Option<BTreeSet<SecurityGroupId>>,
}

/// Where something stands: in a VPC, at a site, or in AWS's own network.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// In a VPC.
    Vpc(VpcId),
    /// On premises.
    Site(SiteId),
    /// In AWS's own network: a service that VPC endpoints lead to.
    Aws(ServiceName),
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vpc(id) => write!(f, "VPC `{id}`"),
            Self::Site(id) => write!(f, "site `{id}`"),
            Self::Aws(service) => write!(f, "the AWS service `{service}`"),
        }
    }
}

/// What an application runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunsOn {
    /// EC2 instances.
    Ec2,
    /// Amazon ECS tasks.
    Ecs,
    /// Amazon EKS pods.
    Eks,
    /// A Lambda function.
    Lambda,
    /// An Amazon RDS database.
    Rds,
    /// An Application Load Balancer.
    Alb,
    /// A Network Load Balancer.
    Nlb,
    /// Anything else.
    Other,
}

impl RunsOn {
    /// Every kind with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[
        ("ec2", Self::Ec2),
        ("ecs", Self::Ecs),
        ("eks", Self::Eks),
        ("lambda", Self::Lambda),
        ("rds", Self::Rds),
        ("alb", Self::Alb),
        ("nlb", Self::Nlb),
        ("other", Self::Other),
    ];
}

/// A load balancer before an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LoadBalancer {
    /// An Application Load Balancer.
    Application,
    /// A Network Load Balancer.
    Network,
}

impl LoadBalancer {
    /// Every kind with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[("alb", Self::Application), ("nlb", Self::Network)];
}

/// A protocol that an application speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// HTTP.
    Http,
    /// HTTPS.
    Https,
    /// gRPC.
    Grpc,
    /// WebSocket.
    Websocket,
    /// TLS that nothing on the way may terminate.
    Tls,
    /// Any other TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// Every protocol with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[
        ("http", Self::Http),
        ("https", Self::Https),
        ("grpc", Self::Grpc),
        ("websocket", Self::Websocket),
        ("tls", Self::Tls),
        ("tcp", Self::Tcp),
        ("udp", Self::Udp),
    ];

    /// Whether a VPC Lattice HTTP or HTTPS listener carries it.
    pub fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Https | Self::Grpc)
    }

    /// Whether it runs over TCP.
    pub fn is_tcp(self) -> bool {
        self != Self::Udp
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, protocol)| protocol == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

/// A protocol on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service {
    /// The protocol.
    pub protocol: Protocol,
    /// The port.
    pub port: u16,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.protocol, self.port)
    }
}
