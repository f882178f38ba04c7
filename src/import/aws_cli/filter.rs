//! Security groups, network ACLs and prefix lists.

use std::collections::BTreeMap;

use super::draft::{Draft, top};
use super::shape::{IcmpTypeCode, IpPermission, NetworkAclEntry};
use super::snapshot::Seen;
use super::vpc::inside;
use crate::design::raw::{
    Ports, RawNetworkAcl, RawNetworkAclEntry, RawPrefixList, RawSecurityGroup, RawSecurityGroupRule,
};
use crate::order::Arrange;

/// The number of the entry that AWS ends every network ACL with, which denies what no other entry matches; for IPv6 there is
/// one with the next number.
const LAST_ENTRY: u64 = 32767;
/// The ICMP type of an echo request, in IPv4 and in IPv6.
const ECHO_REQUESTS: [i64; 2] = [8, 128];

pub(super) fn prefix_lists(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (id, found) in snapshot.prefix_lists.iter() {
        draft.took(found, top("prefix_lists", id), id);
        let entries = snapshot.prefix_list_entries.found(id);
        if let Some(entries) = entries {
            draft.count(entries);
        }
        let entries = entries.map(|one| one.is.entries.iter().filter_map(|entry| entry.cidr.clone()).collect());
        let name = found.is.prefix_list_name.clone();
        let by_aws = found.is.owner_id.as_deref() == Some("AWS") || found.is.owner_id.is_none();
        let list = RawPrefixList {
            cidrs: found.is.cidrs.clone().or(entries),
            max_entries: found.is.max_entries,
            aws_name: name.filter(|name| by_aws && name.starts_with("com.amazonaws.")),
        };
        if list.cidrs.is_none() {
            draft.unknown(&top("prefix_lists", id).push("cidrs"), "its entries are in no file");
        }
        draft.raw.prefix_lists.insert(id.clone(), list);
    }
    for (id, found) in snapshot.prefix_list_entries.iter() {
        if snapshot.prefix_lists.get(id).is_none() {
            draft.took(found, top("prefix_lists", id), id);
            let cidrs = found.is.entries.iter().filter_map(|entry| entry.cidr.clone()).collect();
            draft.raw.prefix_lists.insert(id.clone(), RawPrefixList { cidrs: Some(cidrs), ..RawPrefixList::default() });
        }
    }
}

/// A prefix list by its id; one that is in no file is mentioned.
pub(super) fn prefix_list(draft: &mut Draft<'_>, id: &str) -> String {
    if !draft.raw.prefix_lists.contains_key(id) {
        draft.raw.prefix_lists.insert(id.to_owned(), RawPrefixList::default());
        draft.unknown(&top("prefix_lists", id).push("cidrs"), "the prefix list is in no file");
    }
    format!("prefix_list/{id}")
}

pub(super) fn security_groups(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let ids: Vec<String> = draft.raw.vpcs.keys().cloned().collect();
    for id in ids {
        if draft.has_list("SecurityGroups", &id)
            && let Some(vpc) = draft.raw.vpcs.get_mut(&id)
        {
            vpc.security_groups = Some(BTreeMap::new());
        }
    }
    for (id, found) in snapshot.security_groups.iter() {
        let Some(vpc) = found.is.vpc_id.clone().filter(|vpc| !vpc.is_empty()) else {
            draft.pass(found, "of no VPC", None);
            continue;
        };
        draft.took(found, inside(&vpc, "security_groups", id), id);
        let inbound = rules(draft, &vpc, &found.is.ip_permissions, Side::In, found.at());
        let outbound =
            found.is.ip_permissions_egress.as_ref().map(|rules_| rules(draft, &vpc, rules_, Side::Out, found.at()));
        let group = RawSecurityGroup { inbound, outbound };
        draft.mention_vpc(&vpc, id).security_groups.get_or_insert_default().insert(id.clone(), group);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    In,
    Out,
}

fn rules(
    draft: &mut Draft<'_>,
    vpc: &str,
    permissions: &[IpPermission],
    side: Side,
    seen: Option<Seen>,
) -> Vec<RawSecurityGroupRule> {
    let mut made = Vec::new();
    for one in permissions {
        let protocol = protocol(one.ip_protocol.as_deref());
        let ports = if is_icmp(&protocol) {
            let of_type = one.from_port.filter(|of_type| *of_type >= 0);
            if of_type.is_some_and(|of_type| !ECHO_REQUESTS.contains(&of_type)) {
                let what = format!("a rule of a security group of VPC `{vpc}` for one type of ICMP");
                let because = "only echo requests are told apart from other ICMP packets".to_owned();
                draft.leaves_open(seen, what, because, "whether other ICMP packets get through");
                continue;
            }
            None
        } else {
            ports(one.from_port, one.to_port)
        };
        let mut peers: Vec<String> = Vec::new();
        peers.extend(one.ip_ranges.iter().filter_map(|range| range.cidr_ip.clone()));
        peers.extend(one.ipv6_ranges.iter().filter_map(|range| range.cidr_ipv6.clone()));
        for list in &one.prefix_list_ids {
            peers.push(prefix_list(draft, &list.prefix_list_id));
        }
        for pair in &one.user_id_group_pairs {
            // What a rule refers to over a peering that is gone lets nothing through any more.
            if pair.peering_status.as_deref().is_some_and(|status| status.starts_with("delet")) {
                draft.infers(seen, "security group rules over deleted peerings let nothing through".to_owned());
                continue;
            }
            let group = pair.group_id.as_deref().unwrap_or_default();
            match draft.snapshot.security_groups.get(group).and_then(|group| group.vpc_id.as_deref()) {
                Some(other) if other == vpc => peers.push(format!("security_group/{group}")),
                Some(other) => peers.push(format!("security_group/{other}/{group}")),
                None => {
                    peers.push("unknown".to_owned());
                    let because = "the group is in no file".to_owned();
                    let what = format!("who has security group `{group}`, which a rule in VPC `{vpc}` names");
                    draft.leaves_open(seen, what, because, "whether packets are let through");
                }
            }
        }
        if peers.is_empty() {
            continue;
        }
        let (from, to) = if side == Side::In { (Some(peers), None) } else { (None, Some(peers)) };
        made.push(RawSecurityGroupRule { protocol: Some(protocol), ports, from, to });
    }
    made
}

pub(super) fn network_acls(draft: &mut Draft<'_>) {
    let ids: Vec<String> = draft.raw.vpcs.keys().cloned().collect();
    for id in ids {
        if draft.has_list("NetworkAcls", &id)
            && let Some(vpc) = draft.raw.vpcs.get_mut(&id)
        {
            vpc.network_acls = Some(BTreeMap::new());
        }
    }
    for (id, found) in draft.snapshot.network_acls.iter() {
        if found.is.vpc_id.is_empty() {
            draft.pass(found, "of no VPC", None);
            continue;
        }
        let vpc = found.is.vpc_id.clone();
        draft.took(found, inside(&vpc, "network_acls", id), id);
        let named: Vec<String> = found.is.associations.iter().filter_map(|one| one.subnet_id.clone()).collect();
        let subnets = draft.subnets_in(&vpc, &named);
        let mut inbound = Vec::new();
        let mut outbound = Vec::new();
        for one in found.is.entries.iter().filter(|one| one.rule_number.is_none_or(|number| number < LAST_ENTRY)) {
            match entry(one) {
                Some(made) if one.egress == Some(true) => outbound.push(made),
                Some(made) => inbound.push(made),
                None => {
                    let what = format!("an entry of network ACL `{id}` for one type of ICMP");
                    let because = "only echo requests are told apart from other ICMP packets".to_owned();
                    draft.leaves_open(found.at(), what, because, "whether other ICMP packets get through");
                }
            }
        }
        for list in [&mut inbound, &mut outbound] {
            list.arrange_by_key(|entry| entry.number);
        }
        let acl = RawNetworkAcl {
            default: found.is.is_default.filter(|is_default| *is_default),
            subnets,
            inbound: Some(inbound),
            outbound: Some(outbound),
        };
        draft.mention_vpc(&vpc, id).network_acls.get_or_insert_default().insert(id.clone(), acl);
    }
}

fn entry(entry: &NetworkAclEntry) -> Option<RawNetworkAclEntry> {
    let protocol = protocol(entry.protocol.as_deref());
    let of_type = entry.icmp_type_code.as_ref().and_then(|IcmpTypeCode { r#type, .. }| *r#type);
    // An echo request must get in and its reply out, so a stateless list tells both types.
    let passes = |of_type: i64| of_type < 0 || ECHO_REQUESTS.contains(&of_type) || matches!(of_type, 0 | 129);
    if is_icmp(&protocol) && !of_type.is_none_or(passes) {
        return None;
    }
    let range = entry.port_range.as_ref();
    let ports = if is_icmp(&protocol) {
        None
    } else {
        ports(range.and_then(|range| range.from), range.and_then(|range| range.to))
    };
    Some(RawNetworkAclEntry {
        number: entry.rule_number,
        action: entry.rule_action.clone(),
        protocol: Some(protocol),
        ports,
        cidr: entry.cidr_block.clone().or_else(|| entry.ipv6_cidr_block.clone()),
    })
}

/// A protocol as the design writes it, of a name or a number.
fn protocol(text: Option<&str>) -> String {
    match text {
        None | Some("-1" | "all") => "all".to_owned(),
        Some("6") => "tcp".to_owned(),
        Some("17") => "udp".to_owned(),
        Some("1") => "icmp".to_owned(),
        Some("58") => "icmpv6".to_owned(),
        Some(other) => other.to_owned(),
    }
}

fn is_icmp(protocol: &str) -> bool {
    matches!(protocol, "icmp" | "icmpv6")
}

fn ports(from: Option<i64>, to: Option<i64>) -> Option<Ports> {
    match (from, to) {
        (Some(0), Some(65535)) | (Some(-1), _) | (_, Some(-1)) | (None, None) => None,
        (Some(from), Some(to)) if from == to => Some(Ports::One(from.to_string())),
        (Some(from), Some(to)) => Some(Ports::One(format!("{from}-{to}"))),
        (Some(one), None) | (None, Some(one)) => Some(Ports::One(one.to_string())),
    }
}
