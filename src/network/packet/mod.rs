//! Packets and exact sets of them: what filters admit and routes carry, as arithmetic. Nothing here knows of AWS.
//!
//! A set is a union of cubes, and a cube is one range for each of the five fields that routes and filters look at. IPv4
//! and IPv6 packets never stand in one set. Why cubes and not decision diagrams: see `ARCHITECTURE.md`.

mod cube;
#[cfg(test)]
mod laws;
mod set;
mod span;
mod words;

use std::net::IpAddr;

use crate::cidr::Family;

use cube::Cube;
pub use cube::Field;
pub use set::{ALL_PORTS, ALL_PROTOCOLS, EPHEMERAL, PacketSet};
pub use span::{Span, address, number};
pub use words::{protocol_in_words, services_in_words};

/// Protocol numbers as IANA assigns them.
pub mod protocol {
    /// ICMP.
    pub const ICMP: u8 = 1;
    /// TCP.
    pub const TCP: u8 = 6;
    /// UDP.
    pub const UDP: u8 = 17;
    /// ICMPv6.
    pub const ICMPV6: u8 = 58;
}

/// One packet, as far as routes and filters look at it.
///
/// ```
/// use tieline::network::packet::{Packet, PacketSet};
/// let packet = Packet::tcp([10, 0, 0, 1], 49_152, [10, 0, 1, 1], 443);
/// assert_eq!(packet.to_string(), "10.0.0.1:49152 → 10.0.1.1:443 tcp");
/// assert!(PacketSet::all(tieline::cidr::Family::V4).holds(&packet));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packet {
    /// The source address.
    pub source: IpAddr,
    /// The destination address, of the same family.
    pub destination: IpAddr,
    /// The protocol number.
    pub protocol: u8,
    /// The source port; 0 for protocols without ports.
    pub source_port: u16,
    /// The destination port; 0 for protocols without ports.
    pub destination_port: u16,
}

impl Packet {
    /// A TCP packet over IPv4.
    pub fn tcp(source: [u8; 4], source_port: u16, destination: [u8; 4], destination_port: u16) -> Self {
        let (source, destination) = (IpAddr::from(source), IpAddr::from(destination));
        Self { source, destination, protocol: protocol::TCP, source_port, destination_port }
    }

    /// The packet that answers it.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            source: self.destination,
            destination: self.source,
            protocol: self.protocol,
            source_port: self.destination_port,
            destination_port: self.source_port,
        }
    }

    /// The family of its addresses.
    pub fn family(&self) -> Family {
        Family::of(self.destination)
    }

    fn as_cube(&self) -> Cube {
        Cube([
            Span::one(number(self.source)),
            Span::one(number(self.destination)),
            Span::one(u128::from(self.protocol)),
            Span::one(u128::from(self.source_port)),
            Span::one(u128::from(self.destination_port)),
        ])
    }
}
