//! What lets packets through or does not: security groups, network ACLs and the prefix lists they name. Whether a
//! packet passes is decided in `network`; here stands what the user says.

use std::collections::BTreeSet;
use std::fmt;

use crate::cidr::Cidr;
use crate::finding::{Kind, Locus, Place};
use crate::ids::{NetworkAclId, PrefixListId, SecurityGroupId, SubnetId, VpcId};
use crate::order::Arrange;

/// A managed prefix list.
#[derive(Debug, Clone, PartialEq)]
pub struct PrefixList {
    /// Its name.
    pub id: PrefixListId,
    /// Its blocks; `None` when they are not known.
    pub cidrs: Option<Vec<Cidr>>,
    /// The most entries it may hold, if said.
    pub max_entries: Option<u64>,
    /// AWS's name for it, when AWS keeps it: `com.amazonaws.REGION.SERVICE`.
    pub aws_name: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl PrefixList {
    /// What it counts as against a quota: the most entries it may hold, else those it has; `None` when neither is known.
    pub fn weight(&self) -> Option<u64> {
        self.max_entries.or_else(|| u64::try_from(self.cidrs.as_ref()?.len()).ok())
    }

    /// The list as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::PrefixList, self.id.as_str(), self.place.clone()).at_key()
    }
}

/// A protocol of IP packets, as filters tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IpProtocol {
    /// Every protocol.
    All,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// ICMP.
    Icmp,
    /// ICMP for IPv6.
    Icmpv6,
    /// Another one, by its number.
    Number(u8),
}

impl IpProtocol {
    /// The protocols that have a name on the wire.
    pub const NAMED: &[(&str, Self)] =
        &[("all", Self::All), ("tcp", Self::Tcp), ("udp", Self::Udp), ("icmp", Self::Icmp), ("icmpv6", Self::Icmpv6)];

    /// The protocol of a number in the IP header.
    ///
    /// ```
    /// use tieline::design::IpProtocol;
    /// assert_eq!(IpProtocol::numbered(6), IpProtocol::Tcp);
    /// assert_eq!(IpProtocol::numbered(50), IpProtocol::Number(50));
    /// ```
    pub fn numbered(number: u8) -> Self {
        match number {
            1 => Self::Icmp,
            6 => Self::Tcp,
            17 => Self::Udp,
            58 => Self::Icmpv6,
            other => Self::Number(other),
        }
    }

    /// Whether every packet of `other` is one of this.
    pub fn covers(self, other: Self) -> bool {
        self == Self::All || self == other
    }

    /// Whether some packet is one of both.
    pub fn overlaps(self, other: Self) -> bool {
        self.covers(other) || other.covers(self)
    }

    /// Whether its packets have ports.
    pub fn has_ports(self) -> bool {
        matches!(self, Self::Tcp | Self::Udp)
    }
}

impl fmt::Display for IpProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "protocol {number}"),
            named => f.write_str(Self::NAMED.iter().find(|(_, one)| one == named).map_or("", |(name, _)| name)),
        }
    }
}

/// A set of ports.
///
/// INVARIANT: at least one range; ranges are in order, none empty, and no two touch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortSet(Vec<(u16, u16)>);

impl PortSet {
    /// Every port.
    pub fn all() -> Self {
        Self(vec![(0, u16::MAX)])
    }

    /// One port.
    pub fn single(port: u16) -> Self {
        Self(vec![(port, port)])
    }

    /// The union of ranges, both ends included; `None` when there are none, or one ends before it starts.
    ///
    /// ```
    /// use tieline::design::PortSet;
    /// let ports = PortSet::of([(443, 443), (80, 81), (82, 90)]).unwrap();
    /// assert_eq!(ports.ranges(), [(80, 90), (443, 443)]);
    /// assert!(PortSet::of([(2, 1)]).is_none());
    /// ```
    pub fn of(ranges: impl IntoIterator<Item = (u16, u16)>) -> Option<Self> {
        let mut ranges: Vec<(u16, u16)> = ranges.into_iter().collect();
        if ranges.is_empty() || ranges.iter().any(|(first, last)| first > last) {
            return None;
        }
        ranges.arrange();
        let mut joined: Vec<(u16, u16)> = Vec::new();
        for (first, last) in ranges {
            match joined.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = (*end).max(last),
                _ => joined.push((first, last)),
            }
        }
        Some(Self(joined))
    }

    /// The ranges, in order, both ends included.
    pub fn ranges(&self) -> &[(u16, u16)] {
        &self.0
    }

    /// Whether it is every port.
    pub fn is_all(&self) -> bool {
        self.0 == [(0, u16::MAX)]
    }

    /// Whether a port is in it.
    pub fn contains(&self, port: u16) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&port))
    }

    /// Whether every port of `other` is in it.
    pub fn covers(&self, other: &Self) -> bool {
        // Ranges of one set never touch, so a range lies inside one of the other set or is not covered.
        other.0.iter().all(|(first, last)| self.0.iter().any(|(start, end)| start <= first && last <= end))
    }

    /// Whether some port is in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().any(|(start, end)| other.0.iter().any(|(first, last)| start <= last && first <= end))
    }
}

impl fmt::Display for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return f.write_str("all ports");
        }
        for (index, (first, last)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            if first == last { write!(f, "{comma}{first}")? } else { write!(f, "{comma}{first}-{last}")? }
        }
        Ok(())
    }
}

/// A security group.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityGroup {
    /// Its name.
    pub id: SecurityGroupId,
    /// Its VPC.
    pub vpc: VpcId,
    /// What it lets in.
    pub inbound: Vec<SecurityGroupRule>,
    /// What it lets out; AWS's default, which lets everything out, when the design says nothing.
    pub outbound: Vec<SecurityGroupRule>,
    /// Where it stands.
    pub place: Place,
}

impl SecurityGroup {
    /// Its name in full: `vpc/group`.
    pub fn full_id(&self) -> String {
        format!("{}/{}", self.vpc, self.id)
    }

    /// The group as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::SecurityGroup, self.full_id(), self.place.clone()).at_key()
    }

    /// One of its rules as the locus of a finding.
    pub fn rule_locus(&self, rule: &SecurityGroupRule) -> Locus {
        Locus::new(Kind::SecurityGroup, self.full_id(), rule.place.clone())
    }
}

/// A rule of a security group: what it lets through.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityGroupRule {
    /// The protocol.
    pub protocol: IpProtocol,
    /// The ports of the destination; all for a protocol that has none.
    pub ports: PortSet,
    /// The other side, in the order written; never empty.
    pub peers: Vec<Peer>,
    /// Where it stands; at its group for the rule that AWS adds.
    pub place: Place,
}

/// The other side of a rule of a security group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// Addresses in a block.
    Block(Cidr),
    /// The network interfaces that have a security group.
    SecurityGroup(VpcId, SecurityGroupId),
    /// Addresses in a prefix list.
    PrefixList(PrefixListId),
    /// Not known.
    Unknown,
}

/// A network ACL.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkAcl {
    /// Its name.
    pub id: NetworkAclId,
    /// Its VPC.
    pub vpc: VpcId,
    /// Whether subnets that no network ACL names use it.
    pub default: bool,
    /// The subnets that name it.
    pub subnets: BTreeSet<SubnetId>,
    /// What it says of packets that enter the subnets, lowest number first; where none matches, they are dropped.
    pub inbound: Vec<NetworkAclEntry>,
    /// What it says of packets that leave the subnets, lowest number first; where none matches, they are dropped.
    pub outbound: Vec<NetworkAclEntry>,
    /// Where it stands.
    pub place: Place,
}

impl NetworkAcl {
    /// Its name in full: `vpc/acl`.
    pub fn full_id(&self) -> String {
        format!("{}/{}", self.vpc, self.id)
    }

    /// The network ACL as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::NetworkAcl, self.full_id(), self.place.clone()).at_key()
    }

    /// One of its entries as the locus of a finding.
    pub fn entry_locus(&self, entry: &NetworkAclEntry) -> Locus {
        Locus::new(Kind::NetworkAcl, self.full_id(), entry.place.clone())
    }
}

/// An entry of a network ACL.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkAclEntry {
    /// Its number, 1 to 32766.
    pub number: u16,
    /// Whether what matches is let through.
    pub allow: bool,
    /// The protocol.
    pub protocol: IpProtocol,
    /// The ports of the destination; all for a protocol that has none.
    pub ports: PortSet,
    /// The block of the other side.
    pub cidr: Cidr,
    /// Where it stands; at its network ACL for what AWS adds.
    pub place: Place,
}

impl NetworkAclEntry {
    /// Whether every packet that matches `other` matches this one too.
    pub fn covers(&self, other: &Self) -> bool {
        self.protocol.covers(other.protocol) && self.ports.covers(&other.ports) && self.cidr.contains(other.cidr)
    }
}
