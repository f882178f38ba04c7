//! Edits that let packets on: openings of filters, routes and propagations, told, and carried out on a design.

use std::fmt;
use std::sync::Arc;

use super::{Design, IpProtocol, LinkKind, NetworkAclEntry, Origin, Peer, PortSet, Route, SecurityGroupRule, Target};
use crate::cidr::Cidr;
use crate::finding::Place;
use crate::ids::{LinkId, NetworkAclId, RouteTableId, SecurityGroupId, VpcId};
use crate::order::Arrange;
use crate::source::Pointer;

/// One edit of a design. None of them costs anything: AWS bills neither rules nor routes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// A rule in a security group.
    SecurityGroupRule {
        /// The VPC of the group.
        vpc: VpcId,
        /// The group.
        group: SecurityGroupId,
        /// What it is to let through, and which way.
        opening: Opening,
    },
    /// An entry in a network ACL.
    NetworkAclEntry {
        /// The VPC of the network ACL.
        vpc: VpcId,
        /// The network ACL.
        acl: NetworkAclId,
        /// The number of the entry: it stands before those that drop the packets.
        number: u16,
        /// What it is to let through, and which way.
        opening: Opening,
    },
    /// A route in a route table of a VPC.
    Route {
        /// The VPC.
        vpc: VpcId,
        /// The table.
        table: RouteTableId,
        /// The destination.
        to: Cidr,
        /// The link it leads over.
        via: LinkId,
    },
    /// A propagation into a route table of a transit gateway.
    Propagation {
        /// The transit gateway.
        hub: LinkId,
        /// The table.
        table: RouteTableId,
        /// The VPC whose attachment it is to learn.
        vpc: VpcId,
    },
}

/// What a filter is to let through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// Whether it is about what comes in.
    pub inbound: bool,
    /// The protocol.
    pub protocol: IpProtocol,
    /// The lowest and the highest port; `None` for all, and for protocols without ports.
    pub ports: Option<(u16, u16)>,
    /// The other side.
    pub peer: Cidr,
}

impl Opening {
    fn port_set(&self) -> PortSet {
        self.ports.and_then(|range| PortSet::of([range])).unwrap_or_else(PortSet::all)
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.protocol, self.ports) {
            (IpProtocol::All, _) => f.write_str("all traffic")?,
            (protocol, None) => write!(f, "{protocol}")?,
            (protocol, Some((first, last))) if first == last => write!(f, "{protocol}/{first}")?,
            (protocol, Some((first, last))) => write!(f, "{protocol}/{first}-{last}")?,
        }
        let (way, word) = if self.inbound { ("in", "from") } else { ("out", "to") };
        write!(f, " {way} {word} `{}`", self.peer)
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecurityGroupRule { vpc, group, opening } => {
                write!(f, "let security group `{vpc}/{group}` let {opening}")
            }
            Self::NetworkAclEntry { vpc, acl, number, opening } => {
                write!(f, "let entry {number} of network ACL `{vpc}/{acl}` allow {opening}")
            }
            Self::Route { vpc, table, to, via } => {
                write!(f, "add a route to `{to}` via `{via}` to route table `{vpc}/{table}`")
            }
            Self::Propagation { hub, table, vpc } => {
                write!(f, "let the attachment of VPC `{vpc}` propagate into route table `{hub}/{table}`")
            }
        }
    }
}

/// The design with edits made. What an edit names and the design has not stays as it is.
pub fn applied(design: &Design, edits: &[Edit]) -> Design {
    let mut design = design.clone();
    for edit in edits {
        apply(&mut design, edit);
    }
    design
}

fn apply(design: &mut Design, edit: &Edit) {
    let place = Place { file: None, pointer: Pointer::root() };
    match edit {
        Edit::SecurityGroupRule { vpc, group, opening } => {
            let Some(vpc) = design.vpcs.get_mut(vpc).map(Arc::make_mut) else { return };
            let Some(group) = vpc.security_groups.as_mut().and_then(|groups| groups.get_mut(group)) else { return };
            let rules = if opening.inbound { &mut group.inbound } else { &mut group.outbound };
            let (protocol, ports, peers) = (opening.protocol, opening.port_set(), vec![Peer::Block(opening.peer)]);
            rules.push(SecurityGroupRule { protocol, ports, peers, place });
        }
        Edit::NetworkAclEntry { vpc, acl, number, opening } => {
            let Some(vpc) = design.vpcs.get_mut(vpc).map(Arc::make_mut) else { return };
            let Some(acl) = vpc.network_acls.as_mut().and_then(|acls| acls.get_mut(acl)) else { return };
            let entries = if opening.inbound { &mut acl.inbound } else { &mut acl.outbound };
            let (protocol, ports, cidr) = (opening.protocol, opening.port_set(), opening.peer);
            entries.push(NetworkAclEntry { number: *number, allow: true, protocol, ports, cidr, place });
            entries.arrange_by_key(|entry| entry.number);
        }
        Edit::Route { vpc, table, to, via } => {
            let Some(vpc) = design.vpcs.get_mut(vpc).map(Arc::make_mut) else { return };
            let Some(table) = vpc.route_tables.as_mut().and_then(|tables| tables.get_mut(table)) else { return };
            table.routes.push(Route { to: *to, via: Target::Link(via.clone()), origin: Origin::Static, place });
        }
        Edit::Propagation { hub, table, vpc } => {
            let Some(link) = design.links.get_mut(hub).map(Arc::make_mut) else { return };
            let LinkKind::TransitGateway(gateway) = &mut link.kind else { return };
            let table = gateway.route_tables.as_mut().and_then(|tables| tables.get_mut(table));
            if let Some(table) = table {
                table.propagated_vpcs.insert(vpc.clone());
            }
        }
    }
}
