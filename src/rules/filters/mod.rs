//! Band 6xx, security groups and network ACLs. Here: what several of those rules ask; each rule has its own file.

pub(super) mod need_stopped_by_filters;
pub(super) mod network_acl_entry_shadowed;
pub(super) mod network_acl_reply_ports_incomplete;
pub(super) mod network_acl_without_reply_ports;
pub(super) mod security_group_reference_across_regions;
pub(super) mod security_group_reference_not_joined;
pub(super) mod security_group_reference_outbound;
pub(super) mod security_group_reference_through_appliance;
pub(super) mod security_group_referencing_off;

use crate::cidr::Cidr;
use crate::design::{
    Design, IpProtocol, Link, LinkKind, NetworkAclEntry, Peer, PeeringStatus, PortSet, PrefixList, SecurityGroup,
    SecurityGroupRule, TransitGateway, VpcPeering,
};
use crate::ids::{SecurityGroupId, VpcId};

/// One reference from a rule of a security group to a group of another VPC.
pub(in crate::rules) struct Reference<'d> {
    /// The group whose rule it is.
    pub(in crate::rules) from: &'d SecurityGroup,
    /// The rule.
    pub(in crate::rules) rule: &'d SecurityGroupRule,
    /// The VPC of the group that is named.
    pub(in crate::rules) vpc: &'d VpcId,
    /// The group that is named.
    pub(in crate::rules) group: &'d SecurityGroupId,
    /// Whether it stands in an inbound rule.
    pub(in crate::rules) inbound: bool,
}

/// The references of a VPC's security groups to groups of other VPCs, in order of name.
pub(in crate::rules) fn references<'d>(groups: impl Iterator<Item = &'d SecurityGroup>) -> Vec<Reference<'d>> {
    let mut found = Vec::new();
    for from in groups {
        for (rules, inbound) in [(&from.inbound, true), (&from.outbound, false)] {
            for rule in rules {
                for peer in &rule.peers {
                    if let Peer::SecurityGroup(vpc, group) = peer
                        && *vpc != from.vpc
                    {
                        found.push(Reference { from, rule, vpc, group, inbound });
                    }
                }
            }
        }
    }
    found
}

/// What joins two VPCs so that their security groups could name each other.
#[derive(Default)]
pub(in crate::rules) struct Joins<'d> {
    /// Peering connections that carry traffic, or will when they are accepted.
    pub(in crate::rules) peerings: Vec<(&'d Link, &'d VpcPeering)>,
    /// Transit gateways that both are attached to.
    pub(in crate::rules) gateways: Vec<(&'d Link, &'d TransitGateway)>,
    /// Whether a link of a kind that no source tells about joins them: Cloud WAN, shared subnets.
    pub(in crate::rules) otherwise: bool,
}

/// What joins two VPCs, in order of name.
pub(in crate::rules) fn joins<'d>(design: &'d Design, one: &VpcId, two: &VpcId) -> Joins<'d> {
    let mut found = Joins::default();
    for link in design.links.values() {
        match &link.kind {
            LinkKind::VpcPeering(peering)
                if peering.other(one) == Some(two) && peering.status != PeeringStatus::Ended =>
            {
                found.peerings.push((link.as_ref(), peering));
            }
            LinkKind::TransitGateway(gateway) if gateway.vpcs.contains_key(one) && gateway.vpcs.contains_key(two) => {
                found.gateways.push((link.as_ref(), gateway));
            }
            LinkKind::CloudWan(wan) => found.otherwise |= wan.vpcs.contains_key(one) && wan.vpcs.contains_key(two),
            LinkKind::VpcSharing(sharing) => found.otherwise |= sharing.joins(one) && sharing.joins(two),
            _ => {}
        }
    }
    found
}

/// Whether two VPCs stand in one Region; `None` when a Region is not known.
pub(in crate::rules) fn same_region(design: &Design, one: &VpcId, two: &VpcId) -> Option<bool> {
    Some(design.vpc(one)?.region.as_ref()? == design.vpc(two)?.region.as_ref()?)
}

/// Whether some rule lets packets of a protocol on some of these ports through, to or from some address of `block`.
/// Groups and lists of unknown content count as letting them through: only a sure no is a no.
pub(in crate::rules) fn may_pass<'d>(
    design: &Design,
    rules: impl IntoIterator<Item = &'d SecurityGroupRule>,
    (protocol, ports): (IpProtocol, &PortSet),
    block: Cidr,
) -> bool {
    rules.into_iter().any(|rule| {
        rule.protocol.overlaps(protocol)
            && (!rule.protocol.has_ports() || rule.ports.overlaps(ports))
            && rule.peers.iter().any(|peer| match peer {
                Peer::Block(other) => other.overlaps(block),
                Peer::PrefixList(id) => design.prefix_list(id).is_none_or(|list| list_may_hold(list, block)),
                // The interfaces of a group may have any address of its VPC, and may be the ones meant.
                Peer::SecurityGroup(vpc, _) => {
                    design.vpc(vpc).is_none_or(|vpc| vpc.cidrs.iter().any(|(own, _)| own.overlaps(block)))
                }
                Peer::Unknown => true,
            })
    })
}

fn list_may_hold(list: &PrefixList, block: Cidr) -> bool {
    list.cidrs.as_ref().is_none_or(|cidrs| cidrs.iter().any(|other| other.overlaps(block)))
}

/// Whether a prefix list is one that AWS keeps for VPC Lattice; `None` when it does not say what it is.
pub(in crate::rules) fn is_of_lattice(list: &PrefixList) -> Option<bool> {
    match (&list.aws_name, &list.cidrs) {
        (Some(name), _) => Some(name.ends_with(".vpc-lattice")),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}

/// Whether an entry of a network ACL tells of packets of these ports and this block, and lets them through.
pub(in crate::rules) fn allows_some(
    entry: &NetworkAclEntry,
    protocol: IpProtocol,
    ports: &PortSet,
    block: Cidr,
) -> bool {
    entry.allow
        && entry.protocol.overlaps(protocol)
        && (!entry.protocol.has_ports() || entry.ports.overlaps(ports))
        && entry.cidr.overlaps(block)
}
