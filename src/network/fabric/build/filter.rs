//! Security groups and network ACLs, compiled to packet sets.

use std::sync::Arc;

use super::Builder;
use crate::cidr::{Cidr, Family};
use crate::design::{IpProtocol, NetworkAclEntry, Peer, PortSet, SecurityGroupRule, Vpc};
use crate::network::fabric::{AclPart, Both, GroupPart, GroupPeer, GroupRule, Node, NodeKind};
use crate::network::packet::{ALL_PORTS, ALL_PROTOCOLS, Field, PacketSet, Span, protocol};

/// Which address of a packet the other side has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    In,
    Out,
}

impl Side {
    fn field(self) -> Field {
        match self {
            Self::In => Field::Source,
            Self::Out => Field::Destination,
        }
    }
}

impl Builder<'_> {
    pub(super) fn add_filters(&mut self) {
        let vpcs = || self.design.vpcs.values();
        // Groups refer to each other, so all have a key before any has rules.
        for group in vpcs().filter_map(|vpc| vpc.security_groups.as_ref()).flat_map(|groups| groups.values()) {
            let node = Node::new(NodeKind::SecurityGroup, group.full_id());
            let key = self.fabric.groups.add(GroupPart { node, inbound: Vec::new(), outbound: Vec::new() });
            self.groups.insert((group.vpc.clone(), group.id.clone()), key);
        }
        for group in vpcs().filter_map(|vpc| vpc.security_groups.as_ref()).flat_map(|groups| groups.values()) {
            let inbound = self.rules(&group.inbound, Side::In);
            let outbound = self.rules(&group.outbound, Side::Out);
            let key = self.groups.get(&(group.vpc.clone(), group.id.clone())).copied();
            if let Some(part) = key.and_then(|key| self.fabric.groups.get_mut(key)) {
                part.inbound = inbound;
                part.outbound = outbound;
            }
        }
        for vpc in vpcs() {
            self.add_acls(vpc);
        }
    }

    fn rules(&self, rules: &[SecurityGroupRule], side: Side) -> Vec<GroupRule> {
        let mut compiled = Vec::new();
        for rule in rules {
            for peer in &rule.peers {
                let any = |family| matching(family, rule.protocol, &rule.ports);
                let block = |block: &Cidr| GroupRule {
                    packets: any(block.family()).limited(side.field(), Span::block(*block)),
                    peer: GroupPeer::Addresses,
                };
                let each = |peer: GroupPeer| {
                    [Family::V4, Family::V6].map(|family| GroupRule { packets: any(family), peer: peer.clone() })
                };
                match peer {
                    Peer::Block(cidr) => compiled.push(block(cidr)),
                    Peer::SecurityGroup(vpc, group) => {
                        if let Some(key) = self.groups.get(&(vpc.clone(), group.clone())) {
                            compiled.extend(each(GroupPeer::Members(*key)));
                        }
                    }
                    Peer::PrefixList(id) => match self.design.prefix_list(id).and_then(|list| list.cidrs.as_ref()) {
                        Some(cidrs) => compiled.extend(cidrs.iter().map(block)),
                        None => {
                            let cause: Arc<str> = format!("the entries of prefix list `{id}` are not given").into();
                            compiled.extend(each(GroupPeer::Unknown(cause)));
                        }
                    },
                    Peer::Unknown => {
                        let cause: Arc<str> = "the other side of a security group rule is not known".into();
                        compiled.extend(each(GroupPeer::Unknown(cause)));
                    }
                }
            }
        }
        compiled
    }

    fn add_acls(&mut self, vpc: &Vpc) {
        let mut keys = std::collections::BTreeMap::new();
        for acl in vpc.network_acls.iter().flat_map(|acls| acls.values()) {
            let key = self.fabric.acls.add(AclPart {
                node: Node::new(NodeKind::NetworkAcl, acl.full_id()),
                inbound: allowed(&acl.inbound, Side::In),
                outbound: allowed(&acl.outbound, Side::Out),
            });
            keys.insert(acl.id.clone(), key);
        }
        for subnet in vpc.subnets.keys() {
            let acl = vpc.network_acl_of(subnet).and_then(|acl| keys.get(&acl.id).copied());
            let part = self.subnets.get(&(vpc.id.clone(), subnet.clone())).copied();
            if let Some(part) = part.and_then(|part| self.fabric.subnets.get_mut(part)) {
                part.acl = acl;
            }
        }
    }
}

/// What an ordered list of entries lets through: the first entry that matches decides.
fn allowed(entries: &[NetworkAclEntry], side: Side) -> Both {
    Both::each(|family| {
        let mut undecided = PacketSet::all(family);
        let mut allowed = PacketSet::none(family);
        for entry in entries.iter().filter(|entry| entry.cidr.family() == family) {
            let all = matching(family, entry.protocol, &entry.ports).limited(side.field(), Span::block(entry.cidr));
            if entry.allow {
                allowed = allowed.join(&undecided.meet(&all));
            }
            undecided = undecided.without(&all);
            if undecided.is_empty() {
                break;
            }
        }
        allowed
    })
}

/// The packets of a protocol to some ports, whatever their addresses.
pub(super) fn matching(family: Family, of: IpProtocol, ports: &PortSet) -> PacketSet {
    let number = |number: u8| Span::one(u128::from(number));
    let protocols = match of {
        IpProtocol::All => ALL_PROTOCOLS,
        IpProtocol::Tcp => number(protocol::TCP),
        IpProtocol::Udp => number(protocol::UDP),
        IpProtocol::Icmp => number(protocol::ICMP),
        IpProtocol::Icmpv6 => number(protocol::ICMPV6),
        IpProtocol::Number(other) => number(other),
    };
    let addresses = Span::addresses(family);
    let mut set = PacketSet::none(family);
    for (first, last) in ports.ranges() {
        let ports = Span::new(u128::from(*first), u128::from(*last));
        set = set.join(&PacketSet::cube(family, [addresses, addresses, protocols, ALL_PORTS, ports]));
    }
    set
}
