//! Packets and sets of them in words.

use std::fmt;
use std::net::IpAddr;

use super::{ALL_PORTS, ALL_PROTOCOLS, Field, Packet, PacketSet, Span, protocol};

impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |address: IpAddr, port: u16| match (address, has_ports(self.protocol)) {
            (address, false) => address.to_string(),
            (IpAddr::V4(address), true) => format!("{address}:{port}"),
            (IpAddr::V6(address), true) => format!("[{address}]:{port}"),
        };
        let (source, destination) = (end(self.source, self.source_port), end(self.destination, self.destination_port));
        write!(f, "{source} → {destination} {}", protocol_in_words(self.protocol))
    }
}

fn has_ports(number: u8) -> bool {
    number == protocol::TCP || number == protocol::UDP
}

/// A protocol by name where it has a common one.
pub fn protocol_in_words(number: u8) -> String {
    match number {
        protocol::ICMP => "icmp".to_owned(),
        protocol::TCP => "tcp".to_owned(),
        protocol::UDP => "udp".to_owned(),
        protocol::ICMPV6 => "icmpv6".to_owned(),
        other => format!("protocol {other}"),
    }
}

/// What a set of packets may be used for: its protocols with their destination ports, such as `tcp/443, udp/all ports`.
///
/// ```
/// use tieline::cidr::Family;
/// use tieline::network::packet::{Field, PacketSet, Span, services_in_words};
/// let tcp = PacketSet::all(Family::V4).limited(Field::Protocol, Span::one(6));
/// assert_eq!(services_in_words(&tcp.limited(Field::DestinationPort, Span::new(80, 81))), "tcp/80-81");
/// assert_eq!(services_in_words(&PacketSet::all(Family::V4)), "all traffic");
/// ```
pub fn services_in_words(set: &PacketSet) -> String {
    let ranges = |set: &PacketSet| -> Vec<Span> { set.spans(Field::DestinationPort) };
    let protocols = set.spans(Field::Protocol);
    if protocols == [ALL_PROTOCOLS] {
        // Every protocol alike, or some of them with fewer ports: said of each that differs.
        let whole = ranges(set) == [ALL_PORTS] && every_protocol_whole(set);
        if whole {
            return "all traffic".to_owned();
        }
    }
    let mut words = Vec::new();
    for number in [protocol::TCP, protocol::UDP] {
        let of_it = set.limited(Field::Protocol, Span::one(u128::from(number)));
        if of_it.is_empty() {
            continue;
        }
        let name = protocol_in_words(number);
        let ports: Vec<String> = ranges(&of_it).iter().map(|span| ports_in_words(*span)).collect();
        words.push(match ports.len() {
            0..=4 => ports.iter().map(|port| format!("{name}/{port}")).collect::<Vec<_>>().join(", "),
            more => format!("{name}/{} and {} more ranges", ports.first().map_or("", String::as_str), more - 1),
        });
    }
    for number in [protocol::ICMP, protocol::ICMPV6] {
        if protocols.iter().any(|span| span.holds(u128::from(number))) {
            words.push(protocol_in_words(number));
        }
    }
    let named = [protocol::ICMP, protocol::TCP, protocol::UDP, protocol::ICMPV6];
    let others = (0..=u8::MAX).filter(|number| !named.contains(number));
    let others = others.filter(|number| protocols.iter().any(|span| span.holds(u128::from(*number)))).count();
    if others > 0 {
        words.push(format!("{others} other protocols"));
    }
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

fn every_protocol_whole(set: &PacketSet) -> bool {
    [protocol::ICMP, protocol::TCP, protocol::UDP].iter().all(|number| {
        set.limited(Field::Protocol, Span::one(u128::from(*number))).spans(Field::DestinationPort) == [ALL_PORTS]
    })
}

fn ports_in_words(span: Span) -> String {
    if span == ALL_PORTS {
        "all ports".to_owned()
    } else if span.first == span.last {
        span.first.to_string()
    } else {
        format!("{}-{}", span.first, span.last)
    }
}
