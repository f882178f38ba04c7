//! Security groups and network ACLs on the way of a front.

use super::front::Front;
use super::{ObstacleKind, Walker};
use crate::network::fabric::{
    Both, GroupPart, GroupPeer, GroupRule, Groups, InterfacePart, Key, Known, Node, SubnetPart,
};
use crate::network::packet::{PacketSet, services_in_words};

/// The way of packets through a filter, as seen by what it protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
}

impl Walker<'_> {
    /// What the network ACL of a subnet lets through.
    pub(super) fn through_acl(&self, subnet: Key<SubnetPart>, direction: Direction, mut front: Front) -> Option<Front> {
        let Some(subnet) = self.fabric.subnets.get(subnet) else { return Some(front) };
        let Some(acl) = subnet.acl.and_then(|key| self.fabric.acls.get(key)) else { return Some(front) };
        let (allowed, kind, verb): (&Both, _, _) = match direction {
            Direction::In => (&acl.inbound, ObstacleKind::NetworkAclInbound, "into"),
            Direction::Out => (&acl.outbound, ObstacleKind::NetworkAclOutbound, "out of"),
        };
        let through = front.set.meet(allowed.of(front.set.family()));
        if !through.is_empty() {
            front.set = through;
            return Some(front);
        }
        if !self.tolerant {
            return None;
        }
        let what = services_in_words(&front.set);
        let words = format!("{} does not let {what} {verb} {}", acl.node, subnet.node);
        let obstacle = self.obstacle(kind, &acl.node, &front.set, words);
        front.obstacles.push(obstacle);
        Some(front)
    }

    /// The security groups that are asked about a front; `None` where it goes on unasked: replies pass, and so does what
    /// no group filters or where the groups are not known, which leaves a doubt.
    fn asked<'g>(&self, groups: &'g Groups, front: &mut Front) -> Option<&'g [Key<GroupPart>]> {
        match groups {
            _ if self.is_reply() => None,
            Groups::Open => None,
            Groups::Unknown(cause) => {
                front.doubt(cause);
                None
            }
            Groups::Of(groups) => Some(groups),
        }
    }

    /// What the security groups of the receiver let in: for certain, and perhaps.
    pub(super) fn pass_groups_in(&self, groups: &Groups, node: &Node, mut front: Front) -> Vec<Front> {
        let Some(groups) = self.asked(groups, &mut front) else { return vec![front] };
        let mut certain = PacketSet::none(front.set.family());
        let mut perhaps: Vec<(PacketSet, std::sync::Arc<str>)> = Vec::new();
        for rule in groups.iter().filter_map(|key| self.fabric.groups.get(*key)).flat_map(|group| &group.inbound) {
            let matching = front.set.meet(&rule.packets);
            if matching.is_empty() {
                continue;
            }
            match &rule.peer {
                GroupPeer::Addresses => certain = certain.join(&matching),
                GroupPeer::Unknown(cause) => perhaps.push((matching, cause.clone())),
                GroupPeer::Members(group) => {
                    if !front.holder.is_some_and(|holder| self.has_group(holder, *group)) {
                        continue;
                    }
                    match &front.inbound_references {
                        Known::Yes => certain = certain.join(&matching),
                        Known::No => {}
                        Known::Unknown(cause) => perhaps.push((matching, cause.clone())),
                    }
                }
            }
        }
        self.parted(front, certain, perhaps, ObstacleKind::SecurityGroupInbound, groups, node)
    }

    /// What the security groups of the sender let out: for certain, perhaps, and only to members of a group.
    pub(super) fn pass_groups_out(&self, groups: &Groups, node: &Node, mut front: Front) -> Vec<Front> {
        let Some(groups) = self.asked(groups, &mut front) else { return vec![front] };
        let rules = || groups.iter().filter_map(|key| self.fabric.groups.get(*key)).flat_map(|group| &group.outbound);
        let mut certain = PacketSet::none(front.set.family());
        let mut perhaps = Vec::new();
        for rule in rules() {
            let matching = front.set.meet(&rule.packets);
            match &rule.peer {
                GroupPeer::Addresses => certain = certain.join(&matching),
                GroupPeer::Unknown(cause) if !matching.is_empty() => perhaps.push((matching, cause.clone())),
                GroupPeer::Unknown(_) | GroupPeer::Members(_) => {}
            }
        }
        let mut fronts = Vec::new();
        for (rule, group) in rules().filter_map(|rule| Some((rule, members(rule)?))) {
            let matching = front.set.meet(&rule.packets).without(&certain);
            if !matching.is_empty() {
                let mut only = front.with(matching);
                only.only_to = Some(group);
                fronts.push(only);
            }
        }
        if certain.is_empty() && perhaps.is_empty() && !fronts.is_empty() {
            return fronts;
        }
        fronts.extend(self.parted(front, certain, perhaps, ObstacleKind::SecurityGroupOutbound, groups, node));
        fronts
    }

    /// Whether a network interface has a security group.
    pub(super) fn has_group(&self, interface: Key<InterfacePart>, group: Key<GroupPart>) -> bool {
        let groups = self.fabric.interfaces.get(interface).map(|interface| &interface.groups);
        matches!(groups, Some(Groups::Of(own)) if own.contains(&group))
    }

    fn parted(
        &self,
        mut front: Front,
        certain: PacketSet,
        perhaps: Vec<(PacketSet, std::sync::Arc<str>)>,
        kind: ObstacleKind,
        groups: &[Key<GroupPart>],
        node: &Node,
    ) -> Vec<Front> {
        let mut fronts = Vec::new();
        for (set, cause) in perhaps {
            let mut doubtful = front.with(set.without(&certain));
            if !doubtful.set.is_empty() {
                doubtful.doubt(&cause);
                fronts.push(doubtful);
            }
        }
        if !certain.is_empty() {
            fronts.push(front.with(certain));
        } else if self.tolerant && fronts.is_empty() {
            let what = services_in_words(&front.set);
            let mut names = groups.iter().filter_map(|key| self.fabric.groups.get(*key));
            let (at, who) = match (names.next(), names.next()) {
                (Some(one), None) => (one.node.clone(), one.node.to_string()),
                (Some(one), Some(_)) => (one.node.clone(), format!("no security group of {node}")),
                (None, _) => (node.clone(), format!("{node}, which has no security group,")),
            };
            let verb = if kind == ObstacleKind::SecurityGroupInbound { "in" } else { "out" };
            let no = if who.starts_with("no ") { "lets" } else { "does not let" };
            let words = format!("{who} {no} {what} {verb}");
            let obstacle = self.obstacle(kind, &at, &front.set, words);
            front.obstacles.push(obstacle);
            fronts.push(front);
        }
        fronts
    }
}

fn members(rule: &GroupRule) -> Option<Key<GroupPart>> {
    match rule.peer {
        GroupPeer::Members(group) => Some(group),
        GroupPeer::Addresses | GroupPeer::Unknown(_) => None,
    }
}
