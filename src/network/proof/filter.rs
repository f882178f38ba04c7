//! What one security group or network ACL says of one packet.

use std::collections::BTreeSet;

use super::holder::Holder;
use super::leg::{GroupName, Leg, Traveller};
use super::node;
use crate::design::{IpProtocol, NetworkAcl, Peer, SecurityGroupRule};
use crate::ids::{SubnetId, VpcId};
use crate::network::fabric::{Node, NodeKind};
use crate::network::packet::Packet;

/// Whether a network ACL lets a packet through: the entry with the lowest number that matches decides.
pub(super) fn acl_allows(acl: &NetworkAcl, packet: &Packet, inbound: bool) -> bool {
    let (entries, other) = if inbound { (&acl.inbound, packet.source) } else { (&acl.outbound, packet.destination) };
    let matching = entries.iter().filter(|entry| {
        entry.cidr.contains_address(other)
            && is_of(entry.protocol, packet.protocol)
            && entry.ports.contains(packet.destination_port)
    });
    matching.min_by_key(|entry| entry.number).is_some_and(|entry| entry.allow)
}

fn is_of(protocol: IpProtocol, number: u8) -> bool {
    match protocol {
        IpProtocol::All => true,
        IpProtocol::Tcp => number == 6,
        IpProtocol::Udp => number == 17,
        IpProtocol::Icmp => number == 1,
        IpProtocol::Icmpv6 => number == 58,
        IpProtocol::Number(other) => number == other,
    }
}

impl Leg<'_> {
    /// Whether the network ACL of a subnet lets a traveller through; in a tolerant leg it is noted and passed.
    pub(super) fn acl(&self, vpc: &VpcId, subnet: &SubnetId, traveller: &mut Traveller, inbound: bool) -> bool {
        let acl = self.design.vpc(vpc).and_then(|vpc| vpc.network_acl_of(subnet));
        let Some(acl) = acl else { return true };
        if acl_allows(acl, &traveller.packet, inbound) {
            return true;
        }
        let kind = if inbound { "network_acl_inbound" } else { "network_acl_outbound" };
        self.denied(traveller, kind, node(NodeKind::NetworkAcl, acl.full_id()))
    }

    fn denied(&self, traveller: &mut Traveller, kind: &'static str, at: Node) -> bool {
        if traveller.tolerant {
            traveller.met.push((kind, at));
            return true;
        }
        self.flaw(traveller.step, || format!("{at} stops {} ({kind})", traveller.packet));
        false
    }

    /// The rules of one side that let a packet's protocol and port through.
    fn rules(&self, names: &BTreeSet<GroupName>, packet: &Packet, inbound: bool) -> Vec<&SecurityGroupRule> {
        let groups = names.iter().filter_map(|(vpc, group)| self.design.security_group(vpc, group));

        let mut rules: Vec<&SecurityGroupRule> = Vec::new();
        for group in groups {
            let own = if inbound { &group.inbound } else { &group.outbound };

            let fits = |rule: &&SecurityGroupRule| {
                is_of(rule.protocol, packet.protocol) && rule.ports.contains(packet.destination_port)
            };
            rules.extend(own.iter().filter(fits));
        }
        rules
    }

    /// Whether a rule names an address of the other side.
    fn names(&self, peer: &Peer, address: std::net::IpAddr) -> bool {
        match peer {
            Peer::Block(block) => block.contains_address(address),
            Peer::PrefixList(id) => {
                let blocks = self.design.prefix_list(id).and_then(|list| list.cidrs.as_ref());
                blocks.is_some_and(|blocks| blocks.iter().any(|block| block.contains_address(address)))
            }
            Peer::SecurityGroup(..) | Peer::Unknown => false,
        }
    }

    /// Whether security groups let a packet in by its source address alone.
    pub(super) fn in_by_address(&self, groups: &BTreeSet<GroupName>, packet: &Packet) -> bool {
        let rules = self.rules(groups, packet, true);
        rules.iter().any(|rule| rule.peers.iter().any(|peer| self.names(peer, packet.source)))
    }

    /// Whether security groups let a packet out by its destination address alone.
    pub(super) fn out_by_address(&self, groups: &BTreeSet<GroupName>, packet: &Packet) -> bool {
        let rules = self.rules(groups, packet, false);
        rules.iter().any(|rule| rule.peers.iter().any(|peer| self.names(peer, packet.destination)))
    }

    /// Whether the security groups of a receiver let a traveller in.
    pub(super) fn groups_in(&self, groups: Option<&BTreeSet<GroupName>>, at: &Node, traveller: &mut Traveller) -> bool {
        let Some(groups) = groups.filter(|_| !traveller.is_reply) else { return true };
        if self.in_by_address(groups, &traveller.packet) {
            return true;
        }
        let rules = self.rules(groups, &traveller.packet, true);
        let sender = traveller.sender.as_ref().filter(|_| traveller.inbound_references);
        let refers = |peer: &Peer| match peer {
            Peer::SecurityGroup(vpc, group) => sender.is_some_and(|own| own.contains(&(vpc.clone(), group.clone()))),
            Peer::Block(_) | Peer::PrefixList(_) | Peer::Unknown => false,
        };
        if rules.iter().any(|rule| rule.peers.iter().any(refers)) {
            return true;
        }
        self.denied(traveller, "security_group_inbound", first_of(groups, at))
    }

    /// Lets a traveller out by the security groups of its sender: to anybody, or only to members of a group.
    pub(super) fn groups_out(&self, holder: &Holder, mut traveller: Traveller) -> Vec<Traveller> {
        let Some(groups) = holder.groups.as_ref().filter(|_| !traveller.is_reply) else { return vec![traveller] };
        if self.out_by_address(groups, &traveller.packet) {
            return vec![traveller];
        }
        let rules = self.rules(groups, &traveller.packet, false);
        let members: BTreeSet<GroupName> = rules
            .iter()
            .flat_map(|rule| &rule.peers)
            .filter_map(|peer| match peer {
                Peer::SecurityGroup(vpc, group) => Some((vpc.clone(), group.clone())),
                Peer::Block(_) | Peer::PrefixList(_) | Peer::Unknown => None,
            })
            .collect();
        if !members.is_empty() {
            // To the members of each group apart, for the path tells which it was.
            let only = |group| Traveller { only_to: Some(group), ..traveller.clone() };
            return members.into_iter().map(only).collect();
        }
        let out = self.denied(&mut traveller, "security_group_outbound", first_of(groups, &holder.node));
        if out { vec![traveller] } else { Vec::new() }
    }

    /// Whether a receiver is one of those that the traveller was let out to.
    pub(super) fn is_let_out_to(&self, own: Option<&BTreeSet<GroupName>>, traveller: &mut Traveller) -> bool {
        let Some(group) = traveller.only_to.take().filter(|_| !traveller.is_reply) else { return true };
        if traveller.outbound_references && own.is_some_and(|own| own.contains(&group)) {
            return true;
        }
        let (vpc, group) = group;
        self.denied(traveller, "security_group_outbound", node(NodeKind::SecurityGroup, format!("{vpc}/{group}")))
    }
}

/// What is named when none of some security groups lets a packet through: the first, or who has none.
fn first_of(groups: &BTreeSet<GroupName>, at: &Node) -> Node {
    match groups.first() {
        Some((vpc, group)) => node(NodeKind::SecurityGroup, format!("{vpc}/{group}")),
        None => at.clone(),
    }
}
