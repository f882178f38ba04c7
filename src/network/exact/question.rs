//! What can be asked: from whom to whom, and with which packets.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use thiserror::Error;

use crate::cidr::{Cidr, Family};
use crate::design::{Design, Need, Party, Service};
use crate::ids::{AppId, ServiceName, SiteId, VpcId};
use crate::network::packet::{
    ALL_PORTS, ALL_PROTOCOLS, EPHEMERAL, Field, PacketSet, Span, protocol, protocol_in_words,
};

/// One end of a question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// An application.
    Application(AppId),
    /// Whatever runs in a VPC.
    Vpc(VpcId),
    /// Whoever is at a site.
    Site(SiteId),
    /// A service of AWS.
    AwsService(ServiceName),
    /// Whoever has an address of a block.
    Block(Cidr),
    /// Whoever is on the internet and not in the design.
    Internet,
}

impl From<&Party> for End {
    fn from(party: &Party) -> Self {
        match party {
            Party::Application(id) => Self::Application(id.clone()),
            Party::Vpc(id) => Self::Vpc(id.clone()),
            Party::Site(id) => Self::Site(id.clone()),
            Party::AwsService(name) => Self::AwsService(name.clone()),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application(id) => write!(f, "{id}"),
            Self::Vpc(id) => write!(f, "{id}"),
            Self::Site(id) => write!(f, "{id}"),
            Self::AwsService(name) => write!(f, "aws/{name}"),
            Self::Block(block) => write!(f, "{}", plain(*block)),
            Self::Internet => f.write_str("internet"),
        }
    }
}

fn plain(block: Cidr) -> String {
    if block.prefix_len() == block.family().max_prefix_len() { block.first().to_string() } else { block.to_string() }
}

/// Why a text is no end of a question.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EndError {
    /// Nothing in the design has the name, and it is no address or block.
    #[error("`{0}` is no application, VPC or site of the design, no address, no block and not `internet`")]
    Unknown(String),
}

impl End {
    /// The end that a text names: a party of the design (`aws/NAME` for a service of AWS), an address, a block, or
    /// `internet`.
    ///
    /// ```
    /// use tieline::design::Design;
    /// use tieline::network::exact::End;
    /// let design = Design::default();
    /// assert_eq!(End::named(&design, "internet").unwrap(), End::Internet);
    /// assert_eq!(End::named(&design, "10.0.0.9").unwrap().to_string(), "10.0.0.9");
    /// assert!(End::named(&design, "nobody").is_err());
    /// ```
    ///
    /// # Errors
    /// When it names nothing.
    pub fn named(design: &Design, text: &str) -> Result<Self, EndError> {
        if let Some(application) = design.applications.values().find(|one| one.id.as_str() == text) {
            return Ok(Self::Application(application.id.clone()));
        }
        if let Some(vpc) = design.vpcs.values().find(|one| one.id.as_str() == text) {
            return Ok(Self::Vpc(vpc.id.clone()));
        }
        if let Some(site) = design.sites.values().find(|one| one.id.as_str() == text) {
            return Ok(Self::Site(site.id.clone()));
        }
        if text == "internet" {
            return Ok(Self::Internet);
        }
        if let Some(service) = text.strip_prefix("aws/").and_then(|name| ServiceName::new(name).ok()) {
            return Ok(Self::AwsService(service));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Block(Cidr::single(address)));
        }
        if let Ok(block) = Cidr::parse(text) {
            return Ok(Self::Block(block));
        }
        Err(EndError::Unknown(text.to_owned()))
    }
}

/// Which packets are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Traffic {
    /// The protocol numbers.
    pub protocols: Span,
    /// The destination ports.
    pub ports: Span,
    /// The source ports.
    pub source_ports: Span,
    /// The one address family, where only one is asked about.
    pub family: Option<Family>,
}

/// Why a text tells no traffic.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no traffic: `tcp/443`, `udp/53`, `tcp/8000-8100`, `tcp`, `icmp` or `all` are expected")]
pub struct TrafficError(String);

impl Traffic {
    /// Any packets, from ports that clients use.
    pub const ANY: Self = Self { protocols: ALL_PROTOCOLS, ports: ALL_PORTS, source_ports: EPHEMERAL, family: None };

    /// Any packets at all, from whatever port: what isolation is about.
    pub const EVERY_PACKET: Self =
        Self { protocols: ALL_PROTOCOLS, ports: ALL_PORTS, source_ports: ALL_PORTS, family: None };

    /// What a need is about: each of its services, or anything where it has none.
    pub fn of(need: &Need) -> Vec<Self> {
        let mut asked: Vec<Self> = match need.services.is_empty() {
            true => vec![Self::ANY],
            false => need.services.iter().map(|service| Self::from(*service)).collect(),
        };
        asked.iter_mut().for_each(|traffic| traffic.family = need.family());
        asked
    }

    /// One protocol to one port.
    pub fn to_port(number: u8, port: u16) -> Self {
        Self { protocols: Span::one(u128::from(number)), ports: Span::one(u128::from(port)), ..Self::ANY }
    }

    /// ICMP, whose packets have no ports.
    pub fn icmp() -> Self {
        Self { protocols: Span::one(u128::from(protocol::ICMP)), ..Self::EVERY_PACKET }
    }

    /// All of it, between any addresses of a family.
    pub fn packets(&self, family: Family) -> PacketSet {
        if self.family.is_some_and(|only| only != family) {
            return PacketSet::none(family);
        }
        let protocols = match (family, self.protocols) {
            // ICMP is another protocol in IPv6.
            (Family::V6, one) if one == Span::one(u128::from(protocol::ICMP)) => {
                Span::one(u128::from(protocol::ICMPV6))
            }
            (_, other) => other,
        };
        PacketSet::all(family)
            .limited(Field::Protocol, protocols)
            .limited(Field::DestinationPort, self.ports)
            .limited(Field::SourcePort, self.source_ports)
    }
}

impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u8::try_from(self.protocols.first).unwrap_or(u8::MAX);
        if self.protocols == ALL_PROTOCOLS {
            f.write_str("all")?;
        } else {
            f.write_str(&protocol_in_words(number))?;
        }
        match self.ports {
            ALL_PORTS => Ok(()),
            Span { first, last } if first == last => write!(f, "/{first}"),
            Span { first, last } => write!(f, "/{first}-{last}"),
        }
    }
}

impl From<Service> for Traffic {
    fn from(service: Service) -> Self {
        let number = if service.protocol.is_tcp() { protocol::TCP } else { protocol::UDP };
        Self::to_port(number, service.port)
    }
}

impl FromStr for Traffic {
    type Err = TrafficError;

    /// ```
    /// use tieline::network::exact::Traffic;
    /// assert_eq!("tcp/443".parse(), Ok(Traffic::to_port(6, 443)));
    /// assert!("tcp/https".parse::<Traffic>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || TrafficError(text.to_owned());
        let (name, ports) = text.split_once('/').map_or((text, None), |(name, ports)| (name, Some(ports)));
        let number = match name {
            "all" => None,
            "tcp" | "http" | "https" | "grpc" | "tls" => Some(protocol::TCP),
            "udp" => Some(protocol::UDP),
            "icmp" if ports.is_none() => return Ok(Self::icmp()),
            other => Some(other.parse::<u8>().map_err(|_| error())?),
        };
        let ports = match ports {
            None => ALL_PORTS,
            Some(ports) => {
                let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
                let port = |text: &str| text.parse::<u16>().map(u128::from).map_err(|_| error());
                Span::new(port(first)?, port(last)?)
            }
        };
        let protocols = number.map_or(ALL_PROTOCOLS, |number| Span::one(u128::from(number)));
        Ok(Self { protocols, ports, ..Self::ANY })
    }
}
